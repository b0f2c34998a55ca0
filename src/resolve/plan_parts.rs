//! Texts inside a plan: money, shares, rates, capacities, periods. Used by `plan`.

use std::collections::BTreeSet;

use super::unknown;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Pair, PlanSplit};
use crate::expression::{Decimal, Expression, Literal, Node as Written};
use crate::model::{DimensionId, FunnelId, KpiId, Model, RateFrom, Shares, StageId};
use crate::period;
use crate::source::{Span, Spanned};

/// Reads the parts of one plan.
pub(super) struct Parts<'a> {
    /// What is written but not in the model is reported elsewhere.
    pub(super) documents: &'a [Document],
    pub(super) model: &'a Model,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// A number with its sign `%` or unit, written in quotes.
fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim().replace('_', "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.len() > 30 {
        return None;
    }
    let scale = u8::try_from(fraction.len()).ok()?;
    Some(Decimal { units: format!("{whole}{fraction}").parse().ok()?, scale })
}

/// Reads `30%` as the number before the sign.
pub(super) fn percent(text: &str) -> Option<Decimal> {
    decimal(text.trim().strip_suffix('%')?)
}

/// Tells whether decimals sum to 100.
fn is_whole<'d>(parts: impl Iterator<Item = &'d Decimal>) -> bool {
    const DIGITS: u8 = 12;
    let mut sum: i128 = 0;
    for part in parts {
        let Some(digits) = DIGITS.checked_sub(part.scale) else { return false };
        sum = sum.saturating_add(part.units.saturating_mul(10i128.pow(u32::from(digits))));
    }
    sum == 100 * 10i128.pow(u32::from(DIGITS))
}

