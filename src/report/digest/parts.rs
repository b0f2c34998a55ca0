//! The parts of a report for programs. Used by `json`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::DigestReport;
use crate::change::Change;
use crate::diagnose::Number;
use crate::digest::{Absent, Channels, Content, Funnel, Interest, Past, Target, Trend, Trends};
use crate::explain::{self, Item};
use crate::model::Model;
use crate::report::json::{cell, table, value};
use crate::report::number::{for_programs, unit_word};
use crate::report::{Diagnosed, VerifyReport, change, diagnose, gap, verify};
use crate::table::KpiTitle;

/// What a part holds.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Held<'a> {
    /// `targets`
    Targets(Vec<Against<'a>>),
    /// `funnel`
    Funnel(Steps<'a>),
    /// `trends`
    Trends(Months<'a>),
    /// `channels`
    Channels(Groups<'a>),
    /// `interest`
    Interest(Signs<'a>),
    /// `changes`
    Changes(Changes<'a>),
    /// `data`
    Data(Vec<Found<'a>>),
    /// `definitions`, `glossary`
    Definitions(Vec<Said<'a>>),
    /// `gap`, `agreements`, `diagnoses`: as the formats `json` of these commands.
    Result(Json),
}

/// Why something is absent.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Missing {
    /// `no_plan`, `no_funnel`, `no_channels`, `not_defined`, `nothing_named` or `because`.
    absent: &'static str,
    /// In words, of `because`.
    reason: Option<String>,
}

/// A KPI.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Title<'a> {
    /// Name in the definitions; a formula where nobody wrote it down.
    name: &'a str,
    /// For people.
    label: &'a str,
    /// What its values count.
    unit: String,
}

/// A KPI against its plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Against<'a> {
    /// Which.
    #[serde(flatten)]
    title: Title<'a>,
    /// A cell as of `kpi run`: value, status, n, converted, lost, open, early.
    actual: Json,
    /// As planned on the eve of the period; null where the plan says nothing.
    plan: Json,
    /// Actual per planned.
    pace: Option<f64>,
    /// The same days of the year before; null where data does not go back that far.
    year_before: Option<Json>,
}

/// A funnel over the period.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Steps<'a> {
    /// Its name.
    funnel: &'a str,
    /// In their order.
    stages: Vec<Step<'a>>,
}

/// A stage, and the way on from it.
#[derive(Debug, Serialize, JsonSchema)]
struct Step<'a> {
    /// Name of the stage.
    name: &'a str,
    /// For people.
    label: &'a str,
    /// A cell: entries of the period.
    entries: Json,
    /// The share that enters the next stage; null of the last.
    rate: Option<Valued<'a>>,
    /// Median days to the next stage; null of the last.
    days: Option<Valued<'a>>,
}

/// A KPI with its cell.
#[derive(Debug, Serialize, JsonSchema)]
struct Valued<'a> {
    /// Which.
    #[serde(flatten)]
    title: Title<'a>,
    /// Value, status, n, converted, lost, open, early.
    #[serde(flatten)]
    cell: Json,
}

/// KPIs month by month.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Months<'a> {
    /// `2026-04`
    months: Vec<&'a str>,
    /// The KPIs.
    kpis: Vec<Series<'a>>,
}

/// A KPI month by month.
#[derive(Debug, Serialize, JsonSchema)]
struct Series<'a> {
    /// Which.
    #[serde(flatten)]
    title: Title<'a>,
    /// One for every month; null where there is none.
    values: Vec<Json>,
    /// As planned on the eve of the plan.
    plan: Vec<Option<f64>>,
    /// Where its meaning changes.
    breaks: Vec<Break<'a>>,
}

/// A month from which on a definition means something else.
#[derive(Debug, Serialize, JsonSchema)]
struct Break<'a> {
    /// `2026-04`
    month: Option<&'a str>,
    /// Full name of the definition.
    definition: &'a str,
}

/// KPIs by channel.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Groups<'a> {
    /// The dimension.
    by: &'a str,
    /// Channels there are.
    groups: usize,
    /// The first of them, as the format `json` of `kpi run`.
    table: Json,
}

/// Signs of interest.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Signs<'a> {
    /// KPIs as a whole.
    kpis: Vec<Valued<'a>>,
    /// KPIs that are split.
    split: Vec<Split<'a>>,
}

/// A KPI that is split.
#[derive(Debug, Serialize, JsonSchema)]
struct Split<'a> {
    /// As written.
    look_at: &'a str,
    /// Groups there are.
    groups: usize,
    /// The first of them, as the format `json` of `kpi run`.
    table: Option<Json>,
    /// Why there are none.
    reason: Option<&'a str>,
}

/// What changed in meaning.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Changes<'a> {
    /// First digits of the commit that is compared with.
    commit: &'a str,
    /// Its day.
    day: &'a str,
    /// Definitions that changed.
    changes: Vec<Changed>,
}

/// A definition that changed.
#[derive(Debug, Serialize, JsonSchema)]
struct Changed {
    /// Full name.
    name: String,
    /// In the language of the report.
    nature: String,
    /// Every number may move.
    everything: bool,
    /// Definitions that rest on it.
    reached: usize,
}

/// A finding in the data.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Found<'a> {
    /// `kpi explain CODE` tells more.
    code: &'a str,
    /// What it is.
    message: &'a str,
}

/// A definition in words.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Said<'a> {
    /// Full name.
    name: String,
    /// For people.
    label: &'a str,
    /// What it means.
    means: Option<&'a str>,
    /// What it must not be mistaken for.
    is_not: Option<&'a str>,
    /// What its formula says.
    in_words: String,
    /// Who answers for it.
    owner: Option<&'a str>,
    /// Who agreed to it.
    accepted_by: Option<&'a str>,
    /// How settled it is.
    status: Option<&'a str>,
}

