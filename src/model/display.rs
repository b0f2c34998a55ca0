//! The canonical text of understood expressions: every name in full, every link written out.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::{
    Aggregate, Conversion, Formula, Model, Node, Operator, OtherPeriod, Set, SourceId, Target,
    Window,
};
use crate::functions::AggregateFunction;
use crate::plan::Value;
use crate::types::Kind;

/// A formula with what it takes to name its ids. `source` is the one whose row it speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The model.
    pub model: &'a Model,
    /// The formula.
    pub formula: &'a Formula,
    /// The source of the row at hand; none in the formula of a KPI.
    pub source: Option<SourceId>,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.formula.node {
            Node::Literal(value) => literal(f, value, &self.formula.kind),
            Node::Duration(duration) => duration.fmt(f),
            Node::Column(column) => match self.source {
                Some(source) => f.write_str(&self.model.column_name(source, *column)),
                None => f.write_str("?"),
            },
            Node::Walk(link, to, inner) => {
                if let Some(source) = self.source {
                    write!(f, "{} -> ", self.model.column_name(source, *link))?;
                }
                self.on(inner, Some(*to)).fmt(f)
            }
            Node::Criterion(id) => write!(f, "criterion.{}", self.model.criteria[id.0].about.name),
            Node::Dimension(id, _) => {
                write!(f, "dimension.{}", self.model.dimensions[id.0].about.name)
            }
            Node::InForce(from, to) => f.write_str(&days(*from, *to)),
            Node::Score(id) => write!(f, "score.{}", self.model.scores[id.0].about.name),
            Node::Journey(id, inner) => {
                self.on(inner, Some(self.model.funnels[id.0].journeys)).fmt(f)
            }
            Node::Kpi(id) => write!(f, "kpi.{}", self.model.kpis[id.0].about.name),
            Node::Planned(_) => f.write_str("plan"),
            Node::Aggregate(aggregate) => self.aggregate(f, aggregate),
            Node::Conversion(conversion) => self.conversion(f, conversion),
            Node::OtherPeriod(other, inner) => {
                other_period(f, *other, &self.on(inner, self.source))
            }
            Node::Call(function, parts) => {
                write!(f, "{}(", function.name)?;
                self.listed(f, parts)?;
                f.write_str(")")
            }
            Node::Operator(operator, parts) => self.operator(f, *operator, parts),
            Node::In(inner, values) => {
                write!(f, "({} in [", self.on(inner, self.source))?;
                self.values(f, values, &inner.kind)?;
                f.write_str("])")
            }
            Node::Text(test, inner, pattern) => {
                let (inner, pattern) = (self.on(inner, self.source), Value::Text(pattern.clone()));
                write!(f, "({inner} {} {pattern})", test.word())
            }
            Node::Shift(inner, by, sign) => {
                let sign = if *sign < 0 { "-" } else { "+" };
                write!(f, "({} {sign} {by})", self.on(inner, self.source))
            }
            Node::Poison => f.write_str("?"),
        }
    }
}

