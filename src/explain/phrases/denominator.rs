//! Denominators in words: what a rate, ratio or average is a share of.

use super::{Phrases, spaced};
use crate::functions::{AggregateFunction, ConversionFunction};
use crate::model::{Formula, Node, Operator};

impl Phrases<'_> {
    /// Lists every denominator of the formula of a KPI, those of KPIs in it with their names.
    pub(in crate::explain) fn denominators(&self, formula: &Formula) -> Vec<String> {
        let mut found = Vec::new();
        self.collect(formula, "", &mut found);
        let mut unique: Vec<String> = Vec::new();
        for text in found {
            if !unique.contains(&text) {
                unique.push(text);
            }
        }
        unique
    }

    fn collect(&self, formula: &Formula, of: &str, found: &mut Vec<String>) {
        match &formula.node {
            Node::Operator(operator, parts) => {
                if let (Operator::Divide, Some(divisor)) = (operator, parts.get(1)) {
                    found.push(format!("{of}{}", self.value(divisor, None)));
                }
                parts.iter().for_each(|part| self.collect(part, of, found));
            }
            Node::Call(_, parts) => parts.iter().for_each(|part| self.collect(part, of, found)),
            Node::OtherPeriod(_, inner) => self.collect(inner, of, found),
            Node::Kpi(id) => {
                let kpi = &self.model.kpis[id.0];
                self.collect(&kpi.formula, &format!("kpi.{}: ", kpi.about.name), found);
            }
            // a time is no share
            Node::Conversion(conversion)
                if conversion.function == Some(ConversionFunction::SurvivalMedian) => {}
            Node::Conversion(conversion) => {
                let from = self.set(&conversion.from, None);
                let over = conversion.function.is_none()
                    && conversion.steps.iter().all(|step| step.within.is_some());
                found.push(match (over, self.japanese) {
                    (true, true) => format!("{of}{}", spaced("期限が過ぎた", &from)),
                    (true, false) => format!("{of}those whose window is over, of the {from}"),
                    (false, _) => format!("{of}{from}"),
                });
            }
            Node::Aggregate(aggregate) if aggregate.function == AggregateFunction::Average => {
                let set = self.set(&aggregate.set, None);
                let argument = aggregate.argument.as_ref();
                let of_what = argument.map_or(String::new(), |argument| {
                    self.value(argument, Some(aggregate.set.source))
                });
                found.push(if self.japanese {
                    let rows = spaced(&spaced(&of_what, "のある"), &spaced(&set, "の数"));
                    format!("{of}{rows}")
                } else {
                    format!("{of}the number of {set} with a value of {of_what}")
                });
            }
            _ => {}
        }
    }
}
