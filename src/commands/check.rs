//! `kpi check`

use clap::{Args, ValueEnum};

use super::project::Project;
use super::{FINDINGS, FINE, NO_ANSWER, Outside, print};
use crate::diagnostic::{OutputFormat, annotations, render};
use crate::revision::Repository;
use crate::{approval, examine, fix, lower, retirement, suppression, write};

/// Check definitions: every problem at once, with its place and a way out
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi check
  kpi check --data              also open the sources: headers, types, keys, links, missing values
  kpi check --fix               put foreign spellings right in place
  kpi check --format github     annotations for a pull request")]
pub(super) struct Check {
    /// Also open the sources
    #[arg(long)]
    data: bool,
    /// Apply safe repairs in place; comments and layout stay
    #[arg(long)]
    fix: bool,
    /// How to print findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
}

impl Check {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::open(outside) else { return NO_ANSWER };
        if self.fix {
            let Some(repaired) = repair(outside, &project) else { return NO_ANSWER };
            if repaired {
                let Some(again) = Project::open(outside) else { return NO_ANSWER };
                project = again;
            }
        }
        let sound = !project.diagnostics.has_errors();
        if sound {
            let as_of = project.as_of();
            lower::rehearse(&project.model, as_of, &mut project.diagnostics);
            retirement::check(&project.model, as_of, &mut project.diagnostics);
            match project.approvals() {
                Ok(locks) => approval::check(&project.model, &locks, &mut project.diagnostics),
                Err(problems) => project.diagnostics.extend(problems.iter().cloned()),
            }
        }
        if self.data {
            let Some(engine) = project.engine(outside) else { return NO_ANSWER };
            examine::examine(&project.model, &engine, &mut project.diagnostics);
        }
        let today = project.as_of();
        let searched = |code: &str| sound && (self.data || !suppression::OF_DATA.contains(&code));
        let known = suppression::apply(&project.model, &mut project.diagnostics, today, searched);
        print(&self.rendered(&project, outside));
        if self.format == Format::Human {
            eprintln!("{}", summary(&project, self.data, known));
        }
        if project.diagnostics.has_errors() { FINDINGS } else { FINE }
    }
}

impl Check {
    fn rendered(&self, project: &Project, outside: &Outside) -> String {
        let Project { diagnostics, sources, root, .. } = project;
        let format = match self.format {
            Format::Human => OutputFormat::Human { color: outside.color_stdout() },
            Format::Json => OutputFormat::Json,
            Format::Github => {
                let repository = Repository::open(root).ok();
                let folder = repository.map(|it| it.prefix().to_owned()).unwrap_or_default();
                return annotations(diagnostics, sources, &folder);
            }
        };
        render(diagnostics, sources, format)
    }
}

/// Writes repaired files; tells whether there were any.
fn repair(outside: &Outside, project: &Project) -> Option<bool> {
    let repaired = fix::fix(&project.sources, &project.diagnostics);
    for file in &repaired {
        let name = &project.sources.file(file.file).name;
        if let Err(problem) =
            write::write_atomically(&project.root.join(name), file.text.as_bytes())
        {
            outside.complain_of(problem);
            return None;
        }
        eprintln!("{name}: {} put right", file.count);
    }
    Some(!repaired.is_empty())
}

fn summary(project: &Project, data: bool, known: usize) -> String {
    let model = &project.model;
    let tables = model.sources.iter().filter(|source| source.funnel.is_none()).count();
    let always = [(tables, "source", "sources")];
    let definitions = [
        (model.funnels.len(), "funnel", "funnels"),
        (model.stages.len(), "stage", "stages"),
        (model.scores.len(), "score", "scores"),
        (model.criteria.len(), "criterion", "criteria"),
        (model.dimensions.len(), "dimension", "dimensions"),
        (model.attributions.len(), "attribution", "attributions"),
        (model.kpis.len(), "KPI", "KPIs"),
        (model.plans.len(), "plan", "plans"),
        (model.agreements.len(), "agreement", "agreements"),
        (model.diagnoses.len(), "diagnosis", "diagnoses"),
        (model.tests.len(), "test", "tests"),
    ];
    let counted = always
        .into_iter()
        .chain(definitions.into_iter().filter(|(count, ..)| *count > 0))
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect::<Vec<_>>()
        .join(", ");
    let data = if data { ", data opened" } else { "" };
    let known = match known {
        0 => String::new(),
        known => format!(
            ", {known} known {} suppressed",
            if known == 1 { "finding" } else { "findings" }
        ),
    };
    format!("checked {} files: {counted}{data}{known}", project.sources.iter().count())
}
