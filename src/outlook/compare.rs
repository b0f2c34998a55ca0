//! A plan against what happened over a span of it: measured on both sides, then split by `gap`.

use super::followed::Happened;
use super::history::{History, history, history_of};
use super::measure::AsOf;
use super::money;
use super::sides::{self, Actual, Revenue};
use super::table::obstacle;
use super::{Outlook, basis, outlook};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::gap::{About, GapReport, Leads, Maturity, Method, Money, Named, Side};
use crate::model::{Model, PlanId, RevenuePlan};
use crate::period::{Span, Zone};
use crate::query::{Asked, Query};
use jiff::civil::Date;

/// What is asked of a gap.
pub struct GapAsk<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Which plan.
    pub plan: PlanId,
    /// Whole months of the plan that are over, from [`finished`].
    pub period: &'a Asked,
    /// The question, for its as-of day.
    pub query: &'a Query,
    /// How to split.
    pub method: Method,
    /// Digits behind the point that money of the currency has.
    pub places: u8,
}

/// Gives the months of a plan that are asked for and over as of a day; whether all are.
///
/// Without a period, all months of the plan. The errors say what to ask for instead.
pub fn finished(
    model: &Model,
    plan: PlanId,
    period: Option<&Asked>,
    as_of: Date,
) -> Result<(Asked, bool), Diagnostic> {
    let held = &model.plans[plan.0];
    let wrong = |message: String, help: String| {
        Err(Diagnostic::general("bad-argument", message).help(help))
    };
    let asked = match period {
        Some(asked) => asked.clone(),
        None => Asked { span: held.period, label: held.written_period.clone() },
    };
    let months = format!("choose months from {} to {}", held.period.start, held.period.last());
    if asked.span.whole_months().is_none() {
        return wrong(format!("`{}` is not made of whole months", asked.label), months);
    }
    if asked.span.intersection(held.period) != asked.span {
        let name = &held.about.name;
        return wrong(format!("`{}` is not within the plan `{name}`", asked.label), months);
    }
    let next = as_of.tomorrow().unwrap_or(as_of).first_of_month();
    let over = Span::new(asked.span.start, asked.span.end.min(next));
    if over.is_empty() {
        let message = format!("no month of `{}` is over as of {as_of}", asked.label);
        return wrong(message, "choose an earlier period, or `--as-of` a later day".into());
    }
    let all = over == asked.span;
    let label = if all { asked.label } else { format!("{}..{}", over.start, over.last()) };
    Ok((Asked { span: over, label }, all))
}

/// Measures both sides and splits the gap between them. The errors say what cannot be measured.
pub fn gap(ask: &GapAsk<'_>, engine: &dyn Engine) -> Result<GapReport, Diagnostics> {
    let (model, span) = (ask.model, ask.period.span);
    let plan = &model.plans[ask.plan.0];
    let eve = span.start.yesterday().unwrap_or(span.start);
    let before = Query { as_of: eve, ..ask.query.clone() };
    let planned = outlook(&basis(model, plan, &before, engine)?, 0, 0);
    if let Err(why) = planned.required {
        let why = obstacle(model, ask.plan, why);
        let message = format!("there is no plan as of {eve} to compare with: {why}");
        let error = Diagnostic::error("no-gap", plan.about.span, message);
        return Err(error
            .help("choose a period of the plan that begins earlier, or correct the plan")
            .into());
    }
    let (now, revenue, scale) = measured(ask, plan, engine)?;
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let length = usize::try_from(span.whole_months().unwrap_or(0)).unwrap_or(0);
    let found = Happened::within(&now, span, AsOf::new(eve, &zone), length);
    let plan_side = sides::planned(&planned, length, scale);
    let actual = sides::happened(&planned, &now, &found, &revenue);
    let notes = Notes { ask, plan, eve, scale, planned: &planned };
    let about = notes.about(&plan_side, &actual, matches!(revenue, Revenue::Rows(_)));
    GapReport::new(about, &plan_side, &actual.side).map_err(|trouble| {
        let error = Diagnostic::error("no-gap", plan.about.span, trouble.to_string());
        Diagnostics::from(error.help("correct the data, or choose another period of the plan"))
    })
}

