//! What does not fit is an error with a place and a way out.

use super::project::{attribution, project};

fn complaint(definitions: &str, words: &[&str]) -> String {
    let workspace = project(definitions);
    let ran = workspace.kpi(words);
    assert_ne!(ran.code, 0, "{definitions}\n{}", ran.stdout);
    ran.stderr + &ran.stdout
}

#[test]
fn definitions_that_do_not_fit() {
    let position = "model = \"position\"\ntwo = { first = \"50%\", last = \"50%\" }\n";
    let cases = [
        ("model = \"linear\"\nhalf_live = \"7 days\"", "unknown-key", "did you mean `half_life`"),
        ("model = \"linear\"\nhalf_life = \"7 days\"", "unknown-key", "it goes with `time_decay`"),
        ("model = \"linera\"", "bad-value", "did you mean `linear`"),
        ("", "missing-key", "model = \"linear\""),
        ("model = \"last_non_direct\"", "missing-key", "direct = "),
        ("model = \"time_decay\"", "missing-key", "half_life = "),
        ("model = \"time_decay\"\nhalf_life = \"0 days\"", "bad-value", "above 0"),
        ("model = \"time_decay\"\nhalf_life = \"-7 days\"", "bad-value", "half_life"),
        ("model = \"time_decay\"\nhalf_life = \"1 months\"", "bad-value", "no half-life"),
        ("model = \"linear\"\nlook_back = \"2 business days\"", "bad-value", "look back"),
        ("model = \"linear\"\nlook_back = \"0 days\"", "bad-value", "look back"),
        ("model = \"linear\"\nrepeats = \"once\"", "bad-value", "collapse"),
        ("model = \"linear\"\nvalue = \"count(deals)\"", "type-mismatch", "money"),
        ("model = \"linear\"\ndirect = \"touches.channel\"", "type-mismatch", "condition"),
        (
            "model = \"w_shaped\"\nweights = { first = \"50%\", mql = \"50%\" }",
            "unknown-name",
            "there is no stage `mql`",
        ),
        (
            "model = \"w_shaped\"\nweights = { cv = \"0%\", rest = \"100%\" }",
            "bad-value",
            "weight 0",
        ),
        ("model = \"w_shaped\"\nweights = { rest = \"100%\" }", "bad-value", "stands out"),
    ];
    for (lines, code, words) in cases {
        let said = complaint(&attribution(lines), &["check"]);
        assert!(said.contains(code) && said.contains(words), "{lines}\n{said}");
    }
    let weights = [
        ("{ first = \"40%\", middle = \"20%\", last = \"30%\" }", "add up to 90%"),
        ("{ first = \"60%\", last = \"40%\" }", "the key `middle` is needed"),
        ("{ first = \"60%\", cv = \"40%\" }", "`cv` gets no weight"),
        ("{ first = \"40\", middle = \"20%\", last = \"40%\" }", "a share such as"),
        ("{ first = \"33.33333%\", middle = \"33%\", last = \"33%\" }", "three digits"),
    ];
    for (table, words) in weights {
        let said = complaint(&attribution(&format!("{position}weights = {table}")), &["check"]);
        assert!(said.contains(words), "{table}\n{said}");
    }
}

#[test]
fn names_that_do_not_fit() {
    let linear = attribution("model = \"linear\"");
    let cases = [
        ("stage = \"won\"", "stage = \"wun\"", "did you mean `won`"),
        ("touches = \"touches\"", "touches = \"leads\"", "no touch of itself"),
        ("channel = \"touches.channel\"", "channel = \"touches.at\"", "`channel` is text"),
        ("channel = \"touches.channel\"\n", "", "the key `channel` is needed"),
        ("[attribution.x]", "[attribution.won]", "defined twice"),
        ("[attribution.x]", "[attribution.won_count]", "defined twice"),
    ];
    for (old, new, words) in cases {
        let said = complaint(&linear.replace(old, new), &["check"]);
        assert!(said.contains(words), "{new}\n{said}");
    }
    let said = complaint(
        &format!("{linear}[kpi.y]\nformula = \"count(won where attribution.x = 'ads')\"\n"),
        &["check"],
    );
    assert!(said.contains("--by attribution.x"), "{said}");
}

#[test]
fn questions_that_do_not_fit() {
    let linear = attribution("model = \"linear\"");
    let cases: [(&[&str], &str); 6] = [
        (&["run", "speed", "--by", "attribution.x"], "not-credited"),
        (&["run", "cv_count", "--by", "attribution.x"], "other rows than the entries into `won`"),
        (&["run", "--by", "attribution.y"], "there is no attribution `y`"),
        (&["attribution", "y"], "there is no attribution `y`"),
        (&["attribution", "--by", "attribution.x"], "write `kpi attribution x`"),
        (&["leads", "won", "--by", "attribution.x"], "attribution"),
    ];
    for (words, part) in cases {
        let said = complaint(&linear, words);
        assert!(said.contains(part), "{words:?}\n{said}");
    }
    assert!(complaint("", &["attribution"]).contains("there are no attributions"));
}
