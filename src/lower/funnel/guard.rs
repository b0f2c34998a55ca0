//! Rows that cannot matter to a replayed condition, left out before they are joined and sorted.
//!
//! `icp and score >= 20`: where the first is false and stays so, no row that the score counts can
//! make the whole true. Used by `replay`.

use super::column;
use super::cycles::present;
use super::replay::Replay;
use crate::lower::journey::Tour;
use crate::lower::onto::Changes;
use crate::lower::row::{all, operate};
use crate::lower::{Lowering, Typed};
use crate::model::{Formula, Node, Operator};
use crate::plan::Scalar;

impl Lowering<'_> {
    /// All of several conditions: what changes matters only while what stays the same holds.
    pub(super) fn replayed_all(&mut self, replay: &mut Replay, parts: &[Formula]) -> Typed {
        let outer = replay.guard.len();
        for part in parts {
            let changes = Changes::of(self.model, replay.start.source, part).any();
            if !changes && !matches!(part.node, Node::Literal(_)) {
                let holds = self.row(&mut replay.start, part).scalar;
                replay.guard.push(holds);
            }
        }
        let parts = parts.iter().map(|part| self.replayed(replay, part)).collect();
        replay.guard.truncate(outer);
        operate(Operator::And, parts)
    }

    /// Leaves out the rows of journeys for which they do not matter.
    pub(super) fn guard_parts(&self, replay: &mut Replay) {
        let start = &replay.start;
        for part in &mut replay.parts {
            let begin = present(&column(&replay.begin));
            let mut tours = part.frame.tours.iter_mut();
            let own = |tour: &&mut Tour| Some(&tour.place) == part.place.as_ref();
            let Some(tour) = tours.find(own) else { continue };
            let mut wanted = vec![begin];
            let bare = tour.frame.links.is_empty() && tour.frame.below.is_empty();
            if bare && part.guards.iter().all(|guard| !guard.is_empty()) {
                let columns = std::mem::take(&mut tour.frame.columns);
                tour.frame = start.clone();
                tour.frame.columns.extend(columns);
                let guards: Vec<Scalar> = part.guards.iter().cloned().map(all).collect();
                wanted.push(Scalar::Or(guards));
            }
            tour.wanted = Some(wanted);
        }
    }
}
