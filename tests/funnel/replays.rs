//! The moment at which a condition holds for the first time. Comes after `cases`.

use super::cases::{Case, any, case, days, first, is, recent, rows};
use super::model::{Bound, Condition, Fades, Kpi, Name, Operator, Rows, Rule, Score, Stage, Value};
use super::moments::{Unit, length};
use jiff::civil::date;

fn when(condition: Condition) -> Case {
    case(&[Stage::When(condition)]).lead("2026-01-01 09:00")
}

fn quiet(lines: &[&str]) -> Case {
    let touched = any("touches", "cv");
    let quiet = Condition::None(recent("touches", days(30)));
    when(Condition::All(vec![touched, quiet])).touches(lines)
}

#[test]
fn a_row_leaves_its_span_exactly_then() {
    let entered = ["L1,2026-02-09T10:00:00+09:00,false,false"];
    quiet(&["2026-01-10 10:00,cv"]).enters(0, &entered);
    quiet(&["2026-01-10 10:00,cv"]).end_of(date(2026, 2, 8)).enters(0, &[]);
    quiet(&["2026-01-10 10:00,cv"]).end_of(date(2026, 2, 9)).enters(0, &entered);
    // another row comes at that very instant: rows of an instant are taken together
    let later = ["L1,2026-03-11T10:00:00+09:00,false,false"];
    quiet(&["2026-01-10 10:00,cv", "2026-02-09 10:00,cv"]).enters(0, &later);
    quiet(&["2026-01-10 10:00,cv", "2026-02-09 10:00:01,cv"]).enters(0, &entered);
}

#[test]
fn a_month_after_the_end_of_january_is_the_end_of_february() {
    let month = Condition::Any(recent("touches", length(1, Unit::Months)));
    let gone = Condition::All(vec![any("touches", "cv"), Condition::Not(Box::new(month))]);
    let case = when(gone).touches(&["2026-01-31 10:00,cv"]);
    case.enters(0, &["L1,2026-02-28T10:00:00+09:00,false,false"]);
}

#[test]
fn nothing_holds_before_the_subject_or_the_stage_before() {
    let early = when(any("touches", "cv")).touches(&["2025-12-01,cv"]);
    early.enters(0, &["L1,2026-01-01T09:00:00+09:00,false,false"]);
    let stages = [first("touches", "cv"), Stage::When(any("touches", "mql"))];
    let waits = case(&stages).lead("2026-01-01").touches(&["2026-02-01,mql", "2026-03-01,cv"]);
    waits.enters(1, &["L1,2026-03-01T00:00:00+09:00,false,false"]);
    let never = case(&stages).lead("2026-01-01").touches(&["2026-02-01,mql"]);
    never.enters(1, &[]);
    let recent = Condition::Any(recent("touches", days(7)));
    let over = case(&[first("activities", "call"), Stage::When(recent)]).lead("2026-01-01");
    let over = over.below("activities", &["2026-03-01,call"]);
    let over = over.touches(&["2026-02-22,x", "2026-04-01,x"]);
    over.enters(1, &["L1,2026-04-01T00:00:00+09:00,false,false"]);
}

#[test]
fn rows_of_one_instant_are_taken_together() {
    let one = Condition::Count(rows("touches", "cv"), Operator::Equal, 1);
    let case = when(one).touches(&["2026-02-01 10:00,cv", "2026-02-01 10:00,cv"]);
    case.enters(0, &[]);
    let two = Condition::Count(rows("touches", "cv"), Operator::AtLeast, 2);
    let case = when(two).touches(&["2026-02-01 10:00,cv", "2026-02-01 10:00,cv"]);
    case.enters(0, &["L1,2026-02-01T10:00:00+09:00,false,false"]);
}

#[test]
fn rows_of_one_day_are_taken_together_where_days_are_whole() {
    let one = Condition::Count(rows("touches", "cv"), Operator::Equal, 1);
    let case = case(&[Stage::When(one)]).whole_days().lead("2026-01-01");
    case.touches(&["2026-02-01 10:00,cv", "2026-02-01 18:00,cv"]).enters(0, &[]);
}

#[test]
fn a_status_is_known_when_the_deal_closes() {
    let status = Name { source: "deals", column: "status" };
    let is = |text: &str| {
        let filter = Condition::Compare(status, Operator::Equal, Value::from(text));
        let rows = Rows { source: "deals", filter: Some(filter.into()), last: None, from: None };
        when(Condition::Any(rows)).below("deals", &["2026-02-01,2026-03-01 15:00,won,100"])
    };
    is("won").enters(0, &["L1,2026-03-01T15:00:00+09:00,false,false"]);
    is("won").end_of(date(2026, 2, 28)).enters(0, &[]);
    is("open").enters(0, &["L1,2026-02-01T00:00:00+09:00,false,false"]);
}

#[test]
fn a_deal_is_won_when_it_closes() {
    let status = Name { source: "deals", column: "status" };
    let filter = Some(Condition::Compare(status, Operator::Equal, Value::from("won")));
    let won = Stage::First { source: "deals", moment: "closed_at", filter, from: None };
    let case = case(&[won]).lead("2026-01-01");
    let deals = ["2026-01-10,2026-03-01 15:00,won", "2026-01-05,2026-02-01,lost", "2026-01-02,,"];
    let case = case.below("deals", &deals);
    let case = case.enters(0, &["L1,2026-03-01T15:00:00+09:00,false,false"]);
    case.end_of(date(2026, 2, 28)).enters(0, &[]);
}

