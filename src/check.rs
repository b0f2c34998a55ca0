//! What is allowed but likely not meant.
//!
//! Comes after `resolve`, which reports what is wrong.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::evaluate::evaluate;
use crate::expression::{Duration, DurationUnit};
use crate::functions::AggregateFunction;
pub use crate::model::visit;
use crate::model::{
    Agreement, Column, Formula, Measure, Model, Node, Operator, Promise, SourceId, StageId,
};
use crate::plan::{Arithmetic, Comparison, Scalar, Value, ValueType};

/// Warns about doubtful definitions.
pub fn check(model: &Model, diagnostics: &mut Diagnostics) {
    let mut look = |formula: &Formula, source| {
        visit(model, formula, source, &mut |formula, source| {
            negated_missing(model, formula, source, diagnostics);
            too_large(formula, diagnostics);
        });
    };
    for funnel in &model.funnels {
        for id in &funnel.stages {
            look(model.stages[id.0].entry.formula(), Some(funnel.of));
        }
    }
    for rule in model.scores.iter().flat_map(|score| &score.rules) {
        look(&rule.when, Some(rule.source));
    }
    for criterion in &model.criteria {
        look(&criterion.when, Some(criterion.of));
    }
    for value in model.dimensions.iter().flat_map(|dimension| &dimension.of) {
        look(&value.value, Some(value.source));
    }
    for attribution in &model.attributions {
        for part in [Some(&attribution.channel), attribution.direct.as_ref()].into_iter().flatten()
        {
            look(&part.formula, Some(attribution.touches));
        }
        if let Some(value) = &attribution.value {
            look(&value.formula, Some(model.entries(attribution.stage).0));
        }
    }
    for kpi in &model.kpis {
        look(&kpi.formula, None);
    }
    for diagnosis in &model.diagnoses {
        look(&diagnosis.when, None);
    }
    for agreement in &model.agreements {
        if let Promise::Measured(part) = &agreement.promise {
            look(&part.formula, None);
        }
    }
    contradicting(model, diagnostics);
    not_yet(model, diagnostics);
}

/// Definitions that come into force after the day that the project looks from.
fn not_yet(model: &Model, diagnostics: &mut Diagnostics) {
    let Some(as_of) = model.project.as_of else { return };
    for stage in &model.stages {
        let Some(day) = stage.versions.breaks().into_iter().find(|day| *day > as_of) else {
            continue;
        };
        let name = &stage.about.name;
        let message =
            format!("the definition of `{name}` from {day} on counts nothing as of {as_of}");
        diagnostics.push(
            Diagnostic::warning("not-yet-effective", stage.about.span, message)
                .label("after as of")
                .help("nothing, if that is meant: until then the definition before it counts"),
        );
    }
}

/// Promises of the same rate that cannot be kept together.
fn contradicting(model: &Model, diagnostics: &mut Diagnostics) {
    let rates: Vec<(&Agreement, Vec<StageId>)> = (model.agreements.iter())
        .filter(|it| it.expect.measure == Measure::Rate)
        .filter_map(|it| Some((it, model.promised_way(it)?)))
        .collect();
    for (index, (later, way)) in rates.iter().enumerate() {
        for (earlier, _) in rates[..index].iter().filter(|(_, other)| other == way) {
            if !exceeds(model, later, earlier) && !exceeds(model, earlier, later) {
                continue;
            }
            let (name, expect) = (&earlier.about.name, &earlier.expect.written);
            let message = format!(
                "`{}` promises `{}`, `{name}` promises `{expect}` of the same step",
                later.about.name, later.expect.written
            );
            let same = model.promised_windows(later) == model.promised_windows(earlier);
            let help = match same {
                true => "change one of them, or leave one out",
                false => "change one of them: a rate does not fall with a longer window",
            };
            diagnostics.push(
                Diagnostic::warning("contradicting-rate", later.expect_span, message)
                    .label("not with the other")
                    .also(earlier.expect_span, "agreed here")
                    .help(help),
            );
        }
    }
}

/// Whether one promises more than another allows, in no more time: what enters in time enters
/// within a longer window too.
fn exceeds(model: &Model, more: &Agreement, less: &Agreement) -> bool {
    let [short, long] = [more, less].map(|it| model.promised_windows(it));
    more.expect.is_above(&less.expect)
        && short.iter().zip(&long).all(|(short, long)| is_within(*short, *long))
}

/// Whether a window is never longer than another; none is ever.
fn is_within(short: Option<Duration>, long: Option<Duration>) -> bool {
    let (Some(short), Some(long)) = (short, long) else { return long.is_none() };
    if short.unit == long.unit {
        return short.amount <= long.amount;
    }
    match (days(short), days(long)) {
        (Some((_, most)), Some((least, _))) => most <= least,
        _ => false,
    }
}

