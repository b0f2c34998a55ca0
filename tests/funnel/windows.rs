//! Conversions at the ends of their windows. Comes after `cases`.

use super::cases::{Case, case, conversion, days, first, is};
use super::model::{Goal, Kpi, Stage, Step};
use super::moments::{Length, Unit, length};
use jiff::civil::date;

const TWO: fn() -> [Stage; 2] = || [first("touches", "cv"), first("touches", "sql")];

/// A lead that enters `stage_0` and `stage_1` at local moments, and nothing else.
fn pair(zone: &'static str, window: Length, from: &str, to: &str) -> Case {
    let (cv, sql) = (format!("{from},cv"), format!("{to},sql"));
    let case = case(&TWO()).zone(zone).kpi(conversion(window));
    case.lead("2025-01-01").touches(&[&cv, &sql])
}

const CONVERTED: &str = "ok: 1 converted, 0 lost, 0 open, 0 early";
const LOST: &str = "ok: 0 converted, 1 lost, 0 open, 0 early";

fn in_tokyo(window: Length, from: &str, to: &str) -> Case {
    pair("Asia/Tokyo", window, from, to)
}

#[test]
fn both_ends_of_a_window_are_inside() {
    let week = days(7);
    in_tokyo(week, "2026-02-01 10:00:00", "2026-02-01 10:00:00").gives(0, CONVERTED);
    in_tokyo(week, "2026-02-01 10:00:00", "2026-02-08 09:59:59").gives(0, CONVERTED);
    in_tokyo(week, "2026-02-01 10:00:00", "2026-02-08 10:00:00").gives(0, CONVERTED);
    in_tokyo(week, "2026-02-01 10:00:00", "2026-02-08 10:00:01").gives(0, LOST);
}

#[test]
fn a_month_ends_on_its_last_day() {
    let month = length(1, Unit::Months);
    in_tokyo(month, "2026-01-31 10:00:00", "2026-02-28 10:00:00").gives(0, CONVERTED);
    in_tokyo(month, "2026-01-31 10:00:00", "2026-02-28 10:00:01").gives(0, LOST);
    in_tokyo(month, "2026-02-28 10:00:00", "2026-03-28 10:00:01").gives(0, LOST);
}

#[test]
fn a_day_keeps_its_clock_time_when_clocks_change() {
    let new_york = |to| pair("America/New_York", days(1), "2026-03-07 12:00:00", to);
    new_york("2026-03-08 12:00:00").gives(0, CONVERTED);
    new_york("2026-03-08 12:00:01").gives(0, LOST);
    let autumn = |to| pair("America/New_York", days(1), "2025-11-01 12:00:00", to);
    autumn("2025-11-02 12:00:00").gives(0, CONVERTED);
    autumn("2025-11-02 12:00:01").gives(0, LOST);
    let berlin = |to| pair("Europe/Berlin", days(7), "2026-03-25 09:00:00", to);
    berlin("2026-04-01 09:00:00").gives(0, CONVERTED);
    berlin("2026-04-01 09:00:01").gives(0, LOST);
}

#[test]
fn business_days_pass_over_holidays() {
    let one = length(1, Unit::BusinessDays);
    in_tokyo(one, "2026-09-18 17:59:59", "2026-09-24 18:00:00").gives(0, CONVERTED);
    in_tokyo(one, "2026-09-18 17:59:59", "2026-09-24 18:00:01").gives(0, LOST);
    in_tokyo(one, "2026-09-18 18:00:00", "2026-09-25 18:00:00").gives(0, CONVERTED);
    in_tokyo(one, "2026-09-18 18:00:00", "2026-09-25 18:00:01").gives(0, LOST);
    in_tokyo(one, "2026-09-20 11:00:00", "2026-09-25 18:00:00").gives(0, CONVERTED);
}

#[test]
fn business_days_pass_over_the_end_of_the_year() {
    let one = length(1, Unit::BusinessDays);
    in_tokyo(one, "2025-12-26 10:00:00", "2025-12-29 10:00:00").gives(0, CONVERTED);
    // a Sunday; the next business day is Monday, 5 January
    let closed = |to| in_tokyo(one, "2025-12-28 10:00:00", to);
    closed("2026-01-06 18:00:00").gives(0, CONVERTED);
    closed("2026-01-06 18:00:01").gives(0, LOST);
    let last = |to| in_tokyo(one, "2025-12-26 17:00:00", to);
    last("2026-01-05 18:00:00").gives(0, CONVERTED);
    last("2026-01-05 18:00:01").gives(0, LOST);
}

#[test]
fn a_window_is_over_with_the_day_of_as_of() {
    let week = |from: &str| in_tokyo(days(7), from, "2026-12-25 00:00:00");
    week("2026-12-24 23:59:59").gives(0, CONVERTED);
    let open = "immature: 0 converted, 0 lost, 1 open, 1 early";
    in_tokyo(days(7), "2026-12-25 00:00:00", "2026-12-25 00:00:00").gives(0, open);
    let not_yet = "immature: 0 converted, 0 lost, 1 open, 0 early";
    in_tokyo(days(7), "2026-12-25 00:00:00", "2027-01-01 00:00:00").gives(0, not_yet);
    let lost = in_tokyo(days(7), "2026-12-24 23:59:59", "2027-01-01 00:00:00");
    lost.gives(0, LOST);
}

