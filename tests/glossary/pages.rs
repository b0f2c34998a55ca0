//! What stands on the pages.

use super::{MORE, between, closed, glossary, linked, made, pages};
use crate::report::{FUNNEL, small};
use crate::workspace::Workspace;

#[test]
fn the_example_has_a_page_for_everything_and_the_same_bytes_everywhere() {
    let example = Workspace::example("b2b");
    made(&example, "a");
    let elsewhere = example.shell("TZ=America/New_York LANG=de_DE.UTF-8 kpi docs --out b");
    assert_eq!(elsewhere.code, 0, "{}", elsewhere.stderr);
    let (one, other) = (pages(&example, "a"), pages(&example, "b"));
    assert!(one == other, "time zone and language of the machine do not count");
    made(&example, "a");
    assert!(pages(&example, "a") == one, "a second run gives the same");
    linked(&one);
    closed(&one);
    let checked = example.kpi(&["check"]).stderr;
    // `kpi check` counts files first, tests last; neither has a page.
    let line = checked.lines().find(|line| line.starts_with("checked ")).unwrap();
    let said: Vec<usize> = line.split([' ', ',']).filter_map(|it| it.parse().ok()).collect();
    let definitions: usize = said[1..said.len() - 1].iter().sum();
    assert_eq!(one.len(), definitions + 1, "{line}");
    assert!(one.keys().all(|name| name.is_ascii() && name.len() < 128));
}

#[test]
fn a_page_says_what_is_known() {
    let test = "[[test]]\nname = \"a lead signs up\"\nas_of = 2026-10-31\nexpect = { cv = [\"A\"] }\nbecause = [\"leads.channel = 'SEO'\"]\n[test.given]\nleads = [{ lead_id = \"A\", at = 2026-01-05, channel = \"SEO\" }]\n";
    let workspace = small(&format!("{FUNNEL}{MORE}{test}[report.r]\ntargets = [\"signups\"]\n"));
    assert_eq!(workspace.kpi(&["approve", "kpi.signups", "--as", "sales"]).code, 0);
    made(&workspace, "site");
    let pages = pages(&workspace, "site");
    let kpi = &pages["kpi.signups.html"];
    let line = 1 + workspace
        .read("kpi-definitions/a.toml")
        .lines()
        .position(|it| it == "[kpi.signups]")
        .unwrap();
    for text in [
        "how many signed up",
        "no visitors",
        "count(cv)",
        &format!("<code>kpi-definitions&#x2f;a.toml:{line}</code>"),
        "marketing",
        "deprecated",
        "<a href=\"kpi.wins.html\">wins</a>",
        "2027-03-31",
        "report.r",
        "<a href=\"stage.cv.html\">",
    ] {
        assert!(kpi.contains(text), "{text}");
    }
    let approvals = between(kpi, "<section id=\"approvals\"", "</section>")[0];
    let party = |name: &str| {
        approvals.split(&format!(">{name}<")).nth(1).unwrap().split("</tr>").next().unwrap()
    };
    assert!(party("sales").contains("✓ approved") && party("marketing").contains("✗ not approved"));
    let stage = &pages["stage.cv.html"];
    assert!(
        stage.contains("a lead signs up") && stage.contains("leads.channel = &#x27;SEO&#x27;"),
        "{stage}"
    );
    assert!(stage.contains("<a href=\"kpi.signups.html\">"), "who uses it");
    assert!(pages["stage.won.html"].contains("No test names it."));
    workspace.write(
        "kpi-definitions/a.toml",
        workspace.read("kpi-definitions/a.toml").replace("count(cv)", "count(won)"),
    );
    made(&workspace, "site");
    let page = super::pages(&workspace, "site").remove("kpi.signups.html").unwrap();
    assert!(page.contains("△ approved an earlier meaning, not this one"));
}

#[test]
fn earlier_definitions_of_a_stage_stand_on_its_page() {
    let versions = "when = \"leads.channel = 'SEO'\"\neffective_from = 2026-07-01\nrestates = false\n[[stage.won.before]]\nwhen = \"leads.channel = 'Ads'\"\n";
    let pages = glossary(&FUNNEL.replace("at = \"leads.won_on\"\n", versions));
    let section = between(&pages["stage.won.html"], "<section id=\"versions\"", "</section>")[0];
    let order = ["2026-07-01", "SEO", "the start", "Ads"];
    let places: Vec<usize> = order.iter().map(|it| section.find(it).expect(it)).collect();
    assert!(places.is_sorted(), "{section}");
    assert_eq!(section.matches("Ads").count(), 1, "each version stands for itself");
}

#[test]
fn words_stay_text() {
    let nasty =
        "</script><script>alert(1)</script>\\\"'&\u{202e}abc\u{2066}\u{200f} 𠮷野家 {{ 1 }}";
    let pages = glossary(
        &FUNNEL
            .replace("\"Signed up\"", &format!("\"{nasty}\""))
            .replace("no visit", "<img src=x onerror=alert(1)>"),
    );
    closed(&pages);
    linked(&pages);
    for (name, html) in &pages {
        for raw in ["<script>alert", "<img", "\u{202e}", "\u{2066}"] {
            assert!(!html.contains(raw), "{name}: {raw}");
        }
    }
    let page = &pages["stage.cv.html"];
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("𠮷野家 {{ 1 }}"));
}

#[test]
fn names_that_differ_in_case_or_are_japanese_have_pages_of_their_own() {
    let kpi = |name: &str, formula: &str| format!("[kpi.\"{name}\"]\nformula = \"{formula}\"\n");
    let long = "長い名前の指標".repeat(20);
    let names = ["Rate", "rate", "RATE", "受注率", "受注数", long.as_str()];
    let all: String = names
        .iter()
        .enumerate()
        .map(|(at, name)| kpi(name, &format!("count(leads) + {at}")))
        .collect();
    let pages = glossary(&all);
    linked(&pages);
    assert_eq!(pages.len(), names.len() + 2, "a source and the index, too");
    let folded: std::collections::BTreeSet<String> =
        pages.keys().map(|it| it.to_lowercase()).collect();
    assert_eq!(folded.len(), pages.len());
    for (at, name) in names.iter().enumerate() {
        let of = |page: &&String| {
            page.contains(&format!("<h1>{name}</h1>"))
                && page.contains(&format!("count(leads) + {at}<"))
        };
        assert_eq!(pages.values().filter(of).count(), 1, "{name}");
    }
}

#[test]
fn templates_of_the_project_take_their_place() {
    let workspace = small(&format!("{FUNNEL}{MORE}"));
    workspace.write("templates/docs.css", ".own{color:teal}\n");
    workspace.write("templates/definition.html", "<p>{{ label }} & {{ sections|length }}</p>");
    made(&workspace, "site");
    let pages = pages(&workspace, "site");
    assert!(
        pages["index.html"].contains(".own{color:teal}")
            && !pages["index.html"].contains(".entries{")
    );
    assert!(pages["kpi.signups.html"].starts_with("<p>Sign-ups & "));
}

#[test]
fn english_projects_have_english_pages_and_no_definitions_a_page_too() {
    let japanese = |text: &str| text.chars().any(|it| matches!(it, '\u{3040}'..='\u{9fff}'));
    for (name, html) in glossary(&format!("{FUNNEL}{MORE}")) {
        assert!(html.contains("<html lang=\"en\">") && !japanese(&html), "{name}");
    }
    let pages = glossary("");
    assert_eq!(pages.keys().collect::<Vec<_>>(), ["index.html", "source.leads.html"]);
    linked(&pages);
    closed(&pages);
}
