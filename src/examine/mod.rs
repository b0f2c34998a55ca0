//! Definitions against their data: `kpi check --data`.
//!
//! Every source is read once, all columns: headers, values that do not fit, keys, links, and how
//! much is missing where definitions compare.

mod plan;
mod report;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::model::{Model, SourceId};
use crate::suggest;

pub(crate) use plan::{Counted, Question};

/// Opens every source and reports what does not fit the definitions.
pub fn examine(model: &Model, engine: &dyn Engine, diagnostics: &mut Diagnostics) {
    let readable: Vec<SourceId> = (0..model.sources.len())
        .map(SourceId)
        .filter(|source| model.source(*source).funnel.is_none())
        .filter(|source| headers_fit(model, engine, *source, diagnostics))
        .collect();
    let question = Question::new(model, &readable);
    match engine.run(&question.plan) {
        Ok(rows) => {
            let counted = question.read(&rows);
            report::report(model, engine, &counted, diagnostics);
        }
        Err(errors) => diagnostics.extend(errors),
    }
}

/// Compares headers of every file with the declared columns; false where rows cannot be read.
fn headers_fit(
    model: &Model,
    engine: &dyn Engine,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> bool {
    let held = model.source(source);
    let files = match engine.columns(&held.dataset) {
        Ok(files) => files,
        Err(errors) => {
            let place = |mut error: Diagnostic| {
                error.span = error.span.or(Some(held.span));
                error
            };
            diagnostics.extend(errors.into_iter().map(place));
            return false;
        }
    };
    let mut fits = true;
    for file in &files {
        let names: Vec<&str> = file.columns.iter().map(|(name, _)| name.as_str()).collect();
        for (meaning, stored) in held.columns.iter().zip(&held.dataset.columns) {
            if names.contains(&stored.from.as_str()) {
                continue;
            }
            fits = false;
            let message = format!("`{}` has no column `{}`", file.path, stored.from);
            let near = suggest::nearest(&stored.from, names.iter().copied());
            let help = suggest::did_you_mean(&near)
                .unwrap_or_else(|| format!("the file has {};", names.join(", ")));
            diagnostics.push(
                Diagnostic::error("missing-column", meaning.span, message)
                    .label("not in the file")
                    .help(format!("{help} declare another header with `from = \"..\"`")),
            );
        }
    }
    fits
}
