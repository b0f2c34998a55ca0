//! What a plan rests on, measured once; `outlook` calculates with it, changed or not.

use super::history::{History, history};
use super::measure::{AsOf, Counted, Origin, Rate, count, months, open, shares};
use super::money;
use crate::backward::Cohort;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::{Engine, together};
use crate::model::{Model, RateFrom, RevenuePlan, Shares, Worth};
use crate::period::{self, Span, Zone};
use crate::query::Query;
use crate::table::Status;
use jiff::civil::Date;

/// A plan and what was measured for it.
#[derive(Debug, Clone)]
pub struct Basis {
    /// First days of the months that can still be planned.
    pub months: Vec<Date>,
    /// The first of them that lies in the period.
    pub from: usize,
    /// The target.
    pub target: f64,
    /// Shares of the target that fall into `months`, from `from` on.
    pub weights: Vec<f64>,
    /// Revenue of the period up to as of.
    pub actual: f64,
    /// Revenue that is sure to come.
    pub committed: f64,
    /// Money of one entry into the last stage.
    pub worth: f64,
    /// Sizes of single deals; the worth alone where they are not known.
    pub sizes: Vec<f64>,
    /// All channels together, by step.
    pub rates: Vec<Rate>,
    /// Lags of all channels, by step.
    pub lags: Vec<Vec<f64>>,
    /// The channels.
    pub channels: Vec<ChannelBasis>,
    /// Open leads.
    pub open: Vec<Cohort>,
    /// Per month, by stage.
    pub capacity: Vec<Option<f64>>,
}

/// What was measured of a channel.
#[derive(Debug, Clone)]
pub struct ChannelBasis {
    /// Its label.
    pub name: String,
    /// Its share of the entries into the first stage.
    pub share: f64,
    /// By step.
    pub rates: Vec<Rate>,
    /// By step.
    pub lags: Vec<Vec<f64>>,
    /// Money of one entry into the first stage.
    pub cost: Option<f64>,
}

/// Measures everything that a plan needs.
pub fn basis(
    model: &Model,
    plan: &RevenuePlan,
    query: &Query,
    engine: &dyn Engine,
) -> Result<Basis, Diagnostics> {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let as_of = AsOf::new(query.as_of, &zone);
    let by = plan.split.as_ref().map(|split| split.by);
    let span = span_of(model, plan, query.as_of);
    let (history, worth, sizes, costs, actual) = together(engine, |engine| {
        let sizes = match plan.value {
            Worth::Kpi(kpi) => money::sizes(model, query, kpi, span, engine),
            Worth::Written(_) => Ok(Vec::new()),
        };
        (
            history(model, query, plan, engine),
            worth(model, plan, query, span, engine),
            sizes,
            costs(model, plan, query, span, engine),
            actual(model, plan, query, engine),
        )
    });
    let history = history?;
    let (months, from) = horizon(plan, query.as_of);
    let steps = plan.rates.len();
    let measured = |channel: Option<usize>| -> Result<Vec<(Rate, Vec<f64>)>, Diagnostics> {
        let step = |step| rate(model, plan, &history, step, as_of, channel);
        (0..steps).map(step).collect()
    };
    let (rates, lags): (Vec<Rate>, Vec<Vec<f64>>) = measured(None)?.into_iter().unzip();
    let (worth, sizes, costs) = (worth?, sizes?, costs?);
    let mut channels = Vec::new();
    for (name, index, share) in split(model, plan, &history, query.as_of)? {
        let one = if by.is_some() { index } else { None };
        let (rates, lags) = match by {
            Some(_) if index.is_some() => measured(one)?.into_iter().unzip(),
            _ => (rates.clone(), lags.clone()),
        };
        let cost = costs.iter().find(|(label, _)| *label == name).map(|(_, cost)| *cost);
        channels.push(ChannelBasis { name, share, rates, lags, cost });
    }
    let open = match months.first() {
        Some(first) => open(&history, steps, as_of, *first, months.len()),
        None => Vec::new(),
    };
    Ok(Basis {
        weights: weights(plan, &months[from.min(months.len())..]),
        target: money::of(plan.amount),
        actual: actual?,
        committed: plan.committed.iter().map(|(_, amount)| money::of(*amount)).sum(),
        sizes: if sizes.is_empty() { vec![worth] } else { sizes },
        capacity: plan.capacity.iter().map(|limit| limit.map(f64::from)).collect(),
        months,
        from,
        worth,
        rates,
        lags,
        channels,
        open,
    })
}

