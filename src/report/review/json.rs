//! A review for programs: money as exact text, and what was not evaluated.

use schemars::JsonSchema;
use serde::Serialize;

use super::summary::summary;
use super::{Leads, ReviewReport};
use crate::approval::{Asked, Gate};
use crate::effect::{
    Clause, Effect, Flip, KpiMove, Moved, Movement, Mover, Outcomes, PlanMove, missing,
};
use crate::outlook::Exact;
use crate::report::change::{Document, Unread, document};
use crate::report::decimal::Digits;
use crate::report::number::text;
use crate::table::Cell;
use crate::trial::Near;

/// What `kpi review --format json` gives: a review, or why there is none.
#[derive(JsonSchema)]
#[schemars(title = "Gyakusan review", untagged)]
#[expect(dead_code, reason = "describes both documents, each is made on its own")]
enum Answer<'a> {
    /// Both sides could be read.
    Review(Box<Review<'a>>),
    /// The definitions of a side have errors.
    Unread(Unread<'a>),
}

/// A review of changed definitions.
#[derive(Debug, Serialize, JsonSchema)]
struct Review<'a> {
    /// What changed in meaning.
    #[serde(flatten)]
    changed: Document<'a>,
    /// All in one line, in the language of the project.
    summary: String,
    /// Whether the changes may go in.
    gate: Allowed<'a>,
    /// The last day whose rows exist.
    as_of: String,
    /// The days that KPIs are compared over, as asked for.
    period: &'a str,
    /// What the changes do to the data; null where that was not evaluated.
    effect: Option<Effects<'a>>,
    /// What was not evaluated, and why.
    not_evaluated: Vec<LeftOut>,
}

/// Whether changes may go in.
#[derive(Debug, Serialize, JsonSchema)]
struct Allowed<'a> {
    /// `open`, `waiting` (for approvals) or `blocked`.
    state: &'a str,
    /// Definitions whose change must not go in like this.
    blocked: &'a [String],
    /// Approvals that the changes need.
    approvals: Vec<Approval<'a>>,
}

/// An approval that is needed.
#[derive(Debug, Serialize, JsonSchema)]
struct Approval<'a> {
    /// Whose.
    party: &'a str,
    /// Full name of the definition.
    name: &'a str,
    /// It is there, for the meaning after the changes.
    given: bool,
}

/// What the changes do to the data.
#[derive(Debug, Serialize, JsonSchema)]
struct Effects<'a> {
    /// Stages whose rule is another.
    stages: Vec<StageMove<'a>>,
    /// KPIs that changed or inherit a change.
    kpis: Vec<KpiChange<'a>>,
    /// What plans need.
    plans: Vec<Needed<'a>>,
    /// Agreements that turn out otherwise.
    agreements: Vec<Turned<'a>>,
    /// Tests that turn out otherwise.
    tests: Vec<Turned<'a>>,
}

/// Who stays in a stage, leaves and enters it.
#[derive(Debug, Serialize, JsonSchema)]
struct StageMove<'a> {
    /// Its name.
    stage: &'a str,
    /// Entries on both sides.
    stay: u64,
    /// Of these, entered at another moment.
    stay_at_another_moment: u64,
    /// Entries of the earlier side alone.
    leave: Movers<'a>,
    /// Entries of the later side alone.
    enter: Movers<'a>,
    /// Journeys that reached the last stage; null for the last stage itself.
    reached_the_last_stage: Option<Caught>,
    /// Leads near the thresholds of the later rule; null unless leads are asked for.
    boundary: Option<Vec<Boundary<'a>>>,
}

/// Entries that change sides.
#[derive(Debug, Serialize, JsonSchema)]
struct Movers<'a> {
    /// How many.
    entries: usize,
    /// Of these, how many the other side counts all the same, as they entered a later stage.
    counted_all_the_same: u64,
    /// Clauses that decide alone.
    decided_by: Vec<Decides<'a>>,
    /// Values that these clauses compare and that are missing.
    missing: Vec<Lacks<'a>>,
    /// How many went no further.
    no_further: u64,
    /// For how many each later stage was the last.
    as_far_as: Vec<AsFarAs<'a>>,
    /// What they brought, exact, in the currency of the project; null where no plan says what counts.
    revenue: Option<String>,
    /// Keys; null unless asked for.
    leads: Option<Vec<&'a str>>,
}

/// A clause and how many it decides alone.
#[derive(Debug, Serialize, JsonSchema)]
struct Decides<'a> {
    /// In the canonical format.
    clause: &'a str,
    /// How many.
    decides: u64,
}

