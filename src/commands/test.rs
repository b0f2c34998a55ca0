//! `kpi test`

use clap::Args;

use super::project::Project;
use super::{FINDINGS, FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::Diagnostic;
use crate::model::{self, Model};
use crate::report::{self, Style, TRIAL_FORMATS, TrialReport};
use crate::trial::{Outcome, boundary, coverage, mutate, run_tests};
use crate::{leads, suggest};

/// Run the tests of definitions: `[[test]]`; no data files are needed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi test
  kpi test \"ICP\"                  tests whose name contains it
  kpi test --coverage --mutate    what the tests do not reach
  kpi test --suggest mql > kpi-definitions/mql-tests.toml
  kpi test --format junit > report.xml")]
pub(super) struct Test {
    /// Names of tests, or parts of them; else all
    names: Vec<String>,
    /// Also say which conditions were never seen true, false, deciding, or at their threshold
    #[arg(long)]
    coverage: bool,
    /// Also change each definition slightly and list the changes that no test notices
    #[arg(long)]
    mutate: bool,
    /// Print leads of the data at the boundary of a stage as tests, to be agreed on
    #[arg(long, value_name = "STAGE", conflicts_with_all = ["coverage", "mutate", "names"])]
    suggest: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = TRIAL_FORMATS)]
    format: String,
}

impl Test {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(project) = Project::sound(outside) else { return NO_ANSWER };
        if let Some(stage) = &self.suggest {
            return suggest_tests(outside, &project, stage);
        }
        let tests = match chosen(&project.model, &self.names) {
            Ok(tests) => tests,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let model = &project.model;
        if tests.is_empty() {
            eprintln!("there is no `[[test]]` in the definitions");
        }
        let tried = super::progress::during("testing", || run_tests(model, &tests));
        let sound = tried.iter().all(|it| matches!(it.outcome, Outcome::Pass));
        let coverage = (self.coverage && sound)
            .then(|| super::progress::during("looking at conditions", || coverage(model, &tests)));
        let mutation = (self.mutate && sound)
            .then(|| super::progress::during("changing definitions", || mutate(model, &tests)));
        let style = Style { color: outside.color_stdout(), width: super::width() };
        let report = TrialReport {
            model,
            sources: &project.sources,
            tried: &tried,
            coverage: coverage.as_deref(),
            mutation: mutation.as_ref(),
        };
        print(&report::trial(&report, &self.format, style));
        if !sound && (self.coverage || self.mutate) {
            eprintln!("the tests have to pass first; `--coverage` and `--mutate` were left out");
        }
        let any = |wanted: fn(&Outcome) -> bool| tried.iter().any(|it| wanted(&it.outcome));
        match () {
            () if any(|outcome| matches!(outcome, Outcome::Error(_))) => NO_ANSWER,
            () if any(|outcome| matches!(outcome, Outcome::Fail(_))) => FINDINGS,
            () => FINE,
        }
    }
}

/// Prints leads at the boundary of a stage as tests.
fn suggest_tests(outside: &Outside, project: &Project, stage: &str) -> u8 {
    let model = &project.model;
    let stage = match leads::stage_named(model, stage) {
        Ok(stage) => stage,
        Err(problem) => {
            outside.complain_of(problem);
            return USAGE;
        }
    };
    let Some(engine) = project.engine(outside) else { return NO_ANSWER };
    let found = super::progress::during("looking for leads", || {
        boundary(model, stage, project.as_of(), &engine)
    });
    match found {
        Ok(found) => {
            print(&report::suggestions(model, stage, &found));
            FINE
        }
        Err(problems) => {
            outside.complain(&problems, &project.sources);
            NO_ANSWER
        }
    }
}

/// The tests that are named, else those whose names contain one of the words.
fn chosen<'m>(model: &'m Model, words: &[String]) -> Result<Vec<&'m model::Test>, Diagnostic> {
    for word in words {
        if !model.tests.iter().any(|test| test.name.contains(word)) {
            let near = suggest::nearest(word, model.tests.iter().map(|test| test.name.as_str()));
            let message = format!("there is no test named `{word}`");
            let help = suggest::did_you_mean(&near)
                .unwrap_or_else(|| "run `kpi test` without names for all".to_owned());
            return Err(Diagnostic::general("unknown-name", message).help(help));
        }
    }
    let named =
        |test: &&model::Test| words.is_empty() || words.iter().any(|word| test.name.contains(word));
    Ok(model.tests.iter().filter(named).collect())
}
