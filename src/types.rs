//! What kind of value an expression gives, and in which unit.
//!
//! Unit arithmetic follows dimensional analysis: exponents of money, things and time add under `*`
//! and subtract under `/`. Used by `functions`, `model` and `resolve`.

use std::fmt;

/// Sorts of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A number with its unit.
    Number(Unit),
    /// Unicode text.
    Text,
    /// Boolean.
    Boolean,
    /// Calendar day.
    Date,
    /// Instant.
    Datetime,
    /// Silences what it touches.
    Poison,
}

impl Kind {
    /// A number without unit.
    pub fn plain() -> Self {
        Kind::Number(Unit::default())
    }

    /// A share of a whole.
    pub fn ratio() -> Self {
        Kind::Number(Unit { ratio: true, ..Unit::default() })
    }

    /// A number of things.
    pub fn count(thing: &str) -> Self {
        Kind::Number(Unit { things: 1, thing: Some(thing.into()), ..Unit::default() })
    }

    /// An amount of money.
    pub fn money(currency: &str) -> Self {
        Kind::Number(Unit { money: 1, currency: Some(currency.into()), ..Unit::default() })
    }

    /// Elapsed time.
    pub fn duration() -> Self {
        Kind::Number(Unit { time: 1, ..Unit::default() })
    }

    /// Gives the kind of a value that is one or the other; `None` where they do not fit.
    pub fn joined(&self, other: &Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Poison, kind) | (kind, Kind::Poison) => Some(kind.clone()),
            (Kind::Number(a), Kind::Number(b)) => a.sum(b).map(Kind::Number),
            (a, b) => (a == b).then(|| a.clone()),
        }
    }

    /// Tells whether it is a date or a datetime.
    pub fn is_moment(&self) -> bool {
        matches!(self, Kind::Date | Kind::Datetime)
    }

    /// Tells whether it is [`Kind::Poison`].
    pub fn is_poison(&self) -> bool {
        *self == Kind::Poison
    }
}

/// Unit of a number as exponents; all zero is a plain number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Exponent of money.
    pub money: i8,
    /// Which money; kept while the exponent is not zero.
    pub currency: Option<String>,
    /// Exponent of things counted.
    pub things: i8,
    /// What was counted; a label only, all counts add up.
    pub thing: Option<String>,
    /// Exponent of time.
    pub time: i8,
    /// A share: what remains where equal units cancel.
    pub ratio: bool,
}

impl Unit {
    /// Tells whether there is no unit at all.
    pub fn is_plain(&self) -> bool {
        self.is_dimensionless() && !self.ratio
    }

    /// Tells whether all exponents are zero (a plain number or a ratio).
    pub fn is_dimensionless(&self) -> bool {
        (self.money, self.things, self.time) == (0, 0, 0)
    }

    /// Tells whether it is an amount of time.
    pub fn is_duration(&self) -> bool {
        (self.money, self.things, self.time) == (0, 0, 1)
    }

    /// Tells whether it is an amount of money.
    pub fn is_money(&self) -> bool {
        (self.money, self.things, self.time) == (1, 0, 0)
    }

    /// Tells whether it is a number of things.
    pub fn is_count(&self) -> bool {
        (self.money, self.things, self.time) == (0, 1, 0)
    }

    /// Gives the unit of a sum, difference or comparison; `None` where they do not fit. A plain
    /// number fits a count and a ratio, not money or time.
    pub fn sum(&self, other: &Unit) -> Option<Unit> {
        let currencies = self.currency == other.currency;
        let exponents =
            (self.money, self.things, self.time) == (other.money, other.things, other.time);
        if exponents && currencies && (self.ratio == other.ratio || self.is_dimensionless()) {
            let thing = if self.thing == other.thing { self.thing.clone() } else { None };
            return Some(Unit { thing, ratio: self.ratio || other.ratio, ..self.clone() });
        }
        match (self.is_plain(), other.is_plain()) {
            (true, _) if other.is_count() => Some(other.clone()),
            (_, true) if self.is_count() => Some(self.clone()),
            _ => None,
        }
    }

