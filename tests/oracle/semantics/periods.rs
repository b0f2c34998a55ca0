//! Periods: gaps, fiscal years, weeks, other periods, data that has not arrived.

use super::super::Question;
use super::{Model, model};

fn by<'a>(model: &Model, by: &'a str, period: &'a str) -> Question<'a> {
    Question { as_of: model.as_of, by, period: Some((period, "")), filter: None }
}

/// One lead per day, `x` for won and `y` for lost.
fn leads(days: &[&str]) -> Model {
    let row = |(row, day): (usize, &&str)| {
        let (day, kind) = day.split_once(' ').unwrap_or((day, "x"));
        format!("L{row},{day} 10:00:00,{kind}\n")
    };
    let rows: String = days.iter().enumerate().map(row).collect();
    model()
        .end_of("2026-12-31")
        .leads(&rows)
        .kpi("rows", "count(leads)")
        .kpi("rate", "count(leads where kind = 'x') / count(leads)")
        .kpi("before", "previous(kpi.rows)")
        .kpi("year_ago", "same period last year(kpi.rows)")
        .kpi("so_far", "to date(kpi.rows, fiscal year)")
        .kpi("rolled", "rolling(kpi.rows, 3 months)")
        .kpi("rolled_rate", "rolling(kpi.rate, 3 months)")
        .kpi("growth", "kpi.rows / previous(kpi.rows) - 100%")
}

#[test]
fn months_without_rows_are_zero_or_undefined() {
    let model = leads(&["2026-01-05", "2026-03-05 y"]);
    model.asked(
        by(&model, "month", "2026-01..2026-03"),
        &[
            "rows 2026-01-01 = 1 ok n=1",
            "rows 2026-02-01 = 0 ok n=0",
            "rows 2026-03-01 = 1 ok n=1",
            "rate 2026-01-01 = 1 ok n=1",
            "rate 2026-02-01 = - undefined n=0",
            "rate 2026-03-01 = 0 ok n=1",
            "rate total = 0.5 ok n=2",
        ],
    );
}

#[test]
fn months_after_the_newest_row_miss_their_input() {
    // The newest row is of 2026-01-20: January began before it, February did not.
    let model = leads(&["2026-01-05", "2026-01-20"])
        .define("[kpi.few]\nminimum = 9\nformula = \"count(leads)\"\n");
    let lines = model.lines(&["rows", "rate", "few"], by(&model, "month", "2025-12..2026-02"));
    for line in [
        "rows 2025-12-01 = 0 ok n=0",
        "rows 2026-01-01 = 2 ok n=2",
        "few 2025-12-01 = 0 insufficient n=0",
        "few 2026-01-01 = 2 insufficient n=2",
        "rate 2025-12-01 = - undefined n=0",
    ] {
        assert!(lines.iter().any(|found| found == line), "{line} among {lines:#?}");
    }
    for kpi in ["rows", "rate", "few"] {
        let late = format!("{kpi} 2026-02-01 = - missing_input");
        assert!(lines.iter().any(|found| found.starts_with(&late)), "{late} among {lines:#?}");
    }
    // As of an earlier day the row of the 20th has not arrived; the one of the 5th has.
    let model = model.end_of("2026-01-10");
    model.asked(by(&model, "month", "2025-12..2026-01"), &["rows 2026-01-01 = 1 ok n=1"]);
}

#[test]
fn fiscal_periods_start_in_their_month() {
    let model = leads(&[
        "2025-03-31",
        "2025-04-01",
        "2025-09-30",
        "2025-10-01",
        "2026-03-31",
        "2026-04-01",
    ]);
    model.asked(
        by(&model, "fiscal year", "FY2024..FY2025"),
        &["rows 2024-04-01 = 1 ok n=1", "rows 2025-04-01 = 4 ok n=4", "rows total = 5 ok n=5"],
    );
    model.asked(
        by(&model, "fiscal half", "FY2025"),
        &["rows 2025-04-01 = 2 ok n=2", "rows 2025-10-01 = 2 ok n=2"],
    );
    model.asked(
        by(&model, "fiscal quarter", "FY2025"),
        &[
            "rows 2025-04-01 = 1 ok n=1",
            "rows 2025-07-01 = 1 ok n=1",
            "rows 2025-10-01 = 1 ok n=1",
            "rows 2026-01-01 = 1 ok n=1",
        ],
    );
    model.asked(by(&model, "year", "2025"), &["rows 2025-01-01 = 4 ok n=4"]);
    let model = model.replace("fiscal_year_starts = 4", "fiscal_year_starts = 10");
    model.asked(by(&model, "fiscal year", "FY2025"), &["rows 2025-10-01 = 3 ok n=3"]);
}

