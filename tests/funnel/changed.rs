//! Stages that are defined anew from a date on. Comes after `cases`.
//!
//! "Entries before that date keep the earlier definition"; "a replay uses at each instant the
//! definition in force then".

use super::cases::{Case, any, case, conversion, days, first, recent};
use super::model::{Condition, Kpi, Name, Operator, Rows, SUBJECT, Stage, Value};
use super::moments::{Unit, length};
use crate::workspace::Workspace;
use jiff::civil::date;

/// Until the end of March a `cv`, from 1 April on a `demo` makes it.
fn april() -> Case {
    let stage =
        Stage::Changed(any("touches", "cv"), vec![(date(2026, 4, 1), any("touches", "demo"))]);
    case(&[stage]).lead("2026-01-01")
}

#[test]
fn a_lead_before_the_date_is_entered_by_what_was_in_force_then() {
    let old = ["L1,2026-03-31T23:59:59+09:00,false,false"];
    april().touches(&["2026-03-31 23:59:59,cv"]).enters(0, &old);
    // what makes it later is not asked: once entered, a lead stays in
    april().touches(&["2026-03-31 23:59:59,cv", "2026-03-01,demo"]).enters(0, &old);
    // as of a day before the date, the definition to come changes nothing
    let before = april().touches(&["2026-03-30,cv"]).end_of(date(2026, 3, 31));
    before.enters(0, &["L1,2026-03-30T00:00:00+09:00,false,false"]);
}

#[test]
fn from_the_start_of_the_day_on_only_the_new_definition_counts() {
    april().touches(&["2026-04-01 00:00:00,cv"]).enters(0, &[]);
    april().touches(&["2026-05-01,cv"]).enters(0, &[]);
    let new = ["L1,2026-05-01T00:00:00+09:00,false,false"];
    april().touches(&["2026-05-01,demo"]).enters(0, &new);
    april().touches(&["2026-04-01,cv", "2026-05-01,demo"]).enters(0, &new);
}

#[test]
fn what_the_new_definition_asks_for_and_has_been_there_counts_from_the_date_on() {
    let at_once = ["L1,2026-04-01T00:00:00+09:00,false,false"];
    april().touches(&["2026-02-01,demo"]).enters(0, &at_once);
    april().touches(&["2026-02-01,demo"]).end_of(date(2026, 3, 31)).enters(0, &[]);
    april().touches(&["2026-02-01,demo"]).end_of(date(2026, 4, 1)).enters(0, &at_once);
    // the start of the day in the zone of the project
    let berlin = april().zone("Europe/Berlin").touches(&["2026-02-01,demo"]);
    berlin.enters(0, &["L1,2026-04-01T00:00:00+02:00,false,false"]);
}

#[test]
fn what_no_row_changes_counts_from_the_date_on() {
    let industry = Name { source: SUBJECT, column: "industry" };
    let is = |text| Condition::Compare(industry, Operator::Equal, Value::from(text));
    let stage = Stage::Changed(is("IT"), vec![(date(2026, 4, 1), is("小売"))]);
    let leads = [
        "L1,2026-01-01,,,IT",
        "L2,2026-01-01,,,小売",
        "L3,2026-04-01 00:00:00,,,IT",
        "L4,2026-05-01,,,小売",
    ];
    case(&[stage]).rows(SUBJECT, &leads).enters(
        0,
        &[
            "L1,2026-01-01T00:00:00+09:00,false,false",
            "L2,2026-04-01T00:00:00+09:00,false,false",
            "L4,2026-05-01T00:00:00+09:00,false,false",
        ],
    );
}

#[test]
fn a_stage_that_is_reached_after_the_date_knows_the_new_definition_only() {
    let stages = [
        first("activities", "call"),
        Stage::Changed(any("touches", "cv"), vec![(date(2026, 4, 1), any("touches", "demo"))]),
    ];
    let called = |call: &str| {
        let case = case(&stages).lead("2026-01-01").below("activities", &[call]);
        case.touches(&["2026-02-01,cv"])
    };
    called("2026-03-01,call").enters(1, &["L1,2026-03-01T00:00:00+09:00,false,false"]);
    called("2026-04-02,call").enters(1, &[]);
}

#[test]
fn a_window_reaches_over_the_date() {
    // from April on twice in 30 days, before once in 7 days
    let often = |last, count| {
        let filter = Some(Box::new(super::cases::is("touches", "x")));
        let rows = Rows { filter, ..recent("touches", days(last)) };
        Condition::Count(rows, Operator::AtLeast, count)
    };
    let stages = [
        first("activities", "call"),
        Stage::Changed(often(7, 1), vec![(date(2026, 4, 1), often(30, 2))]),
    ];
    let called = |call: &str, touches: &[&str]| {
        let case = case(&stages).lead("2026-01-01").below("activities", &[call]);
        case.touches(touches)
    };
    // both lie before the date and count in the window of the new definition
    let two = ["2026-03-10 12:00,x", "2026-03-12 12:00,x"];
    called("2026-03-25,call", &two).enters(1, &["L1,2026-04-01T00:00:00+09:00,false,false"]);
    // one before and one after it
    let over = ["2026-03-10 12:00,x", "2026-04-09 11:59:59,x"];
    called("2026-03-25,call", &over).enters(1, &["L1,2026-04-09T11:59:59+09:00,false,false"]);
    let gone = ["2026-03-10 12:00,x", "2026-04-09 12:00,x"];
    called("2026-03-25,call", &gone).enters(1, &[]);
    // within a week, before the date
    called("2026-03-19 11:59:59,call", &two)
        .enters(1, &["L1,2026-03-19T11:59:59+09:00,false,false"]);
}

