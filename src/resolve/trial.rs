//! Tests of definitions: rows get the types of their columns, names their meaning.
//!
//! Comes last: it needs the finished model. `typed` reads single values.

use std::collections::{BTreeMap, BTreeSet};

use super::typed::Values;
use super::{Resolver, Scope, unknown};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Document, Expect, Written};
use crate::expression::{Expression, Node as WrittenNode};
use crate::model::{Because, Expectation, Expected, Model, SourceId, Test};
use crate::period;
use crate::plan::Value;
use crate::source::Spanned;
use jiff::civil::Date;

/// Resolves every `[[test]]` against a finished model.
pub(super) fn resolve(
    documents: &[Document],
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Vec<Test> {
    let mut names: BTreeMap<String, crate::source::Span> = BTreeMap::new();
    let mut tests = Vec::new();
    for written in documents.iter().flat_map(|document| &document.tests) {
        let mut reader = Reader { model, values: Values::new(model, diagnostics) };
        let test = reader.test(written);
        if let Some(name) = &written.name
            && let Some(first) = names.insert(name.value.clone(), name.span)
        {
            let message = format!("test `{}` is defined twice", name.value);
            diagnostics.push(
                Diagnostic::error("duplicate-name", name.span, message)
                    .label("second definition")
                    .also(first, "first definition")
                    .help("give each test a name of its own"),
            );
        }
        tests.extend(test);
    }
    tests
}

struct Reader<'a> {
    model: &'a Model,
    values: Values<'a>,
}

