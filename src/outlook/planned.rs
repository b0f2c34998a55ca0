//! What plans say about KPIs over a span: the values that diagnoses compare with.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::money;
use super::table::obstacle;
use super::{Outlook, basis, outlook};
use crate::engine::Engine;
use crate::expression::Duration;
use crate::functions::AggregateFunction;
use crate::model::{KpiId, Model, Node, PlanId, Promise, RateFrom, RevenuePlan, Worth};
use crate::period::Span;
use crate::plan::Value;
use crate::query::Query;
use jiff::civil::Date;

/// The planned value of a KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// As the KPI is measured; counts are unrounded.
    pub value: Value,
    /// Name of the plan.
    pub plan: String,
    /// The day it is taken as of.
    pub as_of: Date,
}

/// Why there is none; what comes later tells more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplanned {
    /// No plan has these days.
    NoPlan,
    /// A plan has them, but they are no whole months.
    NoMonths {
        /// Name of the plan.
        plan: String,
    },
    /// The plan says nothing about the KPI.
    NoValue {
        /// Name of the plan.
        plan: String,
    },
    /// The plan counts on rates of another window than that of the KPI.
    OtherWindow {
        /// Name of the plan.
        plan: String,
        /// The window of the plan; none is ever.
        within: Option<Duration>,
    },
    /// The span has not begun as of the run, so plans may still change.
    NotBegun,
    /// The plan had no numbers on the eve of the span.
    NoNumbers {
        /// Name of the plan.
        plan: String,
        /// The eve.
        as_of: Date,
        /// Why, in the language of the project.
        why: String,
    },
}

impl Unplanned {
    fn rank(&self) -> u8 {
        match self {
            Self::NoPlan => 0,
            Self::NoMonths { .. } => 1,
            Self::NoValue { .. } => 2,
            Self::OtherWindow { .. } => 3,
            Self::NotBegun => 4,
            Self::NoNumbers { .. } => 5,
        }
    }
}

/// Plans as they stood on the eves of spans, each calculated once and only if asked for.
pub struct Plans<'a> {
    model: &'a Model,
    query: &'a Query,
    engine: &'a dyn Engine,
    known: RefCell<Known>,
}

/// By plan and eve: the calculated plan, or why there is none.
type Known = BTreeMap<(PlanId, Date), Result<Rc<Outlook>, String>>;

/// What of a plan a KPI is.
enum Quantity {
    /// Entries into a stage, by its position.
    Entries(usize),
    /// Entries into the second that follow one into the first.
    Rate(usize, usize),
    Worth,
    Revenue,
    Cost,
}

/// Digits behind the point of planned counts and money.
const DIGITS: u8 = 6;

impl<'a> Plans<'a> {
    /// Gives the plans of a model; the query gives the question its other parts.
    pub fn new(model: &'a Model, query: &'a Query, engine: &'a dyn Engine) -> Self {
        Self { model, query, engine, known: RefCell::new(BTreeMap::new()) }
    }

    /// Gives the planned value of a KPI over a span: that of the first plan that has one.
    ///
    /// A plan is taken as it stood on the eve of the span. It has a value for entries into its
    /// stages, conversions between them, its target, its deal size and its cost.
    pub fn value(&self, kpi: KpiId, span: Span) -> Result<Planned, Unplanned> {
        let mut why = Unplanned::NoPlan;
        for plan in 0..self.model.plans.len() {
            match self.value_of(PlanId(plan), kpi, span) {
                Ok(planned) => return Ok(planned),
                Err(other) if other.rank() > why.rank() => why = other,
                Err(_) => {}
            }
        }
        Err(why)
    }

    /// Gives the planned values of a KPI month by month, as the plan stood on the eve of its period.
    pub fn by_month(&self, id: PlanId, kpi: KpiId) -> Result<Vec<(Date, Value)>, Unplanned> {
        let plan = &self.model.plans[id.0];
        let name = || plan.about.name.clone();
        let none = || Unplanned::NoValue { plan: name() };
        let quantity = quantity(self.model, plan, kpi).ok_or_else(none)?;
        if let Some(within) = other_window(self.model, plan, kpi) {
            return Err(Unplanned::OtherWindow { plan: name(), within });
        }
        let as_of = plan.period.start.yesterday().unwrap_or(plan.period.start);
        if as_of > self.query.as_of {
            return Err(Unplanned::NotBegun);
        }
        let outlook = self.outlook(id, as_of).map_err(|why| Unplanned::NoNumbers {
            plan: name(),
            as_of,
            why,
        })?;
        let months = outlook.basis.months.iter().enumerate();
        Ok(months
            .filter_map(|(at, first)| Some((*first, quantity.in_month(&outlook, at)?)))
            .collect())
    }

    fn value_of(&self, id: PlanId, kpi: KpiId, span: Span) -> Result<Planned, Unplanned> {
        let plan = &self.model.plans[id.0];
        let name = || plan.about.name.clone();
        if span.is_empty() || span.intersection(plan.period) != span {
            return Err(Unplanned::NoPlan);
        }
        if span.whole_months().is_none() {
            return Err(Unplanned::NoMonths { plan: name() });
        }
        let none = || Unplanned::NoValue { plan: name() };
        let quantity = quantity(self.model, plan, kpi).ok_or_else(none)?;
        if let Some(within) = other_window(self.model, plan, kpi) {
            return Err(Unplanned::OtherWindow { plan: name(), within });
        }
        let as_of = span.start.yesterday().unwrap_or(span.start);
        if as_of > self.query.as_of {
            return Err(Unplanned::NotBegun);
        }
        match self.outlook(id, as_of) {
            Err(why) => Err(Unplanned::NoNumbers { plan: name(), as_of, why }),
            Ok(outlook) => {
                let value = quantity.of(&outlook, span).ok_or_else(none)?;
                Ok(Planned { value, plan: name(), as_of })
            }
        }
    }

