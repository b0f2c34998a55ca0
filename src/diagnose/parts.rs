//! The condition of a diagnosis as KPIs: each KPI in it, each side of a comparison, the whole.
//!
//! They are put behind the KPIs of a copy of the model, each once.

use std::collections::BTreeMap;

use super::Ask;
use super::words::Words;
use crate::model::{
    About, Diagnosis, DiagnosisId, Formula, Kpi, KpiId, Model, Node, Operator, OtherPeriod, Shown,
    visit, visit_mut,
};
use crate::outlook::{Planned, Unplanned};
use crate::period::Span;
use crate::plan::Comparison;
use crate::types::Kind;

/// The copy of the model, and what is asked of it.
pub(super) struct Parts<'a> {
    ask: &'a Ask<'a>,
    words: Words,
    pub(super) model: Model,
    pub(super) kpis: Vec<KpiId>,
    known: BTreeMap<String, KpiId>,
}

/// A diagnosis ready to be asked.
pub(super) struct Prepared {
    /// KPIs without a planned value, and why.
    pub(super) unplanned: Vec<(KpiId, Unplanned)>,
    /// KPIs of the condition.
    pub(super) operands: Vec<Operand>,
    /// Its comparisons.
    pub(super) comparisons: Vec<(KpiId, Comparison, KpiId)>,
    /// The condition.
    pub(super) whole: KpiId,
}

/// A KPI of a condition, as seen from there.
pub(super) struct Operand {
    pub(super) id: KpiId,
    /// The days it looks at, where these are not those of the period.
    pub(super) elsewhere: Option<Span>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(ask: &'a Ask<'a>) -> Self {
        let model = ask.model.clone();
        let words = Words { japanese: model.project.language == "ja" };
        Self { ask, words, model, kpis: Vec::new(), known: BTreeMap::new() }
    }

    pub(super) fn diagnosis(&mut self, id: DiagnosisId) -> Prepared {
        let Diagnosis { when, .. } = &self.ask.model.diagnoses[id.0];
        let mut when = when.clone();
        let mut unplanned: Vec<(KpiId, Unplanned)> = Vec::new();
        let mut plans: BTreeMap<KpiId, Planned> = BTreeMap::new();
        let (ask, span) = (self.ask, self.ask.period.span);
        visit(ask.model, &ask.model.diagnoses[id.0].when, None, &mut |formula, _| {
            let Node::Planned(kpi) = formula.node else { return };
            match (ask.planned)(kpi, span) {
                Ok(planned) => drop(plans.insert(kpi, planned)),
                Err(_) if unplanned.iter().any(|(known, _)| *known == kpi) => {}
                Err(why) => unplanned.push((kpi, why)),
            }
        });
        let titles = when.clone();
        visit_mut(&mut when, &mut |formula| {
            if let Node::Planned(kpi) = formula.node
                && let Some(planned) = plans.get(&kpi)
            {
                formula.node = Node::Literal(planned.value.clone());
            }
        });
        let (mut operands, mut comparisons) = (Vec::new(), Vec::new());
        if unplanned.is_empty() {
            self.operands(&when, &mut operands);
            self.comparisons(&when, &titles, &plans, &mut comparisons);
        }
        let whole = match unplanned.is_empty() {
            true => self.add(&when, None, String::new()),
            false => KpiId(usize::MAX),
        };
        Prepared { unplanned, operands, comparisons, whole }
    }

    /// The outermost parts that are measured.
    fn operands(&mut self, formula: &Formula, found: &mut Vec<Operand>) {
        match &formula.node {
            Node::Kpi(_) | Node::Aggregate(_) | Node::Conversion(_) | Node::OtherPeriod(..) => {
                let id = self.side(formula);
                if found.iter().all(|operand| operand.id != id) {
                    let elsewhere = self.elsewhere(formula);
                    found.push(Operand { id, elsewhere });
                }
            }
            Node::Operator(_, parts) | Node::Call(_, parts) => {
                parts.iter().for_each(|part| self.operands(part, found));
            }
            Node::In(inner, _) | Node::Text(_, inner, _) | Node::Shift(inner, ..) => {
                self.operands(inner, found);
            }
            _ => {}
        }
    }

