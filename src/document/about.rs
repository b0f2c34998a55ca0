//! What every definition may carry beside what it defines: words, owners, how settled it is.
//!
//! Called by `read` for each definition.

use toml::de::DeTable;

use super::fields::Reader;
use crate::source::Spanned;

/// Keys that every definition may carry.
pub(super) const ABOUT: [&str; 9] = [
    "label",
    "means",
    "is_not",
    "owner",
    "accepted_by",
    "status",
    "replaced_by",
    "until",
    "renamed_from",
];

/// What people agreed on in words, and how far they have come.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct About {
    pub label: Option<Spanned<String>>,
    pub means: Option<Spanned<String>>,
    pub is_not: Option<Spanned<String>>,
    pub owner: Option<Spanned<String>>,
    pub accepted_by: Option<Spanned<String>>,
    pub status: Option<Spanned<String>>,
    pub replaced_by: Option<Spanned<String>>,
    /// A date, written as TOML date or as text.
    pub until: Option<Spanned<String>>,
    pub renamed_from: Option<Spanned<String>>,
}

impl Reader<'_> {
    /// Reads what every definition may carry.
    pub(super) fn about(&mut self, table: &DeTable) -> About {
        About {
            label: self.text(table, "label"),
            means: self.text(table, "means"),
            is_not: self.text(table, "is_not"),
            owner: self.text(table, "owner"),
            accepted_by: self.text(table, "accepted_by"),
            status: self.text(table, "status"),
            replaced_by: self.named(table, "replaced_by"),
            until: self.date(table, "until"),
            renamed_from: self.named(table, "renamed_from"),
        }
    }
}
