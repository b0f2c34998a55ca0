use super::*;
use crate::source::FileId;
use proptest::prelude::*;

fn respelled(text: &str) -> (String, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let embedded = Embedded::plain(FileId(0), text, 0);
    let text = respell(&embedded, &mut diagnostics).text;
    (text, diagnostics.iter().map(|found| found.message.clone()).collect())
}

#[test]
fn operators_of_other_languages_are_put_right() {
    let (text, found) = respelled("a==1&&!(b<>2)||c IS NOT NULL");
    assert_eq!(text, "a=1 and not (b!=2) or c is not missing");
    assert_eq!(found.len(), 6);
}

#[test]
fn full_width_input_is_put_right() {
    let (text, found) = respelled("ｌｅａｄｓ．x ＞＝ １００ and y in [「製造」、‘IT’]　");
    assert_eq!(text, "leads.x >= 100 and y in ['製造','IT'] ");
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn quotes_and_comments_stay() {
    let text = "x = 'a == b ＝' # c && d";
    assert_eq!(respelled(text), (text.to_owned(), Vec::new()));
}

#[test]
fn thousands_are_one_number_outside_brackets_only() {
    assert_eq!(respelled("x > 1,000").0, "x > 1_000");
    let (text, found) = respelled("x in [1,000]");
    assert_eq!((text.as_str(), found.len()), ("x in [1,000]", 1));
}

#[test]
fn places_lead_back() {
    let mut diagnostics = Diagnostics::default();
    let embedded = Embedded::plain(FileId(0), "a ＝＝ bcd", 0);
    let respelled = respell(&embedded, &mut diagnostics);
    assert_eq!(respelled.text, "a = bcd");
    let start = respelled.text.find("bcd").unwrap();
    assert_eq!(&embedded.text[respelled.original(start..start + 3)], "bcd");
    assert_eq!(&embedded.text[respelled.original(2..3)], "＝＝");
}

#[test]
fn commas_between_thousands_in_any_width_and_bracket() {
    assert_eq!(respelled("x > １，０００").0, "x > 1_000");
    assert_eq!(respelled("y and (x > 1,000)").0, "y and (x > 1_000)");
    assert_eq!(
        respelled("x = １．５"),
        ("x = 1.5".into(), vec!["`１．５` is spelled `1.5` here".into()])
    );
    for text in ["f(x > 1,000)", "f（x > １，０００）"] {
        let (read, found) = respelled(text);
        assert_eq!(read, "f(x > 1,000)");
        assert!(found.iter().any(|found| found.ends_with("several values here")), "{found:?}");
    }
}

#[test]
fn capitals_are_keywords_where_keywords_stand() {
    let text = "x IS NOT MISSING AND y STARTS WITH 'a' or t.AND = 30 DAYS within EVER";
    let right = "x is not missing and y starts with 'a' or t.AND = 30 days within ever";
    assert_eq!(respelled(text).0, right);
    assert_eq!(respelled("LAST + MISSING + 5 JPY + COUNT").1, Vec::<String>::new());
}

#[test]
fn quotes_closed_on_both_sides_by_a_closing_one() {
    assert_eq!(respelled("x in [”IT”, ’製造’, ｢A｣]").0, "x in ['IT', '製造', 'A']");
}

#[test]
fn a_negated_comparison_has_no_safe_repair() {
    let fixes = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        respell(&Embedded::plain(FileId(0), text, 0), &mut diagnostics);
        diagnostics.iter().map(|found| found.fixes.len()).collect::<Vec<_>>()
    };
    for safe in ["!a and b", "!(a = b)", "x or !any(touches where (a) = 1)", "!a.b"] {
        assert_eq!(fixes(safe), [1], "{safe}");
    }
    for unsafe_ in ["!a = b", "!leads.x IN ['a']", "!f(a) + 1"] {
        assert_eq!(fixes(unsafe_)[0], 0, "{unsafe_}");
    }
}

#[test]
fn a_flood_of_findings_is_cut_and_says_so() {
    let (text, found) = respelled(&"a == b\n".repeat(500));
    assert_eq!(text, "a = b\n".repeat(500));
    assert_eq!(found.len(), 101);
    assert!(found[100].contains("not listed"));
}

fn foreign() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        "a",
        "（b）",
        "「製造」",
        "“IT's”",
        "'x'",
        "１，０００",
        "1,000",
        "ｎａｍｅ",
        "!a",
        "！（a",
        "f(1,000",
        "[\"q\\z\"",
        "\"\t\u{1}\"",
        "率",
        "x IS NULL",
        "＃",
        "# c",
        "\"a\nb\"",
    ]);
    let between = prop::sample::select(vec![
        "==", " = ", "&&", "||", "<>", " AND ", "　", "、", "≧", "→", "－", "\n", "\r\n", ")",
        "］", "\\",
    ]);
    prop::collection::vec((value, between), 0..9)
        .prop_map(|parts| parts.into_iter().flat_map(|(value, between)| [value, between]).collect())
}

/// The text as a string of each form that can hold it, with its decoded value.
fn literals(text: &str) -> Vec<String> {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\u{1}', "\\u0001");
    let forms = [
        format!("\"{}\"", escaped.replace('\n', "\\n")),
        format!("\"\"\"\n{escaped}\"\"\""),
        format!("'{text}'"),
        format!("'''\n{text}'''"),
    ];
    let holds = |form: &String| value(form).is_some_and(|found| found == text);
    forms.into_iter().filter(holds).collect()
}

fn value(literal: &str) -> Option<String> {
    let table = format!("key = {literal}").parse::<toml::Table>().ok()?;
    table["key"].as_str().map(str::to_owned)
}

proptest! {
    #[test]
    fn repairs_are_toml_and_mean_the_canonical_text(text in foreign()) {
        for literal in literals(&text) {
            let mut diagnostics = Diagnostics::default();
            let embedded = Embedded::decode(FileId(0), &literal, 0);
            let once = respell(&embedded, &mut diagnostics);
            let mut repaired = literal.clone();
            let fixes: Vec<_> = diagnostics.iter().flat_map(|found| &found.fixes).collect();
            for fix in fixes.iter().rev() {
                repaired.replace_range(fix.span.range(), &fix.replacement);
            }
            prop_assert!(value(&repaired).is_some(), "{literal} -> {repaired}");
            let mut rest = Diagnostics::default();
            let again = respell(&Embedded::decode(FileId(0), &repaired, 0), &mut rest);
            prop_assert_eq!(again.text, once.text);
        }
    }
}
