//! Who was let down: the entries of a conversion whose windows are over and that did not convert.

use super::Breaches;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::evaluate::compare_values;
use crate::model::{ColumnId, Conversion, Formula, JourneyColumn, Model, Node, SourceId};
use crate::period::Span;
use crate::query::{Asked, Query};
use crate::run;
use jiff::civil::Date;

/// Keys that are shown.
const SHOWN: usize = 20;

/// Lists the keys of lost entries of one period; nothing where rows have no key, or one that tells
/// who somebody is.
pub(super) fn breaches(
    model: &Model,
    conversion: &Conversion,
    span: Span,
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Option<Breaches>, Diagnostics> {
    let Some(key) = key(model, conversion.from.source) else { return Ok(None) };
    let period = Asked { span, label: String::new() };
    let query = Query::of(Vec::new(), Some(period), as_of);
    let rows = run::lost(model, &query, conversion, vec![key], engine)?.rows;
    let mut keys: Vec<_> = rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
    keys.sort_by(compare_values);
    let of = keys.len();
    keys.truncate(SHOWN);
    Ok(Some(Breaches { keys, of }))
}

/// The key of a row: that of the subject on a journey.
fn key(model: &Model, source: SourceId) -> Option<Formula> {
    let held = model.source(source);
    let id = match held.funnel {
        Some(funnel) => {
            let subjects = model.source(model.funnels[funnel.0].of);
            if subjects.key.is_none_or(|key| subjects.column(key).pii) {
                return None;
            }
            ColumnId(JourneyColumn::Subject.index())
        }
        None => held.key.filter(|key| !held.column(*key).pii)?,
    };
    let column = held.column(id);
    Some(Formula::new(Node::Column(id), column.kind.clone(), column.span))
}
