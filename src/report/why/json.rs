//! Why a lead is in a stage, as JSON.

use serde_json::{Value as Json, json};

use crate::period::Zone;
use crate::plan::Value;
use crate::report::number::text;
use crate::why::{Change, Clause, Form, Gap, InStage, Lack, Shown, What, Why};

pub(super) fn render(why: &Why) -> String {
    let zone = &Zone::named(&why.time_zone).unwrap_or_default();
    let funnels: Vec<Json> = why
        .funnels
        .iter()
        .map(|funnel| {
            let journey = |journey: &crate::why::Journey| {
                let stages: Vec<Json> = journey.stages.iter().map(|it| stage(it, zone)).collect();
                json!({ "cycle": journey.cycle, "stages": stages })
            };
            let cycles: Vec<Json> = funnel.journeys.iter().map(journey).collect();
            json!({ "funnel": funnel.name, "label": funnel.label, "cycles": cycles })
        })
        .collect();
    let document = json!({
        "lead": why.lead,
        "as_of": why.as_of.to_string(),
        "time_zone": why.time_zone,
        "funnels": funnels,
    });
    format!("{document:#}\n")
}

fn stage(stage: &InStage, zone: &Zone) -> Json {
    let entered = stage.entered.as_ref().map(|entry| {
        json!({
            "at": value(&entry.at, zone),
            "backfilled": entry.backfilled,
            "recorded_earlier": entry.recorded_earlier,
        })
    });
    let mut document = json!({
        "stage": stage.name,
        "label": stage.label,
        "means": stage.means,
        stage.word: stage.written,
        "entered": entered,
        "condition": stage.condition.as_ref().map(|it| clause(it, zone)),
        "missing": stage.lack.as_ref().map(|it| lack(it, zone)),
    });
    if stage.from.is_some() || stage.last.is_some() {
        document["effective_from"] = stage.from.map(|day| day.to_string()).into();
        document["effective_to"] = stage.last.map(|day| day.to_string()).into();
    }
    document
}

fn value(value: &Value, zone: &Zone) -> Json {
    match value {
        Value::Missing => Json::Null,
        Value::Boolean(flag) => (*flag).into(),
        Value::Integer(number) => (*number).into(),
        Value::Datetime(micros) => zone.rfc3339(*micros).into(),
        other => text(other).into(),
    }
}

/// A value under a name; `hidden` where it must not be shown.
fn shown(entry: &mut Json, name: &str, found: &Shown, zone: &Zone) {
    match &found.value {
        Some(known) => entry[name] = value(known, zone),
        None => entry["hidden"] = true.into(),
    }
}

fn clause(of: &Clause, zone: &Zone) -> Json {
    let form = match of.form {
        Form::All => "all",
        Form::Any => "any",
        Form::Not => "not",
        Form::Criterion => "criterion",
        Form::Test => "test",
    };
    let mut node = json!({ "form": form, "clause": of.text, "holds": of.holds });
    if let Some(label) = &of.label {
        node["label"] = label.as_str().into();
    }
    let seen = of.seen.iter().map(|seen| {
        let mut entry = json!({ "of": seen.of });
        let name = match seen.what {
            What::Value => "value",
            What::Rows => "rows",
            What::Latest => "latest",
        };
        shown(&mut entry, name, &seen.found, zone);
        entry
    });
    let points =
        of.points.iter().map(|it| json!({ "rule": it.rule, "points": value(&it.points, zone) }));
    let parts = of.parts.iter().map(|part| clause(part, zone));
    let lists: [(&str, Vec<Json>); 3] =
        [("seen", seen.collect()), ("points", points.collect()), ("parts", parts.collect())];
    for (name, list) in lists {
        if !list.is_empty() {
            node[name] = list.into();
        }
    }
    node
}

fn lack(lack: &Lack, zone: &Zone) -> Json {
    let way = |way: &Vec<Change>| Json::from_iter(way.iter().map(|it| change(it, zone)));
    json!({
        "stage_before": lack.before,
        "cycle_is_over": lack.over,
        "not_recorded": lack.unrecorded,
        "ways": Json::from_iter(lack.ways.iter().map(way)),
        "more_ways": lack.more,
    })
}

fn change(change: &Change, zone: &Zone) -> Json {
    let mut node = json!({ "clause": change.clause, "to": change.to });
    if let Some(Gap { size, rise, more, .. }) = &change.gap {
        let mut gap = json!({ "direction": if *rise { "up" } else { "down" }, "more_than": more });
        shown(&mut gap, "by", size, zone);
        node["gap"] = gap;
    }
    node
}
