//! All agreements of a run: measured, decided, the breaches listed.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::breaches::breaches;
use super::decide::{Known, decide};
use super::exact::Exact;
use super::measure::{Measured, Synthetic};
use super::periods::asked;
use super::{Breaches, Judged, Reason, Review, State, Verdict, fresh};
use crate::answer;
use crate::diagnostic::Diagnostics;
use crate::engine::{Engine, together};
use crate::functions::AggregateFunction;
use crate::model::{
    Agreement, AgreementId, Band, Formula, KpiId, Measure, Model, Node, Promise, SourceId,
};
use crate::period::{self, Span, parse_date};
use crate::plan::Value;
use crate::table::{Cell, KpiTitle, PeriodTitle, Status, Title};
use crate::types::Kind;
use jiff::civil::Date;

/// Judges agreements over the whole periods that `period` touches, else over the last finished ones,
/// and lists who was let down. Trouble with one leaves the others their answer.
pub fn verify(
    model: &Model,
    agreements: &[AgreementId],
    period: Option<Span>,
    as_of: Date,
    engine: &dyn Engine,
) -> Vec<Verdict> {
    let mut verdicts = judged(model, agreements, period, as_of, engine);
    let listed = together(engine, |engine| {
        let judging = Judging { model, period, as_of, engine };
        verdicts.iter().map(|verdict| judging.let_down(verdict)).collect::<Vec<_>>()
    });
    for (verdict, listed) in verdicts.iter_mut().zip(listed) {
        match listed {
            Ok(listed) => {
                verdict.periods.iter_mut().zip(listed).for_each(|(it, found)| it.breaches = found);
            }
            Err(problems) => {
                verdict.periods.clear();
                verdict.trouble = Some(problems);
            }
        }
    }
    verdicts
}

/// The same without a list of who was let down.
pub fn judged(
    model: &Model,
    agreements: &[AgreementId],
    period: Option<Span>,
    as_of: Date,
    engine: &dyn Engine,
) -> Vec<Verdict> {
    together(engine, |engine| Judging { model, period, as_of, engine }.all(agreements))
}

struct Judging<'a> {
    model: &'a Model,
    period: Option<Span>,
    as_of: Date,
    engine: &'a dyn Engine,
}

impl Judging<'_> {
    fn all(&self, agreements: &[AgreementId]) -> Vec<Verdict> {
        let mut by_unit: BTreeMap<_, Vec<AgreementId>> = BTreeMap::new();
        let mut found: BTreeMap<usize, Verdict> = BTreeMap::new();
        for id in agreements {
            let agreement = &self.model.agreements[id.0];
            match &agreement.promise {
                Promise::Measured(_) => by_unit.entry(agreement.by).or_default().push(*id),
                Promise::Fresh(source) => {
                    found.insert(id.0, self.fresh(*id, agreement, *source));
                }
            }
        }
        for ids in by_unit.values() {
            for verdict in self.together(ids) {
                found.insert(verdict.agreement.0, verdict);
            }
        }
        agreements.iter().filter_map(|id| found.remove(&id.0)).collect()
    }

    /// Lists who was let down, period by period.
    fn let_down(&self, verdict: &Verdict) -> Result<Vec<Option<Breaches>>, Diagnostics> {
        let agreement = &self.model.agreements[verdict.agreement.0];
        let rate = match &agreement.promise {
            Promise::Measured(part) => self.model.rate_of(&part.formula),
            Promise::Fresh(_) => None,
        };
        let one = |judged: &Judged| match (rate, span(&judged.period)) {
            (Some(rate), Some(span)) if fell_short(&agreement.expect, judged) => {
                breaches(self.model, rate, span, self.as_of, self.engine)
            }
            _ => Ok(None),
        };
        verdict.periods.iter().map(one).collect()
    }

    /// Agreements with the same periods; where one cannot be measured, each on its own.
    fn together(&self, ids: &[AgreementId]) -> Vec<Verdict> {
        match self.measured(ids) {
            Ok(verdicts) => verdicts,
            Err(problems) if ids.len() == 1 => {
                ids.iter().map(|id| self.verdict(*id, None, Err(problems.clone()))).collect()
            }
            Err(_) => ids.iter().flat_map(|id| self.together(&[*id])).collect(),
        }
    }

    fn measured(&self, ids: &[AgreementId]) -> Result<Vec<Verdict>, Diagnostics> {
        let Some(first) = ids.first() else { return Ok(Vec::new()) };
        let by = self.model.agreements[first.0].by;
        let promises: Vec<(&Agreement, &Formula)> = ids
            .iter()
            .filter_map(|id| {
                let agreement = &self.model.agreements[id.0];
                match &agreement.promise {
                    Promise::Measured(part) => Some((agreement, &part.formula)),
                    Promise::Fresh(_) => None,
                }
            })
            .collect();
        let asked = asked(self.model, by, self.period, self.as_of);
        let synthetic = Synthetic::new(self.model, &promises);
        let measured = synthetic.measure(by, &asked, self.as_of, self.engine)?;
        let mut verdicts = Vec::new();
        for ((id, (agreement, formula)), Measured { title, cells, breaks }) in
            ids.iter().zip(&promises).zip(measured)
        {
            let periods = cells
                .into_iter()
                .map(|(period, cell, exact)| self.judged(agreement, formula, period, cell, exact))
                .collect();
            let breaks = breaks.iter().map(|it| answer::break_note(self.model, *it)).collect();
            verdicts.push(Verdict { breaks, ..self.verdict(*id, Some(title), Ok(periods)) });
        }
        Ok(verdicts)
    }

    fn verdict(
        &self,
        id: AgreementId,
        title: Option<KpiTitle>,
        periods: Result<Vec<Judged>, Diagnostics>,
    ) -> Verdict {
        let agreement = &self.model.agreements[id.0];
        let (periods, trouble) = match periods {
            Ok(periods) => (periods, None),
            Err(problems) => (Vec::new(), Some(problems)),
        };
        let review = agreement.review_by.map(|by| Review { by, passed: by < self.as_of });
        let title = title.unwrap_or_else(|| titled(agreement, Kind::plain()));
        Verdict { agreement: id, title, periods, review, trouble, breaks: Vec::new() }
    }

    fn judged(
        &self,
        agreement: &Agreement,
        formula: &Formula,
        period: PeriodTitle,
        cell: Cell,
        exact: Option<Exact>,
    ) -> Judged {
        let rate = self.model.rate_of(formula);
        let span = span(&period);
        let known = Known {
            status: cell.status,
            not_begun: span.is_some_and(|span| span.start > self.as_of),
            unfinished: period.unfinished,
            value: exact,
            conversion: cell.conversion.filter(|_| rate.is_some()),
            open: cell.status == Status::Immature
                || cell.conversion.is_some_and(|outcome| outcome.open > 0),
            minimum: agreement.minimum.and_then(|least| i64::try_from(least).ok()),
            grows: only_grows(self.model.behind(formula)),
        };
        let (state, reason) = decide(&agreement.expect, &known);
        Judged {
            period,
            state,
            reason,
            value: cell.value,
            n: cell.n,
            conversion: cell.conversion,
            pending: cell.conversion.map(|outcome| outcome.open - outcome.early),
            breaches: None,
        }
    }

    /// The age of a source at the end of every period.
    fn fresh(&self, id: AgreementId, agreement: &Agreement, source: SourceId) -> Verdict {
        let held = self.model.source(source);
        let business = agreement.expect.measure == Measure::Days { business: true };
        let mut model = self.model.clone();
        let newest = KpiId(model.kpis.len());
        if let Some(time) = held.time {
            let formula = fresh::newest(self.model, source, time);
            let synthetic = Synthetic::new(self.model, &[(agreement, &formula)]);
            model = synthetic.model;
        }
        let asked = asked(self.model, agreement.by, self.period, self.as_of);
        let settings = &self.model.project.settings;
        let cells = period::cells(agreement.by, asked.span, settings);
        let judge = |cell: &period::Cell| {
            let day = cell.span.last().min(self.as_of);
            let unfinished = period::unfinished(cell.span, self.as_of);
            let not_begun = cell.span.start > self.as_of;
            let age = match not_begun {
                true => None,
                false => fresh::age(&model, newest, day, business, self.engine)?,
            };
            Ok(aged(&agreement.expect, cell, age, unfinished, not_begun))
        };
        let periods = cells.iter().map(judge).collect();
        self.verdict(id, Some(titled(agreement, Kind::plain())), periods)
    }
}

