//! Points of a subject, as it is seen.

use super::frame::Frame;
use super::gather::zero_of;
use super::journey::Place;
use super::row::{literal, missing, only_where};
use super::{Lowering, Typed};
use crate::model::{ColumnId, Path, Rule, Score, ScoreId, ScoreStep, along};
use crate::plan::{Aggregation, Arithmetic, Comparison, Scalar, Value, ValueType};

impl Lowering<'_> {
    /// The points of a subject, or of the subject of a journey: by rule, capped, added, capped.
    pub(super) fn score(&mut self, frame: &mut Frame, id: ScoreId) -> Typed {
        let score = self.model.scores[id.0].clone();
        let parts = score.rules.iter().map(|rule| self.points(frame, rule)).collect();
        total(&score, parts)
    }

    fn points(&mut self, frame: &mut Frame, rule: &Rule) -> Scalar {
        let funnel = self.model.source(frame.source).funnel;
        if rule.path.is_empty() {
            let path: Path = match funnel {
                Some(_) => vec![(ColumnId(0), rule.source)],
                None => Vec::new(),
            };
            let when = self.row(frame, &along(&path, rule.when.clone())).scalar;
            return fixed_points(when, rule);
        }
        let clock = self.rule_clock(rule);
        let place = funnel.map(|funnel| Place { funnel, path: rule.path.clone(), clock });
        let at = self.below(frame, rule.source, &rule.path, place);
        let mut below = frame.below.remove(at);
        let counted = self.counted(&mut below, rule);
        let name = below.measure(&format!("#{at}"), Aggregation::Sum, counted);
        frame.below.insert(at, below);
        frame.columns.extend(self.model.source(frame.source).key);
        let nothing = literal(&zero_of(ValueType::Decimal { scale: 0 })).scalar;
        Scalar::Coalesce(vec![Scalar::Column(name), nothing])
    }

    /// The moment of the rows of a rule.
    pub(super) fn rule_clock(&mut self, rule: &Rule) -> Option<Typed> {
        let mut probe = Frame::new(rule.source);
        self.seen(super::view::View::Stored, |this| this.time(&mut probe))
    }

    /// Points of a row that counts, as it is seen.
    fn counted(&mut self, below: &mut super::frame::Below, rule: &Rule) -> Scalar {
        let aggregate = crate::model::Aggregate {
            function: crate::functions::AggregateFunction::Count,
            set: crate::model::Set {
                source: rule.source,
                stage: None,
                filters: vec![rule.when.clone()],
                clock: None,
                windows: Vec::new(),
            },
            argument: None,
            path: rule.path.clone(),
            journey: below.place.as_ref().map(|place| place.funnel),
        };
        let (gathered, points) = self.gathered_with(below, &aggregate, |this, frame| {
            let clock = this.time(frame).unwrap_or_else(|| missing(ValueType::Datetime));
            this.points_by_now(frame, &clock, &rule.steps)
        });
        only_where(gathered.flag, points)
    }

    /// What a row gives, by how long ago it came.
    pub(super) fn points_by_now(
        &mut self,
        frame: &mut Frame,
        clock: &Typed,
        steps: &[ScoreStep],
    ) -> Typed {
        let mut points = Scalar::Literal(Value::Integer(0), ValueType::Integer);
        for step in steps {
            let given = Scalar::Literal(Value::Integer(step.points), ValueType::Integer);
            points = match &step.after {
                None => given,
                Some(after) => {
                    let from = self.shift(frame, clock.clone(), after, 1);
                    let come = Box::new(self.passed(&from));
                    Scalar::Case(come, Box::new(given), Box::new(points))
                }
            };
        }
        Typed { scalar: points, kind: ValueType::Integer }
    }
}

/// Points of a rule on the subject itself.
pub(super) fn fixed_points(when: Scalar, rule: &Rule) -> Scalar {
    let integer = |value| Box::new(Scalar::Literal(Value::Integer(value), ValueType::Integer));
    let points = rule.steps.first().map_or(0, |step| step.points);
    Scalar::Case(Box::new(when), integer(points), integer(0))
}

/// The points of a score out of those of its rules, in the units of its scale.
pub(super) fn total(score: &Score, parts: Vec<Scalar>) -> Typed {
    let decimal = |units: i64, scale: u8| {
        Scalar::Literal(Value::Decimal { units: units.into(), scale }, ValueType::Decimal { scale })
    };
    let bounded = |points: Scalar, comparison, bound: Option<i64>| match bound {
        None => points,
        Some(bound) => {
            let bound = decimal(bound, 0);
            let beyond =
                Scalar::Compare(comparison, Box::new(points.clone()), Box::new(bound.clone()));
            Scalar::Case(Box::new(beyond), Box::new(bound), Box::new(points))
        }
    };
    let mut sum = decimal(0, 0);
    for (part, rule) in parts.into_iter().zip(&score.rules) {
        let part = bounded(part, Comparison::Greater, rule.cap);
        sum = Scalar::Arithmetic(Arithmetic::Add, Box::new(sum), Box::new(part));
    }
    let sum = bounded(sum, Comparison::Greater, score.cap);
    let sum = bounded(sum, Comparison::Less, score.floor);
    let unit = Box::new(decimal(1, score.scale));
    let scalar = Scalar::Arithmetic(Arithmetic::Multiply, Box::new(sum), unit);
    Typed { scalar, kind: ValueType::Decimal { scale: score.scale } }
}
