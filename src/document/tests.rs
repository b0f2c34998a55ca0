use super::{Document, read};
use crate::diagnostic::{Diagnostics, OutputFormat, render};
use crate::source::{Embedded, FileId, Sources};
use proptest::prelude::*;

fn read_as(name: &str, text: &str) -> (Document, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut diagnostics = Diagnostics::default();
    let document = read(file, &sources, &mut diagnostics);
    let words = diagnostics
        .sorted()
        .into_iter()
        .map(|found| {
            let spot = found.span.map_or("", |span| sources.text(span));
            format!("{} @ {spot:?}: {}", found.code, found.message)
        })
        .collect();
    (document, words)
}

fn read_text(text: &str) -> (Document, Vec<String>) {
    read_as("kpi.toml", text)
}

#[test]
fn definitions_keep_the_order_and_places_of_the_file() {
    let text = "[kpi.b]\nformula = 'count(leads)'\nminimum = 1_0\n[kpi.a]\nlabel = \"あ\"\n\
                [dimension.d]\nof = { z = \"z.x\", a = \"a.x\" }\n";
    let (document, words) = read_text(text);
    assert!(words.is_empty(), "{words:?}");
    let names: Vec<_> = document.kpis.iter().map(|kpi| &kpi.name.value).collect();
    assert_eq!(names, ["b", "a"]);
    assert_eq!(&text[document.kpis[1].name.span.range()], "a");
    let label = document.kpis[1].about.label.as_ref().unwrap();
    assert_eq!(&text[label.span.range()], "\"あ\"");
    assert_eq!(document.kpis[0].body.minimum.as_ref().unwrap().value, 10);
    let of: Vec<_> = document.dimensions[0].body.of.iter().map(|(name, _)| &name.value).collect();
    assert_eq!(of, ["z", "a"]);
}

#[test]
fn sources_read_their_columns_from_a_table_or_inline() {
    let (document, words) = read_text(
        "[project]\nas_of = 2026-10-31\n\
         [source.leads]\npath = 'a.csv'\nhistory = { from = 'f', to = 't' }\n[source.leads.columns]\n\
         z = { type = 'text', missing = '' }\na = { missing = ['', 'x'], replace = { b = 'c', a = 'd' } }\n\
         [source.deals]\ncolumns = { deal_id = { type = 'text', scale = 2 } }\n",
    );
    assert!(words.is_empty(), "{words:?}");
    assert_eq!(document.project.unwrap().as_of.unwrap().value, "2026-10-31");
    let leads = &document.sources[0].body;
    assert_eq!(leads.history.as_ref().unwrap().1.value, "t");
    assert_eq!(leads.columns[0].name.value, "z");
    assert_eq!(leads.columns[0].body.missing.as_ref().unwrap().len(), 1);
    let pairs = [("a".into(), "d".into()), ("b".into(), "c".into())];
    assert_eq!(leads.columns[1].body.replace, pairs);
    assert_eq!(document.sources[1].body.columns[0].body.scale.as_ref().unwrap().value, 2);
}

