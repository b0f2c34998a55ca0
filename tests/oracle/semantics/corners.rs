//! Corners where several rules meet: two ways of links, text functions, encodings, ratios above 1.

use super::super::Question;
use super::{Model, model};

fn linked() -> Model {
    let companies = "company_id = { type = \"text\" }\nsize = { type = \"integer\" }";
    let leads = "lead_id = { type = \"text\" }\nat = { type = \"datetime\" }\n\
        company_id = { type = \"text\", links = \"companies\" }";
    let deals = "deal_id = { type = \"text\" }\nat = { type = \"datetime\" }\n\
        lead_id = { type = \"text\", links = \"leads\" }\ncompany_id = { type = \"text\", links = \"companies\" }";
    model()
        .source("companies", "key = \"company_id\"", companies, "company_id,size\nX,10\nY,20")
        .source(
            "leads",
            "key = \"lead_id\"\ntime = \"at\"",
            leads,
            "lead_id,at,company_id\nA,2026-01-05 10:00:00,X\nB,2026-01-05 10:00:00,Y",
        )
        .source(
            "deals",
            "key = \"deal_id\"\ntime = \"at\"",
            deals,
            "deal_id,at,lead_id,company_id\n1,2026-01-06 10:00:00,A,Y\n2,2026-01-06 10:00:00,A,Y\n\
             3,2026-01-06 10:00:00,B,X\n4,2026-01-06 10:00:00,,X",
        )
}

#[test]
fn of_two_ways_of_links_one_is_written() {
    let model = linked()
        .kpi("own", "count(deals where deals.company_id.size = 20)") // 1, 2
        .kpi("of_lead", "count(deals where deals.lead_id.company_id.size = 20)") // 3
        .kpi("by_lead", "count(deals where leads.at < 2026-01-06)"); // 1, 2, 3: one way only
    model.gives(&["own = 2 ok n=2", "of_lead = 1 ok n=1", "by_lead = 3 ok n=3"]);
    let model = model.kpi("wrong", "count(deals where companies.size = 20)");
    let complaint = model.refused(&["wrong"]);
    assert!(complaint.contains("company_id"), "{complaint}");
}

#[test]
fn rows_below_a_row_below_are_seen() {
    // A has two deals, B one, the fourth belongs to no lead.
    let model = linked()
        .kpi("twice", "count(leads where count(deals) >= 2)")
        .kpi("ratio", "count(deals) / count(leads)")
        .kpi("leads", "count(distinct deals.lead_id)");
    model.gives(&["twice = 1 ok n=1", "ratio = 2 ok n=2", "leads = 2 ok n=3"]);
}

#[test]
fn text_compares_exactly_and_fold_evens_it_out() {
    let columns = "key = { type = \"text\" }\nword = { type = \"text\" }";
    let rows = "key,word\n1,IT\n2,it\n3,ＩＴ\n4,ｉｔ\n5,ItX\n6,\n7,x.y";
    let model = model()
        .source("rows", "key = \"key\"", columns, rows)
        .kpi("exact", "count(rows where word = 'IT')")
        .kpi("folded", "count(rows where fold(word) = 'it')")
        .kpi("starts", "count(rows where fold(word) starts with 'it')")
        .kpi("dot", "count(rows where word contains '.')")
        .kpi("matched", "count(rows where word matches '^[iI][tT]')")
        .kpi("ends", "count(rows where word ends with 'X')");
    model.gives(&[
        "exact = 1 ok n=1",
        "folded = 4 ok n=4",
        "starts = 5 ok n=5",
        "dot = 1 ok n=1",
        "matched = 3 ok n=3",
        "ends = 1 ok n=1",
    ]);
}

#[test]
fn a_name_in_full_width_is_the_same_name() {
    let model = linked().kpi("rate", "count(leads)").kpi("\"ｒａｔｅ\"", "count(deals)");
    assert!(model.refused(&["rate"]).contains("rate"));
}

