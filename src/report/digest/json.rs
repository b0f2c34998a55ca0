//! A report for programs: every number with what it rests on. Schema: `docs/report.schema.json`.
//!
//! The same document, without its words, stands in every HTML report, so that it can be checked.

use serde_json::{Map, Value as Json, json};

use super::DigestReport;
use crate::change::Change;
use crate::diagnose::Number;
use crate::digest::{
    Absent, Channels, Content, Digest, Funnel, Goal, Interest, SourceState, Target, Trends,
};
use crate::explain::{self, Item};
use crate::model::{Model, ReportPart};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::json::{cell, table, value};
use crate::report::number::{for_programs, unit_word};
use crate::report::{Diagnosed, VerifyReport, change, diagnose, gap, verify};
use crate::table::KpiTitle;

/// Makes the document; `words` adds the definitions in words.
pub fn digest_json(shown: &DigestReport<'_>, words: bool) -> Json {
    let (digest, project) = (shown.digest, &shown.model.project);
    let named = shown.report.about.as_ref().map(|about| about.name.clone());
    let span = digest.period.span;
    let sources = digest.sources.iter().map(|it| (it.name.clone(), source(shown.model, it)));
    let meanings = digest.meanings.iter();
    let meanings =
        meanings.map(|(name, it)| (name.clone(), Json::from(format!("{} {}", it.own, it.whole))));
    let mut parts = Map::new();
    for (part, content) in &digest.parts {
        let worded = matches!(part, ReportPart::Definitions | ReportPart::Glossary);
        if words || !worded {
            parts.insert(part.word().to_owned(), of(shown, content));
        }
    }
    json!({
        "format": 1,
        "report": named,
        "project": project.name,
        "language": project.language,
        "as_of": digest.as_of.to_string(),
        "time_zone": project.time_zone,
        "period": {
            "label": digest.period.label,
            "first": span.start.to_string(),
            "last": span.last().to_string(),
            "unfinished": digest.unfinished,
        },
        "definitions": digest.definitions,
        "meanings": Map::from_iter(meanings),
        "data": Map::from_iter(sources),
        "approvals": approvals(digest),
        "goal": digest.goal.as_ref().map_or_else(absent, |it| goal(shown.model, it)),
        "parts": parts,
    })
}

fn source(model: &Model, state: &SourceState) -> Json {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let day = |moment: &Value| match moment {
        Value::Date(day) => day.to_string().into(),
        Value::Datetime(micros) => zone.local_date(*micros).to_string().into(),
        _ => Json::Null,
    };
    json!({
        "rows": value(&state.rows),
        "oldest": day(&state.oldest),
        "newest": day(&state.newest),
        "files": state.files,
    })
}

fn approvals(digest: &Digest) -> Json {
    let found = &digest.approvals;
    json!({
        "definitions": found.all,
        "approved": found.approved,
        "not_approved": found.open,
        "proposed": found.proposed,
    })
}

fn absent(why: &Absent) -> Json {
    let (word, reason) = match why {
        Absent::NoPlan => ("no_plan", None),
        Absent::NoFunnel => ("no_funnel", None),
        Absent::NoChannels => ("no_channels", None),
        Absent::NotDefined => ("not_defined", None),
        Absent::NothingNamed => ("nothing_named", None),
        Absent::Because(reason) => ("because", Some(reason)),
    };
    json!({ "absent": word, "reason": reason })
}

fn goal(model: &Model, goal: &Goal) -> Json {
    let prospect = match &goal.prospect {
        Err(why) => json!({ "reason": why }),
        Ok(it) => json!({
            "open": it.open,
            "wanted": it.wanted,
            "entries": it.entries,
            "chance": it.chance.map(|(reached, _)| reached),
            "p10_p50_p90": it.chance.map(|(_, quantiles)| quantiles),
        }),
    };
    json!({
        "plan": model.plans[goal.plan.0].about.name,
        "kpi": goal.title.title.name,
        "first": goal.span.start.to_string(),
        "last": goal.span.last().to_string(),
        "target": goal.target,
        "actual": goal.actual,
        "due": goal.due.map(|(planned, span, actual)| json!({
            "planned": planned, "actual": actual, "last": span.last().to_string(),
        })),
        "prospect": prospect,
    })
}