/// The least and the most days of a length of time; business days depend on the calendar.
fn days(length: Duration) -> Option<(u64, u64)> {
    let amount = u64::from(length.amount);
    let times = |least: u64, most: u64| Some((amount * least, amount * most));
    match length.unit {
        DurationUnit::Minutes | DurationUnit::Hours | DurationUnit::BusinessDays => None,
        DurationUnit::Days => times(1, 1),
        DurationUnit::Weeks => times(7, 7),
        DurationUnit::Months => times(28, 31),
        DurationUnit::Quarters => times(90, 92),
        DurationUnit::Years => times(365, 366),
    }
}

/// The column a formula is, with its source, at the end of links.
pub fn column_of<'m>(
    model: &'m Model,
    formula: &Formula,
    source: Option<SourceId>,
) -> Option<(SourceId, usize, &'m Column)> {
    match &formula.node {
        Node::Column(id) => {
            let source = source?;
            Some((source, id.0, model.source(source).column(*id)))
        }
        Node::Walk(_, to, inner) => column_of(model, inner, Some(*to)),
        Node::Operator(Operator::LocalDate, parts) => column_of(model, parts.first()?, source),
        _ => None,
    }
}

/// Constants that overflow whatever the data holds.
fn too_large(formula: &Formula, diagnostics: &mut Diagnostics) {
    let Node::Operator(_, parts) = &formula.node else { return };
    let overflows = |formula: &Formula| {
        let scalar = with_ones(formula);
        evaluate(&scalar, &|_| Value::Missing, "UTC").is_err()
    };
    if parts.iter().any(overflows) || !overflows(formula) {
        return;
    }
    diagnostics.push(
        Diagnostic::error("overflow", formula.span, "the constants alone are too large together")
            .label("too many digits")
            .help("write smaller numbers: whole numbers reach 18 digits, others 38"),
    );
}

/// Arithmetic with 1 in the place of whatever is no constant.
fn with_ones(formula: &Formula) -> Scalar {
    let literal = |value| Scalar::Literal(value, ValueType::Integer);
    // columns may hold decimals, which reach further than whole numbers
    let one = || match &formula.node {
        Node::Aggregate(aggregate) if aggregate.function == AggregateFunction::Count => {
            literal(Value::Integer(1))
        }
        _ => literal(Value::Decimal { units: 1, scale: 0 }),
    };
    let operator = match &formula.node {
        Node::Literal(value @ (Value::Integer(_) | Value::Decimal { .. })) => {
            return literal(value.clone());
        }
        Node::Operator(Operator::Add, _) => Arithmetic::Add,
        Node::Operator(Operator::Subtract, _) => Arithmetic::Subtract,
        Node::Operator(Operator::Multiply, _) => Arithmetic::Multiply,
        _ => return one(),
    };
    match &formula.node {
        Node::Operator(_, parts) if parts.len() == 2 => Scalar::Arithmetic(
            operator,
            Box::new(with_ones(&parts[0])),
            Box::new(with_ones(&parts[1])),
        ),
        _ => one(),
    }
}

/// `!=` and `not (.. = ..)` leave rows without a value in or out, differently.
fn negated_missing(
    model: &Model,
    formula: &Formula,
    source: Option<SourceId>,
    diagnostics: &mut Diagnostics,
) {
    let (compared, out) = match &formula.node {
        Node::Operator(Operator::Compare(Comparison::NotEqual), parts) => (parts.first(), true),
        Node::Operator(Operator::Not, parts) => match parts.first().map(|part| &part.node) {
            Some(Node::Operator(Operator::Compare(Comparison::Equal), inner)) => {
                (inner.first(), false)
            }
            Some(Node::In(inner, _)) => (Some(inner.as_ref()), false),
            _ => return,
        },
        _ => return,
    };
    let Some(compared) = compared else { return };
    let Some((_, _, column)) = column_of(model, compared, source) else { return };
    if !column.declares_missing && column.known_from.is_none() {
        return;
    }
    let name = &column.name;
    let (effect, help) = if out {
        ("leaves out", format!("to keep them, add `or {name} is missing`"))
    } else {
        ("keeps", format!("to leave them out, add `and {name} is not missing`"))
    };
    let message = format!("this {effect} the rows in which `{name}` is missing");
    diagnostics.push(
        Diagnostic::warning("negated-missing", formula.span, message)
            .label(format!("`{name}` may be missing"))
            .help(help),
    );
}
