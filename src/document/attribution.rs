//! `[attribution.NAME]`.
//!
//! Called by `read`; the keys are those of the struct in the parent module.

use toml::de::DeTable;

use super::fields::{ABOUT, Reader, entries};
use super::{Attribution, Weights, name};

const ATTRIBUTION: [&str; 12] = [
    "stage",
    "touches",
    "channel",
    "value",
    "model",
    "direct",
    "weights",
    "two",
    "half_life",
    "look_back",
    "repeats",
    "missing",
];

impl Reader<'_> {
    /// Reads `[attribution.NAME]`.
    pub(super) fn attribution(&mut self, table: &DeTable) -> Attribution {
        self.check_keys(table, &[&ATTRIBUTION[..], &ABOUT].concat(), "an attribution");
        Attribution {
            stage: self.named(table, "stage"),
            touches: self.named(table, "touches"),
            channel: self.expression(table, "channel"),
            value: self.expression(table, "value"),
            model: self.text(table, "model"),
            direct: self.expression(table, "direct"),
            weights: self.weights(table, "weights", r#"weights = { first = "50%", last = "50%" }"#),
            two: self.weights(table, "two", r#"two = { first = "50%", last = "50%" }"#),
            half_life: self.duration(table, "half_life"),
            look_back: self.duration(table, "look_back"),
            repeats: self.text(table, "repeats"),
            missing: self.text(table, "missing"),
        }
    }

    fn weights(&mut self, table: &DeTable, key: &str, example: &str) -> Option<Weights> {
        let (inner, span) = self.table(table, key, example)?;
        let mut parts = Vec::new();
        for (key, _) in entries(inner) {
            let name = name::normalised(key.get_ref(), self.span(key.span())).0;
            if let Some(share) = self.share(inner, key.get_ref()) {
                parts.push((name, share));
            }
        }
        Some(Weights { span, parts })
    }
}
