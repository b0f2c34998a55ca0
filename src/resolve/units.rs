//! Declared units of KPIs and whether a formula gives them.

use super::Resolver;
use super::expression::article;
use super::project::is_currency;
use crate::diagnostic::Diagnostic;
use crate::model::DeclaredUnit;
use crate::source::Spanned;
use crate::types::{Kind, Unit};

const MINUTE: i64 = 60_000_000;

impl Resolver<'_> {
    pub(super) fn unit(&mut self, written: &Spanned<String>) -> Option<DeclaredUnit> {
        let unit = parse(&written.value);
        if unit.is_none() {
            let near = crate::suggest::nearest(
                &written.value,
                ["percent", "ratio", "count", "number", "days", "hours", "minutes"],
            );
            let help = crate::suggest::did_you_mean(&near).unwrap_or_else(|| {
                "write `percent`, `ratio`, `count`, `number`, `days`, `hours`, a currency such as `JPY`, or `JPY per leads`".into()
            });
            let message = format!("there is no unit `{}`", written.value);
            self.diagnostics.push(Diagnostic::error("bad-value", written.span, message).help(help));
        }
        unit
    }

    pub(super) fn check_unit(&mut self, unit: &Spanned<String>, kind: &Kind) {
        let Some(declared) = parse(&unit.value) else {
            return;
        };
        let Kind::Number(found) = kind else {
            if !kind.is_poison() {
                let message = format!("the formula gives {}, which has no unit", article(kind));
                self.diagnostics.push(
                    Diagnostic::error("unit-mismatch", unit.span, message).help("leave `unit` out"),
                );
            }
            return;
        };
        if fits(&declared, found) {
            return;
        }
        let message = format!("`{}` is declared, the formula gives {}", unit.value, article(kind));
        self.diagnostics.push(
            Diagnostic::error("unit-mismatch", unit.span, message)
                .label(format!("formula gives {kind}"))
                .help("correct the unit, or the formula"),
        );
    }
}

fn parse(text: &str) -> Option<DeclaredUnit> {
    Some(match text {
        "percent" | "%" => DeclaredUnit::Percent,
        "ratio" => DeclaredUnit::Ratio,
        "count" => DeclaredUnit::Count,
        "number" => DeclaredUnit::Number,
        "days" => DeclaredUnit::Time(text.into(), 24 * 60 * MINUTE),
        "hours" => DeclaredUnit::Time(text.into(), 60 * MINUTE),
        "minutes" => DeclaredUnit::Time(text.into(), MINUTE),
        other => {
            let currency = other.split(" per ").next().unwrap_or(other);
            if !is_currency(currency) {
                return None;
            }
            DeclaredUnit::Money(other.into())
        }
    })
}

fn fits(declared: &DeclaredUnit, found: &Unit) -> bool {
    match declared {
        DeclaredUnit::Percent | DeclaredUnit::Ratio => found.is_dimensionless(),
        DeclaredUnit::Number => found.is_plain(),
        DeclaredUnit::Count => found.is_count() || found.is_plain(),
        DeclaredUnit::Time(..) => found.is_duration(),
        DeclaredUnit::Money(text) => {
            let (currency, per) = text.split_once(" per ").unwrap_or((text, ""));
            let things = if per.is_empty() { 0 } else { -1 };
            let thing = found.thing.as_deref().unwrap_or_default();
            (found.money, found.things, found.time) == (1, things, 0)
                && found.currency.as_deref() == Some(currency)
                && (per.is_empty() || per == thing)
        }
    }
}
