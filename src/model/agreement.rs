//! Agreements as understood: what one team promises another, and the band it must lie in.

use super::{
    About, Conversion, Formula, Model, Node, Operator, Part, Set, SourceId, StageId, Target,
};
use crate::expression::{Decimal, Duration, PeriodUnit};
use crate::source::Span;
use jiff::civil::Date;
use std::cmp::Ordering;

super::ids! {
    /// Index into [`super::Model::agreements`].
    AgreementId
}

/// What teams promised each other.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Words; the owner, if any, is the team that promises.
    pub about: About,
    /// The teams, two or more.
    pub between: Vec<String>,
    /// What is measured.
    pub promise: Promise,
    /// Where it must lie.
    pub expect: Band,
    /// The place of that.
    pub expect_span: Span,
    /// One verdict for each of these.
    pub by: PeriodUnit,
    /// Fewer entries than this are not enough to tell.
    pub minimum: Option<u64>,
    /// The day until which it holds as it is; to be looked at again by then.
    pub review_by: Option<Date>,
}

/// What an agreement is about.
#[derive(Debug, Clone)]
pub enum Promise {
    /// A formula, as of a KPI.
    Measured(Box<Part>),
    /// The age of the newest row of a source, at the end of a period.
    Fresh(SourceId),
}

/// Bounds of a value, both included; at least one is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// As written.
    pub written: String,
    /// What the bounds count.
    pub measure: Measure,
    /// No less than this.
    pub low: Option<Decimal>,
    /// No more than this.
    pub high: Option<Decimal>,
}

/// What the bounds of a [`Band`] count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A share of one: `30%` is 0.30.
    Rate,
    /// A number, of things or plain.
    Number,
    /// Money of a currency.
    Money(String),
    /// Microseconds.
    Time,
    /// Days of the calendar, or business days.
    Days {
        /// Counted by the business calendar.
        business: bool,
    },
}

impl Agreement {
    /// Gives what was agreed on, as one number in the units of the band: its middle, or its only
    /// bound.
    pub fn agreed(&self) -> Option<Decimal> {
        match (self.expect.low, self.expect.high) {
            (Some(low), Some(high)) => middle(low, high),
            (bound, None) | (None, bound) => bound,
        }
    }

    /// Tells whether more is better, as far as the band says.
    pub fn is_floor(&self) -> bool {
        self.expect.low.is_some()
    }

    /// Gives the rate that was agreed on: 0.30 for `30% ± 5pt` and `>= 30%`.
    pub fn agreed_rate(&self) -> Option<Decimal> {
        (self.expect.measure == Measure::Rate).then(|| self.agreed()).flatten()
    }
}

impl Band {
    /// Tells whether a number in the units of the band lies in it.
    pub fn holds(&self, number: Decimal) -> bool {
        let least = self.low.is_none_or(|low| compare(low, number).is_le());
        least && self.high.is_none_or(|high| compare(number, high).is_le())
    }

    /// Tells whether all of it lies above another band of the same units.
    pub fn is_above(&self, other: &Self) -> bool {
        match (self.low, other.high) {
            (Some(low), Some(high)) => compare(low, high).is_gt(),
            _ => false,
        }
    }
}

fn compare(a: Decimal, b: Decimal) -> Ordering {
    let scale = a.scale.max(b.scale);
    let units = |it: Decimal| {
        10i128.checked_pow(u32::from(scale - it.scale)).and_then(|by| it.units.checked_mul(by))
    };
    match (units(a), units(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        // Only what does not fit is larger than everything that does.
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn middle(low: Decimal, high: Decimal) -> Option<Decimal> {
    let scale = low.scale.max(high.scale) + 1;
    let units = |bound: Decimal| {
        bound.units.checked_mul(10i128.checked_pow(u32::from(scale - bound.scale))?)
    };
    // The sum is a multiple of ten, so its half is exact.
    let sum = units(low)?.checked_add(units(high)?)?;
    Some(Decimal { units: sum / 2, scale })
}

impl Model {
    /// Finds an agreement by name.
    pub fn agreement_named(&self, name: &str) -> Option<AgreementId> {
        self.agreements.iter().position(|item| item.about.name == name).map(AgreementId)
    }

    /// Follows names of KPIs to the formula behind them.
    pub fn behind<'m>(&'m self, formula: &'m Formula) -> &'m Formula {
        let mut formula = formula;
        while let Node::Kpi(id) = &formula.node {
            formula = &self.kpis[id.0].formula;
        }
        formula
    }

    /// Gives the conversion that a formula is, itself or by the name of a KPI; its value is the rate.
    pub fn rate_of<'m>(&'m self, formula: &'m Formula) -> Option<&'m Conversion> {
        match &self.behind(formula).node {
            Node::Conversion(conversion) if conversion.function.is_none() => Some(conversion),
            _ => None,
        }
    }

    /// Gives the stages that the rate of a promise leads through.
    pub fn promised_way(&self, agreement: &Agreement) -> Option<Vec<StageId>> {
        match &agreement.promise {
            Promise::Measured(part) => self.way(self.rate_of(&part.formula)?),
            Promise::Fresh(_) => None,
        }
    }

    /// Gives how long each step of a promised rate may take, none is ever; empty where no rate is
    /// promised.
    pub fn promised_windows(&self, agreement: &Agreement) -> Vec<Option<Duration>> {
        let conversion = match &agreement.promise {
            Promise::Measured(part) => self.rate_of(&part.formula),
            Promise::Fresh(_) => None,
        };
        conversion.map_or_else(Vec::new, |it| it.steps.iter().map(|step| step.within).collect())
    }

    /// Gives the stages that a conversion leads through, the first included; none where it looks at
    /// anything else, or at some of the entries only.
    pub fn way(&self, conversion: &Conversion) -> Option<Vec<StageId>> {
        let from = &conversion.from;
        let mut way = vec![self.all_entries(from)?];
        for step in &conversion.steps {
            let Target::Moment(moment) = &step.target else { return None };
            way.push(self.entered_at(from.source, moment)?);
        }
        Some(way)
    }

    /// Gives the stage whose entries a set is: all of them, each dated by its own moment.
    pub fn all_entries(&self, set: &Set) -> Option<StageId> {
        let stage = set.stage.filter(|_| set.filters.is_empty() && set.windows.is_empty())?;
        let clock = set.clock.as_ref()?;
        self.entered_at(set.source, clock).filter(|dated| *dated == stage)
    }

    /// Gives the stage that is entered at a moment.
    fn entered_at(&self, source: SourceId, moment: &Formula) -> Option<StageId> {
        let moment = match &moment.node {
            Node::Operator(Operator::LocalDate, parts) => parts.first()?,
            _ => moment,
        };
        let Node::Column(column) = moment.node else { return None };
        self.stage_of(source, column)
    }

    /// Lists the teams that answer for a definition or agreed to one, sorted.
    pub fn teams(&self) -> Vec<String> {
        let abouts = (self.kpis.iter().map(|it| &it.about))
            .chain(self.criteria.iter().map(|it| &it.about))
            .chain(self.dimensions.iter().map(|it| &it.about))
            .chain(self.funnels.iter().map(|it| &it.about))
            .chain(self.stages.iter().map(|it| &it.about))
            .chain(self.scores.iter().map(|it| &it.about))
            .chain(self.attributions.iter().map(|it| &it.about));
        let mut teams: Vec<String> = abouts.flat_map(About::teams).map(str::to_owned).collect();
        teams.sort();
        teams.dedup();
        teams
    }
}
