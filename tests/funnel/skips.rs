//! Recorded moments that lie before what must come first. Comes after `cases`.

use super::cases::{Case, any, case, first};
use super::model::{Skips, Stage};

fn three(skips: Skips, lines: &[&str]) -> Case {
    let stages = [first("touches", "cv"), first("touches", "mql"), first("touches", "sql")];
    case(&stages).skips(skips).lead("2026-01-01").touches(lines)
}

const EARLY: [&str; 4] = ["2026-02-01,sql", "2026-02-10,mql", "2026-02-05,cv", "2026-02-20,sql"];

#[test]
fn backfill_enters_the_stages_before_at_that_moment() {
    let case = three(Skips::Backfill, &EARLY);
    let case = case.enters(0, &["L1,2026-02-01T00:00:00+09:00,true,false"]);
    let case = case.enters(1, &["L1,2026-02-01T00:00:00+09:00,true,false"]);
    case.enters(2, &["L1,2026-02-01T00:00:00+09:00,false,false"]);
    let never = three(Skips::Backfill, &["2026-02-01,cv", "2026-02-03,sql"]);
    let never = never.enters(0, &["L1,2026-02-01T00:00:00+09:00,false,false"]);
    never.enters(1, &["L1,2026-02-03T00:00:00+09:00,true,false"]);
}

#[test]
fn exclude_looks_from_the_stage_before_on() {
    let case = three(Skips::Exclude, &EARLY);
    let case = case.enters(0, &["L1,2026-02-05T00:00:00+09:00,false,false"]);
    let case = case.enters(1, &["L1,2026-02-10T00:00:00+09:00,false,false"]);
    case.enters(2, &["L1,2026-02-20T00:00:00+09:00,false,false"]);
    let never = three(Skips::Exclude, &["2026-02-01,cv", "2026-02-03,sql"]);
    never.enters(1, &[]).enters(2, &[]);
}

#[test]
fn error_lists_the_subjects() {
    three(Skips::Error, &EARLY).fails("L1");
    three(Skips::Error, &["2026-02-01,cv", "2026-02-03,sql"]).fails("L1");
    let fine = three(Skips::Error, &["2026-02-01,cv", "2026-02-01,mql", "2026-02-03,sql"]);
    fine.enters(2, &["L1,2026-02-03T00:00:00+09:00,false,false"]);
}

#[test]
fn a_backfilled_condition_gives_up_its_own_moment() {
    let stages = [Stage::When(any("touches", "cv")), first("activities", "call")];
    let case = case(&stages).lead("2026-01-01").touches(&["2026-02-10,cv"]);
    let case = case.below("activities", &["2026-02-01,call"]);
    case.enters(0, &["L1,2026-02-01T00:00:00+09:00,true,false"]);
}

#[test]
fn the_same_moment_is_no_skip() {
    let case = three(Skips::Error, &["2026-02-01,cv", "2026-02-01,mql", "2026-02-01,sql"]);
    case.enters(0, &["L1,2026-02-01T00:00:00+09:00,false,false"]);
}

#[test]
fn what_was_recorded_before_the_subject_counts_from_the_subject_on() {
    let stages = [Stage::Recorded("qualified_at")];
    let case = case(&stages)
        .rows("leads", &["L1,2026-02-01 10:00,2026-01-15", "L2,2026-02-01,2026-02-02"]);
    case.enters(
        0,
        &["L1,2026-02-01T10:00:00+09:00,false,true", "L2,2026-02-02T00:00:00+09:00,false,false"],
    );
}

#[test]
fn a_moment_before_the_subject_backfills_at_the_time_of_the_subject() {
    let lines = ["2025-12-01,sql", "2026-02-05,cv"];
    let case = three(Skips::Backfill, &lines);
    let case = case.enters(2, &["L1,2026-01-01T00:00:00+09:00,false,true"]);
    case.enters(0, &["L1,2026-01-01T00:00:00+09:00,true,true"]);
    // both before the subject: neither skips the other
    let case = three(Skips::Backfill, &["2025-12-01,mql", "2025-12-05,cv"]);
    case.enters(0, &["L1,2026-01-01T00:00:00+09:00,false,true"]);
}
