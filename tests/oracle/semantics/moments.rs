//! Moments: time zones, boundaries of windows and of `in last`, order of rows, whole days.

use super::super::Question;
use super::{BUSINESS, model};

#[test]
fn the_time_zone_of_the_project_cuts_days() {
    // 23:30 UTC is 08:30 of the next day in Tokyo; a moment without a zone is local.
    let model = model()
        .leads("A,2026-01-30T23:30:00Z,x\nB,2026-01-30 23:30:00,x\nC,2026-01-31T00:10:00+09:00,x")
        .kpi("rows", "count(leads)");
    let period = Some(("2026-01-30..2026-01-31", ""));
    let question = Question { by: "day", period, ..model.question() };
    model.asked(question, &["rows 2026-01-30 = 1 ok n=1", "rows 2026-01-31 = 2 ok n=2"]);
}

#[test]
fn rows_after_the_as_of_day_do_not_exist() {
    let model = model()
        .leads("A,2026-01-31 23:59:59,x\nB,2026-02-01 00:00:00,x\nC,2026-01-31T15:00:00Z,x")
        .kpi("rows", "count(leads)");
    model.gives(&["rows = 1 ok n=1"]);
}

#[test]
fn days_are_added_on_the_clock_of_a_zone_that_changes_it() {
    // New York sets its clocks on 2026-03-08 (a day of 23 hours) and 2026-11-01 (25 hours).
    // One day after 03-07 12:00 is 03-08 12:00, 23 hours later; after 10-31 12:00 it is 25 hours later.
    let model = model()
        .replace("Asia/Tokyo", "America/New_York")
        .end_of("2026-12-31")
        .leads("A,2026-03-07 12:00:00,x\nB,2026-03-07 12:00:00,x\nC,2026-10-31 12:00:00,x\nD,2026-10-31 12:00:00,x")
        .touches(
            "1,A,2026-03-08 12:00:00,x\n2,B,2026-03-08 12:30:00,x\n\
             3,C,2026-11-01 11:59:59,x\n4,D,2026-11-01 12:00:01,x",
        )
        .kpi("next_day", "leads -> first(touches.at) within 1 day")
        .kpi("elapsed", "median(touches.at - leads.at over touches where touch_id = '1')");
    model.gives(&["next_day = 0.5 ok n=4 c=2 l=2 o=0 e=0"]);
    // A difference of datetimes is elapsed time: 23 hours of a day.
    model.gives(&["elapsed = 0.9583333333333334 ok n=1"]);
}

#[test]
fn a_month_after_the_31st_ends_on_the_last_day() {
    let model = model()
        .end_of("2026-12-31")
        .leads("A,2026-01-31 10:00:00,x\nB,2026-01-31 10:00:00,x\nC,2026-03-31 10:00:00,x")
        .touches("1,A,2026-02-28 10:00:00,x\n2,B,2026-02-28 10:00:01,x\n3,C,2026-04-30 10:00:00,x")
        .kpi("rate", "leads -> first(touches.at) within 1 month");
    model.gives(&["rate = 0.6666666666666666 ok n=3 c=2 l=1 o=0 e=0"]);
}

#[test]
fn in_last_leaves_out_its_start_and_keeps_its_end() {
    // As of the end of 2026-01-31 the last 30 days are the days 2026-01-02 .. 2026-01-31.
    let model = model()
        .leads("A,2025-01-01 10:00:00,x\nB,2025-01-01 10:00:00,x\nC,2025-01-01 10:00:00,x")
        .touches("1,A,2026-01-01 23:59:59,x\n2,B,2026-01-02 00:00:01,x\n3,C,2026-01-31 23:59:59,x")
        .kpi("seen", "count(leads where any(touches in last 30 days))")
        .kpi("quiet", "count(leads where none(touches in last 30 days))")
        .kpi("rows", "count(touches in last 30 days)");
    model.gives(&["seen = 2 ok n=2", "quiet = 1 ok n=1", "rows = 2 ok n=2"]);
}

#[test]
fn in_last_at_midnight_counts_until_its_moment_and_the_length_are_over() {
    // 2026-01-02 00:00 + 30 days is 2026-02-01 00:00, which the as-of day does not reach.
    let model = model()
        .leads("A,2025-01-01 10:00:00,x\nB,2025-01-01 10:00:00,x")
        .touches("1,A,2026-01-02 00:00:00,x\n2,B,2026-01-01 23:59:59,x")
        .kpi("seen", "count(leads where any(touches in last 30 days))");
    model.gives(&["seen = 1 ok n=1"]);
}

#[test]
fn after_and_before_are_strict_since_and_until_are_not() {
    let model = model()
        .leads("A,2026-01-05 10:00:00,x\nB,2026-01-05 10:00:00,x\nC,2026-01-05 10:00:00,x")
        .touches("1,A,2026-01-05 09:59:59,x\n2,B,2026-01-05 10:00:00,x\n3,C,2026-01-05 10:00:01,x")
        .kpi("after", "count(leads where any(touches after leads.at))")
        .kpi("since", "count(leads where any(touches since leads.at))")
        .kpi("before", "count(leads where any(touches before leads.at))")
        .kpi("until", "count(leads where any(touches until leads.at))");
    model.gives(&["after = 1 ok n=1", "since = 2 ok n=2", "before = 1 ok n=1", "until = 2 ok n=2"]);
}

