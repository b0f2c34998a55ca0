//! For documents and pull requests.

use std::fmt::Write;

use super::super::layout::is_list;
use super::super::markdown::{escaped, grid, list, row};
use super::Diagnosed;
use super::texts::Texts;
use crate::diagnose::{Look, Verdict};

pub(super) fn render(shown: &Diagnosed<'_>) -> String {
    let texts = Texts::of(shown);
    let mut out = format!("## {} {}\n\n", escaped(&shown.model.project.name), texts.title());
    for (word, text) in texts.facts(shown) {
        let _ = writeln!(out, "- {word}: {}", escaped(&text));
    }
    for finding in shown.findings {
        let diagnosis = &shown.model.diagnoses[finding.id.0];
        let (label, name) = (escaped(&diagnosis.about.label), escaped(&diagnosis.about.name));
        let verdict = texts.verdict(finding.verdict);
        let _ = writeln!(out, "\n### {verdict}: {label} ({name})\n");
        let lines = match finding.verdict {
            Verdict::Holds => {
                let facts = texts.reading(diagnosis).into_iter();
                facts.map(|(word, text)| format!("{word}: {text}")).collect()
            }
            Verdict::DoesNotHold => texts.lines(finding),
            _ => finding.why.clone(),
        };
        lines.iter().for_each(|line| {
            let _ = writeln!(out, "- {}", escaped(line));
        });
        if finding.verdict == Verdict::Holds {
            out.push('\n');
            row(&mut out, &texts.columns());
            out.push_str("|---|---:|---|---|---|\n");
            texts.rows(finding).iter().for_each(|cells| row(&mut out, cells));
            finding.looks.iter().for_each(|look| looked(&mut out, look, &texts));
        }
    }
    out
}

fn looked(out: &mut String, look: &Look, texts: &Texts) {
    let _ = writeln!(out, "\n#### {}\n", escaped(&texts.look(look)));
    match &look.table {
        Err(why) => {
            let _ = writeln!(out, "{}", escaped(why));
        }
        Ok(table) if is_list(table) => list(out, table, texts.words),
        Ok(table) if table.lines.is_empty() => {
            let _ = writeln!(out, "{}", texts.words.no_lines);
        }
        Ok(table) => grid(out, table, texts.words),
    }
}
