//! Days on which one of several definitions of a stage is in force.
//!
//! Along the changes of a journey the start of such a day is a change of its own, so that a lead that
//! fulfils the new definition by then enters at that instant. Used by `replay` and for rows seen at a
//! moment.

use super::contributions::{Change, Counter};
use super::replay::{Replay, some};
use crate::lower::moments::compare;
use crate::lower::row::{all, always, boolean};
use crate::lower::view::{Sight, View};
use crate::lower::{Lowering, Typed};
use crate::plan::{Comparison, Scalar, Value, ValueType, WindowFunction};
use jiff::civil::Date;

impl Lowering<'_> {
    /// Whether the definition is in force at the moment of a change.
    pub(super) fn in_force_then(
        &mut self,
        replay: &mut Replay,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Typed {
        let mut parts = Vec::new();
        parts.extend(from.map(|day| self.begun(replay, day)));
        parts.extend(to.map(|day| Scalar::Not(Box::new(self.begun(replay, day)))));
        boolean(all(parts))
    }

    /// Whether a day has begun: one from its start on.
    fn begun(&mut self, replay: &mut Replay, day: Date) -> Scalar {
        let part = self.part(replay, replay.start.source, None, None);
        replay.parts[part].frame.use_rows(always(), None);
        let moment = self.start_of(day, replay.kind);
        let value = Scalar::Literal(Value::Integer(1), ValueType::Integer);
        let changes = vec![Change { moment, flag: always(), value }];
        let function = WindowFunction::RunningSum(String::new());
        let counter = Counter { part, kind: ValueType::Integer, function, changes };
        some(replay.counted(counter).scalar).scalar
    }

    fn start_of(&self, day: Date, kind: ValueType) -> Typed {
        let value = match kind {
            ValueType::Date => Value::Date(day),
            _ => Value::Datetime(self.zone.start_of_day_micros(day)),
        };
        Typed { scalar: Scalar::Literal(value, kind), kind }
    }

    /// The same on a row that is seen at a moment, else as of the run.
    pub(in crate::lower) fn in_force(&mut self, from: Option<Date>, to: Option<Date>) -> Typed {
        let begun = |this: &Self, day: Date| match &this.view {
            View::At(Sight { moment, strict, .. }) => {
                let start = this.start_of(day, moment.kind);
                let comparison = match strict {
                    true => Comparison::Greater,
                    false => Comparison::GreaterOrEqual,
                };
                compare(comparison, moment.clone(), start)
            }
            _ => {
                let begun = day <= this.query.as_of;
                Scalar::Literal(Value::Boolean(begun), ValueType::Boolean)
            }
        };
        let mut parts = Vec::new();
        parts.extend(from.map(|day| begun(self, day)));
        parts.extend(to.map(|day| Scalar::Not(Box::new(begun(self, day)))));
        boolean(all(parts))
    }
}
