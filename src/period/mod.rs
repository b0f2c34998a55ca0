//! Days, weeks, months, quarters, halves and years, also fiscal ones, as spans of local days.
//!
//! Comes after `expression`, which names the units; `calendar` and every stage that cuts time use
//! it. Nothing here panics: dates beyond the
//! range of jiff stick to its ends.

mod error;
mod parse;
mod shift;
mod span;
mod unit;
mod zone;

pub use error::PeriodError;
pub use parse::{Asked, parse, parse_date, parse_unit, parse_weekday};
pub use shift::{add, previous, rolling, same_period_last_year, to_date};
pub use span::{FIRST_YEAR, LAST_YEAR, Span, unfinished};
pub use unit::{Cell, Settings, cells, containing, label, name, next};
pub use zone::{Zone, check_zone};

pub use jiff::civil::Weekday;
