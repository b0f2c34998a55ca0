//! Spans of time that cells cover, also through `previous`, `rolling` and the like.

use crate::model::{Model, OtherPeriod};
use crate::period::{self, Cell, Span};
use crate::query::Query;
use jiff::civil::{Date, date};

/// The first day data can lie on; earlier values do not fit the type.
pub const EARLIEST: Date = date(1900, 1, 1);

/// Stands for the day of a row whose clock is missing.
pub const NO_CLOCK: Date = date(1, 1, 1);

/// All days up to as of.
pub(super) fn everything(as_of: Date) -> Span {
    Span::inclusive(EARLIEST, as_of)
}

/// The cells of time of a query; without a period, from the earliest day to as of.
pub(super) fn cells(model: &Model, query: &Query) -> Vec<Cell> {
    let Some(unit) = query.by_period else {
        return Vec::new();
    };
    let whole = query.period.as_ref().map_or_else(|| everything(query.as_of), |asked| asked.span);
    period::cells(unit, whole, &model.project.settings)
}

/// The span a cell looks at through other-period functions, outermost first.
pub(crate) fn through(model: &Model, transforms: &[OtherPeriod], span: Span) -> Span {
    transforms.iter().fold(span, |span, other| match other {
        OtherPeriod::Previous => period::previous(span),
        OtherPeriod::SamePeriodLastYear => period::same_period_last_year(span),
        OtherPeriod::ToDate(unit) => period::to_date(*unit, span, &model.project.settings),
        OtherPeriod::Rolling(length) => {
            period::rolling(length.amount, length.unit, span).unwrap_or(span)
        }
    })
}
