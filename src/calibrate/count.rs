//! Mature leads, counted by what was foretold and what happened.

use std::collections::BTreeMap;

use super::Ask;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::leads::{entries, entry_column};
use crate::lower::Listing;
use crate::model::{ColumnId, Formula, JourneyColumn, Model, Node, along};
use crate::period::Zone;
use crate::plan::Value;
use crate::query::Query;
use crate::run;
use crate::statistics::{Agreement, Confusion};

/// Points of a score fall into bands so wide.
const BAND: i128 = 10;

/// What was counted.
#[derive(Debug, Default)]
pub struct Counted {
    /// Leads whose window is not over; they are left out.
    pub open: u64,
    /// The stage itself.
    pub stage: Confusion,
    /// Each clause alone.
    pub clauses: Vec<Confusion>,
    /// By score: the least points of a band, its leads, those of them that happened.
    pub bands: Vec<BTreeMap<i128, (u64, u64)>>,
    /// The stage against the decision of a person.
    pub human: Agreement,
}

/// Counts; `human` is a condition on a journey.
pub fn count(
    model: &Model,
    query: &Query,
    ask: &Ask,
    human: Option<&Formula>,
    engine: &dyn Engine,
) -> Result<Counted, Diagnostics> {
    let position = |stage: crate::model::StageId| model.stages[stage.0].position;
    let entry = |stage| entry_column(model, ask.base, JourneyColumn::Entry(position(stage)));
    let funnel = model.stages[ask.base.0].funnel;
    let to_subject = vec![(ColumnId(0), model.funnels[funnel.0].of)];
    let mut looked: Vec<Formula> =
        ask.clauses.iter().map(|(_, clause)| along(&to_subject, clause.clone())).collect();
    for id in &ask.scores {
        let span = model.scores[id.0].about.span;
        let kind = crate::types::Kind::Number(crate::types::Unit::default());
        looked.push(along(&to_subject, Formula::new(Node::Score(*id), kind, span)));
    }
    let start = entry(ask.base);
    let mut values = vec![start.clone(), entry(ask.stage), entry(ask.target)];
    values.push(match ask.within {
        Some(within) => {
            let (kind, span) = (start.kind.clone(), start.span);
            Formula::new(Node::Shift(Box::new(start), within, 1), kind, span)
        }
        None => start,
    });
    values.push(entry_column(model, ask.base, JourneyColumn::Backfilled(position(ask.stage))));
    values.extend(human.cloned());
    let fixed = values.len();
    values.extend(looked.iter().cloned());
    let journey = Some(funnel);
    let all = Listing { at_entry: false, journey, ..Listing::of(entries(model, ask.base), values) };
    let whole = true;
    let own = Listing::of(entries(model, ask.stage), looked);
    let own = Listing { journey, whole, ..own };
    let mut found = run::list(model, query, &[all, own], engine)?.into_iter();
    let (all, own) = (found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let at_entry: BTreeMap<i64, &[Value]> = own
        .rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [Value::Integer(journey), values @ ..] => Some((*journey, values)),
            _ => None,
        })
        .collect();
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let mut counted = Counted {
        clauses: vec![Confusion::default(); ask.clauses.len()],
        bands: vec![BTreeMap::new(); ask.scores.len()],
        ..Counted::default()
    };
    for row in &all.rows {
        let [Value::Integer(journey), values @ ..] = row.as_slice() else { continue };
        let Some(lead) = Lead::of(ask, query, &zone, values) else {
            counted.open += 1;
            continue;
        };
        let seen = at_entry.get(journey).filter(|_| lead.foretold).copied();
        counted.add(&lead, seen.unwrap_or(&values[fixed..]), ask.clauses.len());
        if human.is_some() {
            counted.agree(lead.foretold, values[fixed - 1] == Value::Boolean(true));
        }
    }
    Ok(counted)
}

/// A mature lead.
struct Lead {
    foretold: bool,
    happened: bool,
}

impl Lead {
    /// `None` where the window is not over.
    fn of(ask: &Ask, query: &Query, zone: &Zone, values: &[Value]) -> Option<Self> {
        let [base, stage, target, last, backfilled, ..] = values else { return None };
        let moments = [base, stage, target, last];
        let days = moments.iter().any(|value| matches!(value, Value::Date(_)));
        let [base, stage, target, last] = moments.map(|value| moment(value, days, zone));
        let base = base?;
        if ask.within.is_some() {
            let end = match days {
                true => moment(&Value::Date(query.as_of), true, zone)?,
                false => zone.end_of_day_micros(query.as_of) - 1,
            };
            if last.is_none_or(|last| last > end) {
                return None;
            }
        }
        let by_then = |moment: Option<i64>| {
            let in_window =
                |moment: &i64| ask.within.is_none() || last.is_some_and(|last| *moment <= last);
            moment.filter(|moment| *moment >= base).filter(in_window)
        };
        let (stage, target) = (by_then(stage), by_then(target));
        let before = |stage: i64| target.is_none_or(|target| stage <= target);
        // what a later stage filled in was not known before
        let known = *backfilled != Value::Boolean(true);
        let foretold = known && stage.is_some_and(before);
        Some(Self { foretold, happened: target.is_some() })
    }
}

/// A moment as a number: microseconds, or days where one of them is a day.
fn moment(value: &Value, days: bool, zone: &Zone) -> Option<i64> {
    let day = |date: jiff::civil::Date| zone.start_of_day_micros(date);
    match value {
        Value::Date(date) => Some(day(*date)),
        Value::Datetime(micros) if days => Some(day(zone.local_date(*micros))),
        Value::Datetime(micros) => Some(*micros),
        _ => None,
    }
}

impl Counted {
    fn add(&mut self, lead: &Lead, looked: &[Value], clauses: usize) {
        self.stage.add(lead.foretold, lead.happened);
        let (conditions, points) = looked.split_at(clauses.min(looked.len()));
        for (clause, value) in self.clauses.iter_mut().zip(conditions) {
            clause.add(*value == Value::Boolean(true), lead.happened);
        }
        for (bands, value) in self.bands.iter_mut().zip(points) {
            let Value::Decimal { units, scale } = value else { continue };
            let width = BAND * 10i128.pow(u32::from(*scale));
            let band = bands.entry(units.div_euclid(width) * BAND).or_default();
            band.0 += 1;
            band.1 += u64::from(lead.happened);
        }
    }

    fn agree(&mut self, stage: bool, human: bool) {
        let cell = match (stage, human) {
            (true, true) => &mut self.human.both,
            (true, false) => &mut self.human.first_only,
            (false, true) => &mut self.human.second_only,
            (false, false) => &mut self.human.neither,
        };
        *cell += 1;
    }
}
