//! What is known when: columns filled later, rows that arrive late, versions, repairs of values.

use super::super::Question;
use super::{Model, model};

fn deals() -> Model {
    let columns = r#"
        deal_id = { type = "text" }
        made = { type = "datetime" }
        closed = { type = "datetime", known_from = "closed" }
        status = { type = "text", known_from = "closed", until_then = "open" }
        reason = { type = "text", known_from = "closed" }
    "#;
    let rows = "
        deal_id,made,closed,status,reason
        A,2026-01-05 10:00:00,2026-02-10 12:00:00,won,price
        B,2026-01-06 10:00:00,2026-01-31 23:59:59,lost,price
        C,2026-01-07 10:00:00,,open,
        D,2026-02-01 00:00:00,2026-02-02 10:00:00,won,
    ";
    model()
        .source("deals", "key = \"deal_id\"\ntime = \"made\"", columns, rows)
        .kpi("rows", "count(deals)")
        .kpi("open", "count(deals where status = 'open')")
        .kpi("won", "count(deals where status = 'won' at deals.closed)")
        .kpi("lost", "count(deals where status = 'lost' at deals.closed)")
        .kpi("closed", "count(deals where closed is not missing)")
        .kpi("reasons", "count(deals where reason = 'price')")
        .kpi("days", "median(deals.closed - deals.made)")
}

#[test]
fn a_column_is_unknown_before_its_moment_as_of_each_day() {
    // 2026-01-31: only B closed, at the last second. 01-30: nothing did. 02-10: A and D too.
    deals().end_of("2026-01-30").gives(&[
        "rows = 3 ok n=3",
        "open = 3 ok n=3",
        "won = 0 ok n=0",
        "lost = 0 ok n=0",
        "closed = 0 ok n=0",
        "reasons = 0 ok n=0",
        "days = - undefined n=0",
    ]);
    deals().end_of("2026-01-31").gives(&[
        "rows = 3 ok n=3",
        "open = 2 ok n=2",
        "won = 0 ok n=0",
        "lost = 1 ok n=1",
        "closed = 1 ok n=1",
        "reasons = 1 ok n=1",
    ]);
    deals().end_of("2026-02-10").gives(&[
        "rows = 4 ok n=4",
        "open = 1 ok n=1",
        "won = 2 ok n=2",
        "lost = 1 ok n=1",
        "closed = 3 ok n=3",
        "reasons = 2 ok n=2",
    ]);
}

#[test]
fn closing_kpis_are_dated_by_their_clock() {
    let model = deals().end_of("2026-02-28");
    let question =
        Question { by: "month", period: Some(("2026-01..2026-02", "")), ..model.question() };
    model.asked(
        question,
        &["won 2026-01-01 = 0 ok n=0", "won 2026-02-01 = 2 ok n=2", "lost 2026-01-01 = 1 ok n=1"],
    );
}

#[test]
fn a_row_does_not_exist_before_it_was_loaded() {
    let columns =
        "key = { type = \"text\" }\nat = { type = \"datetime\" }\nloaded = { type = \"datetime\" }";
    let rows = "
        key,at,loaded
        A,2026-01-05 10:00:00,2026-01-05 11:00:00
        B,2026-01-05 10:00:00,2026-02-01 10:00:00
        C,2026-02-05 10:00:00,2026-01-05 11:00:00
    ";
    let more = "key = \"key\"\ntime = \"at\"\nknown_at = \"loaded\"";
    let model = model().source("rows", more, columns, rows).kpi("rows", "count(rows)");
    model.gives(&["rows = 1 ok n=1"]);
    model.end_of("2026-02-28").gives(&["rows = 3 ok n=3"]);
}

fn versions(rows: &str) -> Model {
    let columns = r#"
        company_id = { type = "text" }
        size = { type = "integer" }
        start = { type = "datetime" }
        finish = { type = "datetime" }
    "#;
    let leads = r#"
        lead_id = { type = "text" }
        at = { type = "datetime" }
        company_id = { type = "text", links = "companies" }
    "#;
    let more = "key = \"company_id\"\nhistory = { from = \"start\", to = \"finish\" }";
    model()
        .source("companies", more, columns, &format!("company_id,size,start,finish\n{rows}"))
        .source(
            "leads",
            "key = \"lead_id\"\ntime = \"at\"",
            leads,
            "lead_id,at,company_id\nA,2025-01-05 10:00:00,X\nB,2025-01-05 10:00:00,Y",
        )
        .kpi("small", "count(leads where companies.size = 10)")
        .kpi("large", "count(leads where companies.size = 20)")
        .kpi("unknown", "count(leads where companies.size is missing)")
}

