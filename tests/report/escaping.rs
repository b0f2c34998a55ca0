//! Labels and data of others stay text.

use super::{FUNNEL, made, small};

const NASTY: &str = "<script>alert(1)</script>\"'&\u{202e}abc\u{2066} 𠮷野家 =HYPERLINK(\\\"x\\\")";

#[test]
fn words_and_data_stay_text_in_every_format() {
    let workspace = small(&FUNNEL.replace("\"Signed up\"", &format!("\"\"\"{NASTY}\"\"\"")));
    workspace.write(
        "data/leads.csv",
        "lead_id,at,channel,won_on\nA,2026-05-05,<img src=x onerror=alert(1)>|`*[a](javascript:b),\nB,2026-05-06,</script><b>𠮷\u{200f},2026-06-01\n",
    );
    workspace.write(
        "kpi-definitions/r.toml",
        "[report.r]\nby = \"channel\"\nlabel = \"</title><script>\"\n[kpi.leads]\nformula = \"count(leads)\"\n",
    );
    made(&workspace, &["--out", "a.html", "--out", "a.md", "--out", "a.json"]);
    let html = workspace.read("a.html");
    super::closed(&html);
    for raw in [
        "<script>alert",
        "<img src",
        "onerror=alert(1)>|",
        "</title><script>",
        "<b>𠮷",
        "\u{202e}",
        "\u{2066}",
    ] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("𠮷野家"));
    let numbers = html.split("id=\"numbers\">").nth(1).unwrap();
    let numbers = numbers.split("</script>").next().unwrap();
    assert!(!numbers.contains('<') && !numbers.contains('>'), "data cannot end its element");
    let document: serde_json::Value = serde_json::from_str(numbers).unwrap();
    let lines = document["parts"]["channels"]["table"]["lines"].as_array().unwrap();
    let channel = |it: &serde_json::Value| it["group"]["channel"].as_str().unwrap().to_owned();
    assert!(
        lines.iter().any(|it| channel(it).starts_with("</script><b>𠮷")),
        "data is kept as it is"
    );
    let markdown = workspace.read("a.md");
    for raw in ["<", "[", "]", "*", "`"] {
        let bare = markdown.match_indices(raw).filter(|(at, _)| !markdown[..*at].ends_with('\\'));
        let marks = bare.filter(|(at, _)| {
            !markdown[..*at].ends_with('*') && !markdown[*at..].starts_with("**")
        });
        assert_eq!(marks.count(), 0, "{raw} stands alone");
    }
    assert!(!markdown.contains('\u{202e}'));
    assert!(markdown.contains("\\<script>alert") && markdown.contains("𠮷野家"));
}
