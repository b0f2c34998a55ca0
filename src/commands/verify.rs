//! `kpi verify`

use clap::Args;

use super::choose::choose;
use super::project::Project;
use super::question::{Words, question_about};
use super::{FINDINGS, FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::Diagnostics;
use crate::model::{AgreementId, Model};
use crate::report::{self, Style, VERIFY_FORMATS, VerifyReport};
use crate::verify;

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
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        if self.names.is_empty() && project.model.agreements.is_empty() {
            eprintln!("there is no `[agreement.NAME]` in the definitions");
            return FINE;
        }
        let words = Words::days(self.period.as_deref(), self.as_of.as_deref());
        let asked = question_about(&mut project, &words)
            .and_then(|query| Ok((query, chosen(&project.model, &self.names)?)));
        let (query, ids) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let (period, as_of) = (query.period.map(|asked| asked.span), query.as_of);
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
}

fn chosen(model: &Model, words: &[String]) -> Result<Vec<AgreementId>, Diagnostics> {
    let names: Vec<&str> = model.agreements.iter().map(|it| it.about.name.as_str()).collect();
    Ok(choose("agreement", words, &names)?.into_iter().map(AgreementId).collect())
}
