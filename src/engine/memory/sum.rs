//! Exact sums of one type. Used by `group` and `along`.

use super::Result;
use crate::engine::total::Total;
use crate::engine::trouble::{failure, too_large};
use crate::plan::{Value, ValueType};

/// Units of decimals lie below this.
const LIMIT: u128 = 10_u128.pow(38);

/// The sum of integers, decimals or durations, in units of its scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    total: Total,
    scale: u8,
}

impl Sum {
    /// Begins a sum of values of a type.
    pub(super) fn new(kind: ValueType) -> Result<Self> {
        let scale = match kind {
            ValueType::Integer | ValueType::Duration => 0,
            ValueType::Decimal { scale } => scale,
            _ => return Err(failure("a sum of values that are not exact")),
        };
        Ok(Self { total: Total::default(), scale })
    }

    /// Adds a value; nothing if it is missing.
    pub(super) fn add(&mut self, value: &Value) -> Result<()> {
        let (units, scale) = match value {
            Value::Missing => return Ok(()),
            Value::Integer(units) | Value::Duration(units) => (i128::from(*units), 0),
            Value::Decimal { units, scale } => (*units, *scale),
            _ => return Err(failure("a sum of values that are not exact")),
        };
        let digits = self.scale.checked_sub(scale);
        let digits = digits.ok_or_else(|| failure("a decimal has more digits than its type"))?;
        let factor = 10_i128.checked_pow(u32::from(digits));
        let units = factor.and_then(|factor| units.checked_mul(factor));
        self.total.add(units.ok_or_else(overflow)?);
        Ok(())
    }

    /// The sum as a value of a type.
    pub(super) fn value(&self, kind: ValueType) -> Result<Value> {
        let units = self.total.units().filter(|units| units.unsigned_abs() < LIMIT);
        let units = units.ok_or_else(overflow)?;
        let narrow = || i64::try_from(units).map_err(|_| overflow());
        Ok(match kind {
            ValueType::Integer => Value::Integer(narrow()?),
            ValueType::Duration => Value::Duration(narrow()?),
            _ => Value::Decimal { units, scale: self.scale },
        })
    }
}

fn overflow() -> crate::diagnostic::Diagnostic {
    too_large("a sum does not fit its type")
}
