//! Leads that went quiet and come back. Comes after `cases`.

use super::cases::{Case, any, case, conversion, days, first, rows};
use super::model::{Condition, Kpi, Operator, Stage};

fn cv(lines: &[&str]) -> Case {
    let stages = [first("touches", "cv"), Stage::When(any("touches", "mql"))];
    case(&stages).restarts(days(180)).lead("2025-01-01").touches(lines)
}

#[test]
fn a_cycle_starts_after_exactly_so_many_quiet_days() {
    let first = "L1,1,2025-02-01T10:00:00+09:00,false,false";
    let exactly = cv(&["2025-02-01 10:00:00,cv", "2025-07-31 10:00:00,cv"]);
    exactly.enters(0, &[first, "L1,2,2025-07-31T10:00:00+09:00,false,false"]);
    let less = cv(&["2025-02-01 10:00:00,cv", "2025-07-31 09:59:59,cv"]);
    less.enters(0, &[first]);
    let busy = cv(&["2025-02-01 10:00:00,cv", "2025-09-01 10:00:00,cv"]);
    busy.below("activities", &["2025-03-06,call"]).enters(0, &[first]);
}

#[test]
fn the_row_of_the_subject_counts_as_activity() {
    let case = cv(&["2024-05-01,cv", "2025-06-29,cv"]);
    case.enters(0, &["L1,1,2025-01-01T00:00:00+09:00,false,true"]);
    let case = cv(&["2025-06-30,cv"]);
    case.enters(0, &["L1,2,2025-06-30T00:00:00+09:00,false,false"]);
}

#[test]
fn a_cycle_sees_its_own_rows_only() {
    let case = cv(&["2025-02-01,cv", "2025-02-02,mql", "2025-10-01,cv", "2025-10-05,x"]);
    let case = case.kpi(conversion(days(7))).kpi(Kpi::Count { stage: 0, filter: None });
    let touched = Condition::Count(rows("touches", "cv"), Operator::AtLeast, 2);
    let case = case.kpi(Kpi::Count { stage: 0, filter: Some(touched) });
    let case = case.enters(1, &["L1,1,2025-02-02T00:00:00+09:00,false,false"]);
    let case = case.gives(0, "ok: 1 converted, 1 lost, 0 open, 0 early");
    case.gives(1, "ok: 2 of 2").gives(2, "ok: 0 of 0");
}

#[test]
fn a_condition_waits_in_its_own_cycle_only() {
    let case = cv(&["2025-02-01,cv", "2025-10-01,mql", "2025-10-05,cv"]);
    let case = case.enters(
        0,
        &[
            "L1,1,2025-02-01T00:00:00+09:00,false,false",
            "L1,2,2025-10-05T00:00:00+09:00,false,false",
        ],
    );
    case.enters(1, &["L1,2,2025-10-05T00:00:00+09:00,false,false"]);
}
