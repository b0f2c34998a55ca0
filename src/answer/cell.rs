//! One cell: leaves are read, the arithmetic is done exactly, the status is judged.

use super::index::integer;
use super::tally::{expected_rate, survival_median};
use super::{Answering, Place};
use crate::diagnostic::Diagnostic;
use crate::evaluate::{evaluate, percentile};
use crate::lower::{Leaf, LoweredKpi, Numbers, Reading, Slot};
use crate::plan::{Arithmetic, Scalar, Value, ValueType};
use crate::table::{Cell, Outcome, Status};

/// A leaf as read in one place.
struct Read {
    value: Value,
    immature: bool,
    n: i64,
    outcome: Option<Outcome>,
}

impl Answering<'_> {
    pub(super) fn cell(&self, kpi: &LoweredKpi, place: Place<'_>) -> Result<Cell, Diagnostic> {
        let definition = &self.model.kpis[kpi.id.0];
        let overflow = |_| {
            let message =
                format!("a value of `{}` is too large to be exact", definition.about.name);
            Diagnostic::error("overflow", definition.about.span, message)
                .help("check the data for values that cannot be right")
        };
        let leaves: Vec<Read> = kpi
            .leaves
            .iter()
            .map(|leaf| self.read(leaf, place))
            .collect::<Result<_, _>>()
            .map_err(overflow)?;
        let lookup = |name: &str| {
            let index = name.strip_prefix('m').and_then(|number| number.parse::<usize>().ok());
            index
                .and_then(|index| leaves.get(index))
                .map_or(Value::Missing, |leaf| leaf.value.clone())
        };
        let zone = &self.model.project.time_zone;
        let value = evaluate(&kpi.value, &lookup, zone).map_err(overflow)?;
        let n = numbers(&kpi.numbers, &leaves);
        let conversions: Vec<Outcome> = leaves.iter().filter_map(|leaf| leaf.outcome).collect();
        let conversion = match conversions.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let status = self.status(kpi, place, &value, &leaves, n);
        let shown = matches!(status, Status::Ok | Status::Insufficient);
        Ok(Cell { value: if shown { value } else { Value::Missing }, status, n, conversion })
    }

    fn read(&self, leaf: &Leaf, place: Place<'_>) -> Result<Read, crate::evaluate::Overflow> {
        let count =
            |slot: Slot| self.index.value(slot, place).as_ref().and_then(integer).unwrap_or(0);
        let plain = |value| Read { value, immature: false, n: count(leaf.count), outcome: None };
        let at = |slot: Slot| self.index.value(slot, place).unwrap_or(Value::Missing);
        Ok(match &leaf.reading {
            Reading::Value(slot, empty) => match self.index.value(*slot, place) {
                None | Some(Value::Missing) => plain(empty.clone()),
                Some(value) => plain(value),
            },
            Reading::Exists(slot, some) => plain(Value::Boolean((count(*slot) > 0) == *some)),
            Reading::Mean(sum, values) => {
                let mean = divide(
                    &at(*sum),
                    &Value::Integer(count(*values)),
                    &self.model.project.time_zone,
                )?;
                plain(mean)
            }
            Reading::Percentile(low, high, values, percent) => match (at(*low), at(*high)) {
                (Value::Missing, _) | (_, Value::Missing) => plain(Value::Missing),
                (low, high) => plain(percentile(&low, &high, count(*values), *percent)?),
            },
            Reading::Conversion(..)
            | Reading::SurvivalMedian { .. }
            | Reading::ExpectedRate { .. } => self.read_conversion(leaf, place)?,
        })
    }

    fn read_conversion(
        &self,
        leaf: &Leaf,
        place: Place<'_>,
    ) -> Result<Read, crate::evaluate::Overflow> {
        let count =
            |slot: Slot| self.index.value(slot, place).as_ref().and_then(integer).unwrap_or(0);
        let tally = |slot| self.index.tally(slot, place);
        let n = count(leaf.count);
        let outcome = |[converted, mature, open, early]: [Slot; 4]| {
            let (converted, mature) = (count(converted), count(mature));
            Outcome { converted, lost: mature - converted, open: count(open), early: count(early) }
        };
        let (value, immature, outcome) = match &leaf.reading {
            Reading::SurvivalMedian { converted, watched } => {
                let converted = count(*converted);
                let outcome = Outcome { converted, lost: 0, open: n - converted, early: 0 };
                (survival_median(tally(*watched)), false, outcome)
            }
            Reading::ExpectedRate { parts, waiting, history } => {
                let outcome = outcome(*parts);
                let value = expected_rate(outcome, tally(*waiting), tally(*history));
                let immature = value.is_none() && outcome.open > 0;
                (value.map_or(Value::Missing, Value::Float), immature, outcome)
            }
            Reading::Conversion(converted, mature, open, early) => {
                let outcome = outcome([*converted, *mature, *open, *early]);
                let (converted, mature) = (Value::Integer(outcome.converted), Value::Integer(n));
                let rate = divide(&converted, &mature, &self.model.project.time_zone)?;
                (rate, n == 0 && outcome.open > 0, outcome)
            }
            _ => return Ok(Read { value: Value::Missing, immature: false, n, outcome: None }),
        };
        Ok(Read { value, immature, n, outcome: Some(outcome) })
    }

    /// The first that applies: missing input, undefined, immature, insufficient, ok.
    fn status(
        &self,
        kpi: &LoweredKpi,
        place: Place<'_>,
        value: &Value,
        leaves: &[Read],
        n: Option<i64>,
    ) -> Status {
        if self.arrival.lacks(kpi.id, place) {
            return Status::MissingInput;
        }
        if *value == Value::Missing {
            let undefined =
                leaves.iter().any(|leaf| leaf.value == Value::Missing && !leaf.immature);
            let immature = leaves.iter().any(|leaf| leaf.immature);
            return if immature && !undefined { Status::Immature } else { Status::Undefined };
        }
        let minimum = self.model.kpis[kpi.id.0].minimum.and_then(|least| i64::try_from(least).ok());
        match (minimum, n) {
            (Some(minimum), Some(n)) if n < minimum => Status::Insufficient,
            _ => Status::Ok,
        }
    }
}

fn divide(a: &Value, b: &Value, zone: &str) -> Result<Value, crate::evaluate::Overflow> {
    let side = |value: &Value| Box::new(Scalar::Literal(value.clone(), ValueType::Integer));
    let quotient = Scalar::Arithmetic(Arithmetic::Divide, side(a), side(b));
    evaluate(&quotient, &|_| Value::Missing, zone)
}

fn numbers(numbers: &Numbers, leaves: &[Read]) -> Option<i64> {
    match numbers {
        Numbers::Constant => None,
        Numbers::Leaf(index) => leaves.get(*index).map(|leaf| leaf.n),
        Numbers::Least(parts) => parts.iter().filter_map(|part| self::numbers(part, leaves)).min(),
    }
}