#[test]
fn files_of_other_encodings_are_read() {
    let columns = "key = { type = \"text\" }\nword = { type = \"text\", from = \"業種\" }";
    let model = model()
        .source("rows", "key = \"key\"", columns, "key,業種\n1,製造\n2,IT")
        .kpi("made", "count(rows where word = '製造')");
    model.gives(&["made = 1 ok n=1"]);
    let path = model.folder.path().join("rows.csv");
    std::fs::write(&path, "\u{FEFF}key,業種\r\n1,製造\r\n2,IT\r\n").unwrap();
    model.gives(&["made = 1 ok n=1"]);
    let bytes = b"key,\x8b\xc6\x8e\xed\n1,\x90\xbb\x91\xa2\n2,IT\n"; // Shift_JIS
    std::fs::write(&path, bytes).unwrap();
    let model =
        model.replace("path = \"rows.csv\"", "path = \"rows.csv\"\nencoding = \"shift_jis\"");
    model.gives(&["made = 1 ok n=1"]);
}

#[test]
fn fields_in_quotes_keep_commas_and_line_breaks() {
    let columns = "key = { type = \"text\" }\nword = { type = \"text\" }";
    let model = model()
        .source("rows", "key = \"key\"", columns, "key,word\n1,\"a,b\"\n2,\"a\nb\"\n3,\"a\"\"b\"")
        .kpi("words", "count(distinct rows.word)")
        .kpi("comma", "count(rows where word = 'a,b')")
        .kpi("quote", "count(rows where word = 'a\"b')");
    model.gives(&["words = 3 ok n=3", "comma = 1 ok n=1", "quote = 1 ok n=1"]);
}

#[test]
fn a_column_known_later_does_not_convert_before_its_moment() {
    // `kind = 'web'` of touch 1 is known from 02-05 on: as of January nobody has converted.
    let touches = r#"
        touch_id = { type = "text" }
        lead_id = { type = "text", links = "leads" }
        at = { type = "datetime" }
        rated = { type = "datetime" }
        kind = { type = "text", known_from = "rated" }
    "#;
    let model = model()
        .leads("A,2026-01-05 10:00:00,x")
        .source(
            "touches",
            "key = \"touch_id\"\ntime = \"at\"",
            touches,
            "touch_id,lead_id,at,rated,kind\n1,A,2026-01-06 10:00:00,2026-02-05 10:00:00,web",
        )
        .kpi("rate", "leads -> first(touches.at where kind = 'web') within 10 days");
    model.gives(&["rate = 0 ok n=1 c=0 l=1 o=0 e=0"]);
    model.end_of("2026-02-05").gives(&["rate = 1 ok n=1 c=1 l=0 o=0 e=0"]);
}

#[test]
fn windows_of_hours_and_weeks_count_to_the_second() {
    let model = model()
        .leads("A,2026-01-05 10:00:00,x\nB,2026-01-05 10:00:00,x\nC,2026-01-05 10:00:00,x")
        .touches("1,A,2026-01-06 10:00:00,x\n2,B,2026-01-06 10:00:01,x\n3,C,2026-01-19 10:00:00,x")
        .kpi("hours", "leads -> first(touches.at) within 24 hours")
        .kpi("weeks", "leads -> first(touches.at) within 2 weeks");
    model.gives(&[
        "hours = 0.3333333333333333 ok n=3 c=1 l=2 o=0 e=0",
        "weeks = 1 ok n=3 c=3 l=0 o=0 e=0",
    ]);
}