#[test]
fn an_hour_before_or_after_on_one_day_is_the_same_day() {
    let case = case(&TWO()).whole_days().kpi(conversion(days(1))).lead("2026-02-01");
    let case = case.touches(&["2026-02-02 18:00,cv", "2026-02-02 09:00,sql"]);
    let case = case.enters(0, &["L1,2026-02-02,false,false"]);
    case.enters(1, &["L1,2026-02-02,false,false"]).gives(0, CONVERTED);
}

#[test]
fn a_window_of_whole_days_ends_with_its_day() {
    let until = |to: &str| {
        let case = case(&TWO()).whole_days().kpi(conversion(days(1))).lead("2026-02-01");
        case.touches(&["2026-02-02 09:00,cv", &format!("{to},sql")])
    };
    until("2026-02-03 23:59:59").gives(0, CONVERTED);
    until("2026-02-04 00:00:00").gives(0, LOST);
}

#[test]
fn the_right_side_is_looked_for_from_the_entry_on() {
    let calls = |lines: &[&str]| {
        let filter = Some(is("activities", "call"));
        let to = Goal::First { source: "activities", moment: "at", filter };
        let steps = vec![Step { to, window: Some(days(7)) }];
        let kpi = Kpi::Conversion { from: 0, filter: None, steps, minimum: None };
        let case = case(&[first("touches", "cv")]).kpi(kpi).lead("2026-02-01");
        case.touches(&["2026-02-02 10:00,cv"]).below("activities", lines)
    };
    calls(&["2026-02-02 09:59:59,call"]).gives(0, LOST);
    calls(&["2026-02-02 10:00:00,call"]).gives(0, CONVERTED);
    calls(&["2026-02-02 09:00:00,call", "2026-02-09 10:00:00,call"]).gives(0, CONVERTED);
    calls(&["2026-02-03 09:00,call", "2026-02-04 09:00,call"]).gives(0, CONVERTED);
    calls(&["2026-02-03 09:00,mail", "2026-02-09 10:00:01,call"]).gives(0, LOST);
}

#[test]
fn the_steps_of_a_chain_follow_each_other() {
    let chain = |mql: &str, sql: &str| {
        let stages = [first("touches", "cv"), first("touches", "mql"), first("touches", "sql")];
        let step = |to, count| Step { to: Goal::Stage(to, None), window: Some(days(count)) };
        let steps = vec![step(1, 10), step(2, 5)];
        let kpi = Kpi::Conversion { from: 0, filter: None, steps, minimum: None };
        let case = case(&stages).end_of(date(2026, 2, 15)).kpi(kpi).lead("2026-01-01");
        let (mql, sql) = (format!("{mql},mql"), format!("{sql},sql"));
        case.touches(&["2026-02-01 10:00,cv", &mql, &sql])
    };
    // the windows end on 16 February
    let open = "immature: 0 converted, 0 lost, 1 open, 0 early";
    let early = "immature: 0 converted, 0 lost, 1 open, 1 early";
    chain("2026-02-03 10:00", "2026-02-08 10:00").gives(0, early);
    chain("2026-02-03 10:00", "2026-02-08 10:01").gives(0, open);
    chain("2026-02-11 10:01", "2026-02-12 10:00").gives(0, open);
    let over = date(2026, 2, 16);
    chain("2026-02-03 10:00", "2026-02-08 10:00").end_of(over).gives(0, CONVERTED);
    chain("2026-02-11 10:00", "2026-02-16 10:00").end_of(over).gives(0, CONVERTED);
    chain("2026-02-03 10:00", "2026-02-08 10:01").end_of(over).gives(0, LOST);
    chain("2026-02-11 10:01", "2026-02-12 10:00").end_of(over).gives(0, LOST);
}

#[test]
fn the_time_between_two_stages_is_elapsed_time() {
    let kpi = Kpi::Median { later: 1, earlier: 0 };
    let stages = [first("touches", "cv"), first("touches", "sql")];
    let new_york = case(&stages).zone("America/New_York").kpi(kpi.clone()).lead("2026-01-01");
    // 23 hours, and 36 hours of another lead
    let new_york = new_york.touches(&["2026-03-07 12:00,cv", "2026-03-08 12:00,sql"]);
    let new_york = new_york.rows("leads", &["L2,2026-01-01"]);
    let lines = ["X1,L2,2026-02-01 00:00,cv", "X2,L2,2026-02-02 12:00,sql"];
    new_york.rows("touches", &lines).gives(0, "ok: 1.2291666666666667 of 2");
    let tokyo = case(&stages).whole_days().kpi(kpi).lead("2026-01-01");
    let tokyo = tokyo.touches(&["2026-03-07 12:00,cv", "2026-03-09 01:00,sql"]);
    tokyo.gives(0, "ok: 2 of 1");
}