#[test]
fn after_is_strict_and_since_is_not() {
    let touched = |strict| {
        let from = Some(Bound { strict, stage: 0 });
        let rows = Rows { from, ..rows("touches", "cv") };
        let stages = [first("activities", "call"), Stage::When(Condition::Any(rows))];
        let case = case(&stages).lead("2026-01-01").below("activities", &["2026-02-01,call"]);
        case.touches(&["2026-02-01 00:00:00,cv", "2026-02-03,cv"])
    };
    touched(false).enters(1, &["L1,2026-02-01T00:00:00+09:00,false,false"]);
    touched(true).enters(1, &["L1,2026-02-03T00:00:00+09:00,false,false"]);
}

fn rule(kind: &str, points: i64, fades: Fades) -> Rule {
    let when = is("touches", kind);
    Rule { source: Some("touches"), when, points, cap: None, fades }
}

/// Entered when the score compares so, after a first touch at 2026-02-01 10:00.
fn scored(score: Score, operator: Operator, number: i64) -> Case {
    let compared = Condition::Score(0, operator, number);
    when(Condition::All(vec![any("touches", "cv"), compared]))
        .score(score)
        .touches(&["2026-02-01 10:00,cv"])
}

const EMPTY: Score = Score { cap: None, floor: None, rules: Vec::new() };

#[test]
fn points_fade_in_steps_and_are_gone_in_the_end() {
    let fades = Fades::Decay { lose: 50, every: days(30), ends: days(75) };
    let score = || Score { rules: vec![rule("cv", 100, fades)], ..EMPTY };
    let at = |number| scored(score(), Operator::AtMost, number);
    at(10).enters(0, &["L1,2026-02-01T10:00:00+09:00,false,false"]);
    at(9).enters(0, &["L1,2026-03-03T10:00:00+09:00,false,false"]);
    at(5).enters(0, &["L1,2026-03-03T10:00:00+09:00,false,false"]);
    at(3).enters(0, &["L1,2026-04-02T10:00:00+09:00,false,false"]);
    at(2).enters(0, &["L1,2026-04-17T10:00:00+09:00,false,false"]);
    at(0).enters(0, &["L1,2026-04-17T10:00:00+09:00,false,false"]);
    at(-1).enters(0, &[]);
}

#[test]
fn negative_points_leave_with_their_window() {
    let rules = vec![rule("cv", 100, Fades::Never), rule("x", -30, Fades::Window(days(7)))];
    let case = scored(Score { rules, ..EMPTY }, Operator::AtLeast, 10);
    let case = case.touches(&["2026-02-01 10:00,x"]);
    case.enters(0, &["L1,2026-02-08T10:00:00+09:00,false,false"]);
}

#[test]
fn points_are_exact_and_limited_by_rule_score_and_floor() {
    let entered = ["L1,2026-02-02T10:00:00+09:00,false,false"];
    let twice =
        |score, operator, number| scored(score, operator, number).touches(&["2026-02-02 10:00,cv"]);
    let exact = Score { rules: vec![rule("cv", 55, Fades::Never)], ..EMPTY };
    twice(exact.clone(), Operator::AtLeast, 11).enters(0, &entered);
    twice(exact, Operator::More, 11).enters(0, &[]);
    let capped = Rule { cap: Some(8), ..rule("cv", 55, Fades::Never) };
    let rules = vec![capped, rule("cv", -10, Fades::Never)];
    // 5.5 - 1, then 8 - 2
    twice(Score { rules, ..EMPTY }, Operator::AtLeast, 6).enters(0, &entered);
    let whole =
        Score { cap: Some(10), ..Score { rules: vec![rule("cv", 80, Fades::Never)], ..EMPTY } };
    twice(whole.clone(), Operator::AtLeast, 10).enters(0, &entered);
    twice(whole, Operator::More, 10).enters(0, &[]);
    let floor = Score { floor: Some(-1), rules: vec![rule("cv", -10, Fades::Never)], ..EMPTY };
    twice(floor.clone(), Operator::Less, -1).enters(0, &[]);
    let first = ["L1,2026-02-01T10:00:00+09:00,false,false"];
    twice(floor, Operator::AtMost, -1).enters(0, &first);
}

#[test]
fn an_entry_is_filtered_and_grouped_as_it_was_then() {
    let count = |filter| Kpi::Count { stage: 0, filter };
    let touches = |kind: &str| Some(any("touches", kind));
    let case = case(&[first("touches", "cv")]).lead("2026-01-01");
    let case = case.touches(&[
        "2026-02-01 10:00:00,cv,SEO",
        "2026-02-01 10:00:00,x,広告",
        "2026-02-01 10:00:01,y,ウェビナー",
        "2025-02-01,z",
    ]);
    let case = case.kpi(count(touches("x"))).kpi(count(touches("y"))).kpi(count(None));
    let case = case.gives(0, "ok: 1 of 1").gives(1, "ok: 0 of 0");
    // the first row has no channel, the last of the instant is the greater key
    case.gives_by(&[0], 2, &[("不明", "ok: 1 of 1")]).gives_by(&[1], 2, &[("広告", "ok: 1 of 1")]);
}
