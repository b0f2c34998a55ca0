//! Verdicts for documents and pull requests.

use std::fmt::Write;

use super::VerifyReport;
use super::words::Words;
use crate::report::markdown::escaped;
use crate::verify::Verdict;

pub(super) fn render(report: &VerifyReport) -> String {
    let words = Words::new(report.model);
    let project = &report.model.project;
    let mut out = format!("## {}\n\n", escaped(&project.name));
    let _ = writeln!(out, "- {}: {} ({})", words.common.as_of, report.as_of, project.time_zone);
    let _ = writeln!(out, "- {}", escaped(&words.summary(report)));
    for verdict in report.verdicts {
        one(&mut out, report, verdict, &words);
    }
    out
}

fn one(out: &mut String, report: &VerifyReport, verdict: &Verdict, words: &Words) {
    let agreement = report.agreement(verdict);
    let about = &agreement.about;
    let _ = writeln!(out, "\n### {} ({})\n", escaped(&about.label), escaped(&about.name));
    for (word, fact) in words.facts(verdict, agreement) {
        let _ = writeln!(out, "- {word}: {}", escaped(&fact));
    }
    if let Some(problems) = &verdict.trouble {
        for problem in problems.iter() {
            let _ = writeln!(out, "- {}", escaped(&problem.message));
        }
        return;
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push('\n');
    out.push_str(&line(words.titles()));
    out.push_str("|---|---|---:|---:|---:|---:|---:|---|\n");
    for judged in &verdict.periods {
        let cells = words.row(verdict, judged, agreement);
        out.push_str(&line(cells.iter().map(|cell| escaped(cell)).collect()));
    }
    let breaches = words.breaches(verdict);
    if !breaches.is_empty() {
        out.push('\n');
    }
    for (head, keys) in breaches {
        let _ = writeln!(out, "- {}: {}", escaped(&head), escaped(&keys));
    }
}
