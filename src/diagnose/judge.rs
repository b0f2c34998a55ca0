//! Cells -> verdict: nothing but cells that are `ok` makes a diagnosis hold or not hold.

use std::collections::BTreeMap;

use super::parts::{Operand, Prepared};
use super::words::Words;
use super::{Ask, Compared, Finding, Number, Verdict};
use crate::evaluate::evaluate;
use crate::expression::DurationUnit;
use crate::model::{DiagnosisId, KpiId};
use crate::outlook::Unplanned;
use crate::period::{add, unfinished};
use crate::plan::{Comparison, Scalar, Value, ValueType};
use crate::table::Status;
use jiff::civil::Date;

/// What verdicts are made from.
pub(super) struct Judge<'a> {
    pub(super) ask: &'a Ask<'a>,
    pub(super) obstacles: BTreeMap<KpiId, String>,
    pub(super) answers: BTreeMap<KpiId, Number>,
    /// For each KPI, the source that begins last.
    pub(super) begins: BTreeMap<KpiId, (String, Date)>,
}

/// Why a diagnosis is neither true nor false.
type Lack = (Verdict, String);

impl Judge<'_> {
    pub(super) fn finding(&self, id: DiagnosisId, prepared: Prepared) -> Finding {
        let lacks = self.lacks(id, &prepared);
        // what cannot be asked comes before what is missing, and that before what will come
        let first = [Verdict::NotEvaluated, Verdict::NotEnoughData, Verdict::TooEarly]
            .into_iter()
            .find(|verdict| lacks.iter().any(|(found, _)| found == verdict));
        let mut why: Vec<String> = Vec::new();
        for (_, text) in lacks {
            if !why.contains(&text) {
                why.push(text);
            }
        }
        let number = |id: &KpiId| self.answers.get(id).cloned();
        let kpis = prepared.operands.iter().filter_map(|operand| number(&operand.id)).collect();
        let compared = |(left, comparison, right): &(KpiId, Comparison, KpiId)| {
            let (left, right) = (number(left)?, number(right)?);
            let holds = self.compare(*comparison, &left, &right);
            Some(Compared { left, comparison: *comparison, right, holds })
        };
        let comparisons = prepared.comparisons.iter().filter_map(compared).collect();
        let verdict = first.unwrap_or_else(|| match number(&prepared.whole) {
            Some(whole) if whole.cell.value == Value::Boolean(true) => Verdict::Holds,
            Some(whole) if whole.cell.value == Value::Boolean(false) => Verdict::DoesNotHold,
            _ => Verdict::NotEnoughData,
        });
        if verdict == Verdict::NotEnoughData && why.is_empty() {
            why.push(self.words().no_value());
        }
        Finding { id, verdict, why, kpis, comparisons, looks: Vec::new() }
    }

    fn words(&self) -> Words {
        Words { japanese: self.ask.model.project.language == "ja" }
    }

    fn lacks(&self, id: DiagnosisId, prepared: &Prepared) -> Vec<Lack> {
        let (words, model) = (self.words(), self.ask.model);
        let mut lacks: Vec<Lack> = Vec::new();
        for (kpi, why) in &prepared.unplanned {
            let label = &model.kpis[kpi.0].about.label;
            let verdict = match why {
                Unplanned::NotBegun => Verdict::TooEarly,
                _ => Verdict::NotEvaluated,
            };
            lacks.push((verdict, words.unplanned(label, self.ask.period, why)));
        }
        if !lacks.is_empty() {
            return lacks;
        }
        let minimum = model.diagnoses[id.0].minimum;
        for operand in &prepared.operands {
            lacks.extend(self.lack(operand, minimum));
        }
        let sides = prepared.comparisons.iter().flat_map(|(left, _, right)| [left, right]);
        for id in sides.chain([&prepared.whole]) {
            let known = prepared.operands.iter().any(|operand| operand.id == *id);
            if known || !lacks.is_empty() {
                continue;
            }
            match (self.obstacles.get(id), self.answers.get(id)) {
                (Some(why), _) => lacks.push((Verdict::NotEvaluated, why.clone())),
                (None, Some(number)) => lacks.extend(self.unusable(number)),
                (None, None) => {}
            }
        }
        let span = self.ask.period.span;
        if unfinished(span, self.ask.as_of) {
            // what is missing may still come
            lacks.retain(|(verdict, _)| *verdict != Verdict::NotEnoughData);
            lacks.insert(0, (Verdict::TooEarly, words.unfinished(span.last())));
        }
        lacks
    }

    fn lack(&self, operand: &Operand, minimum: Option<u64>) -> Option<Lack> {
        let words = self.words();
        if let Some(why) = self.obstacles.get(&operand.id) {
            let label = self.ask.model.kpis.get(operand.id.0);
            let label = label.map_or("", |kpi| kpi.about.label.as_str());
            return Some((Verdict::NotEvaluated, words.impossible(label, why)));
        }
        let number = self.answers.get(&operand.id)?;
        let label = &number.title.title.label;
        if operand.elsewhere.is_some() && number.title.so_far {
            return Some((Verdict::NotEvaluated, words.no_window(label)));
        }
        if let Some(lack) = self.begun(operand, label).or_else(|| self.unusable(number)) {
            return Some(lack);
        }
        let (n, minimum) = (number.cell.n?, minimum?);
        let few = u64::try_from(n).map_or(true, |n| n < minimum);
        few.then(|| (Verdict::NotEnoughData, words.few(label, n, minimum)))
    }

    /// Another period is compared with only where data reach back to its first month.
    fn begun(&self, operand: &Operand, label: &str) -> Option<Lack> {
        let span = operand.elsewhere?;
        let (source, first) = self.begins.get(&operand.id)?;
        let month = add(span.start, 1, DurationUnit::Months).unwrap_or(span.end);
        let text = || self.words().begins(label, source, *first, span.start);
        (*first >= month.min(span.end)).then(|| (Verdict::NotEnoughData, text()))
    }

    fn unusable(&self, number: &Number) -> Option<Lack> {
        let verdict = match number.cell.status {
            Status::Ok => return None,
            Status::Immature => Verdict::TooEarly,
            _ => Verdict::NotEnoughData,
        };
        let (words, label) = (self.words(), &number.title.title.label);
        let text = match (number.cell.status, number.cell.n, number.title.minimum) {
            (Status::Insufficient, Some(n), Some(minimum)) => words.few(label, n, minimum),
            (status, ..) => words.status(label, status),
        };
        Some((verdict, text))
    }

    fn compare(&self, comparison: Comparison, left: &Number, right: &Number) -> Option<bool> {
        if left.cell.status != Status::Ok || right.cell.status != Status::Ok {
            return None;
        }
        let side = |number: &Number| {
            let kind = ValueType::Float;
            Box::new(Scalar::Literal(number.cell.value.clone(), kind))
        };
        let compared = Scalar::Compare(comparison, side(left), side(right));
        match evaluate(&compared, &|_| Value::Missing, &self.ask.model.project.time_zone) {
            Ok(Value::Boolean(holds)) => Some(holds),
            _ => None,
        }
    }
}
