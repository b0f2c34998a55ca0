//! Operators: kinds, units, and the forms they take when moments and lengths of time meet.

use super::expression::article;
use super::percent::percent_beside_number;
use super::whole_days::local_date;
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::expression::{BinaryOperator, Duration, DurationUnit, Expression, Node as Written};
use crate::model::{Formula, Node, Operator};
use crate::plan::{Comparison, TextTest, Value};
use crate::source::Span;
use crate::types::{Kind, Unit};

const MICROSECONDS_PER_MINUTE: i64 = 60_000_000;

impl Resolver<'_> {
    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        span: Span,
        scope: Scope,
    ) -> Formula {
        use BinaryOperator as B;
        match operator {
            B::Or | B::And => {
                let parts = vec![self.boolean(left, scope), self.boolean(right, scope)];
                let operator = if operator == B::Or { Operator::Or } else { Operator::And };
                Formula::new(Node::Operator(operator, parts), Kind::Boolean, span)
            }
            B::Contains => self.text_test(TextTest::Contains, left, right, span, scope),
            B::StartsWith => self.text_test(TextTest::StartsWith, left, right, span, scope),
            B::EndsWith => self.text_test(TextTest::EndsWith, left, right, span, scope),
            B::Matches => self.text_test(TextTest::Matches, left, right, span, scope),
            B::Add | B::Subtract | B::Multiply | B::Divide => {
                let (left, right) = (self.expression(left, scope), self.expression(right, scope));
                self.arithmetic(operator, left, right, span)
            }
            _ => {
                let compare = comparison(operator);
                if let Some(found) = self.with_plan(compare, (left, right), span, scope) {
                    return found;
                }
                let (left, right) = (self.expression(left, scope), self.expression(right, scope));
                self.comparison(compare, left, right, span)
            }
        }
    }

    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: Formula,
        right: Formula,
        span: Span,
    ) -> Formula {
        let Some((left, right)) = self.meet(left, right, span) else {
            return Formula::poison(span);
        };
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(left.kind, Kind::Text | Kind::Boolean) {
            let message = format!("{} has no order", left.kind);
            return self.fail(
                Diagnostic::error("type-mismatch", span, message)
                    .help("compare it with `=` or `!=`"),
            );
        }
        Formula::new(
            Node::Operator(Operator::Compare(comparison), vec![left, right]),
            Kind::Boolean,
            span,
        )
    }

    /// Brings two operands of a comparison to one kind; reports where that cannot be.
    fn meet(&mut self, left: Formula, right: Formula, span: Span) -> Option<(Formula, Formula)> {
        if left.kind.is_poison() || right.kind.is_poison() {
            return None;
        }
        let (left, right) = self.same_moments(left, right);
        let (left, right) = (self.fixed_length(left)?, self.fixed_length(right)?);
        if let Some(trouble) = percent_beside_number(&left, &right, span, "compared with") {
            self.diagnostics
                .push(trouble.help("write the number itself, as in `20`; a share as `0.2`"));
            return None;
        }
        if left.kind.joined(&right.kind).is_some() {
            return Some((left, right));
        }
        let both_numbers = matches!((&left.kind, &right.kind), (Kind::Number(_), Kind::Number(_)));
        let code = if both_numbers { "unit-mismatch" } else { "type-mismatch" };
        let message = format!("{} is compared with {}", article(&left.kind), article(&right.kind));
        let mut diagnostic = Diagnostic::error(code, span, message)
            .also(left.span, left.kind.to_string())
            .also(right.span, right.kind.to_string());
        diagnostic.help = Some(comparison_help(&left, &right));
        self.diagnostics.push(diagnostic);
        None
    }

    /// A date and a datetime meet as local days.
    pub(super) fn same_moments(&mut self, left: Formula, right: Formula) -> (Formula, Formula) {
        match (&left.kind, &right.kind) {
            (Kind::Date, Kind::Datetime) | (Kind::Datetime, Kind::Date) => {
                self.mixed_moments = true;
                (local_date(left), local_date(right))
            }
            _ => (left, right),
        }
    }

    /// Makes a length of time a constant duration; months have none.
    fn fixed_length(&mut self, formula: Formula) -> Option<Formula> {
        let Node::Duration(length) = formula.node else {
            return Some(formula);
        };
        match microseconds(&length) {
            Some(value) => Some(Formula::new(
                Node::Literal(Value::Duration(value)),
                formula.kind,
                formula.span,
            )),
            None => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "unit-mismatch",
                        formula.span,
                        "this length of time is not fixed",
                    )
                    .label("length varies")
                    .help("write it in days, or compare moments: `a + 3 months < b`"),
                );
                None
            }
        }
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: BinaryOperator,
        left: Formula,
        right: Formula,
        span: Span,
    ) -> Formula {
        use BinaryOperator as B;
        if left.kind.is_poison() || right.kind.is_poison() {
            return Formula::poison(span);
        }
        if left.kind.is_moment() || right.kind.is_moment() {
            return self.moment_arithmetic(operator, left, right, span);
        }
        let (Some(left), Some(right)) = (self.fixed_length(left), self.fixed_length(right)) else {
            return Formula::poison(span);
        };
        let (Kind::Number(a), Kind::Number(b)) = (&left.kind, &right.kind) else {
            return self.not_numbers(operator, &left, &right, span);
        };
        if matches!(operator, B::Add | B::Subtract)
            && let Some(trouble) = percent_beside_number(&left, &right, span, "added to")
        {
            return self.fail(trouble.help("to change a number by a share, multiply: `x * 120%`"));
        }
        let (unit, node) = match operator {
            B::Add => (a.sum(b), Operator::Add),
            B::Subtract => (a.sum(b), Operator::Subtract),
            B::Multiply => (a.product(b), Operator::Multiply),
            _ => (a.quotient(b), Operator::Divide),
        };
        match unit {
            Some(unit) => {
                Formula::new(Node::Operator(node, vec![left, right]), Kind::Number(unit), span)
            }
            None => self.units_do_not_fit(&left, &right, span),
        }
    }

    fn units_do_not_fit(&mut self, left: &Formula, right: &Formula, span: Span) -> Formula {
        let message = format!("{} and {} do not fit", article(&left.kind), article(&right.kind));
        let help = match (&left.kind, &right.kind) {
            (Kind::Number(a), Kind::Number(b)) if a.is_money() && b.is_plain() => {
                format!("write the currency: `{}`", currency_hint(a))
            }
            (Kind::Number(a), Kind::Number(b)) if a.is_plain() && b.is_money() => {
                format!("write the currency: `{}`", currency_hint(b))
            }
            _ => "add only what has the same unit; multiply or divide to change it".into(),
        };
        self.fail(
            Diagnostic::error("unit-mismatch", span, message)
                .also(left.span, left.kind.to_string())
                .also(right.span, right.kind.to_string())
                .help(help),
        )
    }

    fn not_numbers(
        &mut self,
        operator: BinaryOperator,
        left: &Formula,
        right: &Formula,
        span: Span,
    ) -> Formula {
        let odd = if matches!(left.kind, Kind::Number(_)) { right } else { left };
        let message = format!("cannot {} {}", verb(operator), article(&odd.kind));
        let odd = (odd.span, odd.kind.to_string());
        self.fail(
            Diagnostic::error("type-mismatch", span, message)
                .also(odd.0, odd.1)
                .help("arithmetic takes numbers, money, durations and moments"),
        )
    }

    fn moment_arithmetic(
        &mut self,
        operator: BinaryOperator,
        left: Formula,
        right: Formula,
        span: Span,
    ) -> Formula {
        use BinaryOperator as B;
        match (operator, &left.node, &right.node) {
            (B::Subtract, _, _) if left.kind.is_moment() && right.kind.is_moment() => {
                let (left, right) = self.same_moments(left, right);
                let node = Node::Operator(Operator::Difference, vec![left, right]);
                Formula::new(node, Kind::duration(), span)
            }
            (B::Add, _, Node::Duration(length)) | (B::Add, Node::Duration(length), _) => {
                let length = *length;
                let moment = if left.kind.is_moment() { left } else { right };
                self.moved(moment, length, 1, span)
            }
            (B::Subtract, _, Node::Duration(length)) if left.kind.is_moment() => {
                let length = *length;
                self.moved(left, length, -1, span)
            }
            _ => {
                let message = format!(
                    "cannot {} {} and {}",
                    verb(operator),
                    article(&left.kind),
                    article(&right.kind)
                );
                self.fail(
                    Diagnostic::error("type-mismatch", span, message)
                        .help("a moment takes `+ 30 days` or `- 2 months`; two moments take `-`"),
                )
            }
        }
    }

    /// A moment and a length of time after (or, with sign -1, before) it.
    fn moved(&mut self, moment: Formula, length: Duration, sign: i8, span: Span) -> Formula {
        let kind = match length.unit {
            DurationUnit::BusinessDays if !self.calendar_known(span) => {
                return Formula::poison(span);
            }
            DurationUnit::BusinessDays => Kind::Date,
            DurationUnit::Minutes | DurationUnit::Hours => Kind::Datetime,
            _ => moment.kind.clone(),
        };
        Formula::new(Node::Shift(Box::new(moment), length, sign), kind, span)
    }

    pub(super) fn negate(&mut self, inner: &Expression, span: Span, scope: Scope) -> Formula {
        let inner = self.expression(inner, scope);
        let zero = match &inner.kind {
            Kind::Poison => return Formula::poison(span),
            Kind::Number(unit) if unit.is_duration() => Value::Duration(0),
            Kind::Number(_) => Value::Integer(0),
            other => {
                let message = format!("cannot negate {}", article(other));
                return self.fail(
                    Diagnostic::error("type-mismatch", span, message)
                        .help("write `not` before a condition"),
                );
            }
        };
        let Some(inner) = self.fixed_length(inner) else {
            return Formula::poison(span);
        };
        let kind = inner.kind.clone();
        let zero = Formula::new(Node::Literal(zero), kind.clone(), span);
        Formula::new(Node::Operator(Operator::Subtract, vec![zero, inner]), kind, span)
    }

    pub(super) fn between(
        &mut self,
        value: &Expression,
        low: &Expression,
        high: &Expression,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let value = self.expression(value, scope);
        let low = self.expression(low, scope);
        let high = self.expression(high, scope);
        let from = self.comparison(Comparison::GreaterOrEqual, value.clone(), low, span);
        if from.kind.is_poison() {
            return from;
        }
        let to = self.comparison(Comparison::LessOrEqual, value, high, span);
        Formula::new(Node::Operator(Operator::And, vec![from, to]), Kind::Boolean, span)
    }

    pub(super) fn is_missing(
        &mut self,
        inner: &Expression,
        negated: bool,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let inner = self.expression(inner, scope);
        let asked =
            Formula::new(Node::Operator(Operator::IsMissing, vec![inner]), Kind::Boolean, span);
        if !negated {
            return asked;
        }
        Formula::new(Node::Operator(Operator::Not, vec![asked]), Kind::Boolean, span)
    }

    pub(super) fn membership(
        &mut self,
        left: &Expression,
        right: &Expression,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let left = self.expression(left, scope);
        let Written::List(items) = &right.node else {
            return Formula::poison(span);
        };
        if items.is_empty() {
            return self.fail(
                Diagnostic::error(
                    "type-mismatch",
                    right.span,
                    "this list is empty, nothing is in it",
                )
                .help("name at least one value"),
            );
        }
        let mut left = left;
        let mut values = Vec::new();
        for item in items {
            let item = self.expression(item, scope);
            let item_span = item.span;
            if item.kind.is_poison() {
                continue;
            }
            let Some((now, item)) = self.meet(left.clone(), item, item_span) else {
                continue;
            };
            left = now;
            match item.node {
                Node::Literal(value) => values.push(value),
                _ => self.diagnostics.push(
                    Diagnostic::error("type-mismatch", item_span, "a list holds constants only")
                        .help("compare with `=` and join with `or`"),
                ),
            }
        }
        if left.kind.is_poison() || values.is_empty() {
            return Formula::poison(span);
        }
        Formula::new(Node::In(Box::new(left), values), Kind::Boolean, span)
    }

    fn text_test(
        &mut self,
        test: TextTest,
        left: &Expression,
        right: &Expression,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let value = self.expression(left, scope);
        let pattern = self.expression(right, scope);
        if value.kind.is_poison() || pattern.kind.is_poison() {
            return Formula::poison(span);
        }
        if value.kind != Kind::Text {
            let message = format!("only text is searched, this is {}", article(&value.kind));
            return self.fail(
                Diagnostic::error("type-mismatch", value.span, message).help("compare it with `=`"),
            );
        }
        let Node::Literal(Value::Text(pattern)) = pattern.node else {
            return self.fail(
                Diagnostic::error("type-mismatch", right.span, "the pattern is a constant text")
                    .help("write it in quotes: `'..'`"),
            );
        };
        if test == TextTest::Matches
            && let Err(error) = regex::Regex::new(&pattern)
        {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("this is not a regular expression: {reason}");
            return self.fail(
                Diagnostic::error("bad-pattern", right.span, message)
                    .help("escape special characters with a backslash, or use `contains`"),
            );
        }
        Formula::new(Node::Text(test, Box::new(value), pattern), Kind::Boolean, span)
    }
}