    /// Gives the unit of a product; `None` where two currencies meet.
    pub fn product(&self, other: &Unit) -> Option<Unit> {
        self.combine(other, 1)
    }

    /// Gives the unit of a quotient; `None` where two currencies meet.
    pub fn quotient(&self, other: &Unit) -> Option<Unit> {
        let mut unit = self.combine(other, -1)?;
        let cancelled = !self.is_dimensionless() && unit.is_dimensionless();
        unit.ratio = unit.is_dimensionless() && (unit.ratio || cancelled);
        Some(unit)
    }

    fn combine(&self, other: &Unit, sign: i8) -> Option<Unit> {
        if let (Some(a), Some(b)) = (&self.currency, &other.currency)
            && a != b
        {
            return None;
        }
        let money = self.money.saturating_add(sign.saturating_mul(other.money));
        let things = self.things.saturating_add(sign.saturating_mul(other.things));
        let time = self.time.saturating_add(sign.saturating_mul(other.time));
        let currency = self.currency.clone().or_else(|| other.currency.clone());
        let thing = self.thing.clone().or_else(|| other.thing.clone());
        Some(Unit {
            money,
            currency: currency.filter(|_| money != 0),
            things,
            thing: thing.filter(|_| things != 0),
            time,
            ratio: (money, things, time) == (0, 0, 0) && (self.ratio || other.ratio),
        })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_dimensionless() {
            return f.write_str(if self.ratio { "ratio" } else { "number" });
        }
        let name = |exponent: i8, word: &str| match exponent.abs() {
            1 => word.to_owned(),
            n => format!("{word}^{n}"),
        };
        let parts = [
            (self.money, self.currency.as_deref().unwrap_or("money")),
            (self.time, "days"),
            (self.things, self.thing.as_deref().unwrap_or("count")),
        ];
        let side = |up: bool| {
            let words: Vec<String> = parts
                .iter()
                .filter(|(exponent, _)| *exponent != 0 && (*exponent > 0) == up)
                .map(|(exponent, word)| name(*exponent, word))
                .collect();
            words.join("·")
        };
        match (side(true), side(false)) {
            (top, bottom) if bottom.is_empty() => {
                f.write_str(if self.is_count() { "count" } else { &top })
            }
            (top, bottom) if top.is_empty() => write!(f, "number per {bottom}"),
            (top, bottom) => write!(f, "{top} per {bottom}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Number(unit) if unit.is_duration() => f.write_str("duration"),
            Kind::Number(unit) if unit.is_money() => {
                write!(f, "money ({})", unit.currency.as_deref().unwrap_or("?"))
            }
            Kind::Number(unit) => unit.fmt(f),
            Kind::Text => f.write_str("text"),
            Kind::Boolean => f.write_str("true or false"),
            Kind::Date => f.write_str("date"),
            Kind::Datetime => f.write_str("datetime"),
            Kind::Poison => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(kind: Kind) -> Unit {
        match kind {
            Kind::Number(unit) => unit,
            _ => unreachable!(),
        }
    }

    #[test]
    fn money_per_count_is_money_per_thing() {
        let cost = unit(Kind::money("JPY")).quotient(&unit(Kind::count("leads"))).unwrap();
        assert_eq!(cost.to_string(), "JPY per leads");
        let back = cost.product(&unit(Kind::count("leads"))).unwrap();
        assert!(back.is_money());
    }

    #[test]
    fn equal_units_cancel_to_a_ratio() {
        let count = unit(Kind::count("deals"));
        assert!(count.quotient(&count).unwrap().ratio);
        let plain = Unit::default();
        assert!(plain.quotient(&plain).unwrap().is_plain());
    }

    #[test]
    fn a_rate_does_not_add_to_yen_nor_a_count_to_a_rate() {
        let (yen, rate) = (unit(Kind::money("JPY")), unit(Kind::ratio()));
        assert_eq!(yen.sum(&rate), None);
        assert_eq!(unit(Kind::count("leads")).sum(&rate), None);
        assert_eq!(yen.sum(&unit(Kind::money("USD"))), None);
        assert_eq!(yen.sum(&Unit::default()), None);
        assert!(unit(Kind::count("a")).sum(&Unit::default()).is_some());
    }
}