/// A value that is missing.
#[derive(Debug, Serialize, JsonSchema)]
struct Lacks<'a> {
    /// What is missing.
    what: &'a str,
    /// For how many.
    entries: u64,
}

/// How far entries went.
#[derive(Debug, Serialize, JsonSchema)]
struct AsFarAs<'a> {
    /// Label of the stage.
    stage: &'a str,
    /// How many.
    entries: u64,
}

/// Of the journeys that reached the last stage, those that the stage caught.
#[derive(Debug, Serialize, JsonSchema)]
struct Caught {
    /// All of them.
    all: u64,
    /// By the earlier rule.
    caught_before: u64,
    /// By the later rule.
    caught_after: u64,
}

/// A lead near the threshold of a clause.
#[derive(Debug, Serialize, JsonSchema)]
struct Boundary<'a> {
    /// The clause.
    clause: &'a str,
    /// The lead fulfils it.
    holds: bool,
    /// Key of the lead.
    lead: String,
    /// What the clause looks at, with the values of the lead.
    seen: Vec<Seen<'a>>,
}

/// A value that a clause looks at.
#[derive(Debug, Serialize, JsonSchema)]
struct Seen<'a> {
    /// What.
    what: &'a str,
    /// Its value as exact text; null where it is missing.
    value: Option<String>,
}

/// A KPI before and after.
#[derive(Debug, Serialize, JsonSchema)]
struct KpiChange<'a> {
    /// Its name.
    kpi: &'a str,
    /// Before.
    before: Number<'a>,
    /// After.
    after: Number<'a>,
    /// `moves`, `within_materiality` or `none_observed`.
    verdict: &'a str,
    /// How far it may move before that matters: `0.5pt`, `5%`; null where any move does.
    materiality: Option<String>,
}

/// One number.
#[derive(Debug, Serialize, JsonSchema)]
struct Number<'a> {
    /// As exact text; null where there is none.
    value: Option<String>,
    /// `ok`, `undefined`, `immature`, `insufficient` or `missing_input`.
    status: &'a str,
    /// Entries it rests on.
    n: Option<i64>,
}

/// What a plan needs, before and after.
#[derive(Debug, Serialize, JsonSchema)]
struct Needed<'a> {
    /// Name of the plan.
    plan: &'a str,
    /// For each stage.
    needed: Vec<Volume<'a>>,
}

/// How many entries a plan needs, not rounded.
#[derive(Debug, Serialize, JsonSchema)]
struct Volume<'a> {
    /// Label of the stage.
    stage: &'a str,
    /// Before.
    before: f64,
    /// After.
    after: f64,
}

/// Something that turns out otherwise.
#[derive(Debug, Serialize, JsonSchema)]
struct Turned<'a> {
    /// What.
    what: &'a str,
    /// Before.
    before: &'a str,
    /// After.
    after: &'a str,
}

/// Something that was not evaluated.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// What.
    what: String,
    /// Why.
    why: String,
}

/// Gives the JSON Schema (2020-12) of a review, as JSON.
pub(super) fn schema() -> String {
    let schema = schemars::schema_for!(Answer<'static>);
    format!("{:#}\n", schema.to_value())
}

pub(super) fn render(report: &ReviewReport<'_>) -> String {
    format!("{:#}\n", value(report, report.leads.as_ref()))
}

/// Gives the whole, with these leads.
pub(super) fn value(report: &ReviewReport<'_>, leads: Option<&Leads<'_>>) -> serde_json::Value {
    let (effect, not_evaluated) = match &report.effect {
        Ok(found) => (Some(effects(found, leads)), left_out(found)),
        Err(why) => (None, vec![LeftOut { what: "effect on data".to_owned(), why: why.clone() }]),
    };
    let review = Review {
        changed: document(&report.changes),
        summary: summary(report, None),
        gate: allowed(report.gate),
        as_of: report.as_of.to_string(),
        period: report.period,
        effect,
        not_evaluated,
    };
    serde_json::to_value(review).unwrap_or_default()
}

fn allowed(gate: &Gate) -> Allowed<'_> {
    let approvals = gate.asked.iter().map(approval).collect();
    Allowed { state: gate.state().word(), blocked: &gate.blocked, approvals }
}

fn approval(asked: &Asked) -> Approval<'_> {
    Approval { party: &asked.party, name: &asked.name, given: asked.given }
}