/// Gives the fixed length of a duration in microseconds; days count 24 hours. None for business
/// days, months, quarters and years.
pub(super) fn microseconds(length: &Duration) -> Option<i64> {
    let minutes: i64 = match length.unit {
        DurationUnit::Minutes => 1,
        DurationUnit::Hours => 60,
        DurationUnit::Days => 24 * 60,
        DurationUnit::Weeks => 7 * 24 * 60,
        _ => return None,
    };
    minutes.checked_mul(i64::from(length.amount))?.checked_mul(MICROSECONDS_PER_MINUTE)
}

/// Tells whether a length is made of whole calendar days or months.
pub(super) fn is_calendar_length(length: &Duration) -> bool {
    let finer = [DurationUnit::Minutes, DurationUnit::Hours, DurationUnit::BusinessDays];
    length.amount > 0 && !finer.contains(&length.unit)
}

fn comparison(operator: BinaryOperator) -> Comparison {
    match operator {
        BinaryOperator::NotEqual => Comparison::NotEqual,
        BinaryOperator::Less => Comparison::Less,
        BinaryOperator::LessOrEqual => Comparison::LessOrEqual,
        BinaryOperator::Greater => Comparison::Greater,
        BinaryOperator::GreaterOrEqual => Comparison::GreaterOrEqual,
        _ => Comparison::Equal,
    }
}

