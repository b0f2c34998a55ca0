//! Counts -> diagnostics.

use super::Counted;
use super::plan::Fact;
use crate::answer::Misfit;
use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::model::{ColumnId, Formula, Model, Node, Operator, SourceId};
use crate::plan::Comparison;
use crate::run;

/// Share of missing values, in percent, from which comparisons are worth a warning.
const NOTICEABLE: i64 = 5;

pub(super) fn report(
    model: &Model,
    engine: &dyn Engine,
    counted: &Counted,
    diagnostics: &mut Diagnostics,
) {
    for (misfit, count) in misfits(model, counted) {
        match run::explained(model, engine, misfit, count) {
            Ok(found) | Err(found) => diagnostics.extend(found),
        }
    }
    for ((source, fact), count) in &counted.facts {
        match fact {
            Fact::Bad(column) if *count > 0 => {
                bad_as_missing(model, *source, *column, *count, diagnostics)
            }
            Fact::Label(column, label) if *count > 0 => {
                label_occurs(model, *source, *column, label, *count, diagnostics);
            }
            _ => {}
        }
    }
    for ((source, link), count) in &counted.dangling {
        if *count > 0 {
            dangling(model, *source, *link, *count, counted, diagnostics);
        }
    }
    missing_links(model, counted, diagnostics);
    missing_in_comparisons(model, counted, diagnostics);
}

fn misfits(model: &Model, counted: &Counted) -> Vec<(Misfit, i64)> {
    let mut misfits = Vec::new();
    for ((source, fact), count) in &counted.facts {
        match fact {
            Fact::Bad(column) => misfits.push((Misfit::Value(*source, *column), *count)),
            Fact::Missing(column) if model.source(*source).key == Some(*column) => {
                misfits.push((Misfit::NoKey(*source), *count));
            }
            _ => {}
        }
    }
    let duplicates = counted.duplicate_keys.iter();
    misfits.extend(duplicates.map(|(source, count)| (Misfit::DuplicateKey(*source), *count)));
    misfits.retain(|(_, count)| *count > 0);
    misfits
}

fn bad_as_missing(
    model: &Model,
    source: SourceId,
    column: ColumnId,
    count: i64,
    diagnostics: &mut Diagnostics,
) {
    let held = model.source(source);
    if held.dataset.columns[column.0].bad_is_missing {
        let about = held.column(column);
        let message = format!(
            "{count} values of `{}.{}` do not fit and are taken as missing",
            held.name, about.name
        );
        diagnostics.push(
            Diagnostic::warning("bad-cell", about.span, message)
                .label("as `bad_values` says")
                .help("correct the file where you can"),
        );
    }
}

fn label_occurs(
    model: &Model,
    source: SourceId,
    column: ColumnId,
    label: &str,
    count: i64,
    diagnostics: &mut Diagnostics,
) {
    let held = model.source(source);
    let place = format!("{}.{}", held.name, held.column(column).name);
    for dimension in model.dimensions.iter().filter(|dimension| dimension.missing == label) {
        let message = format!(
            "the label `{label}` for rows without a value is a value of `{place}` in {count} rows"
        );
        diagnostics.push(
            Diagnostic::error("label-occurs", dimension.about.span, message)
                .label("label is also a value")
                .also(held.column(column).span, "column with that value")
                .help(format!(
                    "choose another `missing`, or declare `missing = [\"{label}\"]` on the column"
                )),
        );
    }
}

fn dangling(
    model: &Model,
    source: SourceId,
    link: ColumnId,
    count: i64,
    counted: &Counted,
    diagnostics: &mut Diagnostics,
) {
    let held = model.source(source);
    let column = held.column(link);
    let target = column.links.map_or("?", |to| &model.source(to).name);
    let rows = counted.get(source, Fact::Rows);
    let message = format!(
        "{count} of {rows} rows of `{}.{}` lead to no row of `{target}`",
        held.name, column.name
    );
    diagnostics.push(
        Diagnostic::warning("dangling-link", column.span, message)
            .label("links that dangle")
            .help("repair them with `replace = { \"old\" = \"new\" }`, or complete the other file; the rows stay in all totals"),
    );
}

fn missing_links(model: &Model, counted: &Counted, diagnostics: &mut Diagnostics) {
    for (index, held) in model.sources.iter().enumerate() {
        for (link, to) in held.links() {
            let source = SourceId(index);
            let Some(share) = share(counted, source, link) else { continue };
            let (column, target) = (held.column(link), &model.source(to).name);
            let message = format!(
                "`{}.{}` is missing in {share}, they reach no `{target}`",
                held.name, column.name
            );
            diagnostics.push(
                Diagnostic::warning("missing-share", column.span, message)
                    .label("often missing")
                    .help(format!("give the dimensions that use `{target}` a `missing` label")),
            );
        }
    }
}

/// `n of m rows (p %)` where that is noticeable.
fn share(counted: &Counted, source: SourceId, column: ColumnId) -> Option<String> {
    let rows = counted.get(source, Fact::Rows);
    let missing = counted.get(source, Fact::Missing(column));
    if missing == 0 || missing * 100 < rows * NOTICEABLE {
        return None;
    }
    let tenths = (missing * 1000 + rows / 2) / rows;
    Some(format!("{missing} of {rows} rows ({}.{} %)", tenths / 10, tenths % 10))
}

fn missing_in_comparisons(model: &Model, counted: &Counted, diagnostics: &mut Diagnostics) {
    let mut look = |whole: &Formula, source: Option<SourceId>, in_criterion: bool| {
        check::visit(model, whole, source, &mut |formula, source| {
            let Some((compared, negated)) = compared(formula) else { return };
            let Some((source, column, about)) = check::column_of(model, compared, source) else {
                return;
            };
            let Some(share) = share(counted, source, ColumnId(column)) else { return };
            let place = format!("{}.{}", model.source(source).name, about.name);
            if negated {
                let message = format!("`{place}` is missing in {share}, this treats them apart");
                diagnostics.push(
                    Diagnostic::warning("negated-missing", formula.span, message)
                        .label("missing values differ here")
                        .help(format!("say what they mean: `{} is missing`", about.name)),
                );
            } else if in_criterion {
                let message =
                    format!("`{place}` is missing in {share}, for them this is never true");
                diagnostics.push(
                    Diagnostic::warning("missing-share", formula.span, message)
                        .label("often missing")
                        .help(format!(
                            "ask for them with `{} is missing`, or fill the column",
                            about.name
                        )),
                );
            }
        });
    };
    for funnel in &model.funnels {
        for id in &funnel.stages {
            look(model.stages[id.0].entry.formula(), Some(funnel.of), true);
        }
    }
    for rule in model.scores.iter().flat_map(|score| &score.rules) {
        look(&rule.when, Some(rule.source), true);
    }
    for criterion in &model.criteria {
        look(&criterion.when, Some(criterion.of), true);
    }
    for kpi in &model.kpis {
        look(&kpi.formula, None, false);
    }
}

/// The compared side of a comparison, and whether it is a negated one.
fn compared(formula: &Formula) -> Option<(&Formula, bool)> {
    match &formula.node {
        Node::Operator(Operator::Compare(comparison), parts) => {
            Some((parts.first()?, *comparison == Comparison::NotEqual))
        }
        Node::In(inner, _) | Node::Text(_, inner, _) => Some((inner, false)),
        Node::Operator(Operator::Not, parts) => match &parts.first()?.node {
            Node::Operator(Operator::Compare(Comparison::Equal), inner) => {
                Some((inner.first()?, true))
            }
            Node::In(inner, _) => Some((inner, true)),
            _ => None,
        },
        _ => None,
    }
}
