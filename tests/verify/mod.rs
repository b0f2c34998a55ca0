//! `kpi verify` on leads counted by hand.

mod holidays;
mod project;

use project::{Data, agreement, verdicts, verified};

const QUALITY: &str = r#"
promise = "cv -> sql within 30 days"
expect = "30% ± 5pt"
by = "month"
minimum = 5
"#;

/// Twenty leads of a month, of which some convert on the fifth day after.
fn month(data: &mut Data, month: &str, day: &str, leads: usize, converted: usize) {
    for number in 0..leads {
        let key = format!("{month}-{number:02}");
        data.lead(&key, &format!("2026-{month}-{day} 10:00"));
        if number < converted {
            let next = month.parse::<u8>().unwrap() + 1;
            data.deal(&key, &format!("2026-{next:02}-05 10:00"), 1);
        }
    }
}

fn half_a_year() -> Data {
    let mut data = Data::default();
    month(&mut data, "01", "20", 20, 5);
    month(&mut data, "02", "20", 20, 4);
    month(&mut data, "04", "20", 4, 2);
    month(&mut data, "05", "31", 20, 7);
    month(&mut data, "06", "10", 20, 0);
    data
}

/// January: 5 of 20 are 25 %, the lower end. February: 4 of 20. March: nobody. April: 4 are too few.
/// May: 7 of 20 are 35 %, the upper end, and the last window ends on the day of the run. June: open.
#[test]
fn every_verdict() {
    let workspace = half_a_year().project(&agreement("quality", QUALITY));
    let words = ["--as-of", "2026-06-30", "--period", "2026-H1"];
    let (json, code) = verified(&workspace, &words);
    let wide = QUALITY.replace("30% ± 5pt", "３０％±５ｐｔ");
    let (in_full_width, _) = verified(&half_a_year().project(&agreement("quality", &wide)), &words);
    assert_eq!(verdicts(&in_full_width), verdicts(&json));
    let expected = [
        "2026-01 kept",
        "2026-02 broken",
        "2026-03 not_enough_data undefined",
        "2026-04 not_enough_data insufficient",
        "2026-05 kept",
        "2026-06 too_early open",
    ];
    assert_eq!(verdicts(&json), expected);
    assert_eq!(code, 1);
    let february = &json["agreements"][0]["periods"][1];
    assert_eq!((&february["converted"], &february["lost"]), (&4.into(), &16.into()));
    assert_eq!(february["breaches"]["of"], 16);
    assert_eq!(february["breaches"]["keys"][0], "02-04");
    let june = &json["agreements"][0]["periods"][5];
    assert_eq!((&june["open"], &june["pending"]), (&20.into(), &20.into()));
}

/// Without a period the last three finished months count; the run of May has no June.
#[test]
fn the_last_three_finished_periods_are_judged() {
    let workspace = half_a_year().project(&agreement("quality", QUALITY));
    let (json, code) = verified(&workspace, &["--as-of", "2026-05-30"]);
    let expected =
        ["2026-02 broken", "2026-03 not_enough_data undefined", "2026-04 too_early open"];
    let found = verdicts(&json);
    // four leads of April are fewer than five, whatever becomes of them
    assert_eq!(found[..2], expected[..2]);
    assert_eq!(found[2], "2026-04 not_enough_data insufficient");
    assert_eq!(code, 1);
    let (json, code) =
        verified(&workspace, &["--as-of", "2026-05-30", "--period", "2026-05-03..2026-05-09"]);
    assert_eq!(verdicts(&json), ["2026-05 too_early unfinished"]);
    assert_eq!(code, 0);
}

/// At most 20 of the leads that were let down are named.
#[test]
fn a_long_list_is_cut_and_says_so() {
    let mut data = Data::default();
    month(&mut data, "01", "20", 30, 1);
    let workspace = data.project(&agreement("quality", QUALITY));
    let ran = workspace.kpi(&["verify", "--as-of", "2026-06-30", "--period", "2026-01"]);
    assert!(
        ran.stdout.contains("2026-01 not in time (20 of 29): 01-01, 01-02, "),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("01-21"), "{}", ran.stdout);
}

const CONTACT: &str = r#"
owner = "sales"
promise = "cv -> first(calls.at) within 2 business days"
expect = ">= 50%"
by = "month"
"#;

/// A comes at closing time on the Friday before Golden Week (May 2 to 6): its day 0 is Thursday, May
/// 7, and the second business day after it ends on Monday the 11th at 18:00. B comes a minute earlier:
/// May 1 is day 0, so it is due on Friday the 8th at 18:00; its call comes a second late. C is due on
/// June 1, which is not over in May.
fn golden_week() -> Data {
    let mut data = Data::default();
    data.lead("A", "2026-05-01 18:00:00");
    data.lead("B", "2026-05-01 17:59:00");
    data.lead("C", "2026-05-28 12:00:00");
    data.call("A", "2026-05-11 18:00:00");
    data.call("B", "2026-05-08 18:00:01");
    data
}