fn effects<'a>(effect: &'a Effect, leads: Option<&'a Leads<'a>>) -> Effects<'a> {
    let stages = effect.stages.iter();
    Effects {
        stages: stages
            .filter_map(|(name, found)| Some(movement(name, found.as_ref().ok()?, leads)))
            .collect(),
        kpis: effect.kpis.iter().filter_map(kpi).collect(),
        plans: effect.plans.iter().filter_map(plan).collect(),
        agreements: effect.agreements.iter().map(turned).collect(),
        tests: effect.tests.iter().map(turned).collect(),
    }
}

fn movement<'a>(stage: &'a str, it: &'a Movement, leads: Option<&'a Leads<'a>>) -> StageMove<'a> {
    let shown = leads.is_some();
    StageMove {
        stage,
        stay: it.stay,
        stay_at_another_moment: it.moved,
        leave: movers(&it.leave, &it.leave_by, &it.left, shown),
        enter: movers(&it.enter, &it.enter_by, &it.entered, shown),
        reached_the_last_stage: it.caught.map(|[all, caught_before, caught_after]| Caught {
            all,
            caught_before,
            caught_after,
        }),
        boundary: leads.map(|leads| leads.near_of(stage).iter().map(boundary).collect()),
    }
}

fn movers<'a>(
    movers: &'a [Mover],
    clauses: &'a [Clause],
    outcomes: &'a Outcomes,
    leads: bool,
) -> Movers<'a> {
    let clause = |it: &'a Clause| Decides { clause: &it.text, decides: it.decides };
    let stage =
        |(label, count): &'a (String, u64)| AsFarAs { stage: label.as_str(), entries: *count };
    Movers {
        entries: movers.len(),
        counted_all_the_same: movers.iter().filter(|it| it.filled).count() as u64,
        decided_by: clauses.iter().map(clause).collect(),
        missing: missing(movers.iter())
            .into_iter()
            .map(|(what, entries)| Lacks { what, entries })
            .collect(),
        no_further: outcomes.nothing,
        as_far_as: outcomes.stages.iter().map(stage).collect(),
        revenue: outcomes.money.map(money),
        leads: leads.then(|| movers.iter().map(|it| it.subject.as_str()).collect()),
    }
}

fn boundary(near: &Near) -> Boundary<'_> {
    let seen = near.seen.iter().map(|(what, value)| Seen { what, value: exact(text(value)) });
    let lead = text(&near.key);
    Boundary { clause: &near.clause, holds: near.holds, lead, seen: seen.collect() }
}

fn money(money: Exact) -> String {
    Digits::new(money.units, usize::from(money.scale)).text(false)
}

/// Nothing where there is no text.
fn exact(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn kpi(it: &KpiMove) -> Option<KpiChange<'_>> {
    let Moved::Values(cells) = &it.moved else { return None };
    let number = |cell: &Cell| Number {
        value: exact(text(&cell.value)),
        status: cell.status.word(),
        n: cell.n,
    };
    let [before, after] = cells.as_ref();
    Some(KpiChange {
        kpi: &it.name,
        before: number(before),
        after: number(after),
        verdict: it.verdict().word(),
        materiality: it.within.map(|within| within.to_string()),
    })
}

fn plan(it: &PlanMove) -> Option<Needed<'_>> {
    let stages = it.stages.as_ref().ok()?;
    Some(Needed { plan: &it.name, needed: stages.iter().map(volume).collect() })
}

fn volume((stage, [before, after]): &(String, [f64; 2])) -> Volume<'_> {
    Volume { stage, before: *before, after: *after }
}

fn turned(it: &Flip) -> Turned<'_> {
    Turned { what: &it.what, before: &it.before, after: &it.after }
}

fn left_out(effect: &Effect) -> Vec<LeftOut> {
    let one = |what: String, why: &String| LeftOut { what, why: why.clone() };
    let stages = effect.stages.iter();
    let stages = stages
        .filter_map(|(name, found)| Some(one(format!("stage.{name}"), found.as_ref().err()?)));
    let kpis = effect.kpis.iter().filter_map(|it| match &it.moved {
        Moved::NotEvaluated(why) => Some(one(format!("kpi.{}", it.name), why)),
        Moved::Values(_) => None,
    });
    let plans = effect.plans.iter();
    let plans =
        plans.filter_map(|it| Some(one(format!("plan.{}", it.name), it.stages.as_ref().err()?)));
    stages.chain(kpis).chain(plans).collect()
}
