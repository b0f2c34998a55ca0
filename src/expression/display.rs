//! Canonical format of expressions: one line, only the parentheses the grammar needs.

use std::fmt::{self, Display, Formatter};

use super::{
    BinaryOperator, Call, Decimal, Duration, DurationUnit, Expression, Literal, Node, PeriodUnit,
    Step, Suffix, SuffixKind, UnaryOperator,
};

/// How tightly a form binds; a looser one inside a tighter one stands in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Conversion,
    Clause,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Negation,
    Atom,
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Literal(literal) => literal.fmt(f),
            Node::Name(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    write!(f, "{}{}", if index > 0 { "." } else { "" }, part.value)?;
                }
                Ok(())
            }
            Node::List(items) => {
                f.write_str("[")?;
                listed(f, items, Binding::Or)?;
                f.write_str("]")
            }
            Node::Unary(UnaryOperator::Not, inner) => {
                write!(f, "not {}", Within(inner, Binding::Not))
            }
            Node::Unary(UnaryOperator::Negate, inner) => {
                write!(f, "-{}", Within(inner, Binding::Negation))
            }
            Node::Binary(operator, left, right) => binary(f, *operator, left, right),
            Node::In(value, list) => write!(f, "{} in {list}", Within(value, Binding::Sum)),
            Node::Between(value, low, high) => write!(
                f,
                "{} between {} and {}",
                Within(value, Binding::Sum),
                Within(low, Binding::Sum),
                Within(high, Binding::Sum)
            ),
            Node::IsMissing(value, negated) => {
                let word = if *negated { "is not missing" } else { "is missing" };
                write!(f, "{} {word}", Within(value, Binding::Sum))
            }
            Node::If(condition, then, otherwise) => write!(
                f,
                "if {} then {} else {}",
                Within(condition, Binding::Or),
                Within(then, Binding::Or),
                Within(otherwise, Binding::Or)
            ),
            Node::Call(call) => call.fmt(f),
            Node::Clause(inner, suffixes) => {
                write!(f, "{}", Within(inner, Binding::Or))?;
                suffixes.iter().try_for_each(|suffix| write!(f, " {suffix}"))
            }
            Node::Conversion(from, steps) => {
                write!(f, "{}", Within(from, Binding::Clause))?;
                steps.iter().try_for_each(|step| write!(f, " {step}"))
            }
            Node::Poison => f.write_str("?"),
        }
    }
}

/// An expression in a place that needs a binding.
struct Within<'a>(&'a Expression, Binding);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if binding(&self.0.node) < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

fn binding(node: &Node) -> Binding {
    match node {
        Node::Conversion(..) => Binding::Conversion,
        Node::Clause(..) => Binding::Clause,
        Node::Binary(operator, ..) => operator_binding(*operator),
        Node::Unary(UnaryOperator::Not, _) => Binding::Not,
        Node::Unary(UnaryOperator::Negate, _) => Binding::Negation,
        Node::In(..) | Node::Between(..) | Node::IsMissing(..) => Binding::Comparison,
        // The last branch of a choice takes in all that follows.
        Node::If(..) => Binding::Or,
        _ => Binding::Atom,
    }
}

fn operator_binding(operator: BinaryOperator) -> Binding {
    use BinaryOperator as B;
    match operator {
        B::Or => Binding::Or,
        B::And => Binding::And,
        B::Add | B::Subtract => Binding::Sum,
        B::Multiply | B::Divide => Binding::Product,
        _ => Binding::Comparison,
    }
}

fn binary(
    f: &mut Formatter<'_>,
    operator: BinaryOperator,
    left: &Expression,
    right: &Expression,
) -> fmt::Result {
    let own = operator_binding(operator);
    let (low, high) = match own {
        // `and` and `or` never stand next to each other without parentheses.
        Binding::Or | Binding::And => (Binding::Not, Binding::Not),
        Binding::Comparison => (Binding::Sum, Binding::Sum),
        Binding::Sum => (Binding::Sum, Binding::Product),
        _ => (Binding::Product, Binding::Negation),
    };
    let chained = matches!(&left.node, Node::Binary(other, ..) if *other == operator);
    let low = if chained && own <= Binding::And { own } else { low };
    let choice = matches!(left.node, Node::If(..));
    let left = Within(left, if choice { Binding::Atom } else { low });
    let choice = matches!(right.node, Node::If(..));
    let right = Within(right, if choice { Binding::Atom } else { high });
    write!(f, "{left} {} {right}", operator.word())
}