/// A source without any row is as old as can be.
fn aged(
    band: &Band,
    cell: &period::Cell,
    age: Option<i64>,
    unfinished: bool,
    not_begun: bool,
) -> Judged {
    let value = age.map_or(Value::Missing, Value::Integer);
    let place = Exact::of(&value).and_then(|age| age.place(band));
    let (state, reason) = match place {
        _ if not_begun => (State::TooEarly, Some(Reason::NotBegun)),
        _ if unfinished => (State::TooEarly, Some(Reason::Unfinished)),
        Some(Ordering::Equal) => (State::Kept, None),
        _ => (State::Broken, None),
    };
    let period = PeriodTitle {
        label: cell.label.clone(),
        first: cell.span.start.to_string(),
        last: cell.span.last().to_string(),
        unfinished,
        partial: false,
        changed: false,
    };
    Judged {
        period,
        state,
        reason,
        value,
        n: None,
        conversion: None,
        pending: None,
        breaches: None,
    }
}

/// Broken, below the band and not above it.
fn fell_short(band: &Band, judged: &Judged) -> bool {
    let broken = judged.state == State::Broken;
    let Some(outcome) = judged.conversion.filter(|_| broken) else { return false };
    let all = outcome.converted + outcome.lost + outcome.open;
    let best = Exact::fraction((outcome.converted + outcome.open).into(), all.into());
    best.and_then(|best| best.place(band)) == Some(Ordering::Less)
}

/// A count of all rows or entries: none is ever taken back.
fn only_grows(formula: &Formula) -> bool {
    let Node::Aggregate(aggregate) = &formula.node else { return false };
    let set = &aggregate.set;
    aggregate.function == AggregateFunction::Count
        && set.filters.is_empty()
        && set.windows.is_empty()
}

/// The days of a period.
pub(super) fn span(period: &PeriodTitle) -> Option<Span> {
    let day = |text: &str| parse_date(text).ok();
    Some(Span::inclusive(day(&period.first)?, day(&period.last)?))
}

fn titled(agreement: &Agreement, kind: Kind) -> KpiTitle {
    KpiTitle {
        title: Title { name: agreement.about.name.clone(), label: agreement.about.label.clone() },
        kind,
        unit: None,
        minimum: agreement.minimum,
        period_ratio: false,
        as_of_run: false,
        so_far: false,
        companion_of: None,
    }
}
