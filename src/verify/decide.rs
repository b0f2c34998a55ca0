//! One measured cell -> kept, broken, or why not yet.

use std::cmp::Ordering;

use super::exact::Exact;
use super::{Reason, State};
use crate::model::Band;
use crate::table::{Outcome, Status};

/// What is known of a promise in one period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Whether the cell can be used.
    pub(super) status: Status,
    /// Nothing of the period has happened.
    pub(super) not_begun: bool,
    /// As of lies before its end.
    pub(super) unfinished: bool,
    /// The value; of a conversion its rate over mature entries.
    pub(super) value: Option<Exact>,
    /// The promise is itself a conversion: how its entries ended.
    pub(super) conversion: Option<Outcome>,
    /// Some conversion inside has open entries.
    pub(super) open: bool,
    /// Fewer entries than this are not enough.
    pub(super) minimum: Option<i64>,
    /// The value can only grow while the period lasts.
    pub(super) grows: bool,
}

/// Decides; the reason says why it cannot be decided.
pub(super) fn decide(band: &Band, known: &Known) -> (State, Option<Reason>) {
    let early = |reason| (State::TooEarly, Some(reason));
    let lacks = |reason| (State::NotEnough, Some(reason));
    if known.not_begun {
        return early(Reason::NotBegun);
    }
    if known.unfinished {
        return match known.value.filter(|_| known.grows).and_then(|value| value.place(band)) {
            Some(Ordering::Greater) => (State::Broken, None),
            Some(Ordering::Equal) if band.high.is_none() => (State::Kept, None),
            _ => early(Reason::Unfinished),
        };
    }
    if let Some(outcome) = known.conversion.filter(|_| known.status != Status::MissingInput) {
        return conversion(band, outcome, known.minimum.unwrap_or(0));
    }
    match known.status {
        Status::MissingInput => lacks(Reason::MissingInput),
        Status::Undefined => lacks(Reason::Undefined),
        Status::Immature => early(Reason::Open),
        Status::Insufficient if known.open => early(Reason::Open),
        Status::Insufficient => lacks(Reason::Insufficient),
        Status::Ok if known.open => early(Reason::Open),
        Status::Ok => match known.value.and_then(|value| value.place(band)) {
            Some(Ordering::Equal) => (State::Kept, None),
            Some(_) => (State::Broken, None),
            None => lacks(Reason::Undefined),
        },
    }
}

/// The entries are all there; open ones end as converted or lost, early ones as converted.
fn conversion(band: &Band, outcome: Outcome, minimum: i64) -> (State, Option<Reason>) {
    let Outcome { converted, lost, open, early } = outcome;
    let all = converted + lost + open;
    if all == 0 {
        return (State::NotEnough, Some(Reason::Undefined));
    }
    if all < minimum {
        return (State::NotEnough, Some(Reason::Insufficient));
    }
    let place = |converted: i64| {
        Exact::fraction(converted.into(), all.into()).and_then(|rate| rate.place(band))
    };
    match (place(converted + early), place(converted + open)) {
        (Some(Ordering::Equal), Some(Ordering::Equal)) => (State::Kept, None),
        (Some(worst), Some(best)) if worst == best => (State::Broken, None),
        _ => (State::TooEarly, Some(Reason::Open)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Decimal;
    use crate::model::Measure;
    use crate::plan::Value;

    fn band(low: Option<i128>, high: Option<i128>) -> Band {
        let bound = |units: i128| Decimal { units, scale: 2 };
        let (low, high) = (low.map(bound), high.map(bound));
        Band { written: String::new(), measure: Measure::Rate, low, high }
    }

    fn known() -> Known {
        Known {
            status: Status::Ok,
            not_begun: false,
            unfinished: false,
            value: None,
            conversion: None,
            open: false,
            minimum: None,
            grows: false,
        }
    }

    fn rate(converted: i64, lost: i64, open: i64, early: i64) -> (State, Option<Reason>) {
        let conversion = Some(Outcome { converted, lost, open, early });
        decide(&band(Some(25), Some(35)), &Known { conversion, minimum: Some(10), ..known() })
    }

    #[test]
    fn a_rate_at_its_bounds_is_kept() {
        assert_eq!(rate(5, 15, 0, 0).0, State::Kept);
        assert_eq!(rate(7, 13, 0, 0).0, State::Kept);
        assert_eq!(rate(249_999, 750_001, 0, 0).0, State::Broken);
        assert_eq!(rate(350_001, 649_999, 0, 0).0, State::Broken);
    }

    #[test]
    fn open_entries_may_decide() {
        // of 20: 5 to 6 convert, 25 % to 30 %
        assert_eq!(rate(5, 14, 1, 0).0, State::Kept);
        // 4 to 6
        assert_eq!(rate(4, 14, 2, 0), (State::TooEarly, Some(Reason::Open)));
        // 4 and one early are 5
        assert_eq!(rate(4, 14, 2, 1).0, State::Kept);
        // 0 to 4 of 20 are below
        assert_eq!(rate(0, 16, 4, 0).0, State::Broken);
        // 8 to 20 of 20 are above
        assert_eq!(rate(8, 0, 12, 0).0, State::Broken);
        // 0 to 20
        assert_eq!(rate(0, 0, 20, 0), (State::TooEarly, Some(Reason::Open)));
    }

    #[test]
    fn few_entries_are_not_enough() {
        assert_eq!(rate(0, 9, 0, 0), (State::NotEnough, Some(Reason::Insufficient)));
        assert_eq!(rate(3, 6, 1, 0).0, State::TooEarly);
        assert_eq!(rate(0, 0, 0, 0), (State::NotEnough, Some(Reason::Undefined)));
    }

    #[test]
    fn an_unfinished_period_is_too_early_unless_the_value_only_grows() {
        let three = Exact::of(&Value::Integer(3));
        let unfinished = Known { unfinished: true, value: three, ..known() };
        let (least, most) = (band(Some(300), None), band(None, Some(200)));
        assert_eq!(decide(&least, &unfinished), (State::TooEarly, Some(Reason::Unfinished)));
        let grows = Known { grows: true, ..unfinished };
        assert_eq!(decide(&least, &grows).0, State::Kept);
        assert_eq!(decide(&most, &grows).0, State::Broken);
        assert_eq!(decide(&band(None, Some(300)), &grows).0, State::TooEarly);
        assert_eq!(decide(&band(Some(301), None), &grows).0, State::TooEarly);
        let not_begun = Known { not_begun: true, ..grows };
        assert_eq!(decide(&least, &not_begun), (State::TooEarly, Some(Reason::NotBegun)));
    }

    #[test]
    fn a_status_says_why_there_is_no_answer() {
        let of = |status, open| decide(&band(Some(1), None), &Known { status, open, ..known() });
        assert_eq!(of(Status::MissingInput, false), (State::NotEnough, Some(Reason::MissingInput)));
        assert_eq!(of(Status::Undefined, false), (State::NotEnough, Some(Reason::Undefined)));
        assert_eq!(of(Status::Insufficient, false), (State::NotEnough, Some(Reason::Insufficient)));
        assert_eq!(of(Status::Insufficient, true), (State::TooEarly, Some(Reason::Open)));
        assert_eq!(of(Status::Ok, true), (State::TooEarly, Some(Reason::Open)));
        assert_eq!(of(Status::Immature, true), (State::TooEarly, Some(Reason::Open)));
    }
}
