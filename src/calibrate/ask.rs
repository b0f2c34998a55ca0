//! The words of `kpi calibrate` -> which stages, within what.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expression::{Duration, Node as Written};
use crate::leads::stage_named;
use crate::model::{Criterion, Entry, Formula, Model, Node, Operator, ScoreId, StageId};
use crate::parse;
use crate::source::Sources;

/// What is compared with what.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The stage that foretells.
    pub stage: StageId,
    /// The stage that is foretold.
    pub target: StageId,
    /// The first stage of their funnel.
    pub base: StageId,
    /// From the entry into the first stage on; none is ever.
    pub within: Option<Duration>,
    /// The clauses of the condition, as they read, on a subject.
    pub clauses: Vec<(String, Formula)>,
    /// The scores that the condition looks at.
    pub scores: Vec<ScoreId>,
}

/// Reads `won within 180 days`.
pub fn ask(
    model: &Model,
    sources: &mut Sources,
    stage: &str,
    against: &str,
) -> Result<Ask, Diagnostics> {
    let mut problems = Diagnostics::default();
    let text = format!("stage -> {against}");
    let file = sources.add("--against", &text);
    let written = parse::parse_plain(file, &text, &mut problems);
    if problems.has_errors() {
        return Err(problems);
    }
    let one = |problem: Diagnostic| {
        let mut problems = Diagnostics::default();
        problems.push(problem);
        problems
    };
    let wrong = || {
        let error = Diagnostic::general("bad-argument", "`--against` is a stage and a window");
        one(error.help("write `--against won within 180 days`"))
    };
    let Written::Conversion(_, steps) = &written.node else { return Err(wrong()) };
    let [step] = steps.as_slice() else { return Err(wrong()) };
    let Written::Name(parts) = &step.target.node else { return Err(wrong()) };
    let [name] = parts.as_slice() else { return Err(wrong()) };
    let stage = stage_named(model, stage).map_err(one)?;
    let target = stage_named(model, &name.value).map_err(one)?;
    let (from, to) = (&model.stages[stage.0], &model.stages[target.0]);
    if from.funnel != to.funnel || from.position >= to.position {
        let message = format!("`{}` is no later stage than `{}`", to.about.name, from.about.name);
        let error = Diagnostic::general("bad-argument", message);
        return Err(one(error.help("name a later stage of the same funnel after `--against`")));
    }
    let base = model.funnels[from.funnel.0].stages[0];
    let (mut clauses, mut scores) = (Vec::new(), Vec::new());
    if let Entry::When(when) = &from.entry {
        let of = model.funnels[from.funnel.0].of;
        collect(model, when, &mut |formula| {
            clauses.push((one_line(sources.text(formula.span)), formula.clone()));
            crate::model::visit(model, formula, Some(of), &mut |formula, _| {
                if let Node::Score(id) = formula.node
                    && !scores.contains(&id)
                {
                    scores.push(id);
                }
            });
        });
    }
    let within = step.within.as_ref().map(|within| within.value);
    Ok(Ask { stage, target, base, within, clauses, scores })
}

/// Text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Visits the parts of a condition that `and`, `or` and `not` join, those of criteria too.
fn collect(model: &Model, formula: &Formula, see: &mut dyn FnMut(&Formula)) {
    match &formula.node {
        Node::Operator(Operator::And | Operator::Or | Operator::Not, parts) => {
            parts.iter().for_each(|part| collect(model, part, see));
        }
        Node::Criterion(id) => {
            let Criterion { when, .. } = &model.criteria[id.0];
            collect(model, when, see);
        }
        Node::InForce(..) => {}
        _ => see(formula),
    }
}