#[test]
fn weeks_start_on_their_day() {
    // 2026-01-04 is a Sunday.
    let model = leads(&["2026-01-03", "2026-01-04", "2026-01-05", "2026-01-31"]);
    model.asked(
        by(&model, "week", "2025-12-29..2026-01-11"),
        &["rows 2025-12-29 = 2 ok n=2", "rows 2026-01-05 = 1 ok n=1"],
    );
    let model = model.replace("week_starts = \"monday\"", "week_starts = \"sunday\"");
    model.asked(
        by(&model, "week", "2025-12-28..2026-01-10"),
        &["rows 2025-12-28 = 1 ok n=1", "rows 2026-01-04 = 2 ok n=2"],
    );
}

#[test]
fn other_periods_evaluate_the_kpi_again() {
    // Won and lost per month: 1 of 1, 0 of 3, 1 of 2. Over three months: 2 of 6, not the mean 0.5.
    let model = leads(&[
        "2026-04-05",
        "2026-05-05 y",
        "2026-05-06 y",
        "2026-05-07 y",
        "2026-06-05",
        "2026-06-06 y",
    ]);
    model.asked(
        by(&model, "month", "2026-05..2026-06"),
        &[
            "before 2026-05-01 = 1 ok n=1",
            "before 2026-06-01 = 3 ok n=3",
            "growth 2026-05-01 = 2 ok n=1",
            "rolled 2026-06-01 = 6 ok n=6",
            "rolled_rate 2026-06-01 = 0.3333333333333333 ok n=6",
            "rolled_rate 2026-05-01 = 0.25 ok n=4",
            "so_far 2026-05-01 = 4 ok n=4",
            "so_far 2026-06-01 = 6 ok n=6",
            // May and June together: before them March and April
            "before total = 1 ok n=1",
            "so_far total = 6 ok n=6",
        ],
    );
    // A span that is no whole months: of equal length just before. 05-06 .. 05-07: before it 05-04 .. 05-05.
    let question = Question { period: Some(("2026-05-06..2026-05-07", "")), ..model.question() };
    model.asked(question, &["rows = 2 ok n=2", "before = 1 ok n=1"]);
    // Quarters: 2026-Q2 has six, Q1 before it none.
    model.asked(
        by(&model, "quarter", "2026-Q2"),
        &["before 2026-04-01 = 0 ok n=0", "growth 2026-04-01 = - undefined n=0"],
    );
}

#[test]
fn to_date_starts_with_the_fiscal_year() {
    let model = leads(&["2026-03-31", "2026-04-01", "2026-05-01", "2026-06-30"]);
    model.asked(
        by(&model, "month", "2026-03..2026-05"),
        &[
            "so_far 2026-03-01 = 1 ok n=1",
            "so_far 2026-04-01 = 1 ok n=1",
            "so_far 2026-05-01 = 2 ok n=2",
        ],
    );
}

#[test]
fn last_year_keeps_whole_months_and_clamps_the_leap_day() {
    let model = leads(&[
        "2027-02-27",
        "2027-02-28",
        "2028-02-28",
        "2028-02-29",
        "2029-02-28",
        "2029-03-01",
    ])
    .end_of("2029-12-31");
    model.asked(
        by(&model, "month", "2028-02..2029-02"),
        &["year_ago 2028-02-01 = 2 ok n=2", "year_ago 2029-02-01 = 2 ok n=2"],
    );
    let question = Question { period: Some(("2028-02-29..2028-02-29", "")), ..model.question() };
    model.asked(question, &["rows = 1 ok n=1", "year_ago = 1 ok n=1"]);
}

#[test]
fn unfinished_periods_are_marked() {
    let model = leads(&["2026-01-05", "2026-02-05"]).end_of("2026-02-10");
    let json = model.json(&["rows", "--by", "month", "--period", "2026-01..2026-02"]);
    let february = json.split("\"label\": \"2026-02\"").nth(1).unwrap();
    assert!(february.split('}').next().unwrap().contains("\"unfinished\": true"), "{json}");
    let january = json.split("\"label\": \"2026-01\"").nth(1).unwrap();
    assert!(january.split('}').next().unwrap().contains("\"unfinished\": false"), "{json}");
}

#[test]
fn last_months_are_whole_months_before_that_of_as_of() {
    let model =
        leads(&["2025-11-30", "2025-12-01", "2026-01-31", "2026-02-01"]).end_of("2026-02-10");
    let question = Question { period: Some(("last 2 months", "")), ..model.question() };
    model.asked(question, &["rows = 2 ok n=2"]);
}