#[test]
fn a_definition_may_change_more_than_once() {
    let stage = || {
        let later = vec![
            (date(2026, 3, 1), any("touches", "demo")),
            (date(2026, 5, 1), any("touches", "trial")),
        ];
        case(&[Stage::Changed(any("touches", "cv"), later)]).lead("2026-01-01")
    };
    stage().touches(&["2026-02-28,cv"]).enters(0, &["L1,2026-02-28T00:00:00+09:00,false,false"]);
    let second = ["L1,2026-03-01T00:00:00+09:00,false,false"];
    stage().touches(&["2026-03-01,cv", "2026-02-01,demo"]).enters(0, &second);
    stage().touches(&["2026-05-01,demo"]).enters(0, &[]);
    let third = ["L1,2026-05-01T00:00:00+09:00,false,false"];
    stage().touches(&["2026-04-01,trial", "2026-05-01,demo"]).enters(0, &third);
}

#[test]
fn days_are_taken_whole_where_the_funnel_does() {
    april().whole_days().touches(&["2026-04-01 18:00,cv"]).enters(0, &[]);
    let last = april().whole_days().touches(&["2026-03-31 18:00,cv"]);
    last.enters(0, &["L1,2026-03-31,false,false"]);
    let at_once = april().whole_days().touches(&["2026-03-31 18:00,demo"]);
    at_once.enters(0, &["L1,2026-04-01,false,false"]);
}

#[test]
fn each_cycle_meets_the_definition_of_its_own_time() {
    let cycles = april().restarts(length(30, Unit::Days));
    let cycles = cycles.touches(&["2026-01-10,cv", "2026-03-20,demo", "2026-05-20,cv"]);
    cycles.enters(
        0,
        &[
            "L1,1,2026-01-10T00:00:00+09:00,false,false",
            "L1,2,2026-04-01T00:00:00+09:00,false,false",
        ],
    );
    // its next cycle has begun when the date comes
    let over = april().restarts(length(30, Unit::Days));
    let over = over.touches(&["2026-02-05,demo", "2026-03-20,x"]);
    over.enters(0, &[]);
}

#[test]
fn a_conversion_counts_entries_of_both_definitions() {
    let stages = [
        first("activities", "call"),
        Stage::Changed(any("touches", "cv"), vec![(date(2026, 4, 1), any("touches", "demo"))]),
    ];
    let leads = ["L1,2026-01-01", "L2,2026-01-01", "L3,2026-01-01"];
    let case = case(&stages).kpi(conversion(days(30))).rows(SUBJECT, &leads);
    let calls = ["A1,L1,2026-03-20,call", "A2,L2,2026-03-20,call", "A3,L3,2026-03-20,call"];
    let touches = ["T1,L1,2026-03-25,cv", "T2,L2,2026-04-05,cv", "T3,L3,2026-04-05,demo"];
    let case = case.rows("activities", &calls).rows("touches", &touches);
    case.gives(0, "ok: 2 converted, 1 lost, 0 open, 0 early");
}

/// `L1` enters before the date, `L2` at it, `L3` after it.
fn printed(words: &[&str]) -> String {
    let workspace = Workspace::empty();
    let leads = ["L1,2026-01-01", "L2,2026-03-01", "L3,2026-03-01"];
    let touches = ["T1,L1,2026-03-10,cv", "T2,L2,2026-03-20,demo", "T3,L3,2026-04-15,demo"];
    let count = Kpi::Count { stage: 0, filter: None };
    let case = case(&[Stage::Changed(
        any("touches", "cv"),
        vec![
            (date(2026, 4, 1), any("touches", "demo")),
            (date(2026, 4, 10), any("touches", "demo")),
        ],
    )]);
    case.kpi(count).rows(SUBJECT, &leads).rows("touches", &touches).write(&workspace);
    let ran = workspace.kpi(words);
    (ran.stdout + &ran.stderr).replace("\\_", "_")
}

#[test]
fn a_table_says_where_a_stage_is_defined_anew() {
    let note = "stage_0: another definition from 2026-04-01 on; earlier entries keep theirs";
    let run =
        |words: &[&str]| printed(&[&["run", "kpi_0", "--as-of", "2026-04-30"], words].concat());
    for format in ["human", "markdown", "json"] {
        let text = run(&["--by", "month", "--period", "2026-03..2026-04", "--format", format]);
        assert!(text.contains(note), "{text}");
        let all = run(&["--format", format]);
        assert!(all.contains(note), "{all}");
        let later = run(&["--period", "2026-04", "--format", format]);
        assert!(!later.contains(note) && later.contains("2026-04-10"), "{later}");
        let earlier = run(&["--period", "2026-03", "--format", format]);
        assert!(!earlier.contains("another definition"), "{earlier}");
    }
    let before = printed(&["run", "kpi_0", "--as-of", "2026-03-31"]);
    assert!(!before.contains("another definition"), "{before}");
}

