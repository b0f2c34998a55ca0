//! Test results as JUnit XML, which build servers read.

use std::fmt::Write;

use super::TrialReport;
use super::words::Words;
use crate::diagnostic::{OutputFormat, render as rendered};
use crate::trial::{Outcome, Tried};

pub(super) fn render(report: &TrialReport) -> String {
    let words = Words::new(report.model);
    let count = |wanted: fn(&Outcome) -> bool| {
        report.tried.iter().filter(|tried| wanted(&tried.outcome)).count()
    };
    let failures = count(|outcome| matches!(outcome, Outcome::Fail(_)));
    let errors = count(|outcome| matches!(outcome, Outcome::Error(_)));
    let numbers =
        format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", report.tried.len());
    let project = escaped(&report.model.project.name);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites {numbers}>");
    let _ = writeln!(out, "  <testsuite name=\"{project}\" {numbers}>");
    for tried in report.tried {
        case(&mut out, tried, report, &words);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn case(out: &mut String, tried: &Tried, report: &TrialReport, words: &Words) {
    let file = &report.sources.file(tried.test.span.file).name;
    let (name, file) = (escaped(&tried.test.name), escaped(file));
    let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{file}\"");
    let (element, lines) = match &tried.outcome {
        Outcome::Pass => {
            out.push_str("/>\n");
            return;
        }
        Outcome::Fail(failure) => ("failure", words.failures(failure)),
        Outcome::Error(found) => {
            let human = OutputFormat::Human { color: false };
            let text = rendered(found, report.sources, human);
            let first = found.iter().next().map(|found| found.message.clone());
            let lines = first.into_iter().chain(text.lines().map(str::to_owned));
            ("error", lines.collect())
        }
    };
    let message = lines.first().map(|line| escaped(line)).unwrap_or_default();
    let place = words.place(tried, report.sources);
    let _ = writeln!(out, ">\n      <{element} message=\"{message}\">{}", escaped(&place));
    for line in &lines {
        let _ = writeln!(out, "{}", escaped(line));
    }
    let _ = writeln!(out, "      </{element}>\n    </testcase>");
}

/// Text that may stand in an attribute or between tags; what XML cannot hold becomes `�`.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(character));
            }
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            character if character.is_control() => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_can_stand_in_xml() {
        assert_eq!(
            escaped("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; &quot;c&quot; &gt; &apos;d&apos;"
        );
        assert_eq!(
            escaped("1\n2\t\u{1}\u{1b}\u{85}\u{ffff}"),
            "1&#10;2&#9;\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(escaped("日本語 🎉"), "日本語 🎉");
    }
}