#[test]
fn hours_and_holidays_decide_who_was_late() {
    let workspace = golden_week().project(&agreement("contact", CONTACT));
    let may = ["--period", "2026-05"];
    let (json, code) = verified(&workspace, &[&["--as-of", "2026-05-31"][..], &may].concat());
    let found = &json["agreements"][0]["periods"][0];
    assert_eq!(verdicts(&json), ["2026-05 too_early open"]);
    assert_eq!((&found["converted"], &found["lost"]), (&1.into(), &1.into()));
    assert_eq!((&found["open"], &found["pending"]), (&1.into(), &1.into()));
    assert_eq!(code, 0);
    let (json, code) = verified(&workspace, &[&["--as-of", "2026-06-01"][..], &may].concat());
    let found = &json["agreements"][0]["periods"][0];
    assert_eq!(verdicts(&json), ["2026-05 broken"]);
    assert_eq!(found["breaches"]["keys"], serde_json::json!(["B", "C"]));
    assert_eq!(code, 1);
}

/// C is called at the last moment of its window.
#[test]
fn the_last_moment_is_in_time() {
    let mut data = golden_week();
    data.call("C", "2026-06-01 18:00:00");
    let workspace = data.project(&agreement("contact", CONTACT));
    let (json, code) = verified(&workspace, &["--as-of", "2026-06-01", "--period", "2026-05"]);
    assert_eq!(verdicts(&json), ["2026-05 kept"]);
    assert_eq!(json["agreements"][0]["promised_by"], "sales");
    assert_eq!(code, 0);
}

/// A year that the calendar does not know is no answer, not a guess.
#[test]
fn beyond_the_calendar_there_is_no_answer() {
    let mut data = golden_week();
    data.lead("Z", "2027-12-30 12:00:00");
    let workspace = data.project(&agreement("contact", CONTACT));
    let words = ["verify", "--as-of", "2028-02-01", "--period", "2027-12"];
    let ran = workspace.kpi(&words);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("the business calendar does not know 2028-01-01"),
        "{}",
        ran.stdout
    );
}

/// 900,000 yen and ten percent are 810,000 to 990,000.
#[test]
fn money_and_counts() {
    let mut data = Data::default();
    data.lead("A", "2026-01-01 10:00");
    for (month, amount) in [("01", 990_000), ("02", 990_001), ("03", 810_000), ("04", 809_999)] {
        data.deal("A", &format!("2026-{month}-10 10:00"), amount);
    }
    let keys = "promise = \"sum(deals.amount)\"\nexpect = \"900_000 JPY ± 10%\"\nby = \"month\"";
    let workspace = data.project(&agreement("revenue", keys));
    let words = ["--as-of", "2026-04-30", "--period", "2026-01..2026-04"];
    let (json, _) = verified(&workspace, &words);
    let expected = ["2026-01 kept", "2026-02 broken", "2026-03 kept", "2026-04 broken"];
    assert_eq!(verdicts(&json), expected);
    let keys = "promise = \"count(deals)\"\nexpect = \">= 1\"\nby = \"month\"";
    let workspace = data.project(&agreement("volume", keys));
    // the month is not over, but a deal is a deal; the one before has data to come
    let (json, code) =
        verified(&workspace, &["--as-of", "2026-04-11", "--period", "2026-04..2026-05"]);
    assert_eq!(verdicts(&json), ["2026-04 kept", "2026-05 too_early not_begun"]);
    assert_eq!(code, 0);
    let (json, code) = verified(&workspace, &["--as-of", "2026-06-30", "--period", "2026-05"]);
    assert_eq!(verdicts(&json), ["2026-05 not_enough_data missing_input"]);
    assert_eq!(code, 3);
}

/// One deal of four is a quarter, neither less nor more.
#[test]
fn a_quotient_is_compared_exactly() {
    let mut data = Data::default();
    data.lead("A", "2026-01-01 10:00");
    for day in 10..13 {
        data.deal("A", &format!("2026-01-{day} 10:00"), 3);
    }
    data.deal("A", "2026-01-20 10:00", 1);
    let promise = "promise = \"count(deals where amount = 1 JPY) / count(deals)\"";
    for (expect, verdict) in
        [("25% ± 0pt", "kept"), ("<= 24.9999999999%", "broken"), (">= 25.0000000001%", "broken")]
    {
        let keys = format!("{promise}\nexpect = \"{expect}\"\nby = \"month\"");
        let workspace = data.project(&agreement("share", &keys));
        let (json, _) = verified(&workspace, &["--as-of", "2026-02-01", "--period", "2026-01"]);
        assert_eq!(verdicts(&json), [format!("2026-01 {verdict}")], "{expect}");
    }
}

