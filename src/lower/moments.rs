//! Windows: bounds on the moments of gathered rows.

use super::frame::Frame;
use super::journey::Place;
use super::view::View;
use super::{Lowering, Typed};
use crate::model::{Path, Window, along};
use crate::plan::{Comparison, Scalar, ValueType};

/// The row that the bounds of windows speak of, from a gathered row.
pub(super) enum Upper {
    /// The row that links lead to.
    Row(Path),
    /// The journey it belongs to, with the view of that.
    Journey(Place, View),
}

impl Lowering<'_> {
    /// One window; `in last D` looks back from the end of the as-of day, or the moment of an entry.
    pub(super) fn window(
        &mut self,
        frame: &mut Frame,
        clock: &Typed,
        window: &Window,
        upper: &Upper,
    ) -> Scalar {
        let (comparison, bound) = match window {
            Window::InLast(length) => {
                let end = self.shift(frame, clock.clone(), length, 1);
                return Scalar::Not(Box::new(self.passed(&end)));
            }
            Window::After(bound) => (Comparison::Greater, bound),
            Window::Since(bound) => (Comparison::GreaterOrEqual, bound),
            Window::Before(bound) => (Comparison::Less, bound),
            Window::Until(bound) => (Comparison::LessOrEqual, bound),
        };
        let bound = match upper {
            Upper::Row(path) => self.row(frame, &along(path, bound.clone())),
            Upper::Journey(place, view) => {
                self.seen(view.clone(), |this| this.on_journey(frame, place, bound))
            }
        };
        compare(comparison, clock.clone(), bound)
    }
}

/// Compares two moments; as local days where one of them is a date.
pub(super) fn compare(comparison: Comparison, left: Typed, right: Typed) -> Scalar {
    let days = left.kind != right.kind;
    let side = |moment: Typed| Box::new(if days { day(moment).scalar } else { moment.scalar });
    Scalar::Compare(comparison, side(left), side(right))
}

/// The local calendar day of a moment.
pub(super) fn day(moment: Typed) -> Typed {
    match moment.kind {
        ValueType::Datetime => {
            Typed { scalar: Scalar::LocalDate(Box::new(moment.scalar)), kind: ValueType::Date }
        }
        _ => moment,
    }
}
