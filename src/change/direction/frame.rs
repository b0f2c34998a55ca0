//! What must be the same around conditions so that these alone make the difference.
//!
//! Under `direction`.

use super::Side;
use crate::explain;
use crate::fingerprint::spelled;
use crate::model::{Aggregate, Formula, Node, SourceId};

/// Says all of gathered rows but their conditions, with the fingerprints of what it speaks of.
pub fn frame(
    side: Side<'_>,
    aggregate: &Aggregate,
    formula: &Formula,
    source: Option<SourceId>,
) -> String {
    let mut bare = aggregate.clone();
    bare.set.filters.clear();
    let bare = Formula { node: Node::Aggregate(Box::new(bare)), ..formula.clone() };
    let text = spelled(side.model, &bare, source);
    marked(side, &bare, &text, source)
}

/// A text with the fingerprints of all that it speaks of.
pub(super) fn marked(
    side: Side<'_>,
    formula: &Formula,
    text: &str,
    source: Option<SourceId>,
) -> String {
    let inputs = explain::inputs_of(side.model, formula, source);
    let marks: Vec<String> = inputs
        .into_keys()
        .map(|item| format!("{}#{}", item.name(side.model), side.digests.whole(item)))
        .collect();
    format!("{text} {{{} {}}}", marks.join(" "), side.digests.around(text))
}