    /// The first days of all other periods that a part names, to the end of the asked one.
    fn elsewhere(&self, formula: &Formula) -> Option<Span> {
        let mut transforms: Vec<OtherPeriod> = Vec::new();
        let mut earliest: Option<Span> = None;
        let mut at = formula;
        while let Node::OtherPeriod(other, inner) = &at.node {
            transforms.push(*other);
            let span = crate::lower::through(&self.model, &transforms, self.ask.period.span);
            if earliest.is_none_or(|known| span.start < known.start) {
                earliest = Some(span);
            }
            at = inner;
        }
        earliest
    }

    fn comparisons(
        &mut self,
        formula: &Formula,
        titles: &Formula,
        plans: &BTreeMap<KpiId, Planned>,
        found: &mut Vec<(KpiId, Comparison, KpiId)>,
    ) {
        match (&formula.node, &titles.node) {
            (Node::Operator(Operator::Compare(comparison), parts), Node::Operator(_, titles)) => {
                let like = parts.iter().find_map(|part| self.like(part));
                let mut side = |part: &Formula, title: &Formula| match title.node {
                    Node::Planned(kpi) => {
                        let words = self.words;
                        let label = plans.get(&kpi).map(|it| words.plan(it)).unwrap_or_default();
                        self.add(part, like, label)
                    }
                    _ => match self.like(part) {
                        None => {
                            let label = self.shown(part);
                            self.add(part, like, label)
                        }
                        Some(_) => self.side_like(part, like),
                    },
                };
                let (left, right) = (side(&parts[0], &titles[0]), side(&parts[1], &titles[1]));
                found.push((left, *comparison, right));
            }
            (Node::Operator(_, parts), Node::Operator(_, titles)) => {
                for (part, title) in parts.iter().zip(titles) {
                    self.comparisons(part, title, plans, found);
                }
            }
            _ => {}
        }
    }

    fn side(&mut self, formula: &Formula) -> KpiId {
        self.side_like(formula, None)
    }

    fn side_like(&mut self, formula: &Formula, like: Option<KpiId>) -> KpiId {
        if let Node::Kpi(id) = formula.node {
            self.ask_for(id);
            return id;
        }
        let label = self.label(formula);
        self.add(formula, self.like(formula).or(like), label)
    }

    /// The KPI whose unit and minimum a part has.
    fn like(&self, formula: &Formula) -> Option<KpiId> {
        match &formula.node {
            Node::Kpi(id) => Some(*id),
            Node::OtherPeriod(_, inner) => self.like(inner),
            Node::Operator(Operator::Multiply | Operator::Divide, parts) => {
                let found = parts.iter().find_map(|part| self.like(part))?;
                (self.model.kpis[found.0].formula.kind == formula.kind).then_some(found)
            }
            Node::Operator(_, parts) | Node::Call(_, parts) => {
                parts.iter().find_map(|part| self.like(part))
            }
            _ => None,
        }
    }

    fn label(&self, formula: &Formula) -> String {
        match &formula.node {
            Node::Kpi(id) => self.model.kpis[id.0].about.label.clone(),
            Node::OtherPeriod(other, inner) => self.words.other(*other, &self.label(inner)),
            Node::Operator(operator, parts) if parts.len() == 2 => match operator {
                Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
                    let sign = Words::sign(*operator);
                    format!("{} {sign} {}", self.label(&parts[0]), self.label(&parts[1]))
                }
                _ => self.shown(formula),
            },
            _ => self.shown(formula),
        }
    }

    fn shown(&self, formula: &Formula) -> String {
        Shown { model: &self.model, formula, source: None }.to_string()
    }

    fn ask_for(&mut self, id: KpiId) {
        if !self.kpis.contains(&id) {
            self.kpis.push(id);
        }
    }

    /// Puts a formula behind the KPIs unless it is there.
    fn add(&mut self, formula: &Formula, like: Option<KpiId>, label: String) -> KpiId {
        let name = self.shown(formula);
        let key = format!("{name} {label} {like:?}");
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = KpiId(self.model.kpis.len());
        let (unit, minimum) = match like.map(|like| &self.model.kpis[like.0]) {
            Some(kpi) if formula.kind != Kind::Boolean => {
                let own = matches!(formula.node, Node::OtherPeriod(..));
                (kpi.unit.clone(), kpi.minimum.filter(|_| own))
            }
            _ => (None, None),
        };
        let about = About::unwritten(name, label, formula.span);
        let kpi = Kpi { unit, minimum, ..Kpi::unwritten(about, formula.clone()) };
        self.model.kpis.push(kpi);
        self.known.insert(key, id);
        self.kpis.push(id);
        id
    }
}
