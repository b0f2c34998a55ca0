//! `kpi report --verify`: a report against what is measured now.

use std::path::Path;

use super::{chosen, made};
use crate::commands::project::Project;
use crate::commands::{FINDINGS, FINE, NO_ANSWER, Outside, print};
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::load;
use crate::model::{Model, Report as Choice, ReportPart};
use crate::period::{Span, parse_date};
use crate::query::{Asked, Query};
use crate::report::{self, DigestReport};
use serde_json::Value as Json;

/// Measures a report again; gives the exit code.
pub(super) fn check(project: &mut Project, outside: &Outside, file: &Path) -> u8 {
    let asked = read(file).and_then(|then| {
        let asked = asked(&project.model, &then).ok_or_else(|| no_report(file))?;
        Ok((then, asked))
    });
    let (then, (query, choice)) = match asked {
        Ok(asked) => asked,
        Err(problem) => {
            outside.complain_of(problem);
            return NO_ANSWER;
        }
    };
    let Some(digest) = made(project, outside, &query, &choice) else { return NO_ANSWER };
    let (model, sources) = (&project.model, &project.sources);
    let shown = DigestReport { model, sources, report: &choice, digest: &digest };
    let found = report::compared(&then, &report::digest_json(&shown, false));
    print(&report::comparison(&found, &project.model.project.language));
    if found.differing.is_empty() { FINE } else { FINDINGS }
}

fn read(file: &Path) -> Result<Json, Diagnostic> {
    let text = load::report(file).map_err(|error| {
        let name = file.display().to_string();
        Diagnostic::general("unreadable-report", format!("`{name}` cannot be read: {error}"))
            .data(DataPlace { file: name, ..DataPlace::default() })
            .help("name an .html or .json file that `kpi report --out` wrote")
    })?;
    report::recorded(&text).ok_or_else(|| no_report(file))
}

fn no_report(file: &Path) -> Diagnostic {
    let name = file.display().to_string();
    Diagnostic::general("unreadable-report", format!("`{name}` holds no numbers of a report"))
        .data(DataPlace { file: name, ..DataPlace::default() })
        .help("name an .html or .json file that `kpi report --out` wrote")
}

/// What a report was asked: its days, as of when, its parts.
fn asked(model: &Model, then: &Json) -> Option<(Query, Choice)> {
    let day = |value: &Json| parse_date(value.as_str()?).ok();
    let period = &then["period"];
    let span = Span::inclusive(day(&period["first"])?, day(&period["last"])?);
    let label = period["label"].as_str()?.to_owned();
    let mut choice = match then["report"].as_str() {
        Some(name) => chosen(model, Some(name)).unwrap_or_else(|_| Choice::usual()),
        None => Choice::usual(),
    };
    let parts = then["parts"].as_object()?;
    choice.parts = ReportPart::ALL.into_iter().filter(|it| parts.contains_key(it.word())).collect();
    choice.language = then["language"].as_str().map(str::to_owned);
    let query = Query::of(Vec::new(), Some(Asked { span, label }), day(&then["as_of"])?);
    Some((query, choice))
}