fn listed(f: &mut Formatter<'_>, items: &[Expression], least: Binding) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{}", if index > 0 { ", " } else { "" }, Within(item, least))?;
    }
    Ok(())
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}", self.name.value, if self.distinct { "distinct " } else { "" })?;
        let last_clause = self.suffixes.is_empty();
        let least = if last_clause { Binding::Conversion } else { Binding::Or };
        match self.waiting() {
            Some((from, step)) => write!(f, "{from} -> {}", Within(&step.target, Binding::Clause))?,
            None => listed(f, &self.arguments, least)?,
        }
        self.suffixes.iter().try_for_each(|suffix| write!(f, " {suffix}"))?;
        f.write_str(")")
    }
}

impl Call {
    /// The sides of a conversion of which no window is said: `survival median(a -> b)`.
    fn waiting(&self) -> Option<(Within<'_>, &Step)> {
        match self.arguments.as_slice() {
            [Expression { node: Node::Conversion(from, steps), .. }]
                if self.name.value == "survival median"
                    && !self.distinct
                    && self.suffixes.is_empty() =>
            {
                let [step] = steps.as_slice() else { return None };
                step.within.is_none().then_some((Within(from, Binding::Clause), step))
            }
            _ => None,
        }
    }
}

impl Display for Suffix {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), Within(&self.value, Binding::Or))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "-> {} within ", Within(&self.target, Binding::Clause))?;
        match &self.within {
            Some(within) => within.value.fmt(f),
            None => f.write_str("ever"),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Number(number) => number.fmt(f),
            Literal::Percent(number) => write!(f, "{number}%"),
            Literal::Money(amount, currency) => write!(f, "{amount} {currency}"),
            Literal::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Literal::Boolean(value) => value.fmt(f),
            Literal::Date(date) => date.fmt(f),
            Literal::Duration(duration) => duration.fmt(f),
            Literal::Period(unit) => unit.fmt(f),
        }
    }
}

/// Digits in groups of three where there are more than four.
impl Display for Decimal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if self.units < 0 {
            f.write_str("-")?;
        }
        for (index, digit) in whole.chars().enumerate() {
            let left = whole.len() - index;
            if whole.len() > 4 && index > 0 && left % 3 == 0 {
                f.write_str("_")?;
            }
            write!(f, "{digit}")?;
        }
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.word())
    }
}

impl Display for PeriodUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl PeriodUnit {
    /// The word or words for it.
    pub fn word(self) -> &'static str {
        match self {
            PeriodUnit::Day => "day",
            PeriodUnit::Week => "week",
            PeriodUnit::Month => "month",
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Half => "half",
            PeriodUnit::Year => "year",
            PeriodUnit::FiscalQuarter => "fiscal quarter",
            PeriodUnit::FiscalHalf => "fiscal half",
            PeriodUnit::FiscalYear => "fiscal year",
        }
    }
}

impl DurationUnit {
    /// The word for one of it.
    pub fn word(self) -> &'static str {
        match self {
            DurationUnit::Minutes => "minute",
            DurationUnit::Hours => "hour",
            DurationUnit::Days => "day",
            DurationUnit::BusinessDays => "business day",
            DurationUnit::Weeks => "week",
            DurationUnit::Months => "month",
            DurationUnit::Quarters => "quarter",
            DurationUnit::Years => "year",
        }
    }
}

impl SuffixKind {
    /// The word it starts with.
    pub fn word(self) -> &'static str {
        match self {
            SuffixKind::Where => "where",
            SuffixKind::InLast => "in last",
            SuffixKind::After => "after",
            SuffixKind::Since => "since",
            SuffixKind::Before => "before",
            SuffixKind::Until => "until",
            SuffixKind::At => "at",
            SuffixKind::Over => "over",
        }
    }
}

impl BinaryOperator {
    /// The word or sign.
    pub fn word(self) -> &'static str {
        match self {
            BinaryOperator::Or => "or",
            BinaryOperator::And => "and",
            BinaryOperator::Equal => "=",
            BinaryOperator::NotEqual => "!=",
            BinaryOperator::Less => "<",
            BinaryOperator::LessOrEqual => "<=",
            BinaryOperator::Greater => ">",
            BinaryOperator::GreaterOrEqual => ">=",
            BinaryOperator::Contains => "contains",
            BinaryOperator::StartsWith => "starts with",
            BinaryOperator::EndsWith => "ends with",
            BinaryOperator::Matches => "matches",
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
        }
    }
}
