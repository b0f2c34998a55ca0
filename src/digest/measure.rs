//! Measures every part of a report, in the order chosen.

use super::ask::Asking;
use super::state::{self, Approvals, SourceState};
use super::{Absent, Content, Digest, Past};
use super::{channels, funnel, goal, interest, targets, trends};
use crate::approval::Lock;
use crate::diagnose::{self, Ask as Question};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::gap::Method;
use crate::hash;
use crate::model::{
    AgreementId, DiagnosisId, DimensionId, FunnelId, KpiId, Model, PlanId, Report, ReportPart,
};
use crate::outlook::{self, GapAsk, Plans};
use crate::period::{self, Span, Zone};
use crate::plan::Value;
use crate::query::{Asked, Query};
use crate::{examine, verify};
use jiff::civil::Date;

/// What is to be measured.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The definitions, in the language of the report.
    pub model: &'a Model,
    /// Which parts.
    pub report: &'a Report,
    /// The days; else those of the report, else the usual ones.
    pub period: Option<Asked>,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// Draws of the simulation.
    pub draws: usize,
    /// Digits behind the point that money of the currency has.
    pub places: u8,
    /// What the parties approved.
    pub locks: &'a [Lock],
    /// What changed since the last report, or why that is not known.
    pub past: Result<Past, String>,
}

/// What all parts share.
pub(super) struct Scope<'a> {
    pub(super) report: &'a Report,
    pub(super) period: Asked,
    pub(super) year_before: Span,
    pub(super) as_of: Date,
    pub(super) plan: Option<PlanId>,
    pub(super) funnel: Option<FunnelId>,
    pub(super) draws: usize,
    /// The first day with a row.
    begins: Option<Date>,
}

impl Scope<'_> {
    /// Tells whether there is data from the start of a span on.
    pub(super) fn reaches(&self, span: Span) -> bool {
        self.begins.is_some_and(|first| first <= span.start)
    }
}

/// Measures a report. The errors say why its data cannot be read.
pub fn measure(ask: Ask<'_>, engine: &dyn Engine) -> Result<Digest, Diagnostics> {
    let definitions = hash::semantic_hash(ask.model);
    let mut asking = Asking::new(ask.model, ask.as_of, engine, &definitions);
    let sources = SourceState::all(&mut asking)?;
    let scope = scope(&ask, &sources)?;
    let kpis = targets::kpis(&mut asking, ask.report, scope.plan, scope.funnel)?;
    // What is invented later is of no use to plans, which look at the model as it is now.
    let funnel = match scope.funnel {
        Some(id) => Some(funnel::funnel(&mut asking, &scope, id)?),
        None => None,
    };
    let by = by(&ask, &scope);
    let channels = match by {
        Some(by) if wants(&ask, ReportPart::Channels) => {
            Some(channels::channels(&mut asking, &scope, ask.report, (by, scope.funnel))?)
        }
        _ => None,
    };
    let query = asking.query(&[], Some(scope.period.clone()));
    let plans = Plans::new(&asking.model, &query, engine);
    let goal = goal::goal(&asking, &scope, &plans)?;
    let measuring = Measuring { ask: &ask, asking: &asking, scope: &scope, plans: &plans, kpis };
    let mut parts = Vec::new();
    for part in &ask.report.parts {
        let content = match part {
            ReportPart::Funnel => funnel.clone().map(Content::Funnel).ok_or(Absent::NoFunnel),
            ReportPart::Channels => {
                channels.clone().map(Box::new).map(Content::Channels).ok_or(Absent::NoChannels)
            }
            part => measuring.part(*part, engine)?,
        };
        parts.push((*part, content));
    }
    Ok(Digest {
        unfinished: period::unfinished(scope.period.span, ask.as_of),
        period: scope.period.clone(),
        year_before: scope.year_before,
        as_of: ask.as_of,
        meanings: state::meanings(ask.model),
        approvals: Approvals::of(ask.model, ask.locks),
        definitions: definitions.clone(),
        sources,
        goal,
        parts,
    })
}

fn wants(ask: &Ask<'_>, part: ReportPart) -> bool {
    ask.report.parts.contains(&part)
}

fn by(ask: &Ask<'_>, scope: &Scope<'_>) -> Option<DimensionId> {
    let of_plan = scope.plan.and_then(|id| ask.model.plans[id.0].split.as_ref());
    ask.report.by.or(of_plan.map(|split| split.by))
}

/// Gives the days of a report: those asked for, else its own, else the usual ones.
pub fn period(
    model: &Model,
    report: &Report,
    asked: Option<&Asked>,
    as_of: Date,
) -> Result<Asked, Diagnostic> {
    if let Some(asked) = asked {
        return Ok(asked.clone());
    }
    let Some(text) = &report.period else {
        let plan = report.plan.or_else(|| plan_on(model, as_of));
        return Ok(targets::usual_period(model, plan, as_of));
    };
    match period::parse(text, as_of, &model.project.settings) {
        Ok(found) => Ok(Asked { span: found.span, label: text.clone() }),
        Err(error) => Err(Diagnostic::general("bad-argument", error.message).help(error.help)),
    }
}

