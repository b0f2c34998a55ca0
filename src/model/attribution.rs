//! Attributions as understood: which touches get credit for an entry into a stage.

use super::{About, Formula, Path, SourceId, StageId};
use crate::attribution::{Model, Repeats};
use crate::expression::{Duration, Expression};

super::ids! {
    /// Index into [`super::Model::attributions`].
    AttributionId
}

/// Credit for the entries into a stage.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Words.
    pub about: About,
    /// Credited entries.
    pub stage: StageId,
    /// Rows that may get credit.
    pub touches: SourceId,
    /// The links from them to the subject of the funnel.
    pub path: Path,
    /// What is credited, a text on a touch.
    pub channel: Part,
    /// What an entry is worth, money on a journey; seen as of the run.
    pub value: Option<Part>,
    /// Touches that no channel brought, a condition on a touch.
    pub direct: Option<Part>,
    /// How credit is split.
    pub model: Model,
    /// Entries that the model hangs on, in the order of its moments.
    pub anchors: Vec<StageId>,
    /// Only touches from this long before the entry on, that moment included.
    pub look_back: Option<Duration>,
    /// What becomes of neighbours of one channel.
    pub repeats: Repeats,
    /// Label of touches without a channel.
    pub missing: String,
    /// Dates and datetimes meet: touches and entries of one day are taken together.
    pub whole_days: bool,
}

/// An expression as written and as understood.
#[derive(Debug, Clone)]
pub struct Part {
    /// As written.
    pub written: Expression,
    /// As understood.
    pub formula: Formula,
}