/// The journeys up to as of, the revenue of the span, and the digits of its units.
fn measured(
    ask: &GapAsk<'_>,
    plan: &RevenuePlan,
    engine: &dyn Engine,
) -> Result<(History, Revenue, u8), Diagnostics> {
    let (model, query, span) = (ask.model, ask.query, ask.period.span);
    let (total, missing) = money::exact(model, query, plan.kpi, span, engine)?;
    let name = &model.kpis[plan.kpi.0].about.name;
    if let Some(month) = missing {
        let message = format!("the data of `{name}` for {month} has not arrived");
        let error = Diagnostic::error("no-gap", plan.about.span, message).label("its target");
        return Err(error.help("choose a `--period` that ends before, or add the data").into());
    }
    let total = total.ok_or_else(|| {
        let message = format!("`{name}` has no value from {} to {}", span.start, span.last());
        let error = Diagnostic::error("no-gap", plan.about.span, message).label("its target");
        Diagnostics::from(error.help("choose another period, or `--as-of` with data"))
    })?;
    let Some(sum) = money::linked_sum(model, plan) else {
        let scale = total.scale.max(ask.places);
        let history = history(model, query, plan, engine)?;
        return Ok((history, Revenue::Total(total.units_of(scale)), scale));
    };
    let (history, mut rows) = history_of(model, query, plan, sum, engine)?;
    rows.retain(|row| span.contains(row.day));
    let digits = rows.iter().map(|row| row.amount.scale).chain([total.scale]);
    let scale = digits.max().unwrap_or(0).max(ask.places);
    let rows: Vec<_> = rows.iter().map(|row| (row.way, row.amount.units_of(scale))).collect();
    let whole = total.units_of(scale);
    let same = rows.iter().map(|(_, amount)| amount).sum::<i128>() == whole;
    Ok((history, if same { Revenue::Rows(rows) } else { Revenue::Total(whole) }, scale))
}

/// What a reader must know beside the numbers.
struct Notes<'a> {
    ask: &'a GapAsk<'a>,
    plan: &'a RevenuePlan,
    eve: Date,
    scale: u8,
    planned: &'a Outlook,
}

impl Notes<'_> {
    fn about(&self, plan: &Side, actual: &Actual, exact: bool) -> About {
        let model = self.ask.model;
        let project = &model.project;
        let stages = &model.funnels[self.plan.funnel.0].stages;
        let named = |about: &crate::model::About| Named {
            name: about.name.clone(),
            label: about.label.clone(),
        };
        About {
            plan: named(&self.plan.about),
            period: self.ask.period.label.clone(),
            as_of: self.ask.query.as_of.to_string(),
            time_zone: project.time_zone.clone(),
            language: project.language.clone(),
            money: Money { currency: project.currency.clone(), scale: self.scale },
            stages: stages.iter().map(|id| named(&model.stages[id.0].about)).collect(),
            by: self.plan.split.as_ref().map(|split| named(&model.dimensions[split.by.0].about)),
            method: self.ask.method,
            maturity: Maturity::Equal { until: self.ask.period.span.last().to_string() },
            outside: actual.outside,
            notes: self.notes(plan, actual, exact),
        }
    }

    fn notes(&self, plan: &Side, actual: &Actual, exact: bool) -> Vec<String> {
        let eve = self.eve;
        let mut notes = vec![
            self.say(format!("計画は {eve} の時点で立てたもの"), format!("the plan as of {eve}")),
        ];
        let open = |side: &Side| -> f64 {
            let open = side.channels.iter().filter(|it| it.leads != Leads::New);
            open.filter_map(|it| it.counts.first()).sum()
        };
        let (then, now) = (open(plan), open(&actual.side));
        if then + now > 0.0 {
            notes.push(self.say(
                format!("期首に進行中だったリードを含む: 計画 {then}件、実績 {now}件"),
                format!("leads that were open before count too: {then} planned, {now} actual"),
            ));
        }
        if self.planned.basis.committed > 0.0 {
            notes.push(self.say(
                "計画の確定分は差に含まない",
                "committed revenue of the plan is in neither side",
            ));
        }
        if !exact {
            notes.push(self.say(
                "目標のKPIは一つの合計ではないので、売上は最後のステージの件数で割り振った",
                "the target is no plain sum: revenue is shared out by entries into the last stage",
            ));
        }
        notes
    }

    fn say(&self, japanese: impl Into<String>, english: impl Into<String>) -> String {
        if self.ask.model.project.language == "ja" { japanese.into() } else { english.into() }
    }
}