#[test]
fn every_misfit_is_reported_at_once() {
    let (document, words) = read_text(
        "stray = 1\n[kpi.a]\nlable = 'x'\nminimum = '30'\nformula = 3\ncompanions = ['a', 1]\n\
         [kpis.b]\n[engine.cv]\n[kpi.win-rate]\n[kpi.\"\"]\n[kpi.c]\nrestates = true\n",
    );
    insta::assert_snapshot!(words.join("\n"), @r##"
    unknown-key @ "stray": `stray` stands outside every table
    unknown-key @ "lable": `lable` is not a key of a KPI
    wrong-type @ "'30'": `minimum` is a number, this is text
    wrong-type @ "3": `formula` is an expression in quotes, this is a number
    wrong-type @ "1": `companions` is a list of texts, this is a number
    unknown-kind @ "kpis": there is no kind of definition named `kpis`
    unsupported-yet @ "cv": `engine.cv` is not evaluated by this version
    bad-name @ "win-rate": the name `win-rate` has `-` in it
    bad-name @ "\"\"": a name is empty
    unknown-key @ "restates": only a stage keeps an earlier definition, a KPI does not
    "##);
    assert_eq!(document.kpis.len(), 4);
}

#[test]
fn a_line_without_a_value_does_not_hide_what_follows() {
    let (document, words) =
        read_text("[kpi.a]\nlabel ＝ 'x'\n[kpi.b]\nformula = 3\njust words\n[kpi.c]\nunti = 'a'\n");
    let codes: Vec<_> = words.iter().filter_map(|word| word.split(' ').next()).collect();
    assert_eq!(codes, ["toml-syntax", "wrong-type", "toml-syntax", "unknown-key"]);
    assert_eq!(document.kpis.len(), 3);
}

#[test]
fn settings_stand_in_the_project_file() {
    let (document, words) = read_as("kpi-definitions/a.toml", "[project]\n[source.x]\n");
    assert_eq!(words.len(), 2);
    assert!(words.iter().all(|word| word.starts_with("misplaced-table")));
    assert_eq!(document.sources.len(), 1);
}

#[test]
fn syntax_errors_leave_the_rest_in_use() {
    let (document, words) = read_text(
        "[kpi.a]\nformula = \nlabel = \"x\n[kpi.b]\nformula = \"a \\q\"\n[kpi.受注率]\nlabel = 'z'\n\
         [kpi.c]\nlabel = 'c'\n[kpi.c]\nlabel = 'd'\n[kpi.d]\nunit = 'a'\nunit = 'b'\n",
    );
    insta::assert_snapshot!(words.join("\n"), @r##"
    toml-syntax @ "": a value is missing here
    toml-syntax @ "": the text is not closed
    toml-syntax @ "\\q": this is not an escape TOML knows
    toml-syntax @ "受注率": the key `受注率` needs quotes
    duplicate-name @ "c": `kpi.c` is defined twice
    toml-syntax @ "unit": the key `unit` is written twice
    "##);
    let names: Vec<_> = document.kpis.iter().map(|kpi| kpi.name.value.as_str()).collect();
    assert_eq!(names, ["a", "b", "受注率", "c", "d"]);
}

fn body(escapes: bool, lines: bool) -> impl Strategy<Value = String> {
    let mut parts = vec!["a", " ", "率", "ａ", "=", "😀", "\t"];
    if escapes {
        parts.extend([r"\n", r"\t", r#"\""#, r"\\", r"\u7387", r"\U0001F600", r"\e", r"\x41"]);
    }
    if lines {
        parts.extend(["\n", "\r\n", "'"]);
    }
    if escapes && lines {
        parts.extend(["\\\n  ", "\\ \r\n\n "]);
    }
    let part = prop::sample::select(parts);
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

fn literals() -> impl Strategy<Value = String> {
    prop_oneof![
        body(true, false).prop_map(|text| format!("\"{text}\"")),
        body(true, true).prop_map(|text| format!("\"\"\"{text}\"\"\"")),
        body(false, false).prop_map(|text| format!("'{text}'")),
        body(false, true).prop_map(|text| format!("'''{text}'''")),
    ]
}

proptest! {
    #[test]
    fn decoding_agrees_with_toml_and_maps_back(literal in literals()) {
        let file = format!("key = {literal}");
        let Ok(table) = file.parse::<toml::Table>() else {
            return Ok(());
        };
        let embedded = Embedded::decode(FileId(0), &literal, 6);
        prop_assert_eq!(table["key"].as_str().unwrap(), &embedded.text);
        let mut last = 6;
        for (start, character) in embedded.text.char_indices() {
            let span = embedded.span(start..start + character.len_utf8()).range();
            prop_assert!(span.start >= last && span.end > span.start);
            last = span.end;
            let written = &file[span];
            if !written.starts_with('\\') {
                prop_assert_eq!(written, character.to_string());
            }
        }
    }
}

const WHOLE: &str = "[project]\nname = 'あ'\nas_of = 2026-01-31\r\n[source.leads]\npath = \"a.csv\"\n\
    history = { from = 'f', to = 't' }\n[source.leads.columns]\nid = { type = 'text', missing = ['', '不明'] }\n\
    [kpi.\"受注率\"]\nformula = \"\"\"\n  count(leads where a == '率') \\\n / 2 # x\n\"\"\"\nminimum = 30\n\
    [dimension.d]\nof = { leads = 'leads.id' }\n[[test]]\n[stage.cv]\n";

/// A file in which some spots are overwritten.
fn damaged() -> impl Strategy<Value = String> {
    let pieces = vec![
        "",
        "\n",
        "\"",
        "'",
        "\"\"\"",
        "\'\'\'",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\\",
        "率",
        "＝",
        "「",
        "x",
        "1",
        "\r",
        "\u{feff}",
        "😀",
        "[kpi]",
        "[[kpi.a]]",
        "a.b.c = 1",
        "kpi = 3",
        "\"\" = 1\n",
    ];
    let edit = (any::<prop::sample::Index>(), 0..9usize, prop::sample::select(pieces));
    prop::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut text: Vec<char> = WHOLE.chars().collect();
        for (at, length, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_damage_is_answered(text in damaged()) {
        let mut sources = Sources::default();
        let file = sources.add("kpi.toml", &*text);
        let mut diagnostics = Diagnostics::default();
        read(file, &sources, &mut diagnostics);
        for span in diagnostics.iter().filter_map(|found| found.span) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?}");
        }
        let broken = text.parse::<toml::Table>().is_err();
        prop_assert!(!broken || diagnostics.has_errors());
        for format in [OutputFormat::Human { color: false }, OutputFormat::Json, OutputFormat::Github] {
            render(&diagnostics, &sources, format);
        }
    }
}