/// The plan and the days of a report.
fn scope<'a>(ask: &Ask<'a>, sources: &[SourceState]) -> Result<Scope<'a>, Diagnostics> {
    let (model, report) = (ask.model, ask.report);
    let period = self::period(model, report, ask.period.as_ref(), ask.as_of)?;
    let usual = ask.period.is_none() && report.period.is_none();
    let plan = report.plan.or_else(|| plan_on(model, period.span.last()));
    let plan = plan.or_else(|| plan_on(model, ask.as_of).filter(|_| usual));
    let funnel = plan.map(|id| model.plans[id.0].funnel);
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let day = |state: &SourceState| match state.oldest {
        Value::Date(day) => Some(day),
        Value::Datetime(micros) => Some(zone.local_date(micros)),
        _ => None,
    };
    Ok(Scope {
        report,
        year_before: period::same_period_last_year(period.span),
        period,
        as_of: ask.as_of,
        plan,
        funnel: funnel.or((!model.funnels.is_empty()).then_some(FunnelId(0))),
        draws: ask.draws,
        begins: sources.iter().filter_map(day).min(),
    })
}

/// The first plan that holds a day.
fn plan_on(model: &Model, day: Date) -> Option<PlanId> {
    model.plans.iter().position(|plan| plan.period.contains(day)).map(PlanId)
}

struct Measuring<'a> {
    ask: &'a Ask<'a>,
    asking: &'a Asking<'a>,
    scope: &'a Scope<'a>,
    plans: &'a Plans<'a>,
    kpis: Vec<KpiId>,
}

impl Measuring<'_> {
    fn part(
        &self,
        part: ReportPart,
        engine: &dyn Engine,
    ) -> Result<Result<Content, Absent>, Diagnostics> {
        let (asking, scope, report) = (self.asking, self.scope, self.scope.report);
        let model = self.ask.model;
        Ok(match part {
            ReportPart::Targets if self.kpis.is_empty() => Err(Absent::NotDefined),
            ReportPart::Targets => targets::targets(asking, scope, &self.kpis, self.plans)
                .map(Content::Targets)
                .map(Ok)?,
            ReportPart::Gap => self.gap(engine),
            ReportPart::Trends => {
                let kpis = if report.trends.is_empty() { &self.kpis } else { &report.trends };
                match kpis.is_empty() {
                    true => Err(Absent::NotDefined),
                    false => Ok(Content::Trends(trends::trends(
                        asking, scope, report, kpis, self.plans,
                    )?)),
                }
            }
            ReportPart::Agreements if model.agreements.is_empty() => Err(Absent::NotDefined),
            ReportPart::Agreements => {
                let ids: Vec<AgreementId> = (0..model.agreements.len()).map(AgreementId).collect();
                Ok(Content::Agreements(verify::verify(model, &ids, None, scope.as_of, engine)))
            }
            ReportPart::Diagnoses if model.diagnoses.is_empty() => Err(Absent::NotDefined),
            ReportPart::Diagnoses => self.diagnoses(engine)?,
            ReportPart::Interest if report.interest.is_empty() => Err(Absent::NothingNamed),
            ReportPart::Interest => {
                Ok(Content::Interest(interest::interest(asking, scope, report)?))
            }
            ReportPart::Changes => match &self.ask.past {
                Ok(past) => Ok(Content::Changes(past.clone())),
                Err(why) => Err(Absent::Because(why.clone())),
            },
            ReportPart::Data => {
                let mut found = Diagnostics::default();
                examine::examine(model, engine, &mut found);
                Ok(Content::Data(found.iter().cloned().collect()))
            }
            ReportPart::Definitions => Ok(Content::Definitions),
            ReportPart::Glossary => Ok(Content::Glossary),
            ReportPart::Funnel => Err(Absent::NoFunnel),
            ReportPart::Channels => Err(Absent::NoChannels),
        })
    }

    fn gap(&self, engine: &dyn Engine) -> Result<Content, Absent> {
        let plan = self.scope.plan.ok_or(Absent::NoPlan)?;
        let model = self.ask.model;
        let (period, _) =
            outlook::finished(model, plan, Some(&self.scope.period), self.scope.as_of)
                .map_err(|problem| Absent::Because(problem.message))?;
        let ask = GapAsk {
            model,
            plan,
            period: &period,
            query: &self.asking.query(&[], None),
            method: Method::default(),
            places: self.ask.places,
        };
        let found = outlook::gap(&ask, engine).map_err(|problems| because(&problems))?;
        Ok(Content::Gap(Box::new(found)))
    }

    fn diagnoses(&self, engine: &dyn Engine) -> Result<Result<Content, Absent>, Diagnostics> {
        let model = self.ask.model;
        let ids: Vec<DiagnosisId> = (0..model.diagnoses.len()).map(DiagnosisId).collect();
        let query: Query = self.asking.query(&[], None);
        let plans = Plans::new(model, &query, engine);
        let ask = Question {
            model,
            diagnoses: &ids,
            period: &self.scope.period,
            as_of: self.scope.as_of,
            planned: &|kpi, span| plans.value(kpi, span),
        };
        let found = diagnose::diagnose(&ask, engine, self.asking.definitions)?;
        Ok(Ok(Content::Diagnoses(self.scope.period.clone(), found)))
    }
}

fn because(problems: &Diagnostics) -> Absent {
    Absent::Because(problems.messages())
}