/// The newest deal is of Friday, May 29. On Sunday it is two days old, and no business day has passed
/// since; in the report of April it did not exist.
#[test]
fn freshness_is_seen_from_the_end_of_the_period() {
    let mut data = Data::default();
    data.lead("A", "2026-01-01 10:00");
    data.deal("A", "2026-04-20 10:00", 1);
    data.deal("A", "2026-05-29 23:59", 1);
    let fresh = |expect: &str| {
        let keys = format!("fresh = \"deals\"\nexpect = \"{expect}\"\nby = \"month\"");
        let workspace = data.project(&agreement("fresh", &keys));
        let (json, code) =
            verified(&workspace, &["--as-of", "2026-06-10", "--period", "2026-03..2026-06"]);
        let values = json["agreements"][0]["periods"].as_array().unwrap();
        let values: Vec<Option<i64>> = values.iter().map(|it| it["value"].as_i64()).collect();
        (verdicts(&json), values, code)
    };
    let (found, ages, code) = fresh("<= 2 days");
    let expected =
        ["2026-03 broken", "2026-04 broken", "2026-05 kept", "2026-06 too_early unfinished"];
    assert_eq!(found, expected);
    assert_eq!((ages, code), (vec![None, Some(10), Some(2), Some(12)], 1));
    let (found, ages, _) = fresh("<= 7 business days");
    assert_eq!(found[1..3], ["2026-04 kept", "2026-05 kept"]);
    assert_eq!(ages, [None, Some(7), Some(0), Some(8)]);
}

/// The day itself is not too late.
#[test]
fn a_review_that_is_due_is_a_finding() {
    let mut data = Data::default();
    month(&mut data, "01", "20", 20, 6);
    let keys = format!("{QUALITY}review_by = 2026-04-30\n");
    let workspace = data.project(&agreement("quality", &keys));
    let of = |as_of| verified(&workspace, &["--as-of", as_of, "--period", "2026-01"]);
    assert_eq!(of("2026-04-30").1, 0);
    let (json, code) = of("2026-05-01");
    assert_eq!(json["agreements"][0]["review"]["passed"], true);
    assert_eq!(code, 1);
    let junit = workspace.kpi(&[
        "verify",
        "--as-of",
        "2026-05-01",
        "--period",
        "2026-01",
        "--format",
        "junit",
    ]);
    assert!(
        junit.stdout.contains("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""),
        "{}",
        junit.stdout
    );
}

/// One agreement that cannot be measured does not silence the others.
#[test]
fn trouble_with_one_leaves_the_others() {
    let mut data = golden_week();
    data.lead("Z", "2027-12-30 12:00:00");
    let both = agreement("contact", CONTACT)
        + &agreement("volume", "promise = \"count(cv)\"\nexpect = \">= 1\"\nby = \"month\"");
    let workspace = data.project(&both);
    let (json, code) = verified(&workspace, &["--as-of", "2028-02-01", "--period", "2027-12"]);
    assert!(json["agreements"][0]["trouble"].is_array());
    assert_eq!(json["agreements"][1]["periods"][0]["verdict"], "kept");
    assert_eq!(code, 3);
    let markdown = workspace.kpi(&[
        "verify",
        "--as-of",
        "2026-06-01",
        "--period",
        "2026-05",
        "--format",
        "markdown",
    ]);
    assert!(markdown.stdout.contains("| 2026-05 | broken | 33.3% |"), "{}", markdown.stdout);
}

/// A key that tells who somebody is stays where it is; the number does not.
#[test]
fn personal_keys_are_not_listed() {
    let workspace = golden_week().project(&agreement("contact", CONTACT));
    let settings = workspace.read("kpi.toml");
    let personal = "lead_id = { type = \"text\", pii = true }";
    workspace.write("kpi.toml", settings.replacen("lead_id = { type = \"text\" }", personal, 1));
    let (json, code) = verified(&workspace, &["--as-of", "2026-06-01", "--period", "2026-05"]);
    let found = &json["agreements"][0]["periods"][0];
    assert_eq!((&found["lost"], &found["breaches"]), (&2.into(), &serde_json::Value::Null));
    assert_eq!(code, 1);
}

/// The minimum of a KPI that is promised by name holds, unless the agreement has its own.
#[test]
fn a_kpi_brings_its_minimum() {
    let mut data = Data::default();
    month(&mut data, "01", "20", 4, 4);
    let kpi = "[kpi.rate]\nformula = \"cv -> sql within 30 days\"\nminimum = 5\n";
    let keys = "promise = \"kpi.rate\"\nexpect = \">= 50%\"\nby = \"month\"\n";
    let of = |own: &str| {
        let text = format!("{kpi}{}", agreement("rate_agreed", &format!("{keys}{own}")));
        let workspace = data.project(&text);
        verdicts(&verified(&workspace, &["--as-of", "2026-06-30", "--period", "2026-01"]).0)
    };
    assert_eq!(of(""), ["2026-01 not_enough_data insufficient"]);
    assert_eq!(of("minimum = 4"), ["2026-01 kept"]);
}
