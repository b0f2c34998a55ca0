//! `[plan.NAME]`.
//!
//! Called by `read`; texts such as `60 per month` are understood by `resolve`.

use toml::de::{DeTable, DeValue};

use super::fields::{ABOUT, Reader, entries, entry};
use super::{Plan, PlanSplit, PlanTarget, name};
use crate::diagnostic::Diagnostic;
use crate::expression::{Decimal, Literal, Node};
use crate::source::{Span, Spanned};

const PLAN: [&str; 10] = [
    "period",
    "target",
    "funnel",
    "value",
    "rates",
    "within",
    "split",
    "cost",
    "capacity",
    "committed",
];
const TARGET: [&str; 3] = ["kpi", "amount", "by_month"];
const SPLIT: [&str; 2] = ["by", "shares"];

impl Reader<'_> {
    /// Reads `[plan.NAME]`.
    pub(super) fn plan(&mut self, table: &DeTable) -> Plan {
        self.check_keys(table, &[&PLAN[..], &ABOUT].concat(), "a plan");
        let example = r#"target = { kpi = "new_revenue", amount = "480_000_000 JPY" }"#;
        let target = self.table(table, "target", example).map(|(inner, span)| {
            self.check_keys(inner, &TARGET, "`target`");
            PlanTarget {
                span,
                kpi: self.named(inner, "kpi"),
                amount: self.expression(inner, "amount"),
                by_month: self.shares_of_months(inner),
            }
        });
        let example = r#"split = { by = "channel", shares = "measured last 12 months" }"#;
        let split = self.table(table, "split", example).map(|(inner, span)| {
            self.check_keys(inner, &SPLIT, "`split`");
            let written = matches!(
                entry(inner, "shares").map(|(_, value)| value.get_ref()),
                Some(DeValue::Table(_))
            );
            PlanSplit {
                span,
                by: self.named(inner, "by"),
                measured: if written { None } else { self.text(inner, "shares") },
                shares: if written {
                    self.texts_of(inner, "shares", "{ 広告 = \"40%\" }")
                } else {
                    Vec::new()
                },
            }
        });
        Plan {
            period: self.text(table, "period"),
            target,
            funnel: self.named(table, "funnel"),
            value: self.expression(table, "value"),
            rates: self.texts_of(table, "rates", "{ measured = \"last 12 months\" }"),
            within: self.duration(table, "within"),
            split,
            cost: self.expression(table, "cost"),
            capacity: self.texts_of(table, "capacity", "{ sql = \"60 per month\" }"),
            committed: self.texts_of(table, "committed", "{ renewals = \"40_000_000 JPY\" }"),
        }
    }

    /// Reads a table of texts; empty where the key is absent.
    fn texts_of(
        &mut self,
        table: &DeTable,
        key: &str,
        example: &str,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some((inner, _)) = self.table(table, key, &format!("{key} = {example}")) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, _) in entries(inner) {
            let name = name::normalised(key.get_ref(), self.span(key.span())).0;
            let name = Spanned::new(
                if name.value.is_empty() { key.get_ref().to_string() } else { name.value },
                name.span,
            );
            let folded = |it: Spanned<String>| Spanned::new(name::folded(&it.value), it.span);
            found.extend(self.text(inner, key.get_ref()).map(|text| (name, folded(text))));
        }
        found
    }

    /// Reads `by_month = ["8%", ..]` as the numbers before the signs.
    fn shares_of_months(&mut self, table: &DeTable) -> Option<Vec<Spanned<Option<Decimal>>>> {
        let (key, value) = entry(table, "by_month")?;
        let DeValue::Array(items) = value.get_ref() else {
            let help = r#"write a share for every month: `by_month = ["8%", "9%", ..]`"#;
            self.wrong_type("by_month", value, "a list of shares", help);
            return None;
        };
        let mut shares = Vec::new();
        for item in items.iter() {
            let written = self.expression_of("by_month", key, item);
            let share = match written.node {
                Node::Literal(Literal::Percent(share)) => Some(share),
                Node::Poison => None,
                _ => {
                    self.not_a_share(written.span);
                    None
                }
            };
            shares.push(Spanned::new(share, written.span));
        }
        Some(shares)
    }

    fn not_a_share(&mut self, span: Span) {
        self.diagnostics.push(
            Diagnostic::error("bad-value", span, "this is no share")
                .label("not understood")
                .help("write a percentage in quotes, such as `\"8%\"`"),
        );
    }
}
