//! Values written in a test, with the types of their columns.

use crate::dataset::{Column, ColumnType};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Written;
use crate::expression::Decimal;
use crate::model::Model;
use crate::period::{self, Zone};
use crate::plan::Value;
use crate::source::Spanned;

/// Digits before the point that decimals of data have at most.
const DIGITS: u32 = 20;

/// Reads values; reports those that do not fit.
pub(super) struct Values<'a> {
    pub(super) diagnostics: &'a mut Diagnostics,
    zone: Zone,
}

impl<'a> Values<'a> {
    pub(super) fn new(model: &Model, diagnostics: &'a mut Diagnostics) -> Self {
        let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
        Self { diagnostics, zone }
    }

    /// A value of a column, after its `replace` and `missing`.
    pub(super) fn typed(&mut self, column: &Column, cell: &Spanned<Written>) -> Value {
        let written = match &cell.value {
            Written::Text(text) => {
                let text = column.replace.get(text).unwrap_or(text);
                let empty = text.is_empty() && !column.empty_is_text;
                if empty || column.missing.contains(text) {
                    return Value::Missing;
                }
                Written::Text(text.clone())
            }
            other => other.clone(),
        };
        let value = match (column.kind, &written) {
            (_, Written::Poison) => Some(Value::Missing),
            (ColumnType::Text, Written::Text(text)) => Some(Value::Text(text.clone())),
            (ColumnType::Boolean, Written::Boolean(flag)) => Some(Value::Boolean(*flag)),
            (ColumnType::Integer, Written::Number(Some(number))) => {
                let whole = rescaled(*number, 0).and_then(|units| i64::try_from(units).ok());
                whole.map(Value::Integer)
            }
            (ColumnType::Decimal { scale }, Written::Number(Some(number))) => {
                rescaled(*number, scale).map(|units| Value::Decimal { units, scale })
            }
            (ColumnType::Date, Written::Moment(text) | Written::Text(text)) => {
                period::parse_date(text).ok().map(Value::Date)
            }
            (ColumnType::Datetime, Written::Moment(text) | Written::Text(text)) => {
                self.zone.read(text).map(Value::Datetime)
            }
            _ => None,
        };
        value.unwrap_or_else(|| self.misfit(column, cell))
    }

    /// A key; those of a TOML table are always texts.
    pub(super) fn key(&mut self, column: &Column, cell: &Spanned<Written>) -> Value {
        match (&cell.value, column.kind) {
            (Written::Text(text), ColumnType::Integer) if text.parse::<i64>().is_ok() => {
                text.parse().map_or(Value::Missing, Value::Integer)
            }
            _ => self.typed(column, cell),
        }
    }

    /// The moment of an entry: a day, or an instant where a clock time is written.
    pub(super) fn moment(&mut self, cell: &Spanned<Written>, whole_days: bool) -> Option<Value> {
        let (Written::Moment(text) | Written::Text(text)) = &cell.value else {
            if cell.value != Written::Poison {
                let error = Diagnostic::error("type-mismatch", cell.span, "this is not a moment");
                self.diagnostics.push(error.help("write `2026-10-02` or `2026-10-02T10:30:00`"));
            }
            return None;
        };
        if let Ok(day) = period::parse_date(text) {
            return Some(Value::Date(day));
        }
        let instant = self.zone.read(text).map(Value::Datetime);
        if instant.is_none() {
            let message = format!("`{text}` is not a moment");
            let error = Diagnostic::error("bad-value", cell.span, message);
            self.diagnostics.push(error.help("write `2026-10-02` or `2026-10-02T10:30:00`"));
        } else if whole_days {
            let message = "this funnel works in whole days, its entries have no clock time";
            let error = Diagnostic::error("bad-value", cell.span, message);
            self.diagnostics.push(error.help("write the day alone"));
            return None;
        }
        instant
    }

    fn misfit(&mut self, column: &Column, cell: &Spanned<Written>) -> Value {
        let found = match &cell.value {
            Written::Text(text) => format!("`{text}`"),
            Written::Number(Some(number)) => format!("`{number}`"),
            Written::Number(None) => "this number".to_owned(),
            Written::Boolean(flag) => format!("`{flag}`"),
            Written::Moment(text) => format!("`{text}`"),
            Written::Poison => return Value::Missing,
        };
        let (kind, example) = match column.kind {
            ColumnType::Text => ("text", "`\"..\"`, in quotes".to_owned()),
            ColumnType::Integer => ("a whole number", "`42`, without quotes".to_owned()),
            ColumnType::Decimal { scale } => (
                "an exact number",
                format!("`12.5`, without quotes, with at most {scale} digits after the point"),
            ),
            ColumnType::Boolean => ("true or false", "`true` or `false`".to_owned()),
            ColumnType::Date => ("a date", "`2026-10-02`".to_owned()),
            ColumnType::Datetime => {
                ("a datetime", "`2026-10-02` or `2026-10-02T10:30:00`".to_owned())
            }
        };
        let message = format!("{found} does not fit, `{}` is {kind}", column.name);
        self.diagnostics.push(
            Diagnostic::error("type-mismatch", cell.span, message)
                .label("does not fit")
                .help(format!("write {example}")),
        );
        Value::Missing
    }
}

/// Units of a decimal at a scale; nothing where digits would be lost.
fn rescaled(number: Decimal, scale: u8) -> Option<i128> {
    let (mut units, mut digits) = (number.units, number.scale);
    while digits > scale {
        if units % 10 != 0 {
            return None;
        }
        (units, digits) = (units / 10, digits - 1);
    }
    let units = units.checked_mul(10_i128.checked_pow(u32::from(scale - digits))?)?;
    let most = 10_i128.checked_pow(DIGITS + u32::from(scale))?;
    (units.abs() < most).then_some(units)
}