#[test]
fn a_moment_as_argument_takes_the_place_of_time() {
    // By time the first is deal 1 (closed 01-20), by closing deal 2 (closed 01-10). Deal 3 never closed.
    let deals = "deal_id = { type = \"text\" }\nlead_id = { type = \"text\", links = \"leads\" }\n\
        made = { type = \"datetime\" }\nclosed = { type = \"datetime\" }";
    let model = model()
        .leads("A,2026-01-01 10:00:00,x\nB,2026-01-01 10:00:00,x")
        .source(
            "deals",
            "key = \"deal_id\"\ntime = \"made\"",
            deals,
            "deal_id,lead_id,made,closed\n1,A,2026-01-02 10:00:00,2026-01-20 10:00:00\n\
             2,A,2026-01-03 10:00:00,2026-01-10 10:00:00\n3,B,2026-01-02 10:00:00,",
        )
        .kpi("early", "count(leads where first(deals.closed) < 2026-01-15)")
        .kpi("late", "count(leads where last(deals.closed) > 2026-01-15)")
        .kpi("rate", "leads -> first(deals.closed) within 10 days")
        .kpi("recent", "count(leads where first(deals.closed in last 12 days) is not missing)");
    model.gives(&[
        "early = 1 ok n=1",
        "late = 1 ok n=1",
        "rate = 0.5 ok n=2 c=1 l=1 o=0 e=0",
        // closed in 2026-01-20 .. 01-31: deal 1, though it was made on 01-02
        "recent = 1 ok n=1",
    ]);
}

#[test]
fn a_condition_of_the_question_narrows_both_sides_of_a_ratio() {
    let model = linked().kpi("per", "count(deals) / count(distinct deals.lead_id)");
    let filter = Some(("deals.company_id.size = 20", "", ""));
    model.asked(Question { filter, ..model.question() }, &["per = 2 ok n=2"]);
}

#[test]
fn results_do_not_depend_on_the_order_of_rows() {
    let touches =
        ["1,A,2026-01-05 10:00:00,x", "2,A,2026-01-05 10:00:00,y", "3,A,2026-01-05 10:00:00,z"];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let model = model()
            .leads("A,2026-01-01 10:00:00,x")
            .touches(&order.map(|row| touches[row]).join("\n"))
            .kpi("first", "count(leads where first(touches.kind) = 'x')")
            .kpi("last", "count(leads where last(touches.kind) = 'z')");
        model.gives(&["first = 1 ok n=1", "last = 1 ok n=1"]);
    }
}

#[test]
fn habits_from_elsewhere_are_answered() {
    for (habit, right) in
        [("kind == 'x'", "="), ("kind = 'x' && kind = 'y'", "and"), ("kind IS NULL", "is missing")]
    {
        let model = model()
            .leads("A,2026-01-01 10:00:00,x")
            .kpi("wrong", &format!("count(leads where {habit})"));
        assert!(model.refused(&["wrong"]).contains(right), "{habit}");
    }
}

#[test]
fn days_of_23_and_25_hours_end_at_their_own_midnight() {
    // New York: 2026-03-08 ends at 03-09 04:00 UTC (summer time), 2026-11-01 at 11-02 05:00 UTC.
    let model = |day| {
        model()
            .replace("Asia/Tokyo", "America/New_York")
            .end_of(day)
            .leads(
                "A,2026-03-08T04:59:59Z,x\nB,2026-03-08T05:00:00Z,x\nC,2026-03-09T03:59:59Z,x\n\
                 D,2026-03-09T04:00:00Z,x\nE,2026-11-02T04:59:59Z,x\nF,2026-11-02T05:00:00Z,x",
            )
            .kpi("rows", "count(leads)")
            .kpi("recent", "count(leads in last 1 day)")
    };
    model("2026-03-07").gives(&["rows = 1 ok n=1"]);
    // the day of 23 hours holds B and C
    model("2026-03-08").gives(&["rows = 3 ok n=3", "recent = 2 ok n=2"]);
    model("2026-11-01").gives(&["rows = 5 ok n=5", "recent = 1 ok n=1"]);
    let march = model("2026-12-31");
    let question =
        Question { by: "day", period: Some(("2026-03-07..2026-03-09", "")), ..march.question() };
    march.asked(
        question,
        &["rows 2026-03-07 = 1 ok n=1", "rows 2026-03-08 = 2 ok n=2", "rows 2026-03-09 = 1 ok n=1"],
    );
}