#[test]
fn the_period_that_holds_a_break_is_marked_where_it_is_not_its_start() {
    let words = ["run", "kpi_0", "--by", "month", "--as-of", "2026-04-30"];
    let asked = ["--period", "2026-03..2026-04", "--format"];
    let text = printed(&[&words[..], &asked, &["human"]].concat());
    insta::assert_snapshot!(text, @r#"
    random
    as of: 2026-04-30 (Asia/Tokyo)
    period: 2026-03..2026-04 (2026-03-01 .. 2026-04-30) ^
    definitions: 33c453e275ee

    ──────────────────
     period     kpi_0
    ──────────────────
     2026-03        1
     2026-04^       2
     total          3
    ──────────────────

    notes:
      - ^ a definition changes within it
      - stage_0: another definition from 2026-04-01 on; earlier entries keep theirs
      - stage_0: another definition from 2026-04-10 on; earlier entries keep theirs
    "#);
    let json = printed(&[&words[..], &asked, &["json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let changed = |at: usize| json["lines"][at]["period"]["changed"].clone();
    assert_eq!([changed(0), changed(1)], [serde_json::Value::Null, true.into()]);
}

#[test]
fn a_lead_is_explained_by_the_definition_of_its_moment() {
    insta::assert_snapshot!(printed(&["explain", "--lead", "L1", "--as-of", "2026-04-30"]), @r#"
    L1  random
    as of: 2026-04-30 (Asia/Tokyo)

    ✓ stage_0  2026-03-10 00:00
        entered at the first moment at which (the day is before 2026-04-01 and there are touches for which touches.kind is 'cv') or (the day is from 2026-04-01 until before 2026-04-10 and there are touches for which touches.kind is 'demo') or (the day is from 2026-04-10 on and there are touches for which touches.kind is 'demo')
        as defined until 2026-03-31
        at the moment of entry:
        ✓ any(touches where kind = 'cv')   (1 row, latest 2026-03-10 00:00)
    "#);
    insta::assert_snapshot!(printed(&["explain", "--lead", "L2", "--as-of", "2026-04-30"]), @r#"
    L2  random
    as of: 2026-04-30 (Asia/Tokyo)

    ✓ stage_0  2026-04-01 00:00
        entered at the first moment at which (the day is before 2026-04-01 and there are touches for which touches.kind is 'cv') or (the day is from 2026-04-01 until before 2026-04-10 and there are touches for which touches.kind is 'demo') or (the day is from 2026-04-10 on and there are touches for which touches.kind is 'demo')
        as defined from 2026-04-01 to 2026-04-09
        at the moment of entry:
        ✓ any(touches where kind = 'demo')   (1 row, latest 2026-03-20 00:00)
    "#);
    let not_yet = ["explain", "--lead", "L3", "--as-of", "2026-03-31"];
    insta::assert_snapshot!(printed(&not_yet), @r#"
    L3  random
    as of: 2026-03-31 (Asia/Tokyo)

    ✗ stage_0  not entered
        entered at the first moment at which (the day is before 2026-04-01 and there are touches for which touches.kind is 'cv') or (the day is from 2026-04-01 until before 2026-04-10 and there are touches for which touches.kind is 'demo') or (the day is from 2026-04-10 on and there are touches for which touches.kind is 'demo')
        as defined until 2026-03-31
        as of the run:
        ✗ any(touches where kind = 'cv')   (0 rows)
        missing:
          - any(touches where kind = 'cv')
    "#);
    let json = printed(&["explain", "--lead", "L2", "--as-of", "2026-04-30", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let stage = &json["funnels"][0]["cycles"][0]["stages"][0];
    assert_eq!(stage["effective_from"], "2026-04-01");
    assert_eq!(stage["effective_to"], "2026-04-09");
}

#[test]
fn a_conversion_says_that_its_window_reaches_over_the_date() {
    let workspace = Workspace::empty();
    let stages = [
        first("activities", "call"),
        Stage::Changed(any("touches", "cv"), vec![(date(2026, 4, 1), any("touches", "demo"))]),
    ];
    let count = Kpi::Count { stage: 1, filter: None };
    let case = case(&stages).kpi(conversion(days(30))).kpi(count).lead("2026-01-01");
    case.below("activities", &["2026-03-20,call"]).write(&workspace);
    let march = |kpi| {
        let words = ["run", kpi, "--period", "2026-03", "--as-of", "2026-12-31"];
        workspace.kpi(&words).stdout.contains("another definition")
    };
    assert!(march("kpi_0"));
    assert!(!march("kpi_1"));
}
