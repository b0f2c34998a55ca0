//! A gap for documents and pull requests.

use super::texts::{Rows, Texts};
use crate::gap::GapReport;
use crate::report::markdown::{escaped, row};

pub(super) fn render(report: &GapReport) -> String {
    let texts = Texts::of(report);
    let mut out = format!("## {}\n\n", escaped(&texts.title()));
    for (word, fact) in texts.facts() {
        out.push_str(&format!("- {word}: {}\n", escaped(&fact)));
    }
    out.push('\n');
    table(&mut out, &texts.parts());
    out.push_str(&format!("\n**{}**\n", escaped(&texts.verdict())));
    if let Some(channels) = texts.channels() {
        out.push('\n');
        table(&mut out, &channels);
    }
    out.push('\n');
    texts.notes().iter().for_each(|note| out.push_str(&format!("- {}\n", escaped(note))));
    out
}

fn table(out: &mut String, table: &Rows) {
    row(out, &table.titles);
    out.push_str("|---|");
    out.push_str(&"---:|".repeat(table.titles.len() - 1));
    out.push('\n');
    table.rows.iter().for_each(|cells| row(out, cells));
}