fn verb(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "add",
        BinaryOperator::Subtract => "subtract",
        BinaryOperator::Multiply => "multiply",
        _ => "divide",
    }
}

fn currency_hint(unit: &Unit) -> String {
    format!("120_000 {}", unit.currency.as_deref().unwrap_or("JPY"))
}

fn comparison_help(left: &Formula, right: &Formula) -> String {
    let money = |kind: &Kind| match kind {
        Kind::Number(unit) if unit.is_money() => unit.currency.clone(),
        _ => None,
    };
    let plain = |kind: &Kind| matches!(kind, Kind::Number(unit) if unit.is_plain());
    match (&left.kind, &right.kind) {
        (a, b) if (plain(a) && money(b).is_some()) || (plain(b) && money(a).is_some()) => {
            let currency = money(a).or_else(|| money(b)).unwrap_or_default();
            format!("write the currency: `120_000 {currency}`")
        }
        (Kind::Number(unit), b) | (b, Kind::Number(unit)) if unit.is_duration() && plain(b) => {
            "write the unit: `30 days`".into()
        }
        (Kind::Text, Kind::Number(_)) | (Kind::Number(_), Kind::Text) => {
            "put text in quotes, numbers without; or declare another `type` for the column".into()
        }
        (Kind::Text, moment) | (moment, Kind::Text) if moment.is_moment() => {
            "write dates without quotes: `2026-04-01`".into()
        }
        _ => "compare only what has the same kind and unit".into(),
    }
}
