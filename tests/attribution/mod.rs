//! Credits of a small project, worked out by hand.
//!
//! A won on 04-10 12:00 after ads, seo, seo, webinar (04-01, -03, -05, -07 at 10:00), worth 1000, and
//! a second deal of 9 later; its touch of 04-20 comes too late. B won on 05-01 09:00 after ads (04-01
//! 08:59), ads (04-01 09:00: exactly 30 days before) and direct (at the entry itself), worth 500.
//! C won on 05-03 without a touch, worth 100. D has two touches of seo and never won.

mod cycles;
mod errors;
mod project;

use project::{Credits, attribution, credits, project, rows, sound};

fn expected(pairs: &[(&str, &str)]) -> Credits {
    pairs.iter().map(|(channel, units)| ((*channel).to_owned(), (*units).to_owned())).collect()
}

#[test]
fn first_and_last_touches() {
    let first = credits("model = \"first\"");
    assert_eq!(first, expected(&[("ads", "2"), ("(no touch)", "1")]));
    // B's last touch is at the very moment of the entry.
    let last = credits("model = \"last\"");
    assert_eq!(last, expected(&[("webinar", "1"), ("direct", "1"), ("(no touch)", "1")]));
    let brought = credits("model = \"last_non_direct\"\ndirect = \"touches.channel = 'direct'\"");
    assert_eq!(brought, expected(&[("webinar", "1"), ("ads", "1"), ("(no touch)", "1")]));
}

#[test]
fn equal_shares() {
    // A: 1/4 each; B: 1/3 each, up to the second touch 0.666666667 of nine digits.
    let all = credits("model = \"linear\"");
    let of_all = [
        ("ads", "0.916666667"),
        ("seo", "0.5"),
        ("webinar", "0.25"),
        ("direct", "0.333333333"),
        ("(no touch)", "1"),
    ];
    assert_eq!(all, expected(&of_all));
    // A: ads, seo, webinar 1/3 each (0.333333333, 0.333333334, 0.333333333); B: ads, direct 1/2.
    let collapsed = credits("model = \"linear\"\nrepeats = \"collapse\"");
    let of_collapsed = [
        ("ads", "0.833333333"),
        ("seo", "0.333333334"),
        ("webinar", "0.333333333"),
        ("direct", "0.5"),
        ("(no touch)", "1"),
    ];
    assert_eq!(collapsed, expected(&of_collapsed));
}

#[test]
fn the_look_back_has_both_ends() {
    // 30 days before 05-01 09:00 is 04-01 09:00, which counts; 08:59 does not.
    let month = credits("model = \"linear\"\nlook_back = \"30 days\"");
    let of_month = [
        ("ads", "0.75"),
        ("seo", "0.5"),
        ("webinar", "0.25"),
        ("direct", "0.5"),
        ("(no touch)", "1"),
    ];
    assert_eq!(month, expected(&of_month));
    // 7 days before 04-10 12:00 is 04-03 12:00: of A seo (04-05) and webinar; of B direct alone.
    let week = credits("model = \"linear\"\nlook_back = \"7 days\"");
    let of_week = [("seo", "0.5"), ("webinar", "0.5"), ("direct", "1"), ("(no touch)", "1")];
    assert_eq!(week, expected(&of_week));
}

#[test]
fn written_weights() {
    let position = "model = \"position\"\ntwo = { first = \"70%\", last = \"30%\" }\n\
        weights = { first = \"40%\", middle = \"20%\", last = \"40%\" }\n";
    // A: ads .4, seo .1 + .1, webinar .4; B: ads .4 + .2, direct .4.
    let found = credits(position);
    let three =
        [("ads", "1"), ("seo", "0.2"), ("webinar", "0.4"), ("direct", "0.4"), ("(no touch)", "1")];
    assert_eq!(found, expected(&three));
    // B: two touches after collapsing, 70 and 30; A: ads .4, seo .2, webinar .4.
    let found = credits(&format!("{position}repeats = \"collapse\""));
    let two = [
        ("ads", "1.1"),
        ("seo", "0.2"),
        ("webinar", "0.4"),
        ("direct", "0.3"),
        ("(no touch)", "1"),
    ];
    assert_eq!(found, expected(&two));
}

#[test]
fn anchors_are_stages() {
    // A enters cv on 04-05 at the second seo: first ads .3, cv seo .3, last webinar .3, rest (the
    // first seo) .1. B enters cv at its last touch: ads .3, direct .3 + .3, rest (the second ads) .1.
    let found = credits(
        "model = \"w_shaped\"\n\
         weights = { first = \"30%\", cv = \"30%\", last = \"30%\", rest = \"10%\" }",
    );
    let shaped = [
        ("ads", "0.7"),
        ("seo", "0.4"),
        ("webinar", "0.3"),
        ("direct", "0.6"),
        ("(no touch)", "1"),
    ];
    assert_eq!(found, expected(&shaped));
}