pub(super) fn missing(why: &Absent) -> Missing {
    let (absent, reason) = match why {
        Absent::NoPlan => ("no_plan", None),
        Absent::NoFunnel => ("no_funnel", None),
        Absent::NoChannels => ("no_channels", None),
        Absent::NotDefined => ("not_defined", None),
        Absent::NothingNamed => ("nothing_named", None),
        Absent::Because(reason) => ("because", Some(reason.clone())),
    };
    Missing { absent, reason }
}

pub(super) fn held<'a>(shown: &DigestReport<'a>, content: &'a Content) -> Held<'a> {
    let model = shown.model;
    match content {
        Content::Targets(targets) => Held::Targets(targets.iter().map(against).collect()),
        Content::Funnel(it) => Held::Funnel(steps(model, it)),
        Content::Gap(it) => Held::Result(gap::gap_json(it)),
        Content::Trends(it) => Held::Trends(months(it)),
        Content::Channels(it) => Held::Channels(groups(model, it)),
        Content::Agreements(verdicts) => {
            let (sources, as_of) = (shown.sources, shown.digest.as_of);
            let report = VerifyReport { model, sources, verdicts, as_of };
            Held::Result(verify::verdicts_json(&report))
        }
        Content::Diagnoses(period, findings) => {
            let (definitions, as_of) = (&shown.digest.definitions, shown.digest.as_of);
            let shown = Diagnosed { model, definitions, as_of, period, findings };
            Held::Result(diagnose::diagnosed_json(&shown))
        }
        Content::Interest(it) => Held::Interest(signs(it)),
        Content::Changes(past) => Held::Changes(changes(model, past)),
        Content::Data(found) => Held::Data(
            found.iter().map(|it| Found { code: it.code, message: &it.message }).collect(),
        ),
        Content::Definitions | Content::Glossary => Held::Definitions(
            explain::definitions(model).filter_map(|it| said(model, it)).collect(),
        ),
    }
}

fn title(title: &KpiTitle) -> Title<'_> {
    Title { name: &title.title.name, label: &title.title.label, unit: unit_word(title) }
}

fn number(number: &Number) -> Json {
    serde_json::to_value(cell(&number.cell, &number.title)).unwrap_or_default()
}

fn valued(it: &Number) -> Valued<'_> {
    Valued { title: title(&it.title), cell: number(it) }
}

fn against(target: &Target) -> Against<'_> {
    let kpi = &target.actual.title;
    let plan = target.plan.as_ref().map(|plan| value(&for_programs(plan, kpi)));
    Against {
        title: title(kpi),
        actual: number(&target.actual),
        plan: plan.unwrap_or_default(),
        pace: target.pace,
        year_before: target.year_before.as_ref().map(number),
    }
}

fn steps<'a>(model: &'a Model, funnel: &'a Funnel) -> Steps<'a> {
    let step = |step: &'a crate::digest::Step| {
        let about = &model.stages[step.stage.0].about;
        Step {
            name: &about.name,
            label: &about.label,
            entries: number(&step.entries),
            rate: step.rate.as_ref().map(valued),
            days: step.days.as_ref().map(valued),
        }
    };
    let stages = funnel.steps.iter().map(step).collect();
    Steps { funnel: &model.funnels[funnel.funnel.0].about.name, stages }
}

fn months(trends: &Trends) -> Months<'_> {
    let one = |trend: &'_ Trend| -> Vec<Json> {
        trend.cells.iter().map(|it| value(&for_programs(&it.value, &trend.title))).collect()
    };
    let kpis = trends.series.iter().map(|trend| Series {
        title: title(&trend.title),
        values: one(trend),
        plan: trend.plan.clone(),
        breaks: (trend.breaks.iter())
            .map(|it| Break {
                month: trends.months.get(it.month).map(|month| month.label.as_str()),
                definition: &it.definition,
            })
            .collect(),
    });
    let months = trends.months.iter().map(|month| month.label.as_str()).collect();
    Months { months, kpis: kpis.collect() }
}

fn groups<'a>(model: &'a Model, channels: &Channels) -> Groups<'a> {
    let by = &model.dimensions[channels.by.0].about.name;
    Groups { by, groups: channels.groups, table: table(&channels.table) }
}

fn signs(interest: &Interest) -> Signs<'_> {
    let split = interest.seen.iter().map(|it| Split {
        look_at: &it.text,
        groups: it.groups,
        table: it.table.as_ref().ok().map(table),
        reason: it.table.as_ref().err().map(String::as_str),
    });
    Signs { kpis: interest.numbers.iter().map(valued).collect(), split: split.collect() }
}

fn changes<'a>(model: &Model, past: &'a Past) -> Changes<'a> {
    let (commit, day, _) = &past.commit;
    let language = &model.project.language;
    let one = |it: &Change| Changed {
        name: it.full_name(),
        nature: change::nature(it, language),
        everything: it.reach.everything,
        reached: it.reach.reached.len(),
    };
    Changes { commit, day, changes: past.changes.iter().map(one).collect() }
}

fn said(model: &Model, item: Item) -> Option<Said<'_>> {
    let about = item.about(model)?;
    Some(Said {
        name: item.name(model),
        label: &about.label,
        means: about.means.as_deref(),
        is_not: about.is_not.as_deref(),
        in_words: explain::reading(model, item),
        owner: about.owner.as_deref(),
        accepted_by: about.accepted_by.as_deref(),
        status: about.standing.status.map(|status| status.word()),
    })
}
