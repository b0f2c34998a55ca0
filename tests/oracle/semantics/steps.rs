//! Conversions: windows, open and mature entries, chains, `ever`.

use super::super::Question;
use super::model;

#[test]
fn both_ends_of_a_window_count() {
    let start = "2026-01-05 10:00:00";
    let leads: String =
        ["A", "B", "C", "D", "E"].map(|lead| format!("{lead},{start},x\n")).concat();
    let model = model()
        .leads(&leads)
        .touches(
            "1,A,2026-01-05 10:00:00,x\n2,B,2026-01-15 10:00:00,x\n3,C,2026-01-15 10:00:01,x\n\
             4,D,2026-01-05 09:59:59,x\n5,E,2026-01-01 10:00:00,x\n6,E,2026-01-06 10:00:00,x",
        )
        // A at the start, B at the end, E by a later touch than its first; not C, not D.
        .kpi("rate", "leads -> first(touches.at) within 10 days");
    model.gives(&["rate = 0.6 ok n=5 c=3 l=2 o=0 e=0"]);
}

#[test]
fn a_window_that_ends_with_the_as_of_day_is_over() {
    // As of the end of 2026-01-31. A's window ends at its last second, B's a second into February.
    // C has converted already and stays open: early.
    let model = model()
        .leads("A,2026-01-21 23:59:59,x\nB,2026-01-22 00:00:01,x\nC,2026-01-25 10:00:00,x")
        .touches("1,C,2026-01-26 10:00:00,x")
        .kpi("rate", "leads -> first(touches.at) within 10 days");
    model.gives(&["rate = 0 ok n=1 c=0 l=1 o=2 e=1"]);
}

#[test]
fn a_window_whose_last_moment_belongs_to_the_next_day_is_open() {
    // It ends, inclusive, at 2026-02-01 00:00:00: a row of that moment does not exist yet for this run.
    let model = model()
        .leads("A,2026-01-22 00:00:00,x")
        .touches("1,A,2026-02-01 00:00:00,x")
        .kpi("rate", "leads -> first(touches.at) within 10 days");
    model.gives(&["rate = - immature n=0 c=0 l=0 o=1 e=0"]);
    model.end_of("2026-02-01").gives(&["rate = 1 ok n=1 c=1 l=0 o=0 e=0"]);
}

#[test]
fn immature_comes_before_insufficient_and_an_empty_cell_is_undefined() {
    let model = model()
        .leads("A,2026-01-28 10:00:00,x\nB,2026-01-05 10:00:00,x\nC,2026-01-06 10:00:00,y")
        .touches("1,A,2026-01-29 10:00:00,x\n2,B,2026-01-06 10:00:00,x")
        .define("[kpi.young]\nminimum = 5\nformula = \"leads where leads.at >= 2026-01-20 -> first(touches.at) within 10 days\"\n")
        .define("[kpi.few]\nminimum = 3\nformula = \"leads -> first(touches.at) within 10 days\"\n")
        .define("[kpi.enough]\nminimum = 2\nformula = \"leads -> first(touches.at) within 10 days\"\n")
        .define("[kpi.none]\nminimum = 3\nformula = \"leads where kind = 'z' -> first(touches.at) within 10 days\"\n");
    model.gives(&[
        "young = - immature n=0 c=0 l=0 o=1 e=1",
        "few = 0.5 insufficient n=2 c=1 l=1 o=1 e=1",
        "enough = 0.5 ok n=2 c=1 l=1 o=1 e=1",
        "none = - undefined n=0 c=0 l=0 o=0 e=0",
    ]);
}

#[test]
fn a_conversion_is_dated_by_its_start() {
    // A starts in December and converts in January: it counts in December.
    let model = model()
        .leads("A,2025-12-30 10:00:00,x\nB,2026-01-02 10:00:00,x")
        .touches("1,A,2026-01-03 10:00:00,x")
        .kpi("rate", "leads -> first(touches.at) within 10 days");
    let question =
        Question { by: "month", period: Some(("2025-12..2026-01", "")), ..model.question() };
    model.asked(
        question,
        &[
            "rate 2025-12-01 = 1 ok n=1 c=1 l=0 o=0 e=0",
            "rate 2026-01-01 = 0 ok n=1 c=0 l=1 o=0 e=0",
            "rate total = 0.5 ok n=2 c=1 l=1 o=0 e=0",
        ],
    );
}

#[test]
fn each_where_of_a_conversion_ends_at_the_arrow_or_within() {
    let model = model()
        .leads("A,2026-01-05 10:00:00,x\nB,2026-01-05 10:00:00,y\nC,2026-01-05 10:00:00,x")
        .touches("1,A,2026-01-06 10:00:00,web\n2,B,2026-01-06 10:00:00,web\n3,C,2026-01-06 10:00:00,call")
        .kpi("rate", "leads where kind = 'x' -> first(touches.at where kind = 'web') within 10 days");
    model.gives(&["rate = 0.5 ok n=2 c=1 l=1 o=0 e=0"]);
}

