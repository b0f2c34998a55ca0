//! Conditions on a row in words.

use super::{Phrases, spaced};
use crate::functions::AggregateFunction;
use crate::model::{Formula, Node, Operator, SourceId};
use crate::plan::{Comparison, TextTest, Value};
use crate::types::Kind;
use jiff::civil::Date;

impl Phrases<'_> {
    /// A clause in English, the form before a noun in Japanese.
    pub(in crate::explain) fn condition(
        &self,
        formula: &Formula,
        source: Option<SourceId>,
    ) -> String {
        match &formula.node {
            Node::Operator(Operator::And, parts) => self.both(parts, source),
            Node::Operator(Operator::Or, parts) => self.either(parts, source),
            Node::Operator(Operator::Not, parts) => {
                parts.first().map_or(String::new(), |inner| self.negated(inner, source))
            }
            Node::Operator(Operator::Compare(comparison), parts) => {
                let [left, right] = parts.as_slice() else { return "?".to_owned() };
                self.compared(*comparison, left, right, source)
            }
            Node::Operator(Operator::IsMissing, parts) => self.is_missing(parts, source, true),
            Node::In(inner, values) => self.is_in(inner, values, source, true),
            Node::Text(test, inner, pattern) => self.tested(*test, inner, pattern, source, true),
            Node::Criterion(id) => {
                let name = self.named(&self.model.criteria[id.0].about, "criterion");
                if self.japanese { spaced(&name, "にあたる") } else { format!("{name} holds") }
            }
            Node::Walk(_, to, inner) if self.column(formula, source).is_none() => {
                self.condition(inner, Some(*to))
            }
            Node::Journey(id, inner) => {
                self.condition(inner, Some(self.model.funnels[id.0].journeys))
            }
            Node::Aggregate(aggregate) => {
                let there_is = aggregate.function != AggregateFunction::None;
                let set = self.set(&aggregate.set, source);
                match (self.japanese, there_is) {
                    (true, true) => spaced(&set, "がある"),
                    (true, false) => spaced(&set, "がない"),
                    (false, true) => format!("there are {set}"),
                    (false, false) => format!("there are no {set}"),
                }
            }
            Node::InForce(from, to) => self.days(*from, *to),
            Node::Literal(_) => self.value(formula, source),
            Node::Poison => "?".to_owned(),
            Node::Column(_)
            | Node::Walk(..)
            | Node::Dimension(..)
            | Node::Call(..)
            | Node::Operator(Operator::If, _) => self.is(formula, self.say("true", "真"), source),
            _ => self.value(formula, source),
        }
    }

    /// The days on which a definition is in force.
    fn days(&self, from: Option<Date>, to: Option<Date>) -> String {
        match (self.japanese, from, to) {
            (false, ..) => format!("the day is {}", crate::model::days(from, to)),
            (true, Some(from), Some(to)) => format!("{from} から {to} の前日まで"),
            (true, Some(from), None) => format!("{from} 以降"),
            (true, None, Some(to)) => format!("{to} より前"),
            (true, None, None) => "いつでも".to_owned(),
        }
    }

    fn is(&self, formula: &Formula, what: &str, source: Option<SourceId>) -> String {
        let value = self.value(formula, source);
        if self.japanese {
            spaced(&spaced(&value, "が"), &format!("{what}である"))
        } else {
            format!("{value} is {what}")
        }
    }

    /// Conditions below one `and` or `or`, nested ones of the same sort in one line.
    fn flat(parts: &[Formula], operator: Operator) -> Vec<&Formula> {
        parts
            .iter()
            .flat_map(|part| match &part.node {
                Node::Operator(inner, parts) if *inner == operator => Self::flat(parts, operator),
                _ => vec![part],
            })
            .collect()
    }

    fn both(&self, parts: &[Formula], source: Option<SourceId>) -> String {
        let parts = self.terms(parts, Operator::And, Operator::Or, source);
        self.all_of(parts)
    }

    /// Several conditions at once.
    pub(super) fn all_of(&self, mut parts: Vec<String>) -> String {
        if self.japanese {
            let last = parts.len().saturating_sub(1);
            parts.iter_mut().take(last).for_each(|part| *part = continued(part));
        }
        self.chained(parts, " and ", "、かつ")
    }

    fn either(&self, parts: &[Formula], source: Option<SourceId>) -> String {
        let parts = self.terms(parts, Operator::Or, Operator::And, source);
        self.chained(parts, " or ", "か、または")
    }

    fn chained(&self, parts: Vec<String>, english: &str, japanese: &str) -> String {
        if !self.japanese {
            return parts.join(english);
        }
        let join = |all: String, part: String| format!("{all}{}", spaced(japanese, &part));
        parts.into_iter().reduce(join).unwrap_or_default()
    }

    /// Conditions joined by one word; those joined by the other stand in parentheses.
    fn terms(
        &self,
        parts: &[Formula],
        own: Operator,
        other: Operator,
        source: Option<SourceId>,
    ) -> Vec<String> {
        let term = |part: &Formula| {
            let text = self.condition(part, source);
            match &part.node {
                Node::Operator(operator, _) if *operator == other => match self.japanese {
                    true => format!("（{text}）"),
                    false => format!("({text})"),
                },
                _ => text,
            }
        };
        Self::flat(parts, own).into_iter().map(term).collect()
    }

    fn negated(&self, inner: &Formula, source: Option<SourceId>) -> String {
        match &inner.node {
            Node::Operator(Operator::IsMissing, parts) => self.is_missing(parts, source, false),
            Node::In(value, values) => self.is_in(value, values, source, false),
            Node::Text(test, value, pattern) => self.tested(*test, value, pattern, source, false),
            _ => {
                let inner = self.condition(inner, source);
                if self.japanese {
                    format!("「{inner}」ではない")
                } else {
                    format!("it is not so that {inner}")
                }
            }
        }
    }

    fn is_missing(&self, parts: &[Formula], source: Option<SourceId>, holds: bool) -> String {
        let value = parts.first().map_or(String::new(), |part| self.value(part, source));
        match (self.japanese, holds) {
            (true, true) => spaced(&value, "が空である"),
            (true, false) => spaced(&value, "が空でない"),
            (false, true) => format!("{value} is missing"),
            (false, false) => format!("{value} is not missing"),
        }
    }

    fn is_in(
        &self,
        inner: &Formula,
        values: &[Value],
        source: Option<SourceId>,
        holds: bool,
    ) -> String {
        let value = self.value(inner, source);
        let texts: Vec<String> =
            values.iter().map(|value| self.literal(value, &inner.kind)).collect();
        let is = |what: String| spaced(&spaced(&value, "が"), &what);
        let list = self.listed(&texts, if holds { "or" } else { "nor" });
        match (self.japanese, holds, texts.len()) {
            (true, true, 1) => is(spaced(&list, "である")),
            (true, true, _) => is(spaced(&list, "のいずれかである")),
            (true, false, 1) => is(spaced(&list, "でない")),
            (true, false, _) => is(spaced(&list, "のいずれでもない")),
            (false, true, _) => format!("{value} is {list}"),
            (false, false, 1) => format!("{value} is not {list}"),
            (false, false, _) => format!("{value} is neither {list}"),
        }
    }

    fn tested(
        &self,
        test: TextTest,
        inner: &Formula,
        pattern: &str,
        source: Option<SourceId>,
        holds: bool,
    ) -> String {
        let (value, pattern) = (self.value(inner, source), self.quoted(pattern));
        if self.japanese {
            let end = match (test, holds) {
                (TextTest::Contains, true) => "を含む",
                (TextTest::Contains, false) => "を含まない",
                (TextTest::StartsWith, true) => "で始まる",
                (TextTest::StartsWith, false) => "で始まらない",
                (TextTest::EndsWith, true) => "で終わる",
                (TextTest::EndsWith, false) => "で終わらない",
                (TextTest::Matches, true) => "の形に合う",
                (TextTest::Matches, false) => "の形に合わない",
            };
            return format!("{}{pattern}{end}", spaced(&value, "が"));
        }
        let verb = match (test, holds) {
            (TextTest::Contains, true) => "contains",
            (TextTest::Contains, false) => "does not contain",
            (TextTest::StartsWith, true) => "starts with",
            (TextTest::StartsWith, false) => "does not start with",
            (TextTest::EndsWith, true) => "ends with",
            (TextTest::EndsWith, false) => "does not end with",
            (TextTest::Matches, true) => "matches",
            (TextTest::Matches, false) => "does not match",
        };
        format!("{value} {verb} {pattern}")
    }

    fn compared(
        &self,
        comparison: Comparison,
        left: &Formula,
        right: &Formula,
        source: Option<SourceId>,
    ) -> String {
        let (a, b) = (self.value(left, source), self.value(right, source));
        let moments = left.kind.is_moment();
        if self.japanese {
            let end = match (comparison, moments) {
                (Comparison::Equal, _) => "である",
                (Comparison::NotEqual, _) => "でない",
                (Comparison::Less, false) => "未満である",
                (Comparison::LessOrEqual, false) => "以下である",
                (Comparison::Greater, false) => "を超える",
                (Comparison::GreaterOrEqual, false) => "以上である",
                (Comparison::Less, true) => "より前である",
                (Comparison::LessOrEqual, true) => "以前である",
                (Comparison::Greater, true) => "より後である",
                (Comparison::GreaterOrEqual, true) => "以降である",
            };
            let boolean = left.kind == Kind::Boolean;
            let a = if boolean { format!("「{a}」") } else { a };
            return spaced(&spaced(&a, "が"), &spaced(&b, end));
        }
        let verb = match (comparison, moments) {
            (Comparison::Equal, _) => "is",
            (Comparison::NotEqual, _) => "is not",
            (Comparison::Less, false) => "is less than",
            (Comparison::LessOrEqual, false) => "is at most",
            (Comparison::Greater, false) => "is more than",
            (Comparison::GreaterOrEqual, false) => "is at least",
            (Comparison::Less, true) => "is before",
            (Comparison::LessOrEqual, true) => "is not after",
            (Comparison::Greater, true) => "is after",
            (Comparison::GreaterOrEqual, true) => "is not before",
        };
        format!("{a} {verb} {b}")
    }
}

/// The form of a Japanese condition that another one follows.
fn continued(text: &str) -> String {
    const FORMS: [(&str, &str); 9] = [
        ("である", "であり"),
        ("がある", "があり"),
        ("にあたる", "にあたり"),
        ("ない", "なく"),
        ("を含む", "を含み"),
        ("で始まる", "で始まり"),
        ("で終わる", "で終わり"),
        ("に合う", "に合い"),
        ("を超える", "を超え"),
    ];
    let form = FORMS.iter().find_map(|(end, form)| Some((text.strip_suffix(end)?, form)));
    form.map_or_else(|| text.to_owned(), |(start, form)| format!("{start}{form}"))
}
