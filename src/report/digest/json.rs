//! A report for programs: every number with what it rests on. `kpi schema report` prints its schema.
//!
//! The same document, without the words of definitions, stands in every HTML report, so that it can
//! be checked. `parts` holds the parts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::DigestReport;
use super::parts::{Held, Missing, held, missing};
use crate::digest::{Digest, Goal, SourceState};
use crate::model::{Model, ReportPart};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::json::value;

/// Version of the document.
const FORMAT: u32 = 1;

/// A report, as `kpi report --out FILE.json` gives it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Gyakusan report")]
struct Document<'a> {
    /// Version of this format.
    format: u32,
    /// Name of the `[report.NAME]`; null for the usual one.
    report: Option<&'a str>,
    /// Name of the project.
    project: &'a str,
    /// `ja` or `en`.
    language: &'a str,
    /// The last day whose rows exist.
    as_of: String,
    /// IANA name of the zone that cuts days.
    time_zone: &'a str,
    /// The days covered.
    period: Days<'a>,
    /// Semantic hash of the definitions.
    definitions: &'a str,
    /// By full name, two fingerprints of each definition: what it says, and with all it rests on.
    meanings: BTreeMap<&'a str, String>,
    /// What each source holds up to as of.
    data: BTreeMap<&'a str, Source>,
    /// How many definitions are approved.
    approvals: Approvals<'a>,
    /// The target of the plan, or why there is none.
    goal: Either<Target<'a>>,
    /// By name, what each part holds, or why it is absent.
    parts: BTreeMap<&'a str, Either<Held<'a>>>,
}

/// Something, or why it is absent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Either<T> {
    /// It is there.
    Held(T),
    /// It is not.
    Missing(Missing),
}

/// Days from a first to a last one.
#[derive(Debug, Serialize, JsonSchema)]
struct Days<'a> {
    /// As asked for.
    label: &'a str,
    /// First day.
    first: String,
    /// Last day.
    last: String,
    /// They go on after the as-of day.
    unfinished: bool,
}

/// A source up to the as-of day.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// Rows.
    rows: Json,
    /// Day of the oldest row; null where the source has no time.
    oldest: Option<String>,
    /// Day of the newest.
    newest: Option<String>,
    /// Fingerprint of names and contents of its files.
    files: String,
}

/// How many definitions are approved.
#[derive(Debug, Serialize, JsonSchema)]
struct Approvals<'a> {
    /// All there are.
    definitions: usize,
    /// Approved by every party.
    approved: usize,
    /// Said to be agreed, but not approved by every party as they are now.
    not_approved: Vec<&'a str>,
    /// Drafts and proposals.
    proposed: Vec<&'a str>,
}

/// The target of a plan.
#[derive(Debug, Serialize, JsonSchema)]
struct Target<'a> {
    /// Name of the plan.
    plan: &'a str,
    /// What is counted.
    kpi: &'a str,
    /// First day of the plan.
    first: String,
    /// Last day.
    last: String,
    /// All of it, in money of the project.
    target: f64,
    /// Reached up to as of, with what is committed.
    actual: f64,
    /// What was due by the end of the last finished month; null where the plan does not say.
    due: Option<Due>,
    /// What may still come; null where the plan cannot be fulfilled.
    prospect: Option<Prospect>,
    /// Why the plan cannot be fulfilled.
    reason: Option<&'a str>,
}

/// What was due by a day.
#[derive(Debug, Serialize, JsonSchema)]
struct Due {
    /// The day.
    last: String,
    /// By the plan.
    planned: f64,
    /// What happened.
    actual: f64,
}

/// What may still come.
#[derive(Debug, Serialize, JsonSchema)]
struct Prospect {
    /// Money of open leads.
    open: f64,
    /// Money that is to be won anew.
    wanted: f64,
    /// Entries into the first stage that are still needed.
    entries: f64,
    /// Chance to reach the target, 0 to 1.
    chance: Option<f64>,
    /// Money of the whole period that 10, 50 and 90 % of the draws stay at or below.
    p10_p50_p90: Option<[f64; 3]>,
}

/// Makes the document; `words` adds the definitions in words.
pub fn digest_json(shown: &DigestReport<'_>, words: bool) -> Json {
    serde_json::to_value(document(shown, words)).unwrap_or_default()
}

/// Gives the schema of the document.
pub fn digest_schema() -> String {
    format!("{:#}\n", schemars::schema_for!(Document<'static>).to_value())
}

fn document<'a>(shown: &DigestReport<'a>, words: bool) -> Document<'a> {
    let (digest, project, model) = (shown.digest, &shown.model.project, shown.model);
    let span = digest.period.span;
    let worded = |part: &ReportPart| matches!(part, ReportPart::Definitions | ReportPart::Glossary);
    let parts = digest.parts.iter().filter(|(part, _)| words || !worded(part));
    let parts = parts.map(|(part, content)| {
        let content = match content {
            Ok(content) => Either::Held(held(shown, content)),
            Err(why) => Either::Missing(missing(why)),
        };
        (part.word(), content)
    });
    let meanings = digest.meanings.iter();
    Document {
        format: FORMAT,
        report: shown.report.about.as_ref().map(|about| about.name.as_str()),
        project: &project.name,
        language: &project.language,
        as_of: digest.as_of.to_string(),
        time_zone: &project.time_zone,
        period: Days {
            label: &digest.period.label,
            first: span.start.to_string(),
            last: span.last().to_string(),
            unfinished: digest.unfinished,
        },
        definitions: &digest.definitions,
        meanings: meanings
            .map(|(name, it)| (name.as_str(), format!("{} {}", it.own, it.whole)))
            .collect(),
        data: digest.sources.iter().map(|it| (it.name.as_str(), source(model, it))).collect(),
        approvals: approvals(digest),
        goal: match &digest.goal {
            Ok(it) => Either::Held(goal(model, it)),
            Err(why) => Either::Missing(missing(why)),
        },
        parts: parts.collect(),
    }
}

fn source(model: &Model, state: &SourceState) -> Source {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let day = |moment: &Value| match moment {
        Value::Date(day) => Some(day.to_string()),
        Value::Datetime(micros) => Some(zone.local_date(*micros).to_string()),
        _ => None,
    };
    Source {
        rows: value(&state.rows),
        oldest: day(&state.oldest),
        newest: day(&state.newest),
        files: state.files.clone(),
    }
}

fn approvals(digest: &Digest) -> Approvals<'_> {
    let found = &digest.approvals;
    Approvals {
        definitions: found.all,
        approved: found.approved,
        not_approved: found.open.iter().map(String::as_str).collect(),
        proposed: found.proposed.iter().map(String::as_str).collect(),
    }
}

fn goal<'a>(model: &'a Model, goal: &'a Goal) -> Target<'a> {
    let prospect = goal.prospect.as_ref();
    Target {
        plan: &model.plans[goal.plan.0].about.name,
        kpi: &goal.title.title.name,
        first: goal.span.start.to_string(),
        last: goal.span.last().to_string(),
        target: goal.target,
        actual: goal.actual,
        due: (goal.due).map(|(planned, span, actual)| Due {
            last: span.last().to_string(),
            planned,
            actual,
        }),
        reason: prospect.err().map(String::as_str),
        prospect: prospect.ok().map(|it| Prospect {
            open: it.open,
            wanted: it.wanted,
            entries: it.entries,
            chance: it.chance.map(|(reached, _)| reached),
            p10_p50_p90: it.chance.map(|(_, quantiles)| quantiles),
        }),
    }
}
