//! `kpi diagnose`

use clap::Args;

use super::choose::choose;
use super::project::Project;
use super::question::{Words, question_about};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnose::{self, Ask};
use crate::diagnostic::Diagnostics;
use crate::hash;
use crate::model::{DiagnosisId, Model};
use crate::outlook::Plans;
use crate::report::{self, DIAGNOSE_FORMATS, Diagnosed, Style};

/// Read several KPIs together: which diagnoses hold, with their numbers
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi diagnose                                    every diagnosis over the last finished month
  kpi diagnose weak_proposals --period 2026-H1
  kpi diagnose --period \"last 3 months\" --format markdown")]
pub(super) struct Diagnose {
    /// Diagnoses by name; all without
    names: Vec<String>,
    /// Days to look at; the last finished month without
    #[arg(long)]
    period: Option<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = DIAGNOSE_FORMATS)]
    format: String,
}

impl Diagnose {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let words = Words::days(self.period.as_deref(), self.as_of.as_deref());
        let asked = question_about(&mut project, &words)
            .and_then(|query| Ok((query, chosen(&project.model, &self.names)?)));
        let (query, chosen) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let model = &project.model;
        let about = query.clone();
        let period = query.period.unwrap_or_else(|| diagnose::last_month(model, query.as_of));
        let definitions = hash::semantic_hash(model);
        let plans = Plans::new(model, &about, &engine);
        let ask = Ask {
            model,
            diagnoses: &chosen,
            period: &period,
            as_of: query.as_of,
            planned: &|kpi, span| plans.value(kpi, span),
        };
        let answer = super::progress::during("evaluating", || {
            diagnose::diagnose(&ask, &engine, &definitions)
        });
        match answer {
            Ok(findings) => {
                let shown = Diagnosed {
                    model,
                    definitions: &definitions,
                    as_of: query.as_of,
                    period: &period,
                    findings: &findings,
                };
                let style = Style { color: outside.color_stdout(), width: super::width() };
                print(&report::diagnosed(&shown, &self.format, style));
                FINE
            }
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                NO_ANSWER
            }
        }
    }
}

fn chosen(model: &Model, words: &[String]) -> Result<Vec<DiagnosisId>, Diagnostics> {
    let names: Vec<&str> = model.diagnoses.iter().map(|it| it.about.name.as_str()).collect();
    Ok(choose("diagnosis", words, &names)?.into_iter().map(DiagnosisId).collect())
}