#[test]
fn a_clock_that_is_a_date_is_the_start_of_its_day() {
    let columns = "key = { type = \"text\" }\nday = { type = \"date\" }\npaid = { type = \"date\", known_from = \"paid\" }\n\
        state = { type = \"text\", known_from = \"paid\", until_then = \"due\" }";
    let rows = "key,day,paid,state\nA,2026-01-05,2026-01-31,paid\nB,2026-01-31,2026-02-01,paid\nC,2026-02-01,,";
    let model = model()
        .source("bills", "key = \"key\"\ntime = \"day\"", columns, rows)
        .kpi("rows", "count(bills)")
        .kpi("paid", "count(bills where state = 'paid' at bills.paid)")
        .kpi("due", "count(bills where state = 'due')")
        .kpi("recent", "count(bills in last 26 days)") // 01-06 .. 01-31
        .kpi("days", "sum(bills.paid - bills.day)");
    model.gives(&[
        "rows = 2 ok n=2",
        "paid = 1 ok n=1",
        "due = 1 ok n=1",
        "recent = 1 ok n=1",
        "days = 26 ok n=1",
    ]);
}

#[test]
fn groups_of_a_question_see_rows_as_of_the_run() {
    // A's first touch as of 01-10 is web; one of an earlier moment that is known only from 01-20 on is an ad.
    let touches = "touch_id = { type = \"text\" }\nlead_id = { type = \"text\", links = \"leads\" }\n\
        at = { type = \"datetime\" }\nloaded = { type = \"datetime\" }\nkind = { type = \"text\", missing = [\"-\"] }";
    let rows = "touch_id,lead_id,at,loaded,kind\n1,A,2026-01-06 10:00:00,2026-01-06 10:00:00,web\n\
        2,A,2026-01-05 10:00:00,2026-01-20 10:00:00,ad\n3,B,2026-01-06 10:00:00,2026-01-06 10:00:00,-\n\
        4,B,2026-01-07 10:00:00,2026-01-07 10:00:00,web";
    let model = |day| {
        model()
            .end_of(day)
            .leads("A,2026-01-01 10:00:00,x\nB,2026-01-01 10:00:00,x")
            .source(
                "touches",
                "key = \"touch_id\"\ntime = \"at\"\nknown_at = \"loaded\"",
                touches,
                rows,
            )
            .define(
                "[dimension.channel]\nof = { leads = \"first(touches.kind)\" }\nmissing = \"?\"\n",
            )
            .kpi("rows", "count(leads)")
            .kpi("touches", "count(touches)")
    };
    let by = |model: &Model, lines: &[&str]| {
        model.asked(Question { by: "channel", ..model.question() }, lines);
    };
    by(
        &model("2026-01-10"),
        &["rows [web] = 1 ok n=1", "rows [?] = 1 ok n=1", "touches [?] = 2 ok n=2"],
    );
    by(
        &model("2026-01-20"),
        &["rows [ad] = 1 ok n=1", "rows [?] = 1 ok n=1", "touches [ad] = 2 ok n=2"],
    );
}

#[test]
fn companions_and_minimum_keep_the_value() {
    let model = linked()
        .define("[kpi.few]\nminimum = 3\nformula = \"count(deals) / count(leads)\"\ncompanions = [\"rows\"]\n")
        .define("[kpi.nothing]\nminimum = 3\nformula = \"count(leads) / count(deals where deal_id = 'none')\"\n")
        .kpi("rows", "count(deals)");
    model.gives(&["few = 2 insufficient n=2", "nothing = - undefined n=0"]);
    let lines = model.lines(&["few"], model.question());
    assert!(lines.contains(&"rows = 4 ok n=4".to_owned()), "{lines:?}");
}
