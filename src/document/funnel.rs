//! `[funnel.NAME]`, `[stage.NAME]` and `[score.NAME]`.
//!
//! Called by `read`; the keys are those of the structs in the parent module. Points are kept as
//! written, digit by digit.

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::fields::{ABOUT, Reader, entry};
use super::{Before, Cycle, Decay, Funnel, Rule, Score, Stage, name};
use crate::diagnostic::Diagnostic;
use crate::expression::{Decimal, Duration, Literal, Node};
use crate::source::{Span, Spanned};

const FUNNEL: [&str; 4] = ["of", "stages", "skips", "cycle"];
const CYCLE: [&str; 3] = ["restarts_at", "dormant", "quiet_in"];
const STAGE: [&str; 5] = ["at", "when", "effective_from", "restates", "before"];
const BEFORE: [&str; 2] = ["when", "effective_from"];
const SCORE: [&str; 4] = ["of", "cap", "floor", "rule"];
const RULE: [&str; 5] = ["when", "points", "cap", "decay", "window"];
const DECAY: [&str; 3] = ["lose", "every", "for"];

/// Digits before and after the point that points may have.
const DIGITS: (usize, usize) = (15, 12);

impl Reader<'_> {
    /// Reads `[funnel.NAME]`.
    pub(super) fn funnel(&mut self, table: &DeTable) -> Funnel {
        self.check_keys(table, &[&FUNNEL[..], &ABOUT].concat(), "a funnel");
        let example =
            r#"cycle = { restarts_at = "touches", dormant = "180 days", quiet_in = ["touches"] }"#;
        let cycle = self.table(table, "cycle", example).map(|(inner, span)| {
            self.check_keys(inner, &CYCLE, "`cycle`");
            Cycle {
                span,
                restarts_at: self.named(inner, "restarts_at"),
                dormant: self.duration(inner, "dormant"),
                quiet_in: self.list(inner, "quiet_in"),
            }
        });
        Funnel {
            of: self.named(table, "of"),
            stages: self.list(table, "stages"),
            skips: self.text(table, "skips"),
            cycle,
        }
    }

    /// Reads `[stage.NAME]`.
    pub(super) fn stage(&mut self, table: &DeTable) -> Stage {
        self.check_keys(table, &[&STAGE[..], &ABOUT].concat(), "a stage");
        Stage {
            at: self.expression(table, "at"),
            when: self.expression(table, "when"),
            effective_from: self.date(table, "effective_from"),
            restates: self.boolean(table, "restates"),
            before: self.earlier(table),
        }
    }

    /// Reads every `[[stage.NAME.before]]`.
    fn earlier(&mut self, table: &DeTable) -> Vec<Before> {
        let Some((_, value)) = entry(table, "before") else { return Vec::new() };
        let help = "write `[[stage.NAME.before]]` above the earlier `when`";
        self.each_table("before", value, help, |this, inner, span| {
            this.check_keys(inner, &BEFORE, "an earlier definition");
            Before {
                span,
                when: this.expression(inner, "when"),
                effective_from: this.date(inner, "effective_from"),
            }
        })
    }

    /// Reads `[score.NAME]`.
    pub(super) fn score(&mut self, table: &DeTable) -> Score {
        self.check_keys(table, &[&SCORE[..], &ABOUT].concat(), "a score");
        Score {
            of: self.named(table, "of"),
            cap: self.exact(table, "cap"),
            floor: self.exact(table, "floor"),
            rules: self.rules(table),
        }
    }

    fn rules(&mut self, table: &DeTable) -> Option<Vec<Rule>> {
        let (_, value) = entry(table, "rule")?;
        let help = "write `[[score.NAME.rule]]` above `when` and `points`";
        Some(self.each_table("rule", value, help, Self::rule))
    }

    fn rule(&mut self, table: &DeTable, span: Span) -> Rule {
        self.check_keys(table, &RULE, "a rule of a score");
        let example = r#"decay = { lose = "50%", every = "30 days", for = "180 days" }"#;
        let decay = self.table(table, "decay", example).map(|(inner, span)| {
            self.check_keys(inner, &DECAY, "`decay`");
            Decay {
                span,
                lose: self.share(inner, "lose"),
                every: self.duration(inner, "every"),
                lasts: self.duration(inner, "for"),
            }
        });
        Rule {
            span,
            when: self.expression(table, "when"),
            points: self.exact(table, "points"),
            cap: self.exact(table, "cap"),
            decay,
            window: self.duration(table, "window"),
        }
    }

    /// Reads names; none where the key is absent, an empty list where it is not understood.
    fn list(&mut self, table: &DeTable, key: &str) -> Option<Vec<Spanned<String>>> {
        let (_, value) = entry(table, key)?;
        let names = self.texts(table, key);
        if names.as_ref().is_some_and(Vec::is_empty) && !self.is_broken(&value.span()) {
            let message = format!("`{key}` names nothing");
            self.diagnostics.push(
                Diagnostic::error("bad-value", self.span(value.span()), message)
                    .help(format!("write it as `{key} = [\"..\", \"..\"]`")),
            );
        }
        Some(names.map(normal).unwrap_or_default())
    }

    pub(super) fn named(&mut self, table: &DeTable, key: &str) -> Option<Spanned<String>> {
        self.text(table, key).map(|text| name::normalised(&text.value, text.span).0)
    }

    /// Reads a length of time; gives `None` within where it cannot be understood.
    pub(super) fn duration(
        &mut self,
        table: &DeTable,
        key: &str,
    ) -> Option<Spanned<Option<Duration>>> {
        let length = self.literal(
            table,
            key,
            "a length of time such as `180 days`",
            |literal| match literal {
                Literal::Duration(length) => Some(*length),
                _ => None,
            },
        )?;
        Some(length)
    }

    /// Reads a percentage such as `"50%"` as the number before the sign.
    pub(super) fn share(&mut self, table: &DeTable, key: &str) -> Option<Spanned<Option<Decimal>>> {
        self.literal(table, key, "a share such as `50%`", |literal| match literal {
            Literal::Percent(share) => Some(*share),
            _ => None,
        })
    }

    fn literal<T>(
        &mut self,
        table: &DeTable,
        key: &str,
        wanted: &str,
        take: impl Fn(&Literal) -> Option<T>,
    ) -> Option<Spanned<Option<T>>> {
        let written = self.expression(table, key)?;
        let found = match &written.node {
            Node::Literal(literal) => take(literal),
            Node::Poison => return Some(Spanned::new(None, written.span)),
            _ => None,
        };
        if found.is_none() {
            let message = format!("`{key}` is {wanted}");
            self.diagnostics.push(
                Diagnostic::error("bad-value", written.span, message)
                    .label("not understood")
                    .help(format!("write {wanted} in quotes")),
            );
        }
        Some(Spanned::new(found, written.span))
    }

    /// Reads a number as written, never through a float; `None` within where it cannot be exact.
    fn exact(&mut self, table: &DeTable, key: &str) -> Option<Spanned<Option<Decimal>>> {
        let (_, value) = entry(table, key)?;
        let span = self.span(value.span());
        let is_number = matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_));
        if !is_number {
            let help = format!("write a number without quotes, such as `{key} = 10`");
            self.wrong_type(key, value, "a number", help);
            return Some(Spanned::new(None, span));
        }
        let found = self.digits(value);
        if found.is_none() && !self.is_broken(&value.span()) {
            let message = format!("the number in `{key}` cannot be kept exactly");
            let (before, after) = DIGITS;
            self.diagnostics.push(
                Diagnostic::error("bad-value", span, message)
                    .label("not exact")
                    .help(format!("write at most {before} digits before the point and {after} after it, without exponent")),
            );
        }
        Some(Spanned::new(found, span))
    }

    /// Reads the digits of a number as written.
    pub(super) fn digits(&self, value: &Located<DeValue>) -> Option<Decimal> {
        match value.get_ref() {
            DeValue::Integer(digits) if digits.radix() != 10 => {
                let units = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
                Some(Decimal { units: i128::from(units), scale: 0 })
            }
            _ => decimal(self.text.get(value.span())?),
        }
    }
}

/// Reads `-1_000.25` exactly.
fn decimal(written: &str) -> Option<Decimal> {
    let text = written.trim().replace('_', "");
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || whole.len() > DIGITS.0 || fraction.len() > DIGITS.1 {
        return None;
    }
    let units: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = u8::try_from(fraction.len()).ok()?;
    Some(Decimal { units: if negative { -units } else { units }, scale })
}

fn normal(texts: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
    texts.into_iter().map(|text| name::normalised(&text.value, text.span).0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_keep_every_digit() {
        let exact = |units, scale| Some(Decimal { units, scale });
        assert_eq!(decimal("10"), exact(10, 0));
        assert_eq!(decimal("-0.10"), exact(-1, 1));
        assert_eq!(decimal("+1_000.000000000001"), exact(1_000_000_000_000_001, 12));
        for odd in ["1e3", "inf", "nan", "0.0000000000001", "1234567890123456"] {
            assert_eq!(decimal(odd), None, "{odd}");
        }
    }
}