#[test]
fn a_version_holds_from_its_start_until_not_including_its_end() {
    // X is 10 until 2026-01-31 24:00 and 20 from 2026-02-01 00:00 on; Y exists in January 2026 only.
    let rows = "X,10,2025-01-01 00:00:00,2026-02-01 00:00:00\nX,20,2026-02-01 00:00:00,\n\
                Y,20,2026-01-01 00:00:00,2026-02-01 00:00:00";
    let model = |day| versions(rows).end_of(day);
    model("2025-06-30").gives(&["small = 1 ok n=1", "large = 0 ok n=0", "unknown = 1 ok n=1"]);
    model("2026-01-31").gives(&["small = 1 ok n=1", "large = 1 ok n=1", "unknown = 0 ok n=0"]);
    model("2026-02-01").gives(&["small = 0 ok n=0", "large = 1 ok n=1", "unknown = 1 ok n=1"]);
}

#[test]
fn as_a_set_a_history_has_one_row_per_key() {
    let rows = "X,10,2025-01-01 00:00:00,2025-02-01 00:00:00\nX,20,2025-02-01 00:00:00,\n\
                Y,20,2025-01-01 00:00:00,";
    versions(rows).kpi("companies", "count(companies)").gives(&["companies = 2 ok n=2"]);
}

#[test]
fn versions_that_overlap_are_an_error() {
    let rows = "X,10,2025-01-01 00:00:00,2025-03-01 00:00:00\nX,20,2025-02-01 00:00:00,";
    let complaint = versions(rows).refused(&["small"]);
    assert!(complaint.contains('X'), "{complaint}");
    // also where the overlap lies at as of
    let rows = "X,10,2025-01-01 00:00:00,\nX,20,2025-02-01 00:00:00,";
    assert!(versions(rows).refused(&["small"]).contains('X'));
}

#[test]
fn repairs_come_before_missing_before_type_before_link() {
    let leads = r#"
        lead_id = { type = "text" }
        industry = { type = "text", replace = { "n/a" = "Select", "it" = "IT" }, missing = ["Select"] }
        size = { type = "integer", replace = { "ten" = "10" }, missing = ["-"] }
        company_id = { type = "text", links = "companies", replace = { "x" = "X" } }
    "#;
    let rows = "
        lead_id,industry,size,company_id
        A,n/a,ten,x
        B,it,-,X
        C,Select,5,Z
        D,IT,7,
    ";
    let model = model()
        .source(
            "companies",
            "key = \"company_id\"",
            "company_id = { type = \"text\" }\nname = { type = \"text\" }",
            "company_id,name\nX,Acme",
        )
        .source("leads", "key = \"lead_id\"", leads, rows)
        .kpi("it", "count(leads where industry = 'IT')")
        .kpi("none", "count(leads where industry is missing)")
        .kpi("size", "sum(leads.size)")
        .kpi("linked", "count(leads where companies.name = 'Acme')")
        .kpi("rows", "count(leads)");
    // A link that dangles (C) or is absent (D) keeps its row.
    model.gives(&[
        "it = 2 ok n=2",
        "none = 2 ok n=2",
        "size = 22 ok n=3",
        "linked = 2 ok n=2",
        "rows = 4 ok n=4",
    ]);
}

#[test]
fn an_empty_field_is_missing_unless_it_is_text() {
    let model = |more: &str| {
        let columns = format!("key = {{ type = \"text\" }}\nnote = {{ type = \"text\"{more} }}");
        model()
            .source("rows", "key = \"key\"", &columns, "key,note\nA,\nB,x\nC,\"\"")
            .kpi("missing", "count(rows where note is missing)")
            .kpi("empty", "count(rows where note = '')")
            .kpi("notes", "count(distinct rows.note)")
    };
    model("").gives(&["missing = 2 ok n=2", "empty = 0 ok n=0", "notes = 1 ok n=1"]);
    model(", empty = \"text\"").gives(&[
        "missing = 0 ok n=0",
        "empty = 2 ok n=2",
        "notes = 2 ok n=3",
    ]);
}

#[test]
fn a_value_that_does_not_fit_is_named_or_becomes_missing() {
    let model = |more: &str| {
        let columns = format!("key = {{ type = \"text\" }}\nsize = {{ type = \"integer\"{more} }}");
        model()
            .source("rows", "key = \"key\"", &columns, "key,size\nA,1\nB,many\nC,3")
            .kpi("size", "sum(rows.size)")
    };
    let complaint = model("").refused(&["size"]);
    assert!(complaint.contains("many") && complaint.contains("size"), "{complaint}");
    assert!(complaint.contains("rows.csv"), "{complaint}");
    model(", bad_values = \"missing\"").gives(&["size = 4 ok n=2"]);
}

#[test]
fn a_key_that_is_not_unique_is_an_error() {
    let model = model()
        .leads("A,2026-01-05 10:00:00,x\nA,2026-01-06 10:00:00,x")
        .kpi("rows", "count(leads)");
    assert!(model.refused(&["rows"]).contains('A'));
}
