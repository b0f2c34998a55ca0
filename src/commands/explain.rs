//! `kpi explain`

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::days;
use super::over_time::OverTime;
use super::progress;
use super::project::Project;
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::explain::{self, GraphFormat, Stage};
use crate::report::{self, Style, WHY_FORMATS};
use crate::{load, why};

/// Explain a definition, a lead, or the code of a finding
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi explain win_rate                    what it means, its formula, its inputs, who owns it
  kpi explain win_rate --stage plan       how it is computed
  kpi explain --graph mermaid             how all definitions hang together
  kpi explain --lead L000123              why a lead is in a stage, or what it lacks
  kpi explain mql_count --from 2026-09 --to 2026-10
                                          how much of a move is data, how much is definition
  kpi explain fan-out                     what a code of `kpi check` means, with an example
  kpi explain insufficient                what a word of a table means; also 件数不足")]
#[command(group = ArgGroup::new("dated").args(["lead", "from"]))]
pub(super) struct Explain {
    /// A KPI, criterion, dimension, source, column, a code such as `fan-out`, or a word of a table
    #[arg(required_unless_present_any = ["graph", "lead"])]
    name: Option<String>,
    /// Show one stage of the way from text to plan
    #[arg(long, value_enum)]
    stage: Option<StageName>,
    /// Show what it is made of as a graph
    #[arg(long, value_enum)]
    graph: Option<GraphName>,
    /// Tell why this lead is in the stages of a funnel, clause by clause
    #[arg(long, value_name = "KEY", conflicts_with_all = ["name", "stage", "graph"])]
    lead: Option<String>,
    #[command(flatten)]
    over_time: OverTime,
    /// With `--lead` or `--from`: the last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE", requires = "dated")]
    as_of: Option<String>,
    /// With `--lead`: show columns marked `pii` (personal data) too
    #[arg(long, requires = "lead")]
    show_pii: bool,
    /// How to print
    #[arg(long, default_value = "human", value_parser = WHY_FORMATS, conflicts_with_all = ["stage", "graph"])]
    format: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StageName {
    Expression,
    Formula,
    Plan,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum GraphName {
    Mermaid,
    Dot,
}

impl Explain {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        if let Some(lead) = &self.lead {
            return self.lead(lead, outside);
        }
        if let Some(name) = self.name.as_deref().filter(|_| self.over_time.is_asked()) {
            return self.over_time.run(name, self.as_of.as_deref(), &self.format, outside);
        }
        if let Some(code) = self.name.as_deref().and_then(codes::find) {
            print(&if self.json() { report::code(code) } else { code.to_string() });
            return FINE;
        }
        let Some(project) = self.project(outside) else {
            return self.name.as_deref().map_or(NO_ANSWER, |name| self.status(name, false));
        };
        if project.diagnostics.has_errors() {
            outside.complain(&project.diagnostics, &project.sources);
            return NO_ANSWER;
        }
        let model = &project.model;
        let name = self.name.as_deref();
        let text = match (self.graph, self.stage, name) {
            (Some(graph), ..) => {
                let format = match graph {
                    GraphName::Mermaid => GraphFormat::Mermaid,
                    GraphName::Dot => GraphFormat::Dot,
                };
                explain::graph(model, name.as_slice(), format)
            }
            (None, Some(stage), Some(name)) => {
                let as_of = project.as_of();
                match explain::stage(model, name, stage.into(), as_of) {
                    Some(Err(problems)) => {
                        outside.complain(&problems, &project.sources);
                        return NO_ANSWER;
                    }
                    text => text.and_then(Result::ok),
                }
            }
            (None, None, Some(name)) => explain::definition(model, name)
                .map(|it| if self.json() { report::explanation(&it) } else { it.to_string() }),
            (None, _, None) => None,
        };
        match text {
            Some(text) => {
                print(&text);
                FINE
            }
            None if self.stage.is_none() && name.is_some_and(is_status) => {
                let japanese = model.project.language == "ja";
                self.status(name.unwrap_or_default(), japanese)
            }
            None => {
                outside.complain_of(unknown(model, name.unwrap_or_default()));
                USAGE
            }
        }
    }

    /// The project; words of tables are explained without one, too.
    fn project(&self, outside: &Outside) -> Option<Project> {
        let start = outside.project.clone().unwrap_or_else(|| PathBuf::from("."));
        if self.name.as_deref().is_some_and(is_status) && load::find_root(&start).is_err() {
            return None;
        }
        Project::open(outside)
    }

    fn status(&self, name: &str, japanese: bool) -> u8 {
        let Some(text) = explain::status(name, japanese) else { return NO_ANSWER };
        print(&if self.json() { report::status(&text) } else { text.to_string() });
        FINE
    }
}

fn is_status(name: &str) -> bool {
    explain::status(name, false).is_some()
}

impl Explain {
    fn json(&self) -> bool {
        self.format == "json"
    }

    fn lead(&self, lead: &str, outside: &Outside) -> u8 {
        let Some(project) = Project::sound(outside) else { return NO_ANSWER };
        let as_of = match days::as_of(&project.model, self.as_of.as_deref()) {
            Ok(day) => day,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let answer = progress::during("looking", || {
            why::why(&project.model, lead, as_of, self.show_pii, &engine)
        });
        match answer {
            Ok(found) => {
                let style = Style { color: outside.color_stdout(), width: super::width() };
                print(&report::why(&found, &self.format, style));
                FINE
            }
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                NO_ANSWER
            }
        }
    }
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Expression => Stage::Expression,
            StageName::Formula => Stage::Formula,
            StageName::Plan => Stage::Plan,
        }
    }
}

fn unknown(model: &crate::model::Model, name: &str) -> Diagnostic {
    let names = explain::names(model);
    let words = explain::STATUSES.iter().flat_map(|it| [it.word, it.labels[0], it.labels[1]]);
    let codes = codes::ALL.iter().map(|code| code.code);
    let known = names.iter().map(String::as_str).chain(codes).chain(words);
    let near = crate::suggest::nearest(name, known);
    let help = crate::suggest::did_you_mean(&near);
    Diagnostic::general("unknown-name", format!("there is no definition or code `{name}`"))
        .help(help.unwrap_or_else(|| "`kpi explain --graph mermaid` shows all definitions".into()))
}
