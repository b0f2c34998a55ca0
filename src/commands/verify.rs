//! `kpi verify`

use clap::Args;

use super::project::Project;
use super::{FINDINGS, FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::Diagnostic;
use crate::model::{AgreementId, Model};
use crate::period::{self, Span};
use crate::report::{self, Style, VERIFY_FORMATS, VerifyReport};
use crate::suggest;
use crate::verify;
use jiff::civil::Date;

/// Tell which agreements were kept
#[derive(Debug, Args)]
#[command(after_help = "\
Periods are taken whole; without `--period` the last three finished ones of each agreement.

Exit codes:
  0  nothing broken
  1  an agreement was broken, or its day of review has passed
  3  data was missing for an answer

Examples:
  kpi verify
  kpi verify cv_quality first_contact --period \"last 6 months\"
  kpi verify --format junit > agreements.xml")]
pub(super) struct Verify {
    /// Names of agreements; else all
    names: Vec<String>,
    /// The days to look at, widened to whole periods of each agreement
    #[arg(long)]
    period: Option<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = VERIFY_FORMATS)]
    format: String,
}

impl Verify {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(project) = Project::sound(outside) else { return NO_ANSWER };
        let asked = chosen(&project.model, &self.names)
            .and_then(|ids| self.days(&project).map(|days| (ids, days)));
        let (ids, (period, as_of)) = match asked {
            Ok(asked) => asked,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        if ids.is_empty() {
            eprintln!("there is no `[agreement.NAME]` in the definitions");
            return FINE;
        }
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let verdicts = super::progress::during("evaluating", || {
            verify::verify(&project.model, &ids, period, as_of, &engine)
        });
        let (model, sources) = (&project.model, &project.sources);
        let report = VerifyReport { model, sources, verdicts: &verdicts, as_of };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::verdicts(&report, &self.format, style));
        match () {
            () if verdicts.iter().any(verify::Verdict::is_finding) => FINDINGS,
            () if verdicts.iter().any(verify::Verdict::is_unanswered) => NO_ANSWER,
            () => FINE,
        }
    }

    fn days(&self, project: &Project) -> Result<(Option<Span>, Date), Diagnostic> {
        let wrong = |error: period::PeriodError| {
            Diagnostic::general("bad-argument", error.message).help(error.help)
        };
        let as_of = match &self.as_of {
            Some(text) => period::parse_date(text).map_err(wrong)?,
            None => project.as_of(),
        };
        let settings = &project.model.project.settings;
        let asked = self.period.as_deref().map(|text| period::parse(text, as_of, settings));
        let asked = asked.transpose().map_err(wrong)?;
        Ok((asked.map(|asked| asked.span), as_of))
    }
}

fn chosen(model: &Model, words: &[String]) -> Result<Vec<AgreementId>, Diagnostic> {
    let mut ids = Vec::new();
    for word in words {
        let name = word.strip_prefix("agreement.").unwrap_or(word);
        let Some(id) = model.agreement_named(name) else {
            let known = model.agreements.iter().map(|it| it.about.name.as_str());
            let near = suggest::nearest(name, known);
            let message = format!("there is no agreement `{name}`");
            let help = suggest::did_you_mean(&near)
                .unwrap_or_else(|| "run `kpi verify` without names for all".to_owned());
            return Err(Diagnostic::general("unknown-name", message).help(help));
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if words.is_empty() {
        ids = (0..model.agreements.len()).map(AgreementId).collect();
    }
    Ok(ids)
}
