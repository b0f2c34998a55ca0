use super::*;

fn fixture() -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    let text = "[kpi.率]\nformula = \"商談化率 / ｃｖ + 受注\"\nunit = \"percent\"\n";
    let file = sources.add("kpi-definitions/rates.toml", text);
    let other = sources.add("kpi.toml", "[source.leads]\n");
    let span = |part: &str| {
        let start = text.find(part).unwrap();
        Span::new(file, start..start + part.len())
    };
    let mut found = Diagnostics::default();
    found.push(
        Diagnostic::error("unknown-name", span("受注"), "there is nothing named `受注`")
            .label("unknown name")
            .also(Span::new(other, 8..13), "the source")
            .help("did you mean `受注率`?"),
    );
    found.push(Diagnostic::warning("bad-value", span("ｃｖ"), "full width: 100%, a").label("here"));
    found.push(Diagnostic::general("bad-cell", "`12a` is not a number").data(DataPlace {
        file: "data/leads.csv".into(),
        row: Some(5001),
        column: Some("amount".into()),
    }));
    found.push(
        Diagnostic::general("no-project", "there is no `kpi.toml` here").help("run `kpi init`"),
    );
    (found, sources)
}

#[test]
fn carets_stand_under_full_width_text() {
    let (found, sources) = fixture();
    let text = render(&found, &sources, OutputFormat::Human { color: false });
    insta::assert_snapshot!(text, @r#"
    warning[bad-value]: full width: 100%, a
     --> kpi-definitions/rates.toml:2:19
      |
    2 | formula = "商談化率 / ｃｖ + 受注"
      |                       ^^^^ here

    error[unknown-name]: there is nothing named `受注`
     --> kpi-definitions/rates.toml:2:24
      |
    2 | formula = "商談化率 / ｃｖ + 受注"
      |                              ^^^^ unknown name
      |
     ::: kpi.toml:1:9
      |
    1 | [source.leads]
      |         ----- the source
      |
      = help: did you mean `受注率`?

    error[bad-cell]: `12a` is not a number
     --> data/leads.csv:5001 (column `amount`)

    error[no-project]: there is no `kpi.toml` here
      = help: run `kpi init`

    3 errors, 1 warning
    "#);
}

#[test]
fn long_lines_are_clipped_around_the_spot() {
    let mut sources = Sources::default();
    let text = format!("x = '{}'\n", "あ".repeat(400_000));
    let file = sources.add("a.toml", &*text);
    let mut found = Diagnostics::default();
    let spot = Span::new(file, 5 + 3 * 1000..5 + 3 * 1002);
    found.push(Diagnostic::error("syntax", spot, "this is wrong").label("here"));
    let text = render(&found, &sources, OutputFormat::Human { color: false });
    assert!(text.contains("a.toml:1:1006"), "{text}");
    assert!(text.contains("^^^^ here") && text.len() < 2_000, "{text}");
}

#[test]
fn json_has_places_in_characters() {
    let (found, sources) = fixture();
    let text = render(&found, &sources, OutputFormat::Json);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json[0]["code"], "bad-value");
    assert_eq!(
        (&json[0]["line"], &json[0]["column"], &json[0]["end_column"]),
        (&2.into(), &19.into(), &21.into())
    );
    assert_eq!(json[1]["labels"][0]["file"], "kpi.toml");
    assert_eq!(json[2]["data"]["row"], 5001);
    assert!(json[3]["file"].is_null());
    let none = render(&Diagnostics::default(), &sources, OutputFormat::Json);
    assert_eq!(none.trim(), "[]");
}

#[test]
fn github_commands_are_escaped() {
    let (found, sources) = fixture();
    let text = render(&found, &sources, OutputFormat::Github);
    insta::assert_snapshot!(text, @"
    ::warning file=kpi-definitions/rates.toml,line=2,col=19,endLine=2,endColumn=21,title=bad-value::full width: 100%25, a
    ::error file=kpi-definitions/rates.toml,line=2,col=24,endLine=2,endColumn=26,title=unknown-name::there is nothing named `受注`%0Adid you mean `受注率`?
    ::error file=data/leads.csv,line=5001,title=bad-cell::`12a` is not a number%0Ain data/leads.csv:5001 (column `amount`)
    ::error title=no-project::there is no `kpi.toml` here%0Arun `kpi init`
    ");
}

#[test]
fn foreign_text_does_not_steer_a_terminal() {
    let mut sources = Sources::default();
    let file = sources.add("a\u{1b}[2J.toml", "x = 'a\u{1b}[31m\u{202e}b'\n");
    let foreign = "`a\u{1b}[31m\u{7}b`";
    let mut found = Diagnostics::default();
    let place = DataPlace { file: foreign.into(), row: None, column: Some(foreign.into()) };
    let spot = Diagnostic::error("syntax", Span::new(file, 4..8), foreign).label(foreign);
    found.push(spot.clone().help(foreign).data(place.clone()));
    found.push(Diagnostic::general("bad-cell", foreign).help(foreign).data(place));
    let text = render(&found, &sources, OutputFormat::Human { color: false });
    let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!text.contains(steers), "{text:?}");
}
