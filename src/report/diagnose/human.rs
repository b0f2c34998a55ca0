//! For people at a terminal.

use std::fmt::Write;

use super::super::Style;
use super::super::human::{grid, grids, list, text};
use super::super::layout::is_list;
use super::super::terminal::{Paint, harmless, paint, with_codes};
use super::Diagnosed;
use super::texts::Texts;
use crate::diagnose::{Finding, Look, Verdict};

pub(super) fn render(shown: &Diagnosed<'_>, style: Style) -> String {
    let texts = Texts::of(shown);
    let mut out = paint(&harmless(&shown.model.project.name), Paint::Bold, style);
    let _ = writeln!(out, " {}", texts.title());
    for (word, text) in texts.facts(shown) {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        let _ = writeln!(out, "{word} {}", harmless(&text));
    }
    for finding in shown.findings {
        out.push('\n');
        heading(&mut out, shown, finding, &texts, style);
        match finding.verdict {
            Verdict::Holds => holding(&mut out, shown, finding, &texts, style),
            Verdict::DoesNotHold => lines(&mut out, &texts.lines(finding)),
            _ => lines(&mut out, &finding.why),
        }
    }
    with_codes(&out)
}

fn heading(
    out: &mut String,
    shown: &Diagnosed<'_>,
    finding: &Finding,
    texts: &Texts,
    style: Style,
) {
    let about = &shown.model.diagnoses[finding.id.0].about;
    let verdict = texts.verdict(finding.verdict);
    let held = finding.verdict == Verdict::Holds;
    let verdict = paint(verdict, if held { Paint::Yellow } else { Paint::Dim }, style);
    let label = paint(&harmless(&about.label), Paint::Bold, style);
    let name = paint(&about.name, Paint::Dim, style);
    let _ = writeln!(out, "[{verdict}] {label} {name}");
}

fn lines(out: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(out, "  {}", harmless(line));
    }
}

fn holding(
    out: &mut String,
    shown: &Diagnosed<'_>,
    finding: &Finding,
    texts: &Texts,
    style: Style,
) {
    for (word, text) in texts.reading(&shown.model.diagnoses[finding.id.0]) {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        let _ = writeln!(out, "  {word} {}", harmless(&text));
    }
    let harmless_row = |row: &Vec<String>| row.iter().map(|cell| harmless(cell)).collect();
    let rows: Vec<Vec<String>> = texts.rows(finding).iter().map(harmless_row).collect();
    out.push_str(&text(&grid(&texts.columns(), &rows, 1..2, style)));
    for look in &finding.looks {
        looked(out, look, texts, style);
    }
}

fn looked(out: &mut String, look: &Look, texts: &Texts, style: Style) {
    let _ = writeln!(out, "\n{}", paint(&harmless(&texts.look(look)), Paint::Bold, style));
    match &look.table {
        Err(why) => {
            let _ = writeln!(out, "  {}", harmless(why));
        }
        Ok(table) if is_list(table) => out.push_str(&list(table, texts.words, style)),
        Ok(table) if table.lines.is_empty() => {
            let _ = writeln!(out, "{}", texts.words.no_lines);
        }
        Ok(table) => out.push_str(&grids(table, texts.words, style)),
    }
}
