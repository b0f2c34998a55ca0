//! In which direction the condition of a stage changes, where it may be another one from a date on.
//!
//! Under `change`. Time is cut where either model defines the stage anew; of each piece the two
//! definitions in force are compared, and all pieces together give the direction.

use jiff::civil::Date;

use super::Parts;
use super::direction::{self, Condition, Direction, Why};
use crate::model::{Formula, Node, Stage, visit_mut};
use crate::plan::Value;

/// Compares the conditions of a stage with `when` in two models.
pub(super) fn direction(sides: [(&Parts<'_>, &Stage, &Formula); 2]) -> Direction {
    let breaks = sides.iter().flat_map(|(_, stage, _)| stage.versions.breaks());
    let mut days: Vec<Date> = breaks.chain([Date::MIN]).collect();
    days.sort();
    days.dedup();
    let [(base, old, _), (head, new, _)] = sides;
    let of = |parts: &Parts<'_>, stage: &Stage| parts.model.funnels[stage.funnel.0].of;
    let mut whole = Direction::Same;
    for day in days {
        let [before, after] = sides.map(|(_, _, formula)| in_force(formula, day));
        let before = std::slice::from_ref(&before);
        let after = std::slice::from_ref(&after);
        let before = Condition { side: base.side(), parts: before, of: of(base, old) };
        let after = Condition { side: head.side(), parts: after, of: of(head, new) };
        whole = both(whole, direction::direction(before, after), &new.about.name);
    }
    whole
}

/// The condition of a stage as it is on a day.
fn in_force(formula: &Formula, day: Date) -> Formula {
    let mut own = formula.clone();
    visit_mut(&mut own, &mut |part| {
        if let Node::InForce(from, to) = part.node {
            let holds = from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to);
            part.node = Node::Literal(Value::Boolean(holds));
        }
    });
    own
}

/// What happens to a condition that changes so at one time and so at another.
fn both(one: Direction, other: Direction, name: &str) -> Direction {
    use Direction::{Loosened, Same, Shifted, Tightened, Unknown};
    match (one, other) {
        (Same, direction) | (direction, Same) => direction,
        (Unknown(why), _) | (_, Unknown(why)) => Unknown(why),
        (Tightened(one), Tightened(other)) => Tightened(one.or(other)),
        (Loosened(one), Loosened(other)) => Loosened(one.or(other)),
        (shifted @ Shifted { .. }, _) | (_, shifted @ Shifted { .. }) => shifted,
        (Tightened(Some(leaves)), Loosened(Some(enters)))
        | (Loosened(Some(enters)), Tightened(Some(leaves))) => Shifted { leaves, enters },
        _ => Unknown(Why::Opaque(vec![format!("stage.{name}")])),
    }
}
