//! `[[test]]`: rows in the definitions, and who is expected in which stage.
//!
//! Called by `read`. Values are kept as written; `resolve` gives them the types of their columns.

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::fields::{Entry, Reader, entries, entry};
use super::{Cell, Expect, Given, GivenRow, Test, Written, name};
use crate::expression::Expression;
use crate::source::{Span, Spanned};

const TEST: [&str; 6] = ["name", "as_of", "agreed_by", "given", "expect", "because"];
const GIVEN: &str = "given.leads = [{ lead_id = \"A\", created_at = 2026-10-01 }]";
const EXPECT: &str = "expect.mql = [\"A\"]";

impl Reader<'_> {
    /// Reads every `[[test]]`.
    pub(super) fn tests(&mut self, value: &Located<DeValue>) -> Vec<Test> {
        let help = "write `[[test]]` on a line of its own, with two brackets";
        self.each_table("test", value, help, Self::test)
    }

    fn test(&mut self, table: &DeTable, span: Span) -> Test {
        self.check_keys(table, &TEST, "a test");
        let given = self.table(table, "given", GIVEN).map(|(inner, _)| self.given(inner));
        let expect = self.table(table, "expect", EXPECT).map(|(inner, _)| self.expect(inner));
        let absent = entry(table, "expect").is_none();
        Test {
            span,
            name: self.text(table, "name"),
            as_of: self.date(table, "as_of"),
            agreed_by: self.texts(table, "agreed_by").unwrap_or_default(),
            given: given.unwrap_or_default(),
            expect: if absent { None } else { Some(expect.unwrap_or_default()) },
            because: self.because(table),
        }
    }

    fn given(&mut self, table: &DeTable) -> Vec<Given> {
        let mut given = Vec::new();
        for (key, value) in entries(table) {
            let source = name::normalised(key.get_ref(), self.span(key.span())).0;
            let mut rows = Vec::new();
            match value.get_ref() {
                DeValue::Array(items) => {
                    for item in items.iter() {
                        rows.extend(self.row(key.get_ref(), item));
                    }
                }
                _ => {
                    let help = format!("write `given.{} = [{{ .. }}]`", source.value);
                    self.wrong_type(key.get_ref(), value, "a list of rows", help);
                }
            }
            given.push(Given { source, rows });
        }
        given
    }

    fn row(&mut self, source: &str, item: &Located<DeValue>) -> Option<GivenRow> {
        let DeValue::Table(row) = item.get_ref() else {
            let help = "write each row in braces: `{ lead_id = \"A\" }`";
            self.wrong_type(source, item, "a list of rows", help);
            return None;
        };
        let mut cells = Vec::new();
        for (key, value) in entries(row) {
            let column = name::normalised(key.get_ref(), self.span(key.span())).0;
            cells.push((column, self.cell(key.get_ref(), value)));
        }
        Some(cells)
    }

    /// Reads a plain value.
    fn cell(&mut self, key: &str, value: &Located<DeValue>) -> Cell {
        let written = match value.get_ref() {
            _ if self.is_broken(&value.span()) => Written::Poison,
            DeValue::String(text) => Written::Text(text.to_string()),
            DeValue::Boolean(flag) => Written::Boolean(*flag),
            DeValue::Datetime(moment) => Written::Moment(moment.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => Written::Number(self.digits(value)),
            DeValue::Array(_) | DeValue::Table(_) => {
                let help = "write a text, a number, a date, `true` or `false`";
                self.wrong_type(key, value, "one value", help);
                Written::Poison
            }
        };
        Spanned::new(written, self.span(value.span()))
    }

    fn expect(&mut self, table: &DeTable) -> Vec<Expect> {
        entries(table).into_iter().map(|entry| self.expected(entry)).collect()
    }

    fn expected(&mut self, (key, value): Entry) -> Expect {
        let name = name::normalised(key.get_ref(), self.span(key.span())).0;
        let mut found = Vec::new();
        match value.get_ref() {
            DeValue::Array(items) => {
                for item in items.iter() {
                    found.push((self.cell(key.get_ref(), item), None));
                }
            }
            DeValue::Table(inner) => {
                for (key, value) in entries(inner) {
                    let text = Written::Text(key.get_ref().to_string());
                    let moments = self.moments(key.get_ref(), value);
                    found.push((Spanned::new(text, self.span(key.span())), Some(moments)));
                }
            }
            _ => {
                let example = format!("expect.{}", name.value);
                let help = format!(
                    "write `{example} = [\"A\"]`, or `{example} = {{ A = 2026-10-02 }}` with the moment"
                );
                self.wrong_type(key.get_ref(), value, "a list of keys", help);
            }
        }
        Expect { name, entries: found }
    }

    /// Reads one moment, or one for each cycle.
    fn moments(&mut self, key: &str, value: &Located<DeValue>) -> Vec<Cell> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| self.cell(key, item)).collect(),
            _ => vec![self.cell(key, value)],
        }
    }

    fn because(&mut self, table: &DeTable) -> Vec<Expression> {
        let Some((key, value)) = entry(table, "because") else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            let help = "write `because = [\"companies.employees >= 100\"]`";
            self.wrong_type("because", value, "a list of conditions", help);
            return Vec::new();
        };
        items.iter().map(|item| self.expression_of("because", key, item)).collect()
    }
}
