//! Conditions on linked rows that keep versions: a range join at their changes.
//!
//! The condition holds as it does without any version, until a version begins; from then on as that
//! version says, until it ends.

use super::contributions::{Change, Counter, leaves};
use super::cycles::present;
use super::replay::{Replay, as_number, some};
use crate::lower::onto::Changes;
use crate::lower::row::all;
use crate::lower::view::{View, end_of};
use crate::lower::{Lowering, Typed};
use crate::model::{ColumnId, Formula, Node, Path, along};
use crate::plan::{Arithmetic, Scalar, Value, ValueType, WindowFunction};

impl Lowering<'_> {
    /// A condition without `and`, `or`, `not` on columns of one linked row that keeps versions.
    pub(super) fn versioned(&mut self, replay: &mut Replay, formula: &Formula) -> Typed {
        let journeys = replay.start.source;
        let mut paths: Vec<Path> = Vec::new();
        leaves(formula, &mut |leaf| {
            let (path, _) = end_of(leaf);
            let kept = path.last().is_some_and(|(_, to)| self.model.source(*to).history.is_some());
            if kept && !paths.contains(&path) {
                paths.push(path);
            }
        });
        let [path] = paths.as_slice() else {
            return self.cannot_replay(formula.span, "a comparison of two rows with history");
        };
        if Changes::of(self.model, journeys, formula).columns {
            return self.cannot_replay(formula.span, "history compared with what is known later");
        }
        let none = View::Versions { none: true };
        let without = self.seen(none, |this| this.row(&mut replay.start, formula));
        let without = replay.fixed(as_number(without.scalar));
        let turned = self.turned_by_versions(replay, formula, path);
        let sum =
            Scalar::Arithmetic(Arithmetic::Add, Box::new(without.scalar), Box::new(turned.scalar));
        some(sum)
    }

    fn turned_by_versions(&mut self, replay: &mut Replay, formula: &Formula, path: &Path) -> Typed {
        let part = self.part(replay, replay.start.source, None, Some(path.clone()));
        let frame = &mut replay.parts[part].frame;
        let look = |this: &mut Self, frame: &mut _, none| {
            this.seen(View::Versions { none }, |this| this.row(frame, formula)).scalar
        };
        let (with, without) = (look(self, frame, false), look(self, frame, true));
        let not = |condition: &Scalar| Scalar::Not(Box::new(condition.clone()));
        let begins = all(vec![with.clone(), not(&without)]);
        let ceases = all(vec![without, not(&with)]);
        let held = path.last().map(|(_, to)| self.model.source(*to));
        let Some((held, (from, to))) = held.and_then(|held| Some((held, held.history?))) else {
            return self.cannot_replay(formula.span, "this");
        };
        let mut moment = |this: &mut Self, id: ColumnId| {
            let column = held.column(id);
            let inner = Formula::new(Node::Column(id), column.kind.clone(), formula.span);
            let view = View::Versions { none: false };
            this.seen(view, |this| this.row(frame, &along(path, inner)))
        };
        let (from, to) = (moment(self, from), moment(self, to));
        let integer = |value| Scalar::Literal(Value::Integer(value), ValueType::Integer);
        let mut changes = Vec::new();
        for (moment, sign) in [(&from, 1), (&to, -1)] {
            for (turn, way) in [(&begins, 1), (&ceases, -1)] {
                let flag = all(vec![present(&from.scalar), present(&moment.scalar), turn.clone()]);
                let value = integer(sign * way);
                changes.push(Change { moment: moment.clone(), flag, value });
            }
        }
        let function = WindowFunction::RunningSum(String::new());
        replay.counted(Counter { part, kind: ValueType::Integer, function, changes })
    }
}