#[test]
fn ties_are_broken_by_key_text_by_code_point() {
    // At the same moment: the texts `10` < `9`, so the first is `10` and the last `9`.
    let model = model()
        .leads("A,2026-01-01 10:00:00,x")
        .touches("9,A,2026-01-05 10:00:00,nine\n10,A,2026-01-05 10:00:00,ten")
        .kpi("first_ten", "count(leads where first(touches.kind) = 'ten')")
        .kpi("last_nine", "count(leads where last(touches.kind) = 'nine')");
    model.gives(&["first_ten = 1 ok n=1", "last_nine = 1 ok n=1"]);
    let model =
        model.replace("touch_id = { type = \"text\" }", "touch_id = { type = \"integer\" }");
    model.gives(&["first_ten = 0 ok n=0", "last_nine = 0 ok n=0"]);
}

#[test]
fn code_points_decide_beyond_the_basic_plane() {
    // U+FF21 comes before U+1F600, though its UTF-16 units are greater.
    let model = model()
        .leads("A,2026-01-01 10:00:00,x")
        .touches("\u{1F600},A,2026-01-05 10:00:00,face\n\u{FF21},A,2026-01-05 10:00:00,letter")
        .kpi("first_letter", "count(leads where first(touches.kind) = 'letter')")
        .kpi("last_face", "count(leads where last(touches.kind) = 'face')");
    model.gives(&["first_letter = 1 ok n=1", "last_face = 1 ok n=1"]);
}

#[test]
fn the_row_is_chosen_before_its_value_is_looked_at() {
    // A's first touch has no kind; B's only touch has no moment and is never seen.
    let model = model()
        .leads("A,2026-01-01 10:00:00,x\nB,2026-01-01 10:00:00,x")
        .touches("1,A,2026-01-05 10:00:00,\n2,A,2026-01-06 10:00:00,web\n3,B,,web")
        .kpi("none_first", "count(leads where first(touches.kind) is missing)")
        .kpi("web_last", "count(leads where last(touches.kind) = 'web')")
        .kpi("any_touch", "count(leads where any(touches))")
        .kpi("no_touch", "count(leads where none(touches))")
        .kpi("rows", "count(touches)");
    model.gives(&[
        "none_first = 2 ok n=2",
        "web_last = 1 ok n=1",
        "any_touch = 1 ok n=1",
        "no_touch = 1 ok n=1",
        // without a period every row counts, also the one without a moment
        "rows = 3 ok n=3",
    ]);
}

#[test]
fn with_a_period_rows_without_a_clock_are_left_out_and_counted() {
    let model = model().leads("A,2026-01-05 10:00:00,x\nB,,x\nC,,x").kpi("rows", "count(leads)");
    let period = Some(("2026-01", ""));
    model.asked(Question { period, ..model.question() }, &["rows = 1 ok n=1"]);
    let json = model.json(&["rows", "--period", "2026-01"]);
    let notes = json.split("\"notes\"").nth(1).unwrap_or_default();
    assert!(notes.contains("\"count\": 2"), "{json}");
}

#[test]
fn where_dates_meet_datetimes_whole_days_are_compared() {
    let columns = r#"
        deal_id = { type = "text" }
        made = { type = "datetime" }
        closed = { type = "date" }
    "#;
    // As instants 2026-01-05 00:00 lies before 2026-01-05 15:00; as days they are the same day.
    let rows = "
        deal_id,made,closed
        A,2026-01-05 15:00:00,2026-01-05
        B,2026-01-05 15:00:00,2026-01-08
        C,2026-01-05 15:00:00,2026-01-04
    ";
    let model = model()
        .source("deals", "key = \"deal_id\"\ntime = \"made\"", columns, rows)
        .kpi("same", "count(deals where closed = made)")
        .kpi("not_before", "count(deals where closed >= made)")
        .kpi("earlier", "count(deals where closed < made)")
        .kpi("days", "max(deals.closed - deals.made)");
    model.gives(&["same = 1 ok n=1", "not_before = 2 ok n=2", "earlier = 1 ok n=1"]);
    model.gives(&["days = 3 ok n=3"]);
}

#[test]
fn a_conversion_between_a_datetime_and_a_date_works_in_days() {
    let touches = r#"
        touch_id = { type = "text" }
        lead_id = { type = "text", links = "leads" }
        day = { type = "date" }
    "#;
    // Within 3 days of 01-05 15:00: the days 01-05 .. 01-08; the day before does not count.
    let rows = "
        touch_id,lead_id,day
        1,A,2026-01-05
        2,B,2026-01-08
        3,C,2026-01-09
        4,D,2026-01-04
    ";
    let lead = |name: &str| format!("{name},2026-01-05 15:00:00,x\n");
    // The window of E ends on the as-of day: mature. That of F a day later: open.
    let late = "E,2026-01-28 15:00:00,x\nF,2026-01-29 00:00:00,x";
    let leads: String = ["A", "B", "C", "D"].into_iter().map(lead).collect();
    let model = model()
        .leads(&(leads + late))
        .source("touches", "key = \"touch_id\"\ntime = \"day\"", touches, rows)
        .kpi("rate", "leads -> first(touches.day) within 3 days");
    model.gives(&["rate = 0.4 ok n=5 c=2 l=3 o=1 e=0"]);
}

