//! Sets, links, dimensions and conditions of a question.

use super::super::Question;
use super::{Model, model};

/// Leads of companies, touches of leads (one of a lead that is not there), spend apart.
fn sources() -> Model {
    let leads = r#"
        lead_id = { type = "text" }
        at = { type = "datetime" }
        kind = { type = "text" }
    "#;
    let spend = r#"
        key = { type = "text" }
        day = { type = "date" }
        channel = { type = "text" }
        amount = { type = "money" }
    "#;
    model()
        .source(
            "leads",
            "key = \"lead_id\"\ntime = \"at\"",
            leads,
            "lead_id,at,kind\nA,2026-01-05 10:00:00,x\nB,2026-01-06 10:00:00,y\nC,2026-01-07 10:00:00,",
        )
        .touches(
            "1,A,2026-01-06 10:00:00,web\n2,A,2026-01-07 10:00:00,ad\n3,B,2026-01-06 10:00:00,ad\n\
             4,Z,2026-01-06 10:00:00,web",
        )
        .source(
            "spend",
            "key = \"key\"\ntime = \"day\"",
            spend,
            "key,day,channel,amount\n1,2026-01-01,web,100\n2,2026-01-01,fair,50",
        )
        .define("[dimension.kind]\nof = { leads = \"leads.kind\" }\nmissing = \"(none)\"\n")
        .define(
            "[dimension.channel]\nof = { leads = \"first(touches.kind)\", spend = \"spend.channel\" }\nmissing = \"(none)\"\n",
        )
        .kpi("leads", "count(leads)")
        .kpi("touches", "count(touches)")
        .kpi("touched", "count(distinct touches.lead_id)")
        .kpi("spend", "sum(spend.amount)")
        .kpi("cost", "sum(spend.amount) / count(leads)")
}

#[test]
fn rows_without_a_label_are_kept_and_dangling_links_too() {
    let model = sources();
    let question = Question { by: "kind", ..model.question() };
    model.asked(
        question,
        &[
            "leads [x] = 1 ok n=1",
            "leads [y] = 1 ok n=1",
            "leads [(none)] = 1 ok n=1",
            "leads total = 3 ok n=3",
            "touches [x] = 2 ok n=2",
            "touches [y] = 1 ok n=1",
            // the touch of Z, a lead that does not exist
            "touches [(none)] = 1 ok n=1",
            "touches total = 4 ok n=4",
        ],
    );
}

#[test]
fn two_sources_are_joined_on_the_groups_of_either() {
    // A's first touch is web, B's is ad, C has none; spend knows web and fair.
    let model = sources();
    let question = Question { by: "channel", ..model.question() };
    model.asked(
        question,
        &[
            "cost [web] = 100 ok n=1",
            "cost [ad] = 0 ok n=1",
            "cost [(none)] = 0 ok n=1",
            "cost [fair] = - undefined n=0",
            "cost total = 50 ok n=3",
        ],
    );
}

#[test]
fn a_condition_reaches_every_set_or_the_set_is_named() {
    let model = sources();
    let filter = Some(("leads.kind = 'x'", "", ""));
    let question = Question { filter, ..model.question() };
    model.asked(question, &["leads = 1 ok n=1", "touches = 2 ok n=2", "touched = 1 ok n=2"]);
    let complaint = model.refused(&["cost", "--where", "leads.kind = 'x'"]);
    assert!(complaint.contains("spend"), "{complaint}");
    let complaint = model.refused(&["cost", "--by", "kind"]);
    assert!(complaint.contains("spend"), "{complaint}");
}

#[test]
fn a_condition_on_a_dimension_reaches_what_the_dimension_reaches() {
    let model = sources();
    let filter = Some(("dimension.channel = 'web'", "", ""));
    let question = Question { filter, ..model.question() };
    model.asked(question, &["cost = 100 ok n=1", "leads = 1 ok n=1", "spend = 100 ok n=1"]);
}

#[test]
fn totals_count_distinct_values_again() {
    // A is touched on two days, by two kinds: each counts it, the total once. Z is a value too.
    let model = sources();
    let period = Some(("2026-01-06..2026-01-07", ""));
    let question = Question { by: "day", period, ..model.question() };
    model.asked(
        question,
        &[
            "touched 2026-01-06 = 3 ok n=3",
            "touched 2026-01-07 = 1 ok n=1",
            "touched total = 3 ok n=4",
        ],
    );
}

#[test]
fn rows_below_are_reached_by_an_aggregate_only() {
    let model = sources().kpi("wrong", "count(leads where touches.kind = 'web')");
    let complaint = model.refused(&["wrong"]);
    assert!(complaint.contains("touches"), "{complaint}");
    let model = sources()
        .kpi("twice", "count(leads where count(touches) >= 2)")
        .kpi("web", "count(leads where any(touches where kind = 'web'))")
        .kpi("no_web", "count(leads where none(touches where kind = 'web'))");
    model.gives(&["twice = 1 ok n=1", "web = 1 ok n=1", "no_web = 2 ok n=2"]);
}

#[test]
fn over_names_the_set_of_an_argument() {
    // From A's creation to its touches: 1 and 2 days; B's touch comes at its creation; Z has no lead.
    let model = sources().kpi("days", "median(touches.at - leads.at over touches)");
    model.gives(&["days = 1 ok n=3"]);
}

#[test]
fn mixing_and_with_or_needs_parentheses() {
    let model = sources()
        .kpi("wrong", "count(leads where kind = 'x' or kind = 'y' and leads.at > 2026-01-01)");
    assert!(model.refused(&["wrong"]).contains("parenthes"));
}
