//! Every kind of definition except sources.
//!
//! Called by `read`; the keys are those of the structs in the parent module.

use toml::de::DeTable;

use super::fields::{ABOUT, Reader, entries};
use super::{Calendar, Criterion, Dimension, Kpi, Project};
use crate::expression::Expression;
use crate::source::{Span, Spanned};

const PROJECT: [&str; 8] = [
    "name",
    "language",
    "time_zone",
    "currency",
    "fiscal_year_starts",
    "week_starts",
    "as_of",
    "publish_leads",
];
const CALENDAR: [&str; 4] = ["weekend", "holidays", "closed", "hours"];
const CRITERION: [&str; 2] = ["of", "when"];
const DIMENSION: [&str; 2] = ["of", "missing"];
const KPI: [&str; 6] = ["formula", "unit", "good", "minimum", "materiality", "companions"];

impl Reader<'_> {
    /// Reads `[project]`.
    pub(super) fn project(&mut self, table: &DeTable, header: Span) -> Project {
        self.check_keys(table, &PROJECT, "the project");
        Project {
            header,
            name: self.text(table, "name"),
            language: self.text(table, "language"),
            time_zone: self.text(table, "time_zone"),
            currency: self.text(table, "currency"),
            fiscal_year_starts: self.integer(table, "fiscal_year_starts"),
            week_starts: self.text(table, "week_starts"),
            as_of: self.date(table, "as_of"),
            publish_leads: self.boolean(table, "publish_leads"),
        }
    }

    /// Reads `[calendar.NAME]`.
    pub(super) fn calendar(&mut self, table: &DeTable) -> Calendar {
        self.check_keys(table, &[&CALENDAR[..], &ABOUT].concat(), "a calendar");
        Calendar {
            weekend: self.texts(table, "weekend"),
            holidays: self.text(table, "holidays"),
            closed: self.texts(table, "closed").unwrap_or_default(),
            hours: self.text(table, "hours"),
        }
    }

    /// Reads `[criterion.NAME]`.
    pub(super) fn criterion(&mut self, table: &DeTable) -> Criterion {
        self.check_keys(table, &[&CRITERION[..], &ABOUT].concat(), "a criterion");
        Criterion { of: self.text(table, "of"), when: self.expression(table, "when") }
    }

    /// Reads `[dimension.NAME]`.
    pub(super) fn dimension(&mut self, table: &DeTable) -> Dimension {
        self.check_keys(table, &[&DIMENSION[..], &ABOUT].concat(), "a dimension");
        Dimension { of: self.values(table), missing: self.text(table, "missing") }
    }

    fn values(&mut self, table: &DeTable) -> Vec<(Spanned<String>, Expression)> {
        let example = "of = { leads = \"leads.industry\" }";
        let Some((values, _)) = self.table(table, "of", example) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in entries(values) {
            let span = self.span(key.span());
            let name = super::name::normalised(key.get_ref(), span).0;
            found.push((name, self.expression_of(key.get_ref(), key, value)));
        }
        found
    }

    /// Reads `[kpi.NAME]`.
    pub(super) fn kpi(&mut self, table: &DeTable) -> Kpi {
        self.check_keys(table, &[&KPI[..], &ABOUT].concat(), "a KPI");
        Kpi {
            formula: self.expression(table, "formula"),
            unit: self.text(table, "unit"),
            good: self.text(table, "good"),
            minimum: self.integer(table, "minimum"),
            materiality: self.text(table, "materiality"),
            companions: self.texts(table, "companions").unwrap_or_default(),
        }
    }
}
