//! A review as one HTML file: closed, the same everywhere, text stays text, no leads, no small groups.

use serde_json::Value as Json;

use super::{FUNNEL, closed, small};
use crate::workspace::Workspace;

/// What the MQL of the example becomes.
const TIGHTER: &str = "sed -i 's/score.engagement >= 20/score.engagement >= 40 and companies.employees >= 300/' kpi-definitions/funnel.toml";

fn commit(workspace: &Workspace) {
    let ran = workspace.shell("git init -q -b main . ; git add -A && git commit -qm definitions");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// The example with an MQL that became tighter since the last commit.
fn tightened() -> Workspace {
    let example = Workspace::example("b2b");
    commit(&example);
    assert_eq!(example.shell(TIGHTER).code, 0);
    example
}

fn html(workspace: &Workspace, line: &str) -> String {
    let ran = workspace.shell(line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

fn payload(html: &str) -> Json {
    let numbers = html.split("id=\"numbers\">").nth(1).unwrap();
    serde_json::from_str(numbers.split("</script>").next().unwrap()).unwrap()
}

/// Numbers of what stages gain and lose, wherever they stand.
fn counts(value: &Json, found: &mut Vec<u64>) {
    match value {
        Json::Number(number) => found.extend(number.as_u64()),
        Json::Array(all) => all.iter().for_each(|it| counts(it, found)),
        Json::Object(all) => all.values().for_each(|it| counts(it, found)),
        _ => {}
    }
}

#[test]
fn a_review_is_closed_the_same_everywhere_and_says_what_markdown_says() {
    let example = tightened();
    let shown = html(&example, "KPI_SALT=0123456789abcdef kpi review --show-leads --format html");
    let elsewhere = "TZ=America/New_York LANG=de_DE.UTF-8 KPI_SALT=0123456789abcdef kpi review --show-leads --format html";
    assert!(shown == html(&example, elsewhere), "other bytes");
    closed(&shown);
    assert!(shown.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"));
    for id in ["changed", "approval", "effect", "reach"] {
        assert!(shown.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
    let markdown =
        html(&example, "KPI_SALT=0123456789abcdef kpi review --show-leads --format markdown");
    let names = |text: &str| -> Vec<String> {
        text.match_indices("id-").map(|(at, _)| text[at..].chars().take(13).collect()).collect()
    };
    let known: Vec<String> = names(&markdown);
    assert!(known.len() > 10, "{known:?}");
    for name in known {
        assert!(shown.contains(&name), "{name}");
    }
    assert!(shown.contains("受注 &lt;5件"), "a small group in the sentence");
    assert!(shown.contains("受注リード数 (kpi.won_count)"), "what is reached has its label");
}

#[test]
fn leads_and_small_groups_are_neither_seen_nor_embedded() {
    let example = tightened();
    let shown = html(&example, "kpi review --show-leads --format html");
    let leads = example.read("data/leads.csv");
    let keys: Vec<&str> = leads.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert!(keys.len() > 100);
    for key in keys {
        assert!(!shown.contains(key), "{key}");
    }
    let review = payload(&shown);
    let stages = &review["effect"]["stages"];
    assert_eq!(stages[0]["leave"]["entries"], 7);
    assert_eq!(stages[0]["leave"]["leads"], Json::Null);
    let mut found = Vec::new();
    counts(stages, &mut found);
    assert!(!found.is_empty() && found.iter().all(|it| !(1..5).contains(it)), "{found:?}");
    assert!(review["summary"].as_str().unwrap().contains("<5"));
    example.shell("sed -i 's/^\\[project\\]/&\\npublish_leads = true/' kpi.toml");
    let published = html(&example, "kpi review --show-leads --format html");
    assert!(published.contains("L000044"), "the project allows it");
}

#[test]
fn words_of_definitions_stay_text() {
    let nasty = "<script>alert(1)</script>\\\"'&\u{202e}abc {{ title }}";
    let workspace = small(FUNNEL);
    commit(&workspace);
    let definitions = FUNNEL
        .replace("left an address", nasty)
        .replace("Signed up", "</title><img src=x onerror=alert(1)>");
    workspace.write("kpi-definitions/a.toml", definitions);
    let shown = html(&workspace, "kpi review --format html");
    closed(&shown);
    for raw in ["<script>alert", "<img", "</title><img", "\u{202e}"] {
        assert!(!shown.contains(raw), "{raw}");
    }
    assert!(
        shown.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;")
            && shown.contains("{{ title }}")
    );
    payload(&shown);
}

#[test]
fn nothing_changed_and_errors_are_pages_too() {
    let workspace = small(FUNNEL);
    commit(&workspace);
    let shown = html(&workspace, "kpi review --format html");
    closed(&shown);
    assert!(shown.contains("Nothing changed in meaning."));
    workspace.write("kpi-definitions/a.toml", FUNNEL.replace("\"leads.at\"", "\"leads.nowhere\""));
    let ran = workspace.kpi(&["review", "--format", "html"]);
    assert_eq!(ran.code, 3);
    closed(&ran.stdout);
    assert!(ran.stdout.contains("<th scope=\"row\">stage.cv</th>"), "{}", ran.stdout);
    assert_eq!(payload(&ran.stdout)["unanswered"], "broken-revision");
}

#[test]
fn templates_of_the_project_dress_reviews_too() {
    let workspace = small(FUNNEL);
    commit(&workspace);
    workspace.write("templates/report.css", "body{color:teal}\n");
    closed(&html(&workspace, "kpi review --format html | tee a.html"));
    assert!(workspace.read("a.html").contains("body{color:teal}"));
    workspace.write("templates/report.html", "{{ title");
    let ran = workspace.kpi(&["review", "--format", "html"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("error[bad-template]"), "{}", ran.stderr);
}

#[test]
fn a_comment_that_is_too_long_keeps_verdict_and_effect() {
    let workspace = Workspace::empty();
    workspace.write("README.md", "nothing yet");
    commit(&workspace);
    let example = Workspace::example("b2b");
    let line = format!("cp -r {}/. .", example.path().display());
    assert_eq!(workspace.shell(&line).code, 0);
    let ran = workspace.kpi(&["review", "--format", "markdown"]);
    assert_eq!(ran.code, 3, "one side has no definitions");
    let comment = ran.stdout;
    assert!((40_000..65_000).contains(&comment.len()), "{}", comment.len());
    assert!(comment.starts_with("<!-- gyakusan review -->\n**project"));
    for part in ["省略しました", "\n## 承認\n", "\n- 判定: ", "\n## データへの影響\n"]
    {
        assert_eq!(comment.matches(part).count(), 1, "{part}");
    }
    assert_eq!(comment.matches("\n  ```").count() % 2, 0, "code ends");
}

#[test]
fn a_salt_that_is_no_text_is_named() {
    let example = tightened();
    example.write(".kpi/salt", b"\xff\xfe0123456789abcdef");
    let ran = example.kpi(&["review", "--show-leads", "--format", "html"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("error[bad-salt]: the salt in `.kpi/salt` is no text"));
}

/// A share of 11 that stands for 1 would tell it.
#[test]
fn a_share_does_not_tell_a_small_group() {
    let example = Workspace::example("b2b");
    commit(&example);
    let funnel =
        example.read("kpi-definitions/funnel.toml").replace("'お問い合わせ', '無料", "'無料");
    let name = "kpi-definitions/funnel.toml";
    example.write(name, funnel.replace("score.engagement >= 20", "score.engagement >= 100"));
    let json: Json = serde_json::from_str(&html(&example, "kpi review --format json")).unwrap();
    let caught = &json["effect"]["stages"][0]["reached_the_last_stage"];
    let [all, before, after] =
        ["all", "caught_before", "caught_after"].map(|key| caught[key].as_u64().unwrap());
    assert!(after < 5 && before >= 5, "{caught}");
    let share = |part: u64| {
        let text = format!("{:.1}", part as f64 * 100.0 / all as f64);
        format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
    };
    let own = format!("{} → {}", share(before), share(after));
    assert!(html(&example, "kpi review").contains(&own), "{own}");
    for format in ["markdown", "html"] {
        let shown = html(&example, &format!("kpi review --format {format}"));
        assert!(!shown.contains(&own) && shown.contains(&format!("{} → –", share(before))));
    }
}

/// Writes reviews for the browser: that of the example, one with long words, one without changes.
pub(super) fn pages(folder: &Workspace) -> Vec<std::path::PathBuf> {
    let workspace = small(FUNNEL);
    commit(&workspace);
    let same = html(&workspace, "kpi review --format html");
    let long = "とても長い言葉".repeat(40) + &"x".repeat(200);
    workspace.write("kpi-definitions/a.toml", FUNNEL.replace("left an address", &long));
    let pages = [
        ("review", html(&tightened(), "kpi review --show-leads --format html")),
        ("review-long", html(&workspace, "kpi review --format html")),
        ("review-same", same),
    ];
    for (name, page) in &pages {
        folder.write(&format!("{name}.html"), page);
    }
    pages.iter().map(|(name, _)| folder.path().join(format!("{name}.html"))).collect()
}