#[test]
fn business_days_end_at_the_close_of_the_second_day() {
    // 2026-05-03 .. 05-06 are holidays, 05-02 a Saturday.
    // From Friday 05-01 before closing: day 1 is Thursday 05-07, the window ends Friday 05-08 18:00.
    // From 05-01 at 18:00, a Saturday or a holiday: day 0 is 05-07, the end Monday 05-11 18:00.
    let model = model()
        .settings(BUSINESS)
        .end_of("2026-06-30")
        .leads(
            "A,2026-05-01 17:59:59,x\nB,2026-05-01 17:59:59,x\nC,2026-05-01 18:00:00,x\n\
             D,2026-05-01 18:00:00,x\nE,2026-05-02 10:00:00,x\nF,2026-05-06 10:00:00,x\n\
             G,2026-05-01 06:00:00,x\nH,2026-05-01 06:00:00,x",
        )
        .touches(
            "1,A,2026-05-08 18:00:00,x\n2,B,2026-05-08 18:00:01,x\n3,C,2026-05-11 18:00:00,x\n\
             4,D,2026-05-11 18:00:01,x\n5,E,2026-05-11 17:00:00,x\n6,F,2026-05-11 18:30:00,x\n\
             7,G,2026-05-08 17:00:00,x\n8,H,2026-05-11 09:30:00,x",
        )
        .kpi("contact", "leads -> first(touches.at) within 2 business days");
    // A, C, E, G in time.
    model.gives(&["contact = 0.5 ok n=8 c=4 l=4 o=0 e=0"]);
    // Without hours a day is whole: A and B (05-08 at any time), C from 05-01 18:00 has day 0 on 05-01
    // and misses, D too; E and F (day 0 05-07, until the end of 05-11), G in time, H misses.
    let model = model.replace("hours = \"09:00..18:00\"", "");
    model.gives(&["contact = 0.625 ok n=8 c=5 l=3 o=0 e=0"]);
}

#[test]
fn a_business_day_window_is_mature_when_its_last_day_closed() {
    // Thursday 2026-01-29 10:00 + 2 business days: Monday 02-02 18:00. Wednesday's: Friday 01-30 18:00.
    let model = model()
        .settings(BUSINESS)
        .leads("A,2026-01-28 10:00:00,x\nB,2026-01-29 10:00:00,x")
        .touches("1,B,2026-01-29 11:00:00,x")
        .kpi("contact", "leads -> first(touches.at) within 2 business days");
    model.gives(&["contact = 0 ok n=1 c=0 l=1 o=1 e=1"]);
}

#[test]
fn holidays_beyond_the_last_year_are_an_error() {
    let model = model()
        .settings(BUSINESS)
        .end_of("2031-01-31")
        .leads("A,2030-05-01 10:00:00,x")
        .touches("1,A,2030-05-02 10:00:00,x")
        .kpi("contact", "leads -> first(touches.at) within 2 business days");
    let complaint = model.refused(&["contact"]);
    assert!(complaint.contains("2030-05-01"), "{complaint}");
}

#[test]
fn business_days_are_added_to_dates() {
    let columns = "key = { type = \"text\" }\nday = { type = \"date\" }\ndue = { type = \"date\" }";
    // The second business day after Friday 2026-05-01 is 05-08; after Thursday 04-30 it is 05-07.
    let rows =
        "key,day,due\nA,2026-05-01,2026-05-08\nB,2026-04-30,2026-05-07\nC,2026-05-01,2026-05-03";
    let model = model()
        .settings(BUSINESS)
        .end_of("2026-06-30")
        .source("tasks", "key = \"key\"\ntime = \"day\"", columns, rows)
        .kpi("right", "count(tasks where day + 2 business days = due)");
    model.gives(&["right = 2 ok n=2"]);
}

#[test]
fn a_window_of_business_days_slides_in_the_replay_of_a_stage() {
    // A row of Friday counts until Tuesday begins, two business days later.
    let entered = |second: &str| {
        let model = super::model()
            .settings(super::BUSINESS)
            .end_of("2026-12-31")
            .leads("A,2026-09-01 10:00:00,x")
            .touches(&format!("1,A,2026-09-04 10:00:00,x\n2,A,{second},x"))
            .define(
                "[funnel.f]\nof = \"leads\"\nstages = [\"twice\"]\nskips = \"backfill\"\n\
                 [stage.twice]\nwhen = \"count(touches in last 2 business days) >= 2\"\n",
            )
            .kpi("entered", "count(twice)");
        model.lines(&["entered"], model.question())
    };
    assert_eq!(entered("2026-09-07 23:59:59"), ["entered = 1 ok n=1"]);
    assert_eq!(entered("2026-09-08 00:00:00"), ["entered = 0 ok n=0"]);
}