#[test]
fn a_column_that_is_a_moment_may_be_the_right_side() {
    let columns = r#"
        deal_id = { type = "text" }
        made = { type = "datetime" }
        closed = { type = "datetime" }
    "#;
    // B closed before it was made: that does not count. C never closed. D closed too late.
    let rows = "
        deal_id,made,closed
        A,2026-01-05 10:00:00,2026-01-05 10:00:00
        B,2026-01-05 10:00:00,2026-01-05 09:00:00
        C,2026-01-05 10:00:00,
        D,2026-01-05 10:00:00,2026-01-20 10:00:00
    ";
    let model = model()
        .source("deals", "key = \"deal_id\"\ntime = \"made\"", columns, rows)
        .kpi("rate", "deals -> deals.closed within 10 days")
        .kpi("share", "100% - (deals -> deals.closed within 10 days)");
    model.gives(&["rate = 0.25 ok n=4 c=1 l=3 o=0 e=0", "share = 0.75 ok n=4 c=1 l=3 o=0 e=0"]);
}

#[test]
fn an_entry_into_a_chain_is_mature_when_all_windows_are_over() {
    // 5 + 5 days, as of the end of 2026-01-31: entries up to 01-21 are mature.
    // A: both steps in time. B: second too late, counted from the first step. C: never the first step, mature.
    // D (01-23): failed early, its first window is over since 01-28, but 10 days are not: open, not lost.
    // E (01-24): both steps done: early. F (01-24): the first step only: open, not early.
    // G: the second step happens before the first: looked for from the first step on.
    // H: 5 days + 5 days, both at their last moment.
    let model = model()
        .leads(
            "A,2026-01-05 10:00:00,x\nB,2026-01-05 10:00:00,x\nC,2026-01-05 10:00:00,x\nD,2026-01-23 10:00:00,x\n\
             E,2026-01-24 10:00:00,x\nF,2026-01-24 10:00:00,x\nG,2026-01-05 10:00:00,x\nH,2026-01-05 10:00:00,x",
        )
        .touches(
            "1,A,2026-01-06 10:00:00,a\n2,A,2026-01-07 10:00:00,b\n\
             3,B,2026-01-06 10:00:00,a\n4,B,2026-01-11 10:00:01,b\n\
             5,C,2026-01-06 10:00:00,b\n\
             6,E,2026-01-25 10:00:00,a\n7,E,2026-01-26 10:00:00,b\n\
             8,F,2026-01-25 10:00:00,a\n\
             9,G,2026-01-06 10:00:00,b\n10,G,2026-01-07 10:00:00,a\n\
             11,H,2026-01-10 10:00:00,a\n12,H,2026-01-15 10:00:00,b",
        )
        .kpi(
            "chain",
            "leads -> first(touches.at where kind = 'a') within 5 days
               -> first(touches.at where kind = 'b') within 5 days",
        );
    model.gives(&["chain = 0.4 ok n=5 c=2 l=3 o=3 e=1"]);
}

#[test]
fn ever_has_no_window_and_says_so_far() {
    let model = model()
        .leads("A,2025-01-05 10:00:00,x\nB,2026-01-31 10:00:00,x\nC,2026-01-05 10:00:00,x")
        .touches("1,A,2026-01-30 10:00:00,x\n2,C,2026-01-04 10:00:00,x")
        .kpi("rate", "leads -> first(touches.at) within ever");
    let lines = model.lines(&["rate"], model.question());
    assert!(lines[0].starts_with("rate = 0.3333333333333333 ok n=3"), "{lines:?}");
    let json = model.json(&["rate"]);
    assert!(json.contains("so far"), "{json}");
}

#[test]
fn ever_is_allowed_in_the_last_step_of_a_chain_only() {
    let model = model()
        .leads("A,2025-01-05 10:00:00,x")
        .touches("1,A,2025-01-08 10:00:00,a\n2,A,2026-01-30 10:00:00,b")
        .kpi("last", "leads -> first(touches.at where kind = 'a') within 5 days -> first(touches.at where kind = 'b') within ever");
    let lines = model.lines(&["last"], model.question());
    assert!(lines[0].starts_with("last = 1 ok n=1"), "{lines:?}");
    let model = model.kpi(
        "wrong",
        "leads -> first(touches.at where kind = 'a') within ever -> first(touches.at where kind = 'b') within 5 days",
    );
    assert!(model.refused(&["wrong"]).contains("ever"));
}

#[test]
fn a_clock_given_by_at_counts_only_up_to_as_of() {
    // Dated by the first touch; that of B lies after the as-of day, so B has no moment and no entry.
    let model = model()
        .leads("A,2025-12-05 10:00:00,x\nB,2025-12-05 10:00:00,x\nC,2026-01-30 10:00:00,x")
        .touches("1,A,2026-01-05 10:00:00,x\n2,B,2026-02-05 10:00:00,x")
        .kpi("touched", "count(leads where any(touches) at first(touches.at))");
    let question =
        Question { by: "month", period: Some(("2025-12..2026-02", "")), ..model.question() };
    model.asked(
        question,
        &[
            "touched 2025-12-01 = 0 ok n=0",
            "touched 2026-01-01 = 1 ok n=1",
            "touched total = 1 ok n=1",
        ],
    );
}