impl Parts<'_> {
    pub(super) fn bad(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::error("bad-value", span, message.into()).help(help));
    }

    pub(super) fn required<T>(&mut self, span: Span, key: &str, example: &str) -> Option<T> {
        self.diagnostics.push(
            Diagnostic::error("missing-key", span, format!("the key `{key}` is needed"))
                .label(format!("needs `{key}`"))
                .help(format!("write `{example}`")),
        );
        None
    }

    /// A period of whole months that does not move with the day of the run.
    pub(super) fn months(&mut self, written: &Spanned<String>) -> Option<period::Span> {
        let settings = &self.model.project.settings;
        let [first, later] = [(2020, 1), (2021, 8)].map(|(year, month)| {
            let day = jiff::civil::Date::new(year, month, 15).unwrap_or_default();
            period::parse(&written.value, day, settings)
        });
        let span = match first {
            Ok(asked) => asked.span,
            Err(error) => {
                self.bad(written.span, error.message, &error.help);
                return None;
            }
        };
        if later.is_ok_and(|later| later.span != span) {
            let message = format!("`{}` moves with the day of the run", written.value);
            self.bad(written.span, message, "write the period out, as in `fiscal 2026`");
            return None;
        }
        if span.whole_months().is_none() {
            let message = format!("`{}` is not made of whole months", written.value);
            self.bad(written.span, message, "write months, quarters or years");
            return None;
        }
        Some(span)
    }

    pub(super) fn kpi_named(&mut self, name: &str, span: Span) -> Option<KpiId> {
        let found = self.model.kpi_named(name.strip_prefix("kpi.").unwrap_or(name));
        if found.is_none() {
            let names = self.model.kpis.iter().map(|kpi| kpi.about.name.as_str());
            self.diagnostics.push(unknown("KPI", name, span, names));
        }
        found
    }

    pub(super) fn dimension(&mut self, name: &Spanned<String>) -> Option<DimensionId> {
        let found = self
            .model
            .dimension_named(name.value.strip_prefix("dimension.").unwrap_or(&name.value));
        if found.is_none() {
            let names = self.model.dimensions.iter().map(|it| it.about.name.as_str());
            self.diagnostics.push(unknown("dimension", &name.value, name.span, names));
        }
        found
    }

    /// Money above zero in the currency of the project.
    pub(super) fn amount(&mut self, written: &Expression) -> Option<Decimal> {
        let currency = &self.model.project.currency;
        let help = format!("write an amount above zero, such as `480_000_000 {currency}`");
        match &written.node {
            Written::Poison => None,
            Written::Literal(Literal::Money(_, other)) if other != currency => {
                let message = format!("this is {other}, the project counts in {currency}");
                self.bad(written.span, message, &help);
                None
            }
            Written::Literal(Literal::Money(amount, _)) if amount.units > 0 => Some(*amount),
            Written::Literal(Literal::Money(..)) => {
                self.bad(written.span, "a target of zero needs no plan", &help);
                None
            }
            _ => {
                self.bad(written.span, "this is no amount of money above zero", &help);
                None
            }
        }
    }

    pub(super) fn by_month(
        &mut self,
        shares: &[Spanned<Option<Decimal>>],
        span: Span,
        period: Option<period::Span>,
    ) -> Option<Vec<Decimal>> {
        let months = period?.whole_months()?;
        let found: Vec<Decimal> = shares.iter().filter_map(|share| share.value).collect();
        if found.len() < shares.len() {
            return None;
        }
        if i64::try_from(found.len()) != Ok(months) {
            let message = format!("{} shares for {months} months", found.len());
            self.bad(span, message, "write one share for every month of the period");
            return None;
        }
        if !is_whole(found.iter()) {
            self.bad(
                span,
                "the shares of the months do not sum to 100%",
                "change them so that they do",
            );
            return None;
        }
        Some(found)
    }

    pub(super) fn measured(&mut self, text: &str, span: Span) -> Option<RateFrom> {
        self.period(text, span).map(RateFrom::Measured)
    }

    fn period(&mut self, text: &str, span: Span) -> Option<String> {
        let text = text.trim().strip_prefix("measured ").unwrap_or(text).trim();
        let day = jiff::civil::Date::new(2020, 1, 15).unwrap_or_default();
        match period::parse(text, day, &self.model.project.settings) {
            Ok(_) => Some(text.to_owned()),
            Err(error) => {
                self.bad(span, error.message, &error.help);
                None
            }
        }
    }

    /// `60 per month`, for stages of the funnel.
    pub(super) fn capacity(
        &mut self,
        written: &[Pair],
        stages: &[StageId],
        funnel: Option<FunnelId>,
    ) -> Vec<Option<u32>> {
        let mut found = vec![None; stages.len()];
        for (name, text) in written {
            let known: Vec<&str> =
                stages.iter().map(|id| self.model.stages[id.0].about.name.as_str()).collect();
            let Some(stage) = known.iter().position(|known| *known == name.value) else {
                if funnel.is_some() {
                    self.diagnostics.push(unknown(
                        "stage of the funnel",
                        &name.value,
                        name.span,
                        known,
                    ));
                }
                continue;
            };
            let number =
                text.value.trim().strip_suffix("per month").map(|it| it.trim().replace('_', ""));
            match number.and_then(|number| number.parse::<u32>().ok()) {
                Some(0) => self.bad(
                    text.span,
                    format!("a team of `{}` that takes none makes every plan fail", name.value),
                    "write how many it takes, such as `60 per month`, or leave the stage out",
                ),
                Some(number) => found[stage] = Some(number),
                None => {
                    let message = format!("`{}` is no capacity", text.value);
                    self.bad(text.span, message, "write it as `60 per month`");
                }
            }
        }
        found
    }

    /// Words and money, such as renewals.
    pub(super) fn committed(&mut self, written: &[Pair]) -> Vec<(String, Decimal)> {
        let mut found = Vec::new();
        for (name, text) in written {
            let currency = &self.model.project.currency;
            match text.value.trim().strip_suffix(currency.as_str()).and_then(decimal) {
                Some(amount) => found.push((name.value.clone(), amount)),
                None => {
                    let help = format!("write it as `40_000_000 {currency}`");
                    self.bad(text.span, format!("`{}` is no amount of money", text.value), &help);
                }
            }
        }
        found
    }

    pub(super) fn shares(&mut self, split: &PlanSplit, example: &str) -> Option<Shares> {
        if let Some(text) = &split.measured {
            return self.period(&text.value, text.span).map(Shares::Measured);
        }
        if split.shares.is_empty() {
            return self.required(split.span, "shares", example);
        }
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for (name, text) in &split.shares {
            let Some(share) = percent(&text.value) else {
                let message = format!("`{}` is no share", text.value);
                self.bad(text.span, message, "write a percentage, such as `40%`");
                return None;
            };
            if seen.insert(name.value.clone()) {
                found.push((name.value.clone(), share));
            }
        }
        if !is_whole(found.iter().map(|(_, share)| share)) {
            self.bad(split.span, "the shares do not sum to 100%", "change them so that they do");
            return None;
        }
        Some(Shares::Written(found))
    }
}
