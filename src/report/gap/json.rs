//! A gap for programs: money as exact decimals, rates and counts unrounded.

use serde_json::{Value as Json, json};

use super::texts::Texts;
use crate::gap::{ChannelSplit, Factor, GapReport, Leads, Line, Maturity, Named};
use crate::report::decimal::Digits;
use crate::report::json::number;

pub(super) fn render(report: &GapReport) -> String {
    format!("{:#}\n", document(report))
}

/// The same as a value.
pub(super) fn document(report: &GapReport) -> Json {
    let about = &report.about;
    let texts = Texts::of(report);
    let money = |units: i128| exact(units, about.money.scale);
    let bottleneck = report.bottleneck.as_ref().map(|found| {
        let channel = found.channel.as_ref().map(|(leads, name, part)| {
            json!({ "leads": kind(*leads, report), "name": name, "effect": money(*part) })
        });
        json!({
            "part": name(found.factor, report),
            "effect": money(found.amount),
            "channel": channel,
            "sentence": texts.bottleneck(),
        })
    });
    let maturity = match &about.maturity {
        Maturity::Equal { until } => json!({ "equal": true, "until": until }),
        Maturity::Open { entries } => json!({ "equal": false, "open": entries }),
    };
    json!({
        "plan": titled(&about.plan),
        "period": about.period,
        "as_of": about.as_of,
        "time_zone": about.time_zone,
        "method": about.method.name(),
        "maturity": maturity,
        "currency": about.money.currency,
        "outside": money(about.outside),
        "planned": money(report.planned),
        "actual": money(report.actual),
        "gap": money(report.split.gap),
        "parts": Json::from_iter(report.lines.iter().map(|it| line(it, report, &texts))),
        "by": about.by.as_ref().map(titled),
        "channels": Json::from_iter(report.split.channels.iter().map(|it| channel(it, report))),
        "bottleneck": bottleneck,
        "notes": about.notes,
    })
}

fn titled(it: &Named) -> Json {
    json!({ "name": it.name, "label": it.label })
}

fn exact(units: i128, scale: u8) -> Json {
    number(&Digits::new(units, usize::from(scale)).trimmed().text(false))
}

/// A part by the names of stages, which labels may change without.
fn name(factor: Factor, report: &GapReport) -> String {
    let stage = |at: usize| report.about.stages.get(at).map_or("", |stage| stage.name.as_str());
    match factor {
        Factor::Volume => "volume".to_owned(),
        Factor::Mix => "mix".to_owned(),
        Factor::Timing => "timing".to_owned(),
        Factor::Rate(step) => format!("{} -> {}", stage(step), stage(step + 1)),
        Factor::DealSize => "deal_size".to_owned(),
    }
}

/// Which leads: new ones, or those open in a stage.
fn kind(leads: Leads, report: &GapReport) -> String {
    match leads {
        Leads::New => "new".to_owned(),
        Leads::Open(stage) => {
            let stage = report.about.stages.get(stage).map_or("", |stage| stage.name.as_str());
            format!("open in {stage}")
        }
    }
}

fn line(line: &Line, report: &GapReport, texts: &Texts) -> Json {
    let scale = report.about.money.scale;
    let value = |value: Option<f64>| match line.factor {
        Factor::DealSize => value.map(|value| value / 10_f64.powi(i32::from(scale))),
        _ => value,
    };
    json!({
        "part": name(line.factor, report),
        "label": texts.part(line.factor),
        "plan": value(line.plan),
        "actual": value(line.actual),
        "effect": exact(line.effect, scale),
        "share": line.share,
    })
}

fn channel(channel: &ChannelSplit, report: &GapReport) -> Json {
    let scale = report.about.money.scale;
    let parts = channel.parts.iter();
    let parts = parts.map(|(factor, part)| (name(*factor, report), exact(*part, scale)));
    json!({
        "leads": kind(channel.leads, report),
        "channel": channel.name,
        "gap": exact(channel.gap, scale),
        "parts": Json::from_iter(parts),
    })
}
