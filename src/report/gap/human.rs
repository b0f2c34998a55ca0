//! A gap for a terminal.

use super::texts::{Rows, Texts};
use crate::gap::GapReport;
use crate::report::Style;
use crate::report::human::wide;
use crate::report::terminal::{Paint, harmless, paint, with_codes};

pub(super) fn render(report: &GapReport, style: Style) -> String {
    let texts = Texts::of(report);
    let mut out = format!("{}\n", paint(&harmless(&texts.title()), Paint::Bold, style));
    for (word, fact) in texts.facts() {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        out.push_str(&format!("{word} {}\n", harmless(&fact)));
    }
    out.push('\n');
    out.push_str(&table(&texts.parts(), style));
    let verdict = harmless(&texts.verdict());
    let mark = if report.bottleneck.is_some() { Paint::Yellow } else { Paint::Bold };
    out.push_str(&format!("\n{}\n", paint(&verdict, mark, style)));
    if let Some(channels) = texts.channels() {
        out.push_str(&format!("\n{}", table(&channels, style)));
    }
    let word = paint(&format!("{}:", texts.words.notes), Paint::Dim, style);
    out.push_str(&format!("\n{word}\n"));
    texts.notes().iter().for_each(|note| out.push_str(&format!("  - {}\n", harmless(note))));
    with_codes(&out)
}

fn table(table: &Rows, style: Style) -> String {
    let safe = |row: &Vec<String>| row.iter().map(|it| harmless(it)).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(safe).collect();
    wide(&table.titles, &rows, 1, style)
}
