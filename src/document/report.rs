//! `[report.NAME]`.
//!
//! Called by `read`; words for parts and periods are understood by `resolve`.

use toml::de::DeTable;

use super::Report;
use super::fields::{ABOUT, Reader};

const REPORT: [&str; 11] = [
    "parts", "period", "plan", "language", "months", "top", "targets", "trends", "by", "channels",
    "interest",
];

impl Reader<'_> {
    /// Reads `[report.NAME]`.
    pub(super) fn report(&mut self, table: &DeTable) -> Report {
        self.check_keys(table, &[&REPORT[..], &ABOUT].concat(), "a report");
        Report {
            parts: self.texts(table, "parts"),
            period: self.text(table, "period"),
            plan: self.named(table, "plan"),
            language: self.text(table, "language"),
            months: self.integer(table, "months"),
            top: self.integer(table, "top"),
            targets: self.texts(table, "targets"),
            trends: self.texts(table, "trends"),
            by: self.named(table, "by"),
            channels: self.texts(table, "channels"),
            interest: self.looks(table, "interest"),
        }
    }
}