    fn outlook(&self, plan: PlanId, as_of: Date) -> Result<Rc<Outlook>, String> {
        if let Some(known) = self.known.borrow().get(&(plan, as_of)) {
            return known.clone();
        }
        let found = self.calculated(plan, as_of).map(Rc::new);
        self.known.borrow_mut().insert((plan, as_of), found.clone());
        found
    }

    fn calculated(&self, plan: PlanId, as_of: Date) -> Result<Outlook, String> {
        let before = Query { as_of, ..self.query.clone() };
        let basis = basis(self.model, &self.model.plans[plan.0], &before, self.engine)
            .map_err(|found| found.messages())?;
        let outlook = outlook(&basis, 0, 0);
        match outlook.required {
            Ok(_) => Ok(outlook),
            Err(why) => Err(obstacle(self.model, plan, why)),
        }
    }
}

fn quantity(model: &Model, plan: &RevenuePlan, kpi: KpiId) -> Option<Quantity> {
    let formula = &model.kpis[kpi.0].formula;
    let is = |other: KpiId| {
        let behind = &model.kpis[other.0].formula;
        kpi == other || std::ptr::eq(model.behind(formula), model.behind(behind))
    };
    let stages = &model.funnels[plan.funnel.0].stages;
    let position = |stage| stages.iter().position(|it| *it == stage);
    match &model.behind(formula).node {
        Node::Aggregate(it) if it.function == AggregateFunction::Count => {
            let stage = model.all_entries(&it.set).filter(|_| it.argument.is_none())?;
            return position(stage).map(Quantity::Entries);
        }
        Node::Conversion(_) => {
            let way = model.way(model.rate_of(formula)?)?;
            let ends = (position(*way.first()?)?, position(*way.last()?)?);
            return (ends.0 < ends.1).then_some(Quantity::Rate(ends.0, ends.1));
        }
        _ => {}
    }
    match plan.value {
        _ if is(plan.kpi) => Some(Quantity::Revenue),
        Worth::Kpi(worth) if is(worth) => Some(Quantity::Worth),
        _ => plan.cost.filter(|cost| is(*cost)).map(|_| Quantity::Cost),
    }
}

/// The window that a plan counts on in a step; nothing where its rate is written and so is that of
/// any window.
fn window(model: &Model, plan: &RevenuePlan, step: usize) -> Option<Option<Duration>> {
    match &plan.rates[step].value {
        RateFrom::Written(_) => None,
        RateFrom::Measured(_) => Some(plan.within),
        RateFrom::Agreed(id, _) => match &model.agreements[id.0].promise {
            Promise::Measured(part) => {
                let steps = &model.rate_of(&part.formula)?.steps;
                steps.first().map(|step| step.within)
            }
            Promise::Fresh(_) => None,
        },
    }
}

/// The window of a plan that the conversion of a KPI does not have: entries that had another time
/// are no measure of its rates.
fn other_window(model: &Model, plan: &RevenuePlan, kpi: KpiId) -> Option<Option<Duration>> {
    let conversion = model.rate_of(&model.kpis[kpi.0].formula)?;
    let stages = &model.funnels[plan.funnel.0].stages;
    let way = model.way(conversion)?;
    let places: Vec<usize> =
        way.iter().filter_map(|stage| stages.iter().position(|it| it == stage)).collect();
    for (ends, step) in places.windows(2).zip(&conversion.steps) {
        // A way over several steps in one window is no product of steps with windows of their own.
        let alone = ends[1] == ends[0] + 1;
        let mut windows = (ends[0]..ends[1]).filter_map(|step| window(model, plan, step));
        let differs =
            |window: &Option<Duration>| *window != step.within || (!alone && window.is_some());
        if let Some(window) = windows.find(differs) {
            return Some(window);
        }
    }
    None
}

impl Quantity {
    fn of(&self, outlook: &Outlook, span: Span) -> Option<Value> {
        self.over(outlook, 0, usize::try_from(span.whole_months()?).ok()?)
    }

    fn in_month(&self, outlook: &Outlook, at: usize) -> Option<Value> {
        self.over(outlook, at, 1)
    }

    /// Over some months of the outlook.
    fn over(&self, outlook: &Outlook, skipped: usize, months: usize) -> Option<Value> {
        let basis = &outlook.basis;
        let entries = |stage: usize| {
            let (new, open) = outlook.volumes(stage);
            let within = |all: Vec<f64>| all.into_iter().skip(skipped).take(months).sum::<f64>();
            within(new) + within(open)
        };
        Some(match self {
            Self::Entries(stage) => decimal(entries(*stage)),
            Self::Rate(from, to) => {
                Value::Float(basis.rates[*from..*to].iter().map(|rate| rate.value).product())
            }
            Self::Worth => decimal(basis.worth),
            Self::Revenue => decimal(entries(basis.rates.len()) * basis.worth),
            Self::Cost => {
                let cost = |it: &super::ChannelBasis| Some(it.share * it.cost?);
                decimal(basis.channels.iter().map(cost).sum::<Option<f64>>()?)
            }
        })
    }
}

fn decimal(number: f64) -> Value {
    Value::Decimal { units: money::units(number, DIGITS), scale: DIGITS }
}
