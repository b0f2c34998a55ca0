//! Plans: target, funnel, worth, rates, split; against a finished model.
//!
//! `plan_parts` reads the texts inside. Every part is checked before the plan is given up, so all
//! errors come at once.

use super::definitions::about;
use super::plan_parts::Parts;
use super::unknown;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::expression::{Decimal, Expression, Literal, Node as Written};
use crate::model::{FunnelId, KpiId, Model, RevenuePlan, Split, StageId, Worth};
use crate::source::{Span, Spanned};
use crate::types::Kind;

/// Understands every plan; what does not fit is reported and left out.
pub(super) fn resolve(
    documents: &[Document],
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Vec<RevenuePlan> {
    let mut plans: Vec<RevenuePlan> = Vec::new();
    for definition in documents.iter().flat_map(|document| &document.plans) {
        if plans.iter().any(|plan| plan.about.name == definition.name.value) {
            continue;
        }
        let mut parts = Parts { documents, model, diagnostics };
        plans.extend(parts.plan(definition));
    }
    plans
}

impl Parts<'_> {
    fn plan(&mut self, definition: &Definition<document::Plan>) -> Option<RevenuePlan> {
        let (span, body) = (definition.name.span, &definition.body);
        let period = match &body.period {
            Some(written) => self.months(written),
            None => self.required(span, "period", "period = \"fiscal 2026\""),
        };
        let target = self.target(body, span, period);
        let funnel = match &body.funnel {
            Some(name) => self.funnel(name),
            None => self.required(span, "funnel", "funnel = \"b2b\""),
        };
        let value = match &body.value {
            Some(written) => self.worth(written),
            None => self.required(span, "value", "value = \"kpi.average_deal\""),
        };
        let cost = body.cost.as_ref().map(|written| self.money_kpi(written, "cost"));
        let stages: Vec<StageId> =
            funnel.map_or_else(Vec::new, |id| self.model.funnels[id.0].stages.clone());
        let capacity = self.capacity(&body.capacity, &stages, funnel);
        let committed = self.committed(&body.committed);
        let split = body.split.as_ref().map(|split| self.split(split));
        let within = body.within.as_ref().and_then(|within| within.value);
        let rates = funnel.and_then(|_| self.rates(body, &stages, span));
        let (period, (kpi, amount, by_month), funnel) = (period?, target?, funnel?);
        Some(RevenuePlan {
            about: about(&definition.name, &definition.about),
            period,
            written_period: body.period.as_ref().map_or_else(String::new, |it| it.value.clone()),
            kpi,
            amount,
            by_month,
            funnel,
            value: value?,
            rates: rates?,
            within,
            split: split.map_or(Some(None), |split| split.map(Some))?,
            cost: cost.map_or(Some(None), |cost| cost.map(Some))?,
            capacity,
            committed,
        })
    }

    fn target(
        &mut self,
        body: &document::Plan,
        span: Span,
        period: Option<crate::period::Span>,
    ) -> Option<(KpiId, Decimal, Option<Vec<Decimal>>)> {
        let example = "target = { kpi = \"new_revenue\", amount = \"480_000_000 JPY\" }";
        let Some(target) = &body.target else { return self.required(span, "target", example) };
        let kpi = match &target.kpi {
            Some(name) => self.kpi_named(&name.value, name.span),
            None => self.required(target.span, "kpi", example),
        };
        let kpi = kpi.and_then(|id| self.of_money(id, target.span, "target"));
        let amount = match &target.amount {
            Some(written) => self.amount(written),
            None => self.required(target.span, "amount", example),
        };
        let by_month = match &target.by_month {
            Some(shares) => Some(self.by_month(shares, target.span, period)?),
            None => None,
        };
        Some((kpi?, amount?, by_month))
    }

    fn funnel(&mut self, name: &Spanned<String>) -> Option<FunnelId> {
        let mut written = self.documents.iter().flat_map(|document| &document.funnels);
        let Some(written) = written.find(|it| it.name.value == name.value) else {
            let names = self.model.funnels.iter().map(|it| it.about.name.as_str());
            self.diagnostics.push(unknown("funnel", &name.value, name.span, names));
            return None;
        };
        if written.body.stages.as_ref().is_some_and(|stages| stages.len() == 1) {
            let message = format!("`{}` has one stage, a plan needs a step", name.value);
            self.bad(name.span, message, "name a funnel of two stages or more");
            return None;
        }
        // What is written and of no use is reported at the funnel.
        let funnels = &self.model.funnels;
        let found = funnels.iter().position(|it| it.about.name == name.value)?;
        (funnels[found].stages.len() > 1).then_some(FunnelId(found))
    }

    fn worth(&mut self, written: &Expression) -> Option<Worth> {
        match &written.node {
            Written::Literal(Literal::Money(..)) => self.amount(written).map(Worth::Written),
            _ => self.money_kpi(written, "value").map(Worth::Kpi),
        }
    }

    /// `kpi.average_deal`, of money.
    fn money_kpi(&mut self, written: &Expression, key: &str) -> Option<KpiId> {
        let Written::Name(parts) = &written.node else {
            if written.node != Written::Poison {
                let message = format!("`{key}` is a KPI");
                self.bad(written.span, message, &format!("write `{key} = \"kpi.NAME\"`"));
            }
            return None;
        };
        let name = match parts.as_slice() {
            [kind, name] if kind.value == "kpi" => name,
            [name] => name,
            _ => {
                let message = format!("`{key}` is a KPI");
                self.bad(written.span, message, &format!("write `{key} = \"kpi.NAME\"`"));
                return None;
            }
        };
        let id = self.kpi_named(&name.value, written.span)?;
        self.of_money(id, written.span, key)
    }

    fn of_money(&mut self, id: KpiId, span: Span, key: &str) -> Option<KpiId> {
        let kpi = &self.model.kpis[id.0];
        let money = match &kpi.formula.kind {
            Kind::Number(unit) => {
                unit.is_money() || unit.to_string().contains(&self.model.project.currency)
            }
            kind => kind.is_poison(),
        };
        if money {
            return Some(id);
        }
        let message = format!("`{key}` is money, `{}` is {}", kpi.about.name, kpi.formula.kind);
        self.diagnostics.push(
            Diagnostic::error("unit-mismatch", span, message)
                .label(kpi.formula.kind.to_string())
                .help("name a KPI whose value is money"),
        );
        None
    }

    fn split(&mut self, split: &document::PlanSplit) -> Option<Split> {
        let example = "split = { by = \"channel\", shares = \"measured last 12 months\" }";
        let by = match &split.by {
            Some(name) => self.dimension(name),
            None => self.required(split.span, "by", example),
        };
        let shares = self.shares(split, example);
        Some(Split { by: by?, span: split.span, shares: shares? })
    }
}
