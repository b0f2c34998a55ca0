//! Values in words: arithmetic, aggregates, functions, other periods.

use super::{Phrases, spaced};
use crate::functions::AggregateFunction;
use crate::model::{Aggregate, Formula, Node, Operator, OtherPeriod, SourceId};
use crate::types::Kind;

impl Phrases<'_> {
    /// `source` is the one of the row at hand; none in the formula of a KPI.
    pub(in crate::explain) fn value(&self, formula: &Formula, source: Option<SourceId>) -> String {
        if let Some(column) = self.column(formula, source) {
            return column;
        }
        match &formula.node {
            Node::Literal(value) => self.literal(value, &formula.kind),
            Node::Duration(duration) => self.duration(*duration),
            Node::Walk(_, to, inner) if formula.kind != Kind::Boolean => {
                self.value(inner, Some(*to))
            }
            Node::Journey(id, inner) if formula.kind != Kind::Boolean => {
                self.value(inner, Some(self.model.funnels[id.0].journeys))
            }
            Node::Score(id) => self.named(&self.model.scores[id.0].about, "score"),
            Node::Dimension(id, _) => self.named(&self.model.dimensions[id.0].about, "dimension"),
            Node::Kpi(id) => self.named(&self.model.kpis[id.0].about, "kpi"),
            Node::Aggregate(aggregate) if formula.kind != Kind::Boolean => {
                self.aggregate(aggregate, source)
            }
            Node::Conversion(conversion) => self.conversion(conversion),
            Node::OtherPeriod(other, inner) => {
                self.other_period(*other, &self.value(inner, source))
            }
            Node::Call(function, parts) => self.call(function.name, parts, source),
            Node::Operator(
                operator @ (Operator::Add
                | Operator::Subtract
                | Operator::Multiply
                | Operator::Divide
                | Operator::Difference
                | Operator::If
                | Operator::LocalDate),
                parts,
            ) => self.operator(*operator, parts, source),
            Node::Shift(inner, by, sign) => {
                let (moment, by) = (self.value(inner, source), self.duration(*by));
                match (self.japanese, *sign < 0) {
                    (true, true) => spaced(&moment, &format!("の{by}前")),
                    (true, false) => spaced(&moment, &format!("の{by}後")),
                    (false, true) => format!("{by} before {moment}"),
                    (false, false) => format!("{by} after {moment}"),
                }
            }
            Node::Poison => "?".to_owned(),
            _ => self.condition(formula, source),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate, outer: Option<SourceId>) -> String {
        use AggregateFunction as A;
        let set = self.set(&aggregate.set, outer);
        let argument = aggregate
            .argument
            .as_ref()
            .map(|argument| self.value(argument, Some(aggregate.set.source)));
        let Some(argument) = argument else {
            return if self.japanese {
                spaced(&set, "の数")
            } else {
                format!("the number of {set}")
            };
        };
        let percentile;
        let (english, japanese) = match aggregate.function {
            A::Count => ("the number of", "の数"),
            A::CountDistinct => ("the number of different", "の異なる値の数"),
            A::Sum => ("the sum of", "の合計"),
            A::Average => ("the average of", "の平均"),
            A::Percentile(50) => ("the median of", "の中央値"),
            A::Percentile(percent) => {
                percentile =
                    (format!("percentile {percent} of"), format!("の{percent}パーセンタイル"));
                (percentile.0.as_str(), percentile.1.as_str())
            }
            A::Minimum => ("the least", "の最小値"),
            A::Maximum => ("the greatest", "の最大値"),
            A::First => ("the first", "の最初の"),
            A::Last => ("the last", "の最後の"),
            A::Any | A::None => ("", ""),
        };
        let picked = matches!(aggregate.function, A::First | A::Last);
        if self.japanese && picked {
            spaced(&spaced(&set, japanese), &argument)
        } else if self.japanese {
            spaced(&spaced(&set, "の"), &spaced(&argument, japanese))
        } else {
            format!("{english} {argument} over {set}")
        }
    }

    fn other_period(&self, other: OtherPeriod, inner: &str) -> String {
        if self.japanese {
            let when = match other {
                OtherPeriod::Previous => "直前の同じ長さの期間の".to_owned(),
                OtherPeriod::SamePeriodLastYear => "前年同期の".to_owned(),
                OtherPeriod::ToDate(unit) => format!("{}の初めからの", self.period_unit(unit)),
                OtherPeriod::Rolling(length) => {
                    format!("期間の終わりまで{}の", self.duration(length))
                }
            };
            return spaced(&when, inner);
        }
        match other {
            OtherPeriod::Previous => format!("{inner} in the period of equal length just before"),
            OtherPeriod::SamePeriodLastYear => format!("{inner} in the same period of last year"),
            OtherPeriod::ToDate(unit) => {
                format!("{inner} from the start of the {} on", self.period_unit(unit))
            }
            OtherPeriod::Rolling(length) => {
                format!("{inner} over the {length} up to the end of the period")
            }
        }
    }

    fn call(&self, name: &str, parts: &[Formula], source: Option<SourceId>) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.value(part, source)).collect();
        match (name, parts.as_slice(), self.japanese) {
            ("coalesce", [first, rest @ ..], true) => {
                let rest = rest.iter().map(|part| format!("（空なら {part}）"));
                format!("{first}{}", rest.collect::<String>())
            }
            ("coalesce", [first, rest @ ..], false) => {
                let rest = rest.iter().map(|part| format!(" (or, where missing, {part})"));
                format!("{first}{}", rest.collect::<String>())
            }
            ("business days", [from, to], true) => {
                spaced(&spaced(from, "から"), &spaced(to, "までの営業日数"))
            }
            ("business days", [from, to], false) => {
                format!("the business days from {from} to {to}")
            }
            ("abs", [inner], true) => spaced(inner, "の絶対値"),
            ("abs", [inner], false) => format!("the absolute value of {inner}"),
            ("fold", [inner], true) => format!("{inner}（全角・半角、大文字・小文字を区別しない）"),
            ("fold", [inner], false) => format!("{inner} regardless of width and case"),
            ("round", [inner, digits], true) => format!("{inner}（小数第{digits}位まで）"),
            ("round", [inner, digits], false) => format!("{inner} rounded to {digits} digits"),
            (_, parts, _) => format!("{name}({})", parts.join(", ")),
        }
    }

    fn operator(&self, operator: Operator, parts: &[Formula], source: Option<SourceId>) -> String {
        let term = |index: usize| {
            let Some(part) = parts.get(index) else { return String::new() };
            let text = self.value(part, source);
            match (stands_apart(operator, part, index), self.japanese) {
                (true, true) => format!("（{text}）"),
                (true, false) => format!("({text})"),
                (false, _) => text,
            }
        };
        let (first, second) = (term(0), term(1));
        match (operator, self.japanese) {
            (Operator::Add, true) => format!("{first} ＋ {second}"),
            (Operator::Add, false) => format!("{first} plus {second}"),
            (Operator::Subtract, true) => format!("{first} − {second}"),
            (Operator::Subtract, false) => format!("{first} minus {second}"),
            (Operator::Multiply, true) => format!("{first} × {second}"),
            (Operator::Multiply, false) => format!("{first} times {second}"),
            (Operator::Difference, true) => {
                spaced(&spaced(&second, "から"), &spaced(&first, "までの時間"))
            }
            (Operator::Difference, false) => format!("the time from {second} to {first}"),
            (Operator::LocalDate, true) => spaced(&first, "の日"),
            (Operator::LocalDate, false) => format!("the day of {first}"),
            (Operator::If, true) => {
                let condition = parts.first().map(|part| self.condition(part, source));
                let then = spaced(&format!("{}場合は", condition.unwrap_or_default()), &second);
                let other = parts.get(2).map(|part| self.value(part, source)).unwrap_or_default();
                format!("{then}、{}", spaced("それ以外は", &other))
            }
            (Operator::If, false) => format!(
                "{second} if {}, else {}",
                parts.first().map_or(String::new(), |part| self.condition(part, source)),
                parts.get(2).map_or(String::new(), |part| self.value(part, source)),
            ),
            (_, true) => format!("{first} ÷ {second}"),
            (_, false) => format!("{first}, divided by {second}"),
        }
    }
}

/// Whether an operand stands in parentheses.
fn stands_apart(operator: Operator, part: &Formula, index: usize) -> bool {
    use Operator as O;
    let Node::Operator(inner, _) = &part.node else { return false };
    match inner {
        O::Add | O::Subtract => index > 0 || !matches!(operator, O::Add | O::Subtract),
        O::Multiply | O::Divide | O::If => true,
        _ => false,
    }
}
