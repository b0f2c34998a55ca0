//! Typed access to the keys of one table, with a message for every misfit.
//!
//! `kinds` and `source` read definitions with it.

use std::ops::Range;

use toml::Spanned as Located;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expression::{Expression, Node};
use crate::parse::parse;
use crate::source::{Embedded, FileId, Span, Spanned};
use crate::suggest;

pub(super) use super::about::ABOUT;

/// Keys of stages that other definitions do not have.
const OF_STAGES: [&str; 3] = ["effective_from", "restates", "before"];

/// A key with its value.
pub(super) type Entry<'t, 'i> = (&'t Located<DeString<'i>>, &'t Located<DeValue<'i>>);

/// One file being read.
pub(super) struct Reader<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// Spots of syntax errors.
    pub(super) broken: Vec<Range<usize>>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// Lists entries in the order written.
pub(super) fn entries<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<Entry> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// Finds a key.
pub(super) fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<Entry<'t, 'i>> {
    table.iter().find(|(key, _)| key.get_ref() == name)
}

/// Names the type of a value as a user would.
fn described(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl Reader<'_> {
    /// Makes a span of this file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// Tells whether a value is a placeholder or holds a syntax error.
    pub(super) fn is_broken(&self, range: &Range<usize>) -> bool {
        let touches = |spot: &Range<usize>| spot.start <= range.end && spot.end >= range.start;
        range.is_empty() || self.broken.iter().any(touches)
    }

    /// Reports keys that are not in `known`; `what` is such as `a KPI`.
    pub(super) fn check_keys(&mut self, table: &DeTable, known: &[&str], what: &str) {
        for (key, _) in entries(table) {
            let (name, span) = (key.get_ref().as_ref(), self.span(key.span()));
            if known.contains(&name) || self.is_broken(&key.span()) {
                continue;
            }
            if OF_STAGES.contains(&name) && known.contains(&"label") {
                let message = format!("only a stage keeps an earlier definition, {what} does not");
                let found = Diagnostic::error("unknown-key", span, message).label("not here");
                let help = "the new definition holds for all days; or give it another name";
                self.diagnostics.push(found.help(help));
                continue;
            }
            let near = suggest::nearest(name, known.iter().copied());
            let help = suggest::did_you_mean(&near)
                .unwrap_or_else(|| format!("the keys are {}", known.join(", ")));
            let message = format!("`{name}` is not a key of {what}");
            let found = Diagnostic::error("unknown-key", span, message).label("unknown key");
            self.diagnostics.push(found.help(help));
        }
    }

    /// Reports a part of the language that this version does not evaluate.
    pub(super) fn unsupported(&mut self, span: Span, what: &str) {
        let message = format!("{what} is not evaluated by this version");
        self.diagnostics.push(
            Diagnostic::error("unsupported-yet", span, message)
                .label("not yet")
                .help("take it out of the definitions for now"),
        );
    }

    /// Reads every table of a list, with its place; what is none is reported and left out.
    pub(super) fn each_table<T>(
        &mut self,
        key: &str,
        value: &Located<DeValue>,
        help: &str,
        read: impl Fn(&mut Self, &DeTable, Span) -> T,
    ) -> Vec<T> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of tables", help);
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    let span = self.span(item.span());
                    found.push(read(self, table, span));
                }
                _ => self.wrong_type(key, item, "a list of tables", help),
            }
        }
        found
    }

    /// Reports a value of the wrong type; nothing for a placeholder.
    pub(super) fn wrong_type(
        &mut self,
        key: &str,
        value: &Located<DeValue>,
        wanted: &str,
        help: impl Into<String>,
    ) {
        if self.is_broken(&value.span()) {
            return;
        }
        let found = described(value.get_ref());
        let message = format!("`{key}` is {wanted}, this is {found}");
        self.diagnostics.push(
            Diagnostic::error("wrong-type", self.span(value.span()), message)
                .label(format!("this is {found}"))
                .help(help),
        );
    }

    /// Reads a text.
    pub(super) fn text(&mut self, table: &DeTable, name: &str) -> Option<Spanned<String>> {
        let (_, value) = entry(table, name)?;
        match value.get_ref() {
            DeValue::String(text) if !value.span().is_empty() => {
                Some(Spanned::new(text.to_string(), self.span(value.span())))
            }
            _ => {
                let help = format!("put it in quotes: `{name} = \"..\"`");
                self.wrong_type(name, value, "text", help);
                None
            }
        }
    }

    /// Reads a date, written as TOML date or as text.
    pub(super) fn date(&mut self, table: &DeTable, name: &str) -> Option<Spanned<String>> {
        let (_, value) = entry(table, name)?;
        let text = match value.get_ref() {
            _ if value.span().is_empty() => return None,
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => {
                let help = format!("write it as `{name} = 2026-10-31`");
                self.wrong_type(name, value, "a date", help);
                return None;
            }
        };
        Some(Spanned::new(text, self.span(value.span())))
    }

    /// Reads a whole number.
    pub(super) fn boolean(&mut self, table: &DeTable, name: &str) -> Option<Spanned<bool>> {
        let (_, value) = entry(table, name)?;
        let DeValue::Boolean(flag) = value.get_ref() else {
            let help = format!("write `{name} = true` or `{name} = false`, without quotes");
            self.wrong_type(name, value, "true or false", help);
            return None;
        };
        Some(Spanned::new(*flag, self.span(value.span())))
    }

    pub(super) fn integer(&mut self, table: &DeTable, name: &str) -> Option<Spanned<i64>> {
        let (_, value) = entry(table, name)?;
        let DeValue::Integer(digits) = value.get_ref() else {
            let wanted = match value.get_ref() {
                DeValue::Float(_) => "a whole number",
                _ => "a number",
            };
            let help = format!("write a whole number without quotes, such as `{name} = 4`");
            self.wrong_type(name, value, wanted, help);
            return None;
        };
        let span = self.span(value.span());
        match i64::from_str_radix(digits.as_str(), digits.radix()) {
            _ if self.is_broken(&value.span()) => None,
            Ok(number) => Some(Spanned::new(number, span)),
            Err(_) => {
                let message = format!("the number in `{name}` is too large");
                let found = Diagnostic::error("bad-value", span, message);
                self.diagnostics.push(found.help("write a smaller number"));
                None
            }
        }
    }

    /// Reads a list of texts.
    pub(super) fn texts(&mut self, table: &DeTable, name: &str) -> Option<Vec<Spanned<String>>> {
        let (_, value) = entry(table, name)?;
        let help = format!("write it as `{name} = [\"..\", \"..\"]`");
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(name, value, "a list of texts", help);
            return None;
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) if !item.span().is_empty() => {
                    texts.push(Spanned::new(text.to_string(), self.span(item.span())));
                }
                _ => self.wrong_type(name, item, "a list of texts", help.clone()),
            }
        }
        Some(texts)
    }

    /// Reads a text or a list of texts.
    pub(super) fn text_or_texts(
        &mut self,
        table: &DeTable,
        name: &str,
    ) -> Option<Vec<Spanned<String>>> {
        match entry(table, name)?.1.get_ref() {
            DeValue::String(_) => self.text(table, name).map(|text| vec![text]),
            _ => self.texts(table, name),
        }
    }

    /// Reads an inner table.
    pub(super) fn table<'t, 'i>(
        &mut self,
        table: &'t DeTable<'i>,
        name: &str,
        example: &str,
    ) -> Option<(&'t DeTable<'i>, Span)> {
        let (_, value) = entry(table, name)?;
        let DeValue::Table(inner) = value.get_ref() else {
            self.wrong_type(name, value, "a table", format!("write it as `{example}`"));
            return None;
        };
        Some((inner, self.span(value.span())))
    }

    /// Reads an expression; what cannot be read is poison, so that nobody calls the key missing.
    pub(super) fn expression(&mut self, table: &DeTable, name: &str) -> Option<Expression> {
        let (key, value) = entry(table, name)?;
        Some(self.expression_of(name, key, value))
    }

    /// Reads the value of one key as an expression.
    pub(super) fn expression_of(
        &mut self,
        name: &str,
        key: &Located<DeString>,
        value: &Located<DeValue>,
    ) -> Expression {
        let range = value.span();
        let literal = self.text.get(range.clone()).unwrap_or_default();
        match value.get_ref() {
            DeValue::String(_) if !self.is_broken(&range) => {
                let embedded = Embedded::decode(self.file, literal, range.start);
                return parse(&embedded, self.diagnostics);
            }
            DeValue::String(_) => {}
            _ => {
                let help = format!("put it in quotes: `{name} = \"..\"`");
                self.wrong_type(name, value, "an expression in quotes", help);
            }
        }
        let range = if range.is_empty() { key.span() } else { range };
        Expression { node: Node::Poison, span: self.span(range) }
    }
}
