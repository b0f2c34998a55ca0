//! `[source.NAME]` and its columns.
//!
//! Called by `read`; the keys are those of the structs in the parent module.

use toml::de::{DeTable, DeValue};

use super::fields::{ABOUT, Reader, entries};
use super::name;
use super::{Column, Definition, Source};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;

const SOURCE: [&str; 10] = [
    "path",
    "format",
    "encoding",
    "separator",
    "sheet",
    "key",
    "time",
    "known_at",
    "history",
    "columns",
];
const COLUMN: [&str; 13] = [
    "type",
    "from",
    "format",
    "links",
    "missing",
    "replace",
    "empty",
    "bad_values",
    "known_from",
    "pii",
    "until_then",
    "scale",
    "currency",
];

impl Reader<'_> {
    /// Reads `[source.NAME]`.
    pub(super) fn source(&mut self, table: &DeTable) -> Source {
        self.check_keys(table, &[&SOURCE[..], &ABOUT].concat(), "a source");
        Source {
            path: self.text(table, "path"),
            format: self.text(table, "format"),
            encoding: self.text(table, "encoding"),
            separator: self.text(table, "separator"),
            sheet: self.text(table, "sheet"),
            key: self.text(table, "key"),
            time: self.text(table, "time"),
            known_at: self.text(table, "known_at"),
            history: self.history(table),
            columns: self.columns(table),
        }
    }

    fn history(&mut self, table: &DeTable) -> Option<(Spanned<String>, Spanned<String>)> {
        let example = "history = { from = \"valid_from\", to = \"valid_to\" }";
        let (inner, span) = self.table(table, "history", example)?;
        self.check_keys(inner, &["from", "to"], "`history`");
        for key in ["from", "to"] {
            if !inner.iter().any(|(name, _)| name.get_ref() == key) {
                let message = format!("`history` has no `{key}`");
                let found = Diagnostic::error("missing-key", span, message);
                let help = format!("write `{example}`");
                self.diagnostics.push(found.help(help));
            }
        }
        self.text(inner, "from").zip(self.text(inner, "to"))
    }

    fn columns(&mut self, table: &DeTable) -> Vec<Definition<Column>> {
        let example = "columns = { lead_id = { type = \"text\" } }";
        let Some((columns, _)) = self.table(table, "columns", example) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in entries(columns) {
            if self.is_broken(&key.span()) {
                continue;
            }
            let (name, trouble) = name::normalised(key.get_ref(), self.span(key.span()));
            let trouble = trouble.map(|bad| named_otherwise(bad, key.get_ref()));
            self.diagnostics.extend(trouble);
            let DeValue::Table(inner) = value.get_ref() else {
                let help = format!("write it as `{} = {{ type = \"text\" }}`", key.get_ref());
                self.wrong_type(key.get_ref(), value, "a column and so a table", help);
                continue;
            };
            found.push(Definition { name, about: self.about(inner), body: self.column(inner) });
        }
        found
    }

    fn column(&mut self, table: &DeTable) -> Column {
        self.check_keys(table, &[&COLUMN[..], &ABOUT].concat(), "a column");
        Column {
            kind: self.text(table, "type"),
            from: self.text(table, "from"),
            format: self.text(table, "format"),
            links: self.text(table, "links"),
            missing: self.text_or_texts(table, "missing"),
            replace: self.replace(table),
            empty: self.text(table, "empty"),
            bad_values: self.text(table, "bad_values"),
            known_from: self.text(table, "known_from"),
            pii: self.boolean(table, "pii"),
            until_then: self.text(table, "until_then"),
            scale: self.integer(table, "scale"),
            currency: self.text(table, "currency"),
        }
    }

    fn replace(&mut self, table: &DeTable) -> Vec<(String, String)> {
        let example = "replace = { \"GTXPro\" = \"GTX Pro\" }";
        let Some((pairs, _)) = self.table(table, "replace", example) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (old, new) in entries(pairs) {
            match new.get_ref() {
                _ if self.is_broken(&new.span()) => {}
                DeValue::String(text) => found.push((old.get_ref().to_string(), text.to_string())),
                _ => self.wrong_type(old.get_ref(), new, "text", "put it in quotes"),
            }
        }
        found.sort();
        found
    }
}

/// A header such as `Lead ID` stays in the file under `from`.
fn named_otherwise(bad: Diagnostic, written: &str) -> Diagnostic {
    match bad.help.clone() {
        Some(help) if !written.is_empty() => bad.help(format!("{help} and `from = \"{written}\"`")),
        _ => bad,
    }
}
