//! What each output of the plan of `kpi run` takes, computed alone, and groups of them.

use std::time::Instant;

use gyakusan::engine::{Engine, Polars};
use gyakusan::expression::PeriodUnit;
use gyakusan::model::KpiId;
use gyakusan::plan::{Output, Plan};
use gyakusan::query::{Asked, Query};
use gyakusan::{analyse, load, period, run};

use crate::Options;
use crate::project::shipped;

/// Runs subsets of the outputs and prints their times.
pub(crate) fn bench(options: &Options) {
    let root = shipped(options.leads);
    let sources = load::load(&root).expect("the files are read");
    let (model, _) = analyse(&sources);
    let as_of = model.project.as_of.expect("the sample has a last day");
    let label = "last 12 months";
    let asked = period::parse(label, as_of, &model.project.settings).ok().filter(|_| !options.all);
    let period = asked.map(|asked| Asked { span: asked.span, label: label.to_owned() });
    let by = vec![model.dimension_named("channel").expect("a shipped dimension")];
    let (kpis, by_period) = (Vec::new(), Some(PeriodUnit::Month));
    let mut query =
        Query { kpis, named: Vec::new(), by, credit: None, by_period, period, as_of, filter: None };
    let all = (0..model.kpis.len()).map(KpiId);
    query.kpis = all.filter(|id| run::obstacle(&model, &query, *id).is_none()).collect();
    let plan = run::lowered(&model, &query).expect("the KPIs are lowered").plan;
    let engine = Polars::new(&root, &plan.time_zone).expect("the data is opened");
    let time = |what: &str, outputs: Vec<Output>| {
        if options.only.as_ref().is_some_and(|only| !what.contains(only)) {
            return;
        }
        let part = Plan { outputs, time_zone: plan.time_zone.clone() };
        let start = Instant::now();
        let rows = engine.run(&part).expect("the plan runs");
        let rows: usize = rows.iter().map(|rows| rows.rows.len()).sum();
        println!("  {:8.2} s  {what} ({rows} rows)", start.elapsed().as_secs_f64());
    };
    println!("parts: outputs of the plan over {} leads, each alone", options.leads);
    plan.outputs.iter().for_each(|output| time(&output.name, vec![output.clone()]));
    let is_audit = |output: &Output| {
        ["rows", "keys", "dangling", "business"].iter().any(|word| output.name.contains(word))
    };
    let only = |keep: &dyn Fn(&Output) -> bool| {
        plan.outputs.iter().filter(|output| keep(output)).cloned().collect::<Vec<_>>()
    };
    println!("groups:");
    time("audits", only(&is_audit));
    time("all but audits", only(&|output| !is_audit(output)));
    time("all but duplicate keys", only(&|output| !output.name.contains("duplicate")));
    time("everything", plan.outputs.clone());
}