#[test]
fn half_lives() {
    // A is 6, 4, 2, 0 days before its last touch: 1 : 2 : 4 : 8, of 15.
    let found = credits("model = \"time_decay\"\nhalf_life = \"2 days\"\nlook_back = \"20 days\"");
    // 1/15 = .066666667; up to seo, seo 3/15 = .2, 7/15 = .466666667; webinar 8/15 the rest. B: direct.
    let decayed = [
        ("ads", "0.066666667"),
        ("seo", "0.4"),
        ("webinar", "0.533333333"),
        ("direct", "1"),
        ("(no touch)", "1"),
    ];
    assert_eq!(found, expected(&decayed));
}

#[test]
fn models_that_learn_from_all_journeys() {
    // Collapsed: ads-seo-webinar won, ads-direct won, seo lost; C has no touch. From the start: ads
    // 2/3, seo 1/3; ads to seo and direct 1/2 each; seo to webinar and to none 1/2 each. Won: 2/3
    // (1/2 1/2 + 1/2) + 1/3 1/2 = 2/3. Without ads 1/6, without any other 1/3 is won: effects 3/4,
    // 1/2, 1/2, 1/2. So A is split 3 : 2 : 2 and B 3 : 2.
    let markov = "model = \"markov\"\nrepeats = \"collapse\"\n";
    let learnt = [
        ("ads", "1.028571429"), // 0.428571429 + 0.6
        ("seo", "0.285714285"), // up to it 5/7 = 0.714285714
        ("webinar", "0.285714286"),
        ("direct", "0.4"),
        ("(no touch)", "1"),
    ];
    assert_eq!(credits(markov), expected(&learnt));
    // What is asked does not change what an entry is split into.
    let workspace = project(&attribution(markov));
    let asked = rows(&workspace, &["x", "--where", "leads.industry = 'food'"]);
    assert_eq!(asked["ads"][0], "0.6");
    assert_eq!(asked["direct"][0], "0.4");
    // A: the sets of channels are {ads, seo, webinar} and {ads, direct}: 1/3 each, 1/2 each; in sum
    // ads 5/6, seo 1/3, webinar 1/3, direct 1/2: A is split 5 : 2 : 2, B 5 : 3.
    let shapley = credits("model = \"shapley\"");
    let sets = [
        ("ads", "1.180555556"), // 5/9 + 5/8
        ("seo", "0.222222222"),
        ("webinar", "0.222222222"),
        ("direct", "0.375"),
        ("(no touch)", "1"),
    ];
    assert_eq!(shapley, expected(&sets));
}

