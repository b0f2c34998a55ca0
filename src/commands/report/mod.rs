//! `kpi report`: the report is made here, checked in `check`; `past` asks git what changed.

mod check;
mod past;

use std::path::{Path, PathBuf};

use clap::Args;

use super::project::Project;
use super::question::{Words, question_about};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::{self, Ask, Digest};
use crate::model::{Model, Report as Choice};
use crate::outlook::DRAWS;
use crate::query::Query;
use crate::report::{self, DigestReport, Document, Style};
use crate::{load, suggest, write};

/// Make the report that both teams read, as one file
#[derive(Debug, Args)]
#[command(after_help = "\
The ending of the file chooses the format: .html, .md, .xlsx or .json. `[report.NAME]` in the definitions chooses
and orders the parts; files in `templates/` take the place of the built-in ones.

Exit codes of --verify:
  0  every number is the same
  1  numbers differ; it says which, and whether data or definitions changed
  3  the file is no report, or could not be measured again

Examples:
  kpi report --out report.html
  kpi report --out report.html --out report.xlsx --out report.md --out report.json
  kpi report monthly --period 2026-09 --as-of 2026-09-30 --out september.html
  kpi report --out -                          Markdown on stdout
  kpi report --verify september.html          does it still say what the data says?")]
pub(super) struct Report {
    /// A report of the definitions; the only one without, else the usual parts
    name: Option<String>,
    /// Days to cover; else those of the report, else the finished months of the plan
    #[arg(long)]
    period: Option<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// A file to write, several times for several; `-` is Markdown on stdout
    #[arg(long, value_name = "FILE", required_unless_present = "verify")]
    out: Vec<PathBuf>,
    /// Measure again what a report (.html, .json) says, and compare
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "period", "as_of", "out"])]
    verify: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    Markdown,
    Excel,
    Json,
}

impl Report {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        if let Some(file) = &self.verify {
            return check::check(&mut project, outside, file);
        }
        let asked = self.asked(&mut project);
        let (query, choice) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(digest) = made(&mut project, outside, &query, &choice) else { return NO_ANSWER };
        let codes = self.out.iter().map(|out| written(out, &project, outside, &choice, &digest));
        codes.max().unwrap_or(FINE)
    }

    fn asked(&self, project: &mut Project) -> Result<(Query, Choice), Diagnostics> {
        let words = Words::days(self.period.as_deref(), self.as_of.as_deref());
        let query = question_about(project, &words)?;
        let choice = chosen(&project.model, self.name.as_deref())?;
        for out in &self.out {
            format(out)?;
        }
        Ok((query, choice))
    }
}

/// Writes a report; gives the exit code.
fn written(
    out: &Path,
    project: &Project,
    outside: &Outside,
    choice: &Choice,
    digest: &Digest,
) -> u8 {
    let (model, sources) = (&project.model, &project.sources);
    let shown = DigestReport { model, sources, report: choice, digest };
    if out == Path::new("-") {
        print(&markdown(&report::digest_sections(&shown)));
        return FINE;
    }
    let bytes = format(out).map_err(Diagnostics::from).and_then(|it| rendered(&shown, project, it));
    let written = bytes.and_then(|bytes| {
        write::write_atomically(out, &bytes).map_err(Diagnostics::from)?;
        eprintln!("wrote {}", out.display());
        Ok(())
    });
    match written {
        Ok(()) => FINE,
        Err(problems) => {
            outside.complain(&problems, &project.sources);
            NO_ANSWER
        }
    }
}

fn format(out: &Path) -> Result<Format, Diagnostic> {
    if out == Path::new("-") {
        return Ok(Format::Markdown);
    }
    match out.extension().and_then(|it| it.to_str()).map(str::to_lowercase).as_deref() {
        Some("html" | "htm") => Ok(Format::Html),
        Some("md" | "markdown") => Ok(Format::Markdown),
        Some("xlsx") => Ok(Format::Excel),
        Some("json") => Ok(Format::Json),
        _ => {
            let message = format!("`{}` names no format of reports", out.display());
            let help = "let the file end in .html, .md, .xlsx or .json";
            Err(Diagnostic::general("bad-argument", message).help(help))
        }
    }
}

/// The report of a name; without, the only one, else the usual parts.
fn chosen(model: &Model, name: Option<&str>) -> Result<Choice, Diagnostic> {
    let Some(name) = name else {
        return Ok(match model.reports.as_slice() {
            [only] => only.clone(),
            _ => Choice::usual(),
        });
    };
    let bare = name.strip_prefix("report.").unwrap_or(name);
    if let Some(found) = model.report_named(bare) {
        return Ok(found.clone());
    }
    let names: Vec<&str> = model
        .reports
        .iter()
        .filter_map(|it| it.about.as_ref())
        .map(|about| about.name.as_str())
        .collect();
    let near = suggest::nearest(bare, names.iter().copied());
    let listed = || match names.is_empty() {
        true => "leave the name out for the usual parts, or write `[report.NAME]`".to_owned(),
        false => format!("there are {}", names.join(", ")),
    };
    let error = Diagnostic::general("unknown-name", format!("there is no report `{bare}`"));
    Err(error.help(suggest::did_you_mean(&near).unwrap_or_else(listed)))
}

/// Measures a report; `None` after complaining.
fn made(
    project: &mut Project,
    outside: &Outside,
    query: &Query,
    choice: &Choice,
) -> Option<Digest> {
    if let Some(language) = &choice.language {
        project.model.project.language.clone_from(language);
    }
    let locks = match project.approvals() {
        Ok(locks) => locks,
        Err(problems) => {
            outside.complain(&problems, &project.sources);
            return None;
        }
    };
    let engine = project.engine(outside)?;
    let measured = super::progress::during("measuring", || {
        let ask = Ask {
            model: &project.model,
            report: choice,
            period: query.period.clone(),
            as_of: query.as_of,
            draws: DRAWS,
            places: u8::try_from(report::places(&project.model.project.currency)).unwrap_or(0),
            locks: &locks,
            past: past::past(project, query, choice),
        };
        digest::measure(ask, &engine)
    });
    match measured {
        Ok(digest) => Some(digest),
        Err(problems) => {
            outside.complain(&problems, &project.sources);
            None
        }
    }
}

fn rendered(
    shown: &DigestReport<'_>,
    project: &Project,
    format: Format,
) -> Result<Vec<u8>, Diagnostics> {
    let text = report::digest_sections(shown);
    let bytes = match format {
        Format::Json => format!("{:#}\n", report::digest_json(shown, true)).into_bytes(),
        Format::Markdown => markdown(&text).into_bytes(),
        Format::Excel => report::workbook(shown, &text)?,
        Format::Html => {
            let own = load::templates(&project.root)?;
            report::html(&text, &report::digest_json(shown, false), &own)?.into_bytes()
        }
    };
    Ok(bytes)
}

fn markdown(text: &Document) -> String {
    report::page(&report::digest_page(text), "markdown", Style::default())
}
