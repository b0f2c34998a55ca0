//! `kpi explain`

use clap::{Args, ValueEnum};

use super::project::Project;
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::explain::{self, GraphFormat, Stage};

/// Explain a definition, or the code of a finding
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi explain win_rate                    what it means, its formula, its inputs, who owns it
  kpi explain win_rate --stage plan       how it is computed
  kpi explain --graph mermaid             how all definitions hang together
  kpi explain fan-out                     what a code of `kpi check` means, with an example")]
pub(super) struct Explain {
    /// A KPI, criterion, dimension, source, column, or a code such as `fan-out`
    #[arg(required_unless_present = "graph")]
    name: Option<String>,
    /// Show one stage of the way from text to plan
    #[arg(long, value_enum)]
    stage: Option<StageName>,
    /// Show what it is made of as a graph
    #[arg(long, value_enum)]
    graph: Option<GraphName>,
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
        if let Some(code) = self.name.as_deref().and_then(codes::find) {
            print(&code.to_string());
            return FINE;
        }
        let Some(project) = Project::open(outside) else { return NO_ANSWER };
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
            (None, None, Some(name)) => explain::definition(model, name).map(|it| it.to_string()),
            (None, _, None) => None,
        };
        match text {
            Some(text) => {
                print(&text);
                FINE
            }
            None => {
                outside.complain_of(unknown(model, name.unwrap_or_default()));
                USAGE
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
    let known = names.iter().map(String::as_str).chain(codes::ALL.iter().map(|code| code.code));
    let near = crate::suggest::nearest(name, known);
    let help = crate::suggest::did_you_mean(&near);
    Diagnostic::general("unknown-name", format!("there is no definition or code `{name}`"))
        .help(help.unwrap_or_else(|| "`kpi explain --graph mermaid` shows all definitions".into()))
}