#[test]
fn values_add_up_to_what_the_kpi_gives() {
    let lines = "model = \"linear\"\nvalue = \"sum(deals.amount where status = 'won')\"";
    let workspace = project(&attribution(lines));
    // What an entry is worth is seen as of the run, so A's deal of 05-10 counts, too: 1009. Its
    // quarters of four digits after the point are 252.25 each.
    let found = rows(&workspace, &[]);
    let value = |channel: &str| found[channel][2].clone();
    assert_eq!(value("seo"), "504.5");
    assert_eq!(value("webinar"), "252.25");
    assert_eq!(value("(no touch)"), "100");
    assert_eq!(value("total"), "1609");
    assert_eq!(found["total"], ["3", "1", "1609", "1"]);
    let text = sound(workspace.kpi(&["attribution", "x"]));
    assert!(text.contains("won: 3\n"), "{text}");
    assert!(text.contains("(deals.amount where status = 'won'): 1609\n"), "{text}");
    let json = sound(workspace.kpi(&[
        "run",
        "revenue",
        "won_count",
        "--by",
        "attribution.x",
        "--format",
        "json",
    ]));
    let table: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines = table["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[4]["group"]["attribution.x"], "(no touch)");
    assert_eq!(table["total"]["revenue"]["value"].to_string().trim_matches('"'), "1609");
    assert_eq!(table["total"]["won_count"]["value"].to_string().trim_matches('"'), "3");
}

#[test]
fn groups_and_months_beside_channels() {
    let workspace = project(&attribution("model = \"linear\""));
    let text = sound(workspace.kpi(&[
        "run",
        "won_count",
        "it_count",
        "--by",
        "industry,attribution.x,month",
        "--period",
        "2026-04..2026-05",
        "--format",
        "csv",
    ]));
    let has = |line: &str| assert!(text.lines().any(|it| it.contains(line)), "{line}\n{text}");
    // A (IT) in April, B (food) and C (IT, no touch) in May.
    has("ads,IT,2026-04");
    has("ads,food,2026-05");
    has("(no touch),IT,2026-05");
    assert!(!text.contains("webinar,food"), "{text}");
    let by_month = rows(&workspace, &["x", "--period", "2026-04"]);
    assert_eq!(by_month["total"][0], "1");
    assert_eq!(by_month["seo"][0], "0.5");
}

#[test]
fn months_in_which_no_lead_came_have_their_entries() {
    let workspace = project(&attribution("model = \"linear\""));
    for (file, line) in [
        ("leads.csv", "D,2026-05-30 09:00,food\n"),
        ("deals.csv", "4,D,2026-05-30 10:00,2026-05-30 10:00,lost,70\n"),
        ("touches.csv", "d1,D,2026-04-01 10:00,seo,visit\nd2,D,2026-05-30 10:00,seo,visit\n"),
    ] {
        workspace.write(file, workspace.read(file).replace(line, ""));
    }
    // The newest lead is of March; A won in April, B and C in May.
    let found = rows(&workspace, &["x", "--by", "month", "--period", "2026-04..2026-05"]);
    assert_eq!(found["total"], ["", "3", "1"]);
}

#[test]
fn missing_channels_have_a_label() {
    let workspace = project(&attribution("model = \"first\"\nmissing = \"unknown\""));
    let touches = workspace.read("touches.csv").replace("04-01 10:00,ads", "04-01 10:00,-");
    workspace.write("touches.csv", &touches);
    let found = rows(&workspace, &[]);
    assert_eq!(found["unknown"][0], "1");
    assert_eq!(found["ads"][0], "1");
    // A channel of that name would be taken for it.
    workspace.write("touches.csv", touches.replace("04-01 08:59,ads", "04-01 08:59,unknown"));
    let ran = workspace.kpi(&["attribution"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("label-occurs"), "{}", ran.stderr);
}

#[test]
fn touches_at_one_moment_go_by_key() {
    let workspace = project(&attribution("model = \"last\""));
    let touches = workspace.read("touches.csv");
    workspace.write("touches.csv", format!("{touches}a9,A,2026-04-07 10:00,fair,visit\n"));
    assert_eq!(rows(&workspace, &[])["fair"][0], "1");
    workspace.write("touches.csv", format!("{touches}a0,A,2026-04-07 10:00,fair,visit\n"));
    assert_eq!(rows(&workspace, &[])["webinar"][0], "1");
}

#[test]
fn a_companion_without_parts_is_left_out() {
    let workspace = project(&attribution("model = \"linear\""));
    let text = sound(workspace.kpi(&["run", "won_count", "--by", "attribution.x"]));
    assert!(text.contains("speed is left out"), "{text}");
    let text = sound(workspace.kpi(&["run", "won_count"]));
    assert!(text.contains("speed") && !text.contains("left out"), "{text}");
}

#[test]
fn what_changes_credit_changes_the_name_of_the_meaning() {
    let meaning = |more: &str| {
        let workspace = project(more);
        let text = sound(workspace.kpi(&["run", "won_count", "--format", "json"]));
        let table: serde_json::Value = serde_json::from_str(&text).unwrap();
        table["header"]["definitions"].as_str().unwrap().to_owned()
    };
    let linear = attribution("model = \"linear\"");
    let same = meaning(&linear);
    assert_eq!(
        meaning(&attribution("label = \"even\"\nmodel = \"linear\"\nrepeats = \"as is\"")),
        same
    );
    let position = "model = \"position\"\ntwo = { first = \"50%\", last = \"50%\" }\n";
    let mut seen = vec![
        same,
        meaning(""),
        meaning(&linear.replace("\"won\"", "\"cv\"")),
        meaning(&linear.replace("touches.channel", "touches.kind")),
        meaning(&attribution("model = \"first\"")),
        meaning(&attribution("model = \"linear\"\nlook_back = \"90 days\"")),
        meaning(&attribution("model = \"linear\"\nrepeats = \"collapse\"")),
        meaning(&attribution("model = \"linear\"\nmissing = \"?\"")),
        meaning(&attribution("model = \"linear\"\nvalue = \"sum(deals.amount)\"")),
        meaning(&attribution("model = \"time_decay\"\nhalf_life = \"7 days\"")),
        meaning(&attribution("model = \"time_decay\"\nhalf_life = \"8 days\"")),
        meaning(&attribution(&format!(
            "{position}weights = {{ first = \"40%\", middle = \"20%\", last = \"40%\" }}"
        ))),
        meaning(&attribution(&format!(
            "{position}weights = {{ first = \"30%\", middle = \"30%\", last = \"40%\" }}"
        ))),
    ];
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "two of them have the same hash");
}