#[test]
fn groups_have_every_period() {
    let model = leads(&["2026-01-05", "2026-03-05 y"])
        .define("[dimension.kind]\nof = { leads = \"leads.kind\" }\n");
    model.asked(
        by(&model, "kind,month", "2026-01..2026-03"),
        &[
            "rows [x] 2026-01-01 = 1 ok n=1",
            "rows [x] 2026-02-01 = 0 ok n=0",
            "rows [x] 2026-03-01 = 0 ok n=0",
            "rows [y] 2026-01-01 = 0 ok n=0",
            "rows [y] 2026-03-01 = 1 ok n=1",
            "rate [y] 2026-02-01 = - undefined n=0",
        ],
    );
}

#[test]
fn a_conversion_whose_right_side_has_not_arrived_misses_its_input() {
    // Leads until April, touches only until 2026-03-20: nobody can know whether April's leads converted.
    let model = model()
        .end_of("2026-12-31")
        .leads("A,2026-03-05 10:00:00,x\nB,2026-04-05 10:00:00,x")
        .touches("1,A,2026-03-20 10:00:00,x")
        .kpi("step", "leads -> first(touches.at) within 30 days");
    let lines = model.lines(&["step"], by(&model, "month", "2026-03..2026-04"));
    assert_eq!(lines[0], "step 2026-03-01 = 1 ok n=1 c=1 l=0 o=0 e=0");
    assert!(lines[1].starts_with("step 2026-04-01 = - missing_input"), "{lines:#?}");
}

#[test]
fn a_month_with_rows_by_another_clock_has_arrived() {
    // Both deals are created in January. One is closed in February, one in April.
    let columns = r#"
        deal_id = { type = "text" }
        made = { type = "datetime" }
        closed = { type = "datetime", known_from = "closed" }
        status = { type = "text", known_from = "closed" }
        amount = { type = "integer" }
    "#;
    let rows = "
        deal_id,made,closed,status,amount
        A,2026-01-05 10:00:00,2026-02-10 12:00:00,won,7
        B,2026-01-06 10:00:00,2026-04-10 12:00:00,lost,5
    ";
    let model = model()
        .end_of("2026-12-31")
        .source("deals", "key = \"deal_id\"\ntime = \"made\"", columns, rows)
        .kpi("decided", "count(deals at deals.closed)")
        .kpi("won", "count(deals where status = 'won' at deals.closed)")
        .kpi("made", "count(deals)")
        .kpi(
            "share",
            "count(deals where status = 'won' at deals.closed) / count(deals at deals.closed)",
        )
        .kpi("each", "sum(deals.amount) / count(deals at deals.closed)")
        .kpi("before", "previous(kpi.decided)");
    let lines = model.lines(
        &["decided", "won", "made", "share", "each", "before"],
        by(&model, "month", "2026-01..2026-04"),
    );
    for line in [
        "decided 2026-01-01 = 0 ok n=0",
        "decided 2026-02-01 = 1 ok n=1",
        "decided 2026-03-01 = - missing_input",
        "decided 2026-04-01 = 1 ok n=1",
        "won 2026-02-01 = 1 ok n=1",
        // nothing of this KPI was recorded in April, of the other there was
        "won 2026-04-01 = - missing_input",
        "share 2026-04-01 = 0 ok n=1",
        "made 2026-02-01 = - missing_input",
        "each 2026-04-01 = 0 ok n=1",
        // what was closed in February tells nothing of March
        "before 2026-03-01 = - missing_input",
        "decided total = 2 ok n=2",
    ] {
        assert!(lines.iter().any(|found| found.starts_with(line)), "{line} among {lines:#?}");
    }
}

#[test]
fn rows_of_one_source_do_not_stand_in_for_another() {
    // Leads until April, touches until 2026-03-20: what a touch costs is unknown in April.
    let model = model()
        .end_of("2026-12-31")
        .leads("A,2026-03-05 10:00:00,x\nB,2026-04-05 10:00:00,x")
        .touches("1,A,2026-03-20 10:00:00,x")
        .kpi("each", "count(touches) / count(leads)");
    let lines = model.lines(&["each"], by(&model, "month", "2026-03..2026-04"));
    assert_eq!(lines[0], "each 2026-03-01 = 1 ok n=1");
    assert!(lines[1].starts_with("each 2026-04-01 = - missing_input"), "{lines:#?}");
}