/// First days of the months from the day after as of to the end of the period, and the first in it.
fn horizon(plan: &RevenuePlan, as_of: Date) -> (Vec<Date>, usize) {
    let Ok(next) = as_of.tomorrow() else { return (Vec::new(), 0) };
    let mut month = next.first_of_month();
    let mut found = Vec::new();
    while month < plan.period.end {
        found.push(month);
        let Some(after) = period::add(month, 1, crate::expression::DurationUnit::Months) else {
            break;
        };
        month = after;
    }
    let from = found.iter().take_while(|month| **month < plan.period.start).count();
    (found, from)
}

/// The shares of the target in some months of the period, in percent.
fn weights(plan: &RevenuePlan, months_left: &[Date]) -> Vec<f64> {
    let place = |month: &Date| months(plan.period.start, *month);
    match &plan.by_month {
        Some(shares) => months_left
            .iter()
            .map(|month| shares.get(place(month)).map_or(0.0, |share| money::of(*share)))
            .collect(),
        None => {
            let all = plan.period.whole_months().unwrap_or(1).max(1) as f64;
            months_left.iter().map(|_| 100.0 / all).collect()
        }
    }
}

/// The span that money is measured over: that of the first measured step, else the last year.
fn span_of(model: &Model, plan: &RevenuePlan, as_of: Date) -> Span {
    let text = plan.rates.iter().find_map(|rate| match &rate.value {
        RateFrom::Measured(text) => Some(text.as_str()),
        _ => None,
    });
    span(model, text.unwrap_or("last 12 months"), as_of)
}

/// The first day of what a plan measures, or of its period where that is earlier.
pub(super) fn measured_since(model: &Model, plan: &RevenuePlan, as_of: Date) -> Date {
    let steps = plan.rates.iter().map(|rate| match &rate.value {
        RateFrom::Measured(text) => span(model, text, as_of).start,
        _ => span(model, "last 12 months", as_of).start,
    });
    steps.min().map_or(plan.period.start, |first| first.min(plan.period.start))
}

fn span(model: &Model, text: &str, as_of: Date) -> Span {
    let asked = period::parse(text, as_of, &model.project.settings);
    asked.map_or(Span::new(as_of, as_of), |asked| asked.span)
}

fn rate(
    model: &Model,
    plan: &RevenuePlan,
    history: &History,
    step: usize,
    as_of: AsOf,
    channel: Option<usize>,
) -> Result<(Rate, Vec<f64>), Diagnostics> {
    let from = &plan.rates[step];
    let (text, written) = match &from.value {
        RateFrom::Written(percent) => {
            ("last 12 months", Some((money::of(*percent) / 100.0, Origin::Written)))
        }
        RateFrom::Agreed(id, rate) => {
            ("last 12 months", Some((money::of(*rate), Origin::Agreed(*id))))
        }
        RateFrom::Measured(text) => (text.as_str(), None),
    };
    let cohort = span(model, text, as_of.day);
    let own = count(history, step, cohort, as_of, channel);
    let of_all = channel.is_some() && own.counts.mature() == 0;
    let counted = if of_all { count(history, step, cohort, as_of, None) } else { own };
    let lag = match counted.counts.converted {
        0 => count(history, step, cohort, as_of, None).lag(),
        _ => counted.lag(),
    };
    let rate = match written {
        Some((value, origin)) => Rate { value, origin },
        None => counted_rate(&counted, text, of_all),
    };
    Ok((rate, lag))
}