impl Reader<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.values.diagnostics.push(diagnostic);
    }

    fn test(&mut self, written: &document::Test) -> Option<Test> {
        let needed = [
            ("name", written.name.is_none(), "name = \"..\""),
            ("as_of", written.as_of.is_none(), "as_of = 2026-10-31"),
            ("expect", written.expect.is_none(), "expect.mql = [\"A\"]"),
        ];
        for (key, _, example) in needed.iter().filter(|(_, absent, _)| *absent) {
            self.push(
                Diagnostic::error(
                    "missing-key",
                    written.span,
                    format!("the key `{key}` is needed"),
                )
                .label(format!("needs `{key}`"))
                .help(format!("write `{example}`")),
            );
        }
        if written.expect.as_ref().is_some_and(Vec::is_empty) {
            let error = Diagnostic::error("bad-value", written.span, "this test expects nothing");
            self.push(error.help("write `expect.mql = []`, with the name of a stage or criterion"));
        }
        let as_of = written.as_of.as_ref().and_then(|text| self.as_of(text));
        let given = self.given(&written.given);
        let expect: Vec<Expectation> =
            written.expect.iter().flatten().filter_map(|it| self.expectation(it)).collect();
        let because =
            written.because.iter().filter_map(|condition| self.because(condition)).collect();
        Some(Test {
            name: written.name.as_ref()?.value.clone(),
            span: written.name.as_ref()?.span,
            as_of: as_of?,
            agreed_by: written.agreed_by.iter().map(|name| name.value.clone()).collect(),
            given,
            expect,
            because,
        })
    }

    fn as_of(&mut self, written: &Spanned<String>) -> Option<Date> {
        match period::parse_date(&written.value) {
            Ok(date) => Some(date),
            Err(error) => {
                self.push(
                    Diagnostic::error("bad-value", written.span, error.message).help(error.help),
                );
                None
            }
        }
    }

    fn given(&mut self, written: &[document::Given]) -> BTreeMap<SourceId, Vec<Vec<Value>>> {
        let mut given = BTreeMap::new();
        for one in written {
            let files = self.model.sources.iter().filter(|source| source.funnel.is_none());
            let name = &one.source;
            let found = self
                .model
                .source_named(&name.value)
                .filter(|id| self.model.source(*id).funnel.is_none());
            let Some(id) = found else {
                let names = files.map(|source| source.name.as_str());
                let error = unknown("source", &name.value, name.span, names);
                self.push(error);
                continue;
            };
            let rows: Vec<Vec<Value>> = one.rows.iter().map(|cells| self.row(id, cells)).collect();
            given.insert(id, self.numbered(id, rows));
        }
        given
    }

    fn row(&mut self, id: SourceId, cells: &[(Spanned<String>, Spanned<Written>)]) -> Vec<Value> {
        let source = self.model.source(id);
        let mut row = vec![Value::Missing; source.columns.len()];
        for (name, cell) in cells {
            let Some(column) = source.column_named(&name.value) else {
                let names = source.columns.iter().map(|column| column.name.as_str());
                let what = format!("column of `{}` named", source.name);
                self.push(unknown(&what, &name.value, name.span, names));
                continue;
            };
            row[column.0] = self.values.typed(&source.dataset.columns[column.0], cell);
        }
        row
    }

    /// Where no row has a key and none can be linked to, rows are numbered in the order written, so
    /// that a test need not invent keys.
    fn numbered(&self, id: SourceId, mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
        let source = self.model.source(id);
        let Some(key) = source.key else { return rows };
        let all = self.model.sources.iter();
        let linked = all.flat_map(|source| source.links()).any(|(_, to)| to == id);
        if linked || rows.iter().any(|row| row[key.0] != Value::Missing) {
            return rows;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            let number = index + 1;
            row[key.0] = match source.dataset.columns[key.0].kind {
                crate::dataset::ColumnType::Text => Value::Text(format!("#{number:06}")),
                crate::dataset::ColumnType::Integer => {
                    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
                }
                _ => Value::Missing,
            };
        }
        rows
    }

    fn expectation(&mut self, written: &Expect) -> Option<Expectation> {
        let name = &written.name;
        let stage = self.model.stage_named(&name.value);
        let criterion = self.model.criterion_named(&name.value);
        let (of, source) = match (stage, criterion) {
            (Some(id), _) => {
                let funnel = self.model.stages[id.0].funnel;
                (Expected::Stage(id), self.model.funnels[funnel.0].of)
            }
            (None, Some(id)) => (Expected::Criterion(id), self.model.criteria[id.0].of),
            (None, None) => {
                let stages = self.model.stages.iter().map(|it| it.about.name.as_str());
                let criteria = self.model.criteria.iter().map(|it| it.about.name.as_str());
                let names = stages.chain(criteria);
                let error = unknown("stage or criterion", &name.value, name.span, names);
                self.push(error);
                return None;
            }
        };
        let source = self.model.sources.get(source.0)?;
        let Some(key) = source.key else {
            let message = format!("`{}` has no key to name its rows by", source.name);
            let help = format!("declare `key` for source `{}`", source.name);
            self.push(Diagnostic::error("no-key", name.span, message).help(help));
            return None;
        };
        let mut entries: Vec<(Value, Option<Vec<Value>>)> = Vec::new();
        for (cell, moments) in &written.entries {
            let value = self.values.key(&source.dataset.columns[key.0], cell);
            if value == Value::Missing {
                continue;
            }
            if entries.iter().any(|(other, _)| *other == value) {
                let error = Diagnostic::error("bad-value", cell.span, "this key stands here twice");
                self.push(
                    error.help("write each key once; moments of several cycles go in a list"),
                );
                continue;
            }
            let moments = moments.as_ref().map(|cells| self.moments(of, cells));
            entries.push((value, moments));
        }
        Some(Expectation { span: name.span, of, entries })
    }

    fn moments(&mut self, of: Expected, cells: &[Spanned<Written>]) -> Vec<Value> {
        let Expected::Stage(stage) = of else {
            if let Some(cell) = cells.first() {
                let message = "a criterion holds or not, it has no moment";
                let error = Diagnostic::error("bad-value", cell.span, message);
                self.push(error.help("write a list of keys, as in `[\"A\"]`"));
            }
            return Vec::new();
        };
        let funnel = self.model.stages[stage.0].funnel;
        let days = self.model.funnels[funnel.0].whole_days;
        cells.iter().filter_map(|cell| self.values.moment(cell, days)).collect()
    }

    /// A condition is understood on rows of every source that a tested definition speaks of.
    fn because(&mut self, written: &Expression) -> Option<Because> {
        if written.node == WrittenNode::Poison {
            return None;
        }
        let mut understood = Vec::new();
        let mut troubles: Vec<Diagnostics> = Vec::new();
        for source in subjects(self.model) {
            let mut found = Diagnostics::default();
            let mut resolver = Resolver::new(self.model.clone(), &mut found);
            let formula = resolver.condition(written, Scope::Row(source));
            if found.has_errors() || formula.kind.is_poison() {
                troubles.push(found);
            } else {
                understood.push((source, formula));
            }
        }
        if understood.is_empty() {
            if let Some(first) = troubles.first() {
                self.values.diagnostics.extend(first.iter().cloned());
            }
            return None;
        }
        Some(Because { written: written.clone(), understood })
    }
}

/// Sources whose rows stages, criteria and rules speak of, subjects of funnels first.
fn subjects(model: &Model) -> Vec<SourceId> {
    let stages = model.funnels.iter().map(|funnel| funnel.of);
    let criteria = model.criteria.iter().map(|criterion| criterion.of);
    let rules = model.scores.iter().flat_map(|score| score.rules.iter().map(|rule| rule.source));
    let mut seen = BTreeSet::new();
    let all = stages.chain(criteria).chain(rules);
    all.filter(|id| id.0 < model.sources.len() && seen.insert(*id)).collect()
}
