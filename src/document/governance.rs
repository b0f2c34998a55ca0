//! `[teams]` and `[[suppress]]`: who answers on a forge, and which findings are known.
//!
//! Called by `read`.

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::fields::{Reader, entries};
use super::{Suppress, name};
use crate::source::{Span, Spanned};

const SUPPRESS: [&str; 4] = ["code", "name", "reason", "until"];

impl Reader<'_> {
    /// Reads `[teams]`: team and its handle.
    pub(super) fn teams(&mut self, table: &DeTable) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut teams = Vec::new();
        for (key, value) in entries(table) {
            let team = name::normalised(key.get_ref(), self.span(key.span())).0;
            match value.get_ref() {
                DeValue::String(handle) => {
                    let handle = Spanned::new(handle.to_string(), self.span(value.span()));
                    teams.push((team, handle));
                }
                _ => {
                    let help = format!("write `{} = \"@org/team\"`", team.value);
                    self.wrong_type(key.get_ref(), value, "a text", help);
                }
            }
        }
        teams
    }

    /// Reads every `[[suppress]]`.
    pub(super) fn suppressions(&mut self, value: &Located<DeValue>) -> Vec<Suppress> {
        let help = "write `[[suppress]]` on a line of its own, with two brackets";
        self.each_table("suppress", value, help, Self::suppression)
    }

    fn suppression(&mut self, table: &DeTable, span: Span) -> Suppress {
        self.check_keys(table, &SUPPRESS, "a suppression");
        Suppress {
            span,
            code: self.text(table, "code"),
            name: self.text(table, "name"),
            reason: self.text(table, "reason"),
            until: self.date(table, "until"),
        }
    }
}
