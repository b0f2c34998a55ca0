//! `[agreement.NAME]`.
//!
//! Called by `read`; texts such as `30% ± 5pt` are understood by `resolve`.

use toml::de::DeTable;

use super::fields::{ABOUT, Reader};
use super::{Agreement, name};
use crate::source::Spanned;

const AGREEMENT: [&str; 7] =
    ["between", "promise", "fresh", "expect", "by", "minimum", "review_by"];

impl Reader<'_> {
    /// Reads `[agreement.NAME]`.
    pub(super) fn agreement(&mut self, table: &DeTable) -> Agreement {
        self.check_keys(table, &[&AGREEMENT[..], &ABOUT].concat(), "an agreement");
        Agreement {
            between: self.texts(table, "between"),
            promise: self.expression(table, "promise"),
            fresh: self.named(table, "fresh"),
            expect: self
                .text(table, "expect")
                .map(|it| Spanned::new(name::folded(&it.value), it.span)),
            by: self.text(table, "by"),
            minimum: self.integer(table, "minimum"),
            review_by: self.date(table, "review_by"),
        }
    }
}