fn of(shown: &DigestReport<'_>, content: &Result<Content, Absent>) -> Json {
    let model = shown.model;
    match content {
        Err(why) => absent(why),
        Ok(Content::Targets(targets)) => targets.iter().map(target).collect(),
        Ok(Content::Funnel(it)) => funnel(model, it),
        Ok(Content::Gap(it)) => gap::gap_json(it),
        Ok(Content::Trends(it)) => trends(it),
        Ok(Content::Channels(it)) => channels(model, it),
        Ok(Content::Agreements(found)) => {
            let (sources, as_of) = (shown.sources, shown.digest.as_of);
            let report = VerifyReport { model, sources, verdicts: found, as_of };
            verify::verdicts_json(&report)
        }
        Ok(Content::Diagnoses(period, findings)) => {
            let definitions = &shown.digest.definitions;
            let as_of = shown.digest.as_of;
            let shown = Diagnosed { model, definitions, as_of, period, findings };
            diagnose::diagnosed_json(&shown)
        }
        Ok(Content::Interest(it)) => interest(it),
        Ok(Content::Changes(past)) => {
            let (commit, day, _) = &past.commit;
            let language = &model.project.language;
            let one = |it: &Change| {
                json!({
                    "name": it.full_name(),
                    "nature": change::nature(it, language),
                    "everything": it.reach.everything,
                    "reached": it.reach.reached.len(),
                })
            };
            let changes: Vec<Json> = past.changes.iter().map(one).collect();
            json!({ "commit": commit, "day": day, "changes": changes })
        }
        Ok(Content::Data(found)) => {
            let one = |it: &crate::diagnostic::Diagnostic| json!({ "code": it.code, "message": it.message });
            found.iter().map(one).collect()
        }
        Ok(Content::Definitions | Content::Glossary) => definitions(model),
    }
}

fn number(number: &Number) -> Json {
    serde_json::to_value(cell(&number.cell, &number.title)).unwrap_or_default()
}

/// Name, label and unit of a KPI.
fn titled(title: &KpiTitle) -> Map<String, Json> {
    let pairs = [
        ("name", Json::from(title.title.name.clone())),
        ("label", title.title.label.clone().into()),
        ("unit", unit_word(title).into()),
    ];
    Map::from_iter(pairs.map(|(key, value)| (key.to_owned(), value)))
}

fn target(target: &Target) -> Json {
    let title = &target.actual.title;
    let mut found = titled(title);
    let plan = target.plan.as_ref().map(|plan| value(&for_programs(plan, title)));
    found.insert("actual".into(), number(&target.actual));
    found.insert("plan".into(), plan.unwrap_or_default());
    found.insert("pace".into(), target.pace.into());
    let before = target.year_before.as_ref().map(number);
    found.insert("year_before".into(), before.unwrap_or_default());
    Json::Object(found)
}

fn funnel(model: &Model, funnel: &Funnel) -> Json {
    let named = |number: &Option<Number>| {
        number.as_ref().map(|it| {
            let mut found = titled(&it.title);
            if let Json::Object(cell) = self::number(it) {
                found.extend(cell);
            }
            Json::Object(found)
        })
    };
    let step = |step: &crate::digest::Step| {
        let about = &model.stages[step.stage.0].about;
        json!({
            "name": about.name,
            "label": about.label,
            "entries": number(&step.entries),
            "rate": named(&step.rate),
            "days": named(&step.days),
        })
    };
    let steps: Vec<Json> = funnel.steps.iter().map(step).collect();
    json!({ "funnel": model.funnels[funnel.funnel.0].about.name, "stages": steps })
}

fn trends(trends: &Trends) -> Json {
    let months: Vec<&str> = trends.months.iter().map(|month| month.label.as_str()).collect();
    let one = |trend: &crate::digest::Trend| {
        let mut found = titled(&trend.title);
        let cells = trend.cells.iter().map(|it| value(&for_programs(&it.value, &trend.title)));
        found.insert("values".into(), cells.collect());
        found.insert("plan".into(), trend.plan.iter().copied().collect());
        let breaks = trend.breaks.iter().map(|it| {
            json!({
                "month": trends.months.get(it.month).map(|month| &month.label),
                "definition": it.definition,
            })
        });
        found.insert("breaks".into(), breaks.collect());
        Json::Object(found)
    };
    json!({ "months": months, "kpis": trends.series.iter().map(one).collect::<Vec<_>>() })
}

fn channels(model: &Model, channels: &Channels) -> Json {
    json!({
        "by": model.dimensions[channels.by.0].about.name,
        "groups": channels.groups,
        "table": table(&channels.table),
    })
}

fn interest(interest: &Interest) -> Json {
    let alone = |it: &Number| {
        let mut found = titled(&it.title);
        found.insert("value".into(), number(it));
        Json::Object(found)
    };
    let split = |it: &crate::digest::Seen| {
        let (found, why) = match &it.table {
            Ok(found) => (table(found), Json::Null),
            Err(why) => (Json::Null, why.clone().into()),
        };
        json!({ "look_at": it.text, "groups": it.groups, "table": found, "reason": why })
    };
    json!({
        "kpis": interest.numbers.iter().map(alone).collect::<Vec<_>>(),
        "split": interest.seen.iter().map(split).collect::<Vec<_>>(),
    })
}

fn definitions(model: &Model) -> Json {
    let one = |item: Item| {
        let about = item.about(model)?;
        Some(json!({
            "name": item.name(model),
            "label": about.label,
            "means": about.means,
            "is_not": about.is_not,
            "in_words": explain::reading(model, item),
            "owner": about.owner,
            "accepted_by": about.accepted_by,
            "status": about.standing.status.map(|status| status.word()),
        }))
    };
    explain::definitions(model).filter_map(one).collect()
}