fn counted_rate(counted: &Counted, period: &str, of_all: bool) -> Rate {
    let origin = Origin::Counted { period: period.to_owned(), counts: counted.counts, of_all };
    Rate { value: counted.rate(), origin }
}

fn worth(
    model: &Model,
    plan: &RevenuePlan,
    query: &Query,
    span: Span,
    engine: &dyn Engine,
) -> Result<f64, Diagnostics> {
    let kpi = match plan.value {
        Worth::Written(amount) => return Ok(money::of(amount)),
        Worth::Kpi(kpi) => kpi,
    };
    let (value, status) = money::value(model, query, kpi, span, engine)?;
    value.ok_or_else(|| unknown(model, plan, kpi, span, status))
}

/// A KPI that has no value, so the plan cannot be answered.
fn unknown(
    model: &Model,
    plan: &RevenuePlan,
    kpi: crate::model::KpiId,
    span: Span,
    status: Status,
) -> Diagnostics {
    let name = &model.kpis[kpi.0].about.name;
    let message =
        format!("`{name}` has no value from {} to {}: {}", span.start, span.last(), status.word());
    let error = Diagnostic::error("no-history", plan.about.span, message).label("needs it");
    Diagnostics::from(error.help(
        "write the number in the plan, measure over another period, or choose `--as-of` with data",
    ))
}

/// Revenue of the period up to as of; zero before it starts.
fn actual(
    model: &Model,
    plan: &RevenuePlan,
    query: &Query,
    engine: &dyn Engine,
) -> Result<f64, Diagnostics> {
    if query.as_of < plan.period.start {
        return Ok(0.0);
    }
    let (value, status) = money::value(model, query, plan.kpi, plan.period, engine)?;
    value.ok_or_else(|| unknown(model, plan, plan.kpi, plan.period, status))
}

/// Channels: label, place in the history, share.
fn split(
    model: &Model,
    plan: &RevenuePlan,
    history: &History,
    as_of: Date,
) -> Result<Vec<(String, Option<usize>, f64)>, Diagnostics> {
    let Some(split) = &plan.split else { return Ok(vec![(String::new(), None, 1.0)]) };
    let place = |name: &str| history.channels.iter().position(|channel| channel == name);
    match &split.shares {
        Shares::Written(parts) => Ok(parts
            .iter()
            .map(|(name, share)| (name.clone(), place(name), money::of(*share) / 100.0))
            .collect()),
        Shares::Measured(text) => {
            let cohort = span(model, text, as_of);
            let shares = shares(history, cohort);
            let found = history.channels.iter().cloned().zip(shares).enumerate();
            let found: Vec<_> = found
                .filter(|(_, (_, share))| *share > 0.0)
                .map(|(index, (name, share))| (name, Some(index), share))
                .collect();
            if found.is_empty() {
                let message =
                    format!("no entries from {} to {} to share out", cohort.start, cohort.last());
                let error = Diagnostic::error("no-history", split.span, message);
                return Err(error.help("write the shares, or measure over another period").into());
            }
            Ok(found)
        }
    }
}

/// Cost of one entry into the first stage, by channel.
fn costs(
    model: &Model,
    plan: &RevenuePlan,
    query: &Query,
    span: Span,
    engine: &dyn Engine,
) -> Result<Vec<(String, f64)>, Diagnostics> {
    let Some(kpi) = plan.cost else { return Ok(Vec::new()) };
    match &plan.split {
        Some(split) => {
            let found = money::by_label(model, query, kpi, span, split.by, engine)?;
            Ok(found.into_iter().collect())
        }
        None => {
            let (value, _) = money::value(model, query, kpi, span, engine)?;
            Ok(value.map(|value| (String::new(), value)).into_iter().collect())
        }
    }
}
