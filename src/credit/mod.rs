//! KPIs split by attribution: every entry into a stage is shared by the touches before it.
//!
//! `journeys` turns listed touches and entries into paths, `sums` adds up their credits, `table` puts
//! them into the table of a query, `comparison` sets several attributions side by side. Comes after
//! `run` and `leads`, on which it rests.

mod comparison;
mod journeys;
mod listings;
mod sums;
mod table;

pub use comparison::compare;
pub use table::{obstacle, run};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Attribution;
use crate::plan::Value;

/// The label of entries without a touch that counts.
pub fn nobody(language: &str) -> &'static str {
    if language == "ja" { "(接点なし)" } else { "(no touch)" }
}

/// A moment in microseconds; a day as if in UTC, so that days are as long as written.
fn micros(value: &Value) -> Option<i64> {
    match value {
        Value::Datetime(micros) => Some(*micros),
        Value::Date(date) => {
            let epoch = jiff::civil::date(1970, 1, 1);
            let days = i64::from((*date - epoch).get_days());
            Some(days * 86_400_000_000)
        }
        _ => None,
    }
}

/// A number too large to be split exactly.
fn overflow(attribution: &Attribution) -> Diagnostics {
    let about = &attribution.about;
    let message = format!("a value credited by `{}` is too large to be exact", about.name);
    let mut problems = Diagnostics::default();
    problems.push(
        Diagnostic::error("overflow", about.span, message)
            .help("check the data for values that cannot be right"),
    );
    problems
}