impl<'a> Shown<'a> {
    fn on(&self, formula: &'a Formula, source: Option<SourceId>) -> Shown<'a> {
        Shown { model: self.model, formula, source }
    }

    fn listed(&self, f: &mut Formatter<'_>, parts: &'a [Formula]) -> fmt::Result {
        for (index, part) in parts.iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ", " } else { "" }, self.on(part, self.source))?;
        }
        Ok(())
    }

    fn values(&self, f: &mut Formatter<'_>, values: &[Value], kind: &Kind) -> fmt::Result {
        for (index, value) in values.iter().enumerate() {
            f.write_str(if index > 0 { ", " } else { "" })?;
            literal(f, value, kind)?;
        }
        Ok(())
    }

    fn operator(
        &self,
        f: &mut Formatter<'_>,
        operator: Operator,
        parts: &'a [Formula],
    ) -> fmt::Result {
        let part = |index: usize| {
            parts.get(index).map(|part| self.on(part, self.source).to_string()).unwrap_or_default()
        };
        match operator {
            Operator::Not => write!(f, "not {}", part(0)),
            Operator::IsMissing => write!(f, "({} is missing)", part(0)),
            Operator::If => write!(f, "(if {} then {} else {})", part(0), part(1), part(2)),
            Operator::LocalDate => write!(f, "day of {}", part(0)),
            _ => write!(f, "({} {} {})", part(0), sign(operator), part(1)),
        }
    }

    fn aggregate(&self, f: &mut Formatter<'_>, aggregate: &'a Aggregate) -> fmt::Result {
        write!(f, "{}(", aggregate_name(aggregate.function))?;
        if let Some(argument) = &aggregate.argument {
            write!(f, "{} over ", self.on(argument, Some(aggregate.set.source)))?;
        }
        self.set(f, &aggregate.set)?;
        f.write_str(")")
    }

    fn set(&self, f: &mut Formatter<'_>, set: &'a Set) -> fmt::Result {
        let source = self.model.source(set.source);
        f.write_str(self.model.set_name(set))?;
        for (index, filter) in set.filters.iter().enumerate() {
            let word = if index == 0 { "where" } else { "and" };
            write!(f, " {word} {}", self.on(filter, Some(set.source)))?;
        }
        for window in &set.windows {
            let (word, bound) = match window {
                Window::InLast(length) => {
                    write!(f, " in last {length}")?;
                    continue;
                }
                Window::After(bound) => ("after", bound),
                Window::Since(bound) => ("since", bound),
                Window::Before(bound) => ("before", bound),
                Window::Until(bound) => ("until", bound),
            };
            write!(f, " {word} {}", self.on(bound, self.source))?;
        }
        match (&set.clock, source.time) {
            (Some(clock), _) => write!(f, " at {}", self.on(clock, Some(set.source))),
            (None, Some(time)) => write!(f, " at {}.{}", source.name, source.column(time).name),
            (None, None) => Ok(()),
        }
    }

    fn conversion(&self, f: &mut Formatter<'_>, conversion: &'a Conversion) -> fmt::Result {
        f.write_str(conversion.function.map_or("", |function| function.listed().name))?;
        f.write_str("(")?;
        self.set(f, &conversion.from)?;
        for step in &conversion.steps {
            f.write_str(" -> ")?;
            let source = Some(conversion.from.source);
            match &step.target {
                Target::Moment(formula) => self.on(formula, source).fmt(f)?,
                Target::First(aggregate) => self.aggregate(f, aggregate)?,
            }
            match &step.within {
                Some(within) => write!(f, " within {within}")?,
                None if conversion.function.is_some() => {}
                None => f.write_str(" within ever")?,
            }
        }
        f.write_str(if conversion.whole_days { " by whole days)" } else { ")" })
    }
}

/// Names an aggregate as in a formula.
pub(super) fn aggregate_name(function: AggregateFunction) -> String {
    use AggregateFunction as A;
    match function {
        A::Count => "count".to_owned(),
        A::CountDistinct => "count distinct".to_owned(),
        A::Sum => "sum".to_owned(),
        A::Average => "avg".to_owned(),
        A::Percentile(50) => "median".to_owned(),
        A::Percentile(percent) => format!("p{percent}"),
        A::Minimum => "min".to_owned(),
        A::Maximum => "max".to_owned(),
        A::First => "first".to_owned(),
        A::Last => "last".to_owned(),
        A::Any => "any".to_owned(),
        A::None => "none".to_owned(),
    }
}

/// Names another span of time as in a formula.
pub(super) fn other_period_name(other: OtherPeriod) -> String {
    match other {
        OtherPeriod::Previous => "previous".to_owned(),
        OtherPeriod::SamePeriodLastYear => "same period last year".to_owned(),
        OtherPeriod::ToDate(unit) => format!("to date, {unit}"),
        OtherPeriod::Rolling(length) => format!("rolling, {length}"),
    }
}

fn other_period(f: &mut Formatter<'_>, other: OtherPeriod, inner: &Shown<'_>) -> fmt::Result {
    match other {
        OtherPeriod::Previous => write!(f, "previous({inner})"),
        OtherPeriod::SamePeriodLastYear => write!(f, "same period last year({inner})"),
        OtherPeriod::ToDate(unit) => write!(f, "to date({inner}, {unit})"),
        OtherPeriod::Rolling(length) => write!(f, "rolling({inner}, {length})"),
    }
}

/// The sign of a binary operator.
pub(super) fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "or",
        Operator::And => "and",
        Operator::Compare(comparison) => comparison.sign(),
        Operator::Add => "+",
        Operator::Subtract | Operator::Difference => "-",
        Operator::Multiply => "*",
        _ => "/",
    }
}

fn literal(f: &mut Formatter<'_>, value: &Value, kind: &Kind) -> fmt::Result {
    value.fmt(f)?;
    match kind {
        Kind::Number(unit) if unit.is_money() => {
            write!(f, " {}", unit.currency.as_deref().unwrap_or("?"))
        }
        _ => Ok(()),
    }
}
/// The days on which a definition is in force, in words.
pub(crate) fn days(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("from {from} until before {to}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(to)) => format!("before {to}"),
        (None, None) => "always".to_owned(),
    }
}
