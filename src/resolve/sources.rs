//! `[source.X]`: how rows are stored and what their columns mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::RESERVED;
use super::project::{bad_currency, is_currency};
use crate::dataset::{self, ColumnType, Dataset, Encoding, Format};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::model::{Column, ColumnId, Project, Source, SourceId};
use crate::source::{Span, Spanned};
use crate::types::Kind;

/// Digits after the point of numbers and money that declare no `scale`.
const DEFAULT_SCALE: u8 = 6;

pub(super) fn resolve(
    documents: &[Document],
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Vec<Source> {
    let mut written: BTreeMap<&str, &Definition<document::Source>> = BTreeMap::new();
    for definition in documents.iter().flat_map(|document| &document.sources) {
        let name = definition.name.value.as_str();
        if RESERVED.contains(&name) {
            diagnostics.push(
                Diagnostic::error(
                    "bad-name",
                    definition.name.span,
                    format!("`{name}` has a meaning of its own"),
                )
                .help("give the source another name"),
            );
        }
        match written.get(name) {
            Some(first) => diagnostics.push(
                Diagnostic::error(
                    "duplicate-name",
                    definition.name.span,
                    format!("source `{name}` is defined twice"),
                )
                .label("second definition")
                .also(first.name.span, "first definition")
                .help("rename one, or delete it"),
            ),
            None => {
                written.insert(name, definition);
            }
        }
    }
    let names: Vec<&str> = written.keys().copied().collect();
    let mut reader = Reader { names: &names, project, diagnostics };
    let sources: Vec<Source> =
        written.values().map(|definition| reader.source(definition)).collect();
    check_links(&sources, diagnostics);
    sources
}

/// A link leads to a key of the same type.
fn check_links(sources: &[Source], diagnostics: &mut Diagnostics) {
    for source in sources {
        for (id, to) in source.links() {
            let (column, target) = (source.column(id), &sources[to.0]);
            let Some(key) = target.key else {
                diagnostics.push(
                    Diagnostic::error(
                        "no-key",
                        column.span,
                        format!("`{}` has no key to link to", target.name),
                    )
                    .also(target.span, "has no `key`")
                    .help(format!("declare `key` for source `{}`", target.name)),
                );
                continue;
            };
            let (own, other) = (&source.dataset.columns[id.0], &target.dataset.columns[key.0]);
            if own.kind != other.kind && !column.kind.is_poison() {
                let message = format!(
                    "`{}` is {}, the key of `{}` is {}",
                    column.name,
                    column.kind,
                    target.name,
                    target.column(key).kind
                );
                diagnostics.push(
                    Diagnostic::error("type-mismatch", column.span, message)
                        .also(target.column(key).span, "the key")
                        .help("declare both with one type"),
                );
            }
        }
    }
}

struct Reader<'a> {
    names: &'a [&'a str],
    project: &'a Project,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn source(&mut self, definition: &Definition<document::Source>) -> Source {
        let body = &definition.body;
        let span = definition.name.span;
        if body.path.is_none() {
            self.error(
                "missing-key",
                span,
                "the key `path` is needed".into(),
                "write `path = \"data/leads.csv\"`",
            );
        }
        if body.columns.is_empty() {
            let help = "write `[source.NAME.columns]` with a type for each column";
            self.error("missing-key", span, "a source needs columns".into(), help);
        }
        let path = body.path.as_ref().map(|path| path.value.clone()).unwrap_or_default();
        let format = self.format(body, &path);
        let mut columns = Vec::new();
        let mut stored = Vec::new();
        for column in &body.columns {
            let (meaning, storage) = self.column(column);
            columns.push(meaning);
            stored.push(storage);
        }
        let dataset =
            Dataset { name: definition.name.value.clone(), path, format, columns: stored };
        let mut source = Source {
            name: definition.name.value.clone(),
            span,
            dataset: Arc::new(dataset),
            columns,
            key: None,
            time: None,
            known_at: None,
            history: None,
            funnel: None,
        };
        source.key = self.role(&source, &body.key, false);
        source.time = self.role(&source, &body.time, true);
        source.known_at = self.role(&source, &body.known_at, true);
        if let Some((from, to)) = &body.history {
            let from = self.role(&source, &Some(from.clone()), true);
            let to = self.role(&source, &Some(to.clone()), true);
            source.history = from.zip(to);
        }
        self.known_from(&mut source, &body.columns);
        source
    }

    fn error(&mut self, code: &'static str, span: Span, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    /// A column that plays a part for the whole source.
    fn role(
        &mut self,
        source: &Source,
        written: &Option<Spanned<String>>,
        moment: bool,
    ) -> Option<ColumnId> {
        let written = written.as_ref()?;
        let Some(id) = source.column_named(&written.value) else {
            let names = source.columns.iter().map(|column| column.name.as_str());
            self.diagnostics.push(super::unknown("column", &written.value, written.span, names));
            return None;
        };
        let kind = &source.column(id).kind;
        if moment && !kind.is_moment() && !kind.is_poison() {
            let message = format!("`{}` is {kind}, not a moment", written.value);
            let help = "declare it with `type = \"date\"` or `\"datetime\"`";
            self.error("type-mismatch", written.span, message, help);
            return None;
        }
        Some(id)
    }

    fn column(&mut self, definition: &Definition<document::Column>) -> (Column, dataset::Column) {
        let body = &definition.body;
        let name = definition.name.value.clone();
        let (kind, storage) = self.column_type(body, definition.name.span);
        let links = body.links.as_ref().and_then(|to| self.link(to));
        let until_then = body.until_then.as_ref().map(|text| text.value.clone());
        let meaning = Column {
            name: name.clone(),
            span: definition.name.span,
            kind,
            links,
            known_from: None,
            until_then,
            pii: body.pii.as_ref().is_some_and(|pii| pii.value),
            declares_missing: body.missing.is_some(),
        };
        let stored = dataset::Column {
            from: body.from.as_ref().map_or_else(|| name.clone(), |from| from.value.clone()),
            name,
            kind: storage,
            format: body.format.as_ref().map(|format| format.value.clone()),
            missing: body.missing.iter().flatten().map(|text| text.value.clone()).collect(),
            replace: body.replace.iter().cloned().collect(),
            empty_is_text: self.flag(&body.empty, "text", "missing"),
            bad_is_missing: self.flag(&body.bad_values, "missing", "error"),
        };

        (meaning, stored)
    }

    /// A word that switches something on; the other word is the default.
    fn flag(&mut self, written: &Option<Spanned<String>>, on: &str, off: &str) -> bool {
        let Some(written) = written else { return false };
        if written.value != on && written.value != off {
            let message = format!("`{}` is not known here", written.value);
            self.error("bad-value", written.span, message, &format!("write `{on}` or `{off}`"));
        }
        written.value == on
    }

    fn column_type(&mut self, body: &document::Column, span: Span) -> (Kind, ColumnType) {
        let scale = self.scale(body);
        let Some(written) = &body.kind else {
            self.error(
                "missing-key",
                span,
                "a column needs a type".into(),
                "write `{ type = \"text\" }`",
            );
            return (Kind::Poison, ColumnType::Text);
        };
        let currency = self.currency(body);
        match written.value.as_str() {
            "text" => (Kind::Text, ColumnType::Text),
            "integer" => (Kind::plain(), ColumnType::Integer),
            "number" => (Kind::plain(), ColumnType::Decimal { scale }),
            "money" => (Kind::money(&currency), ColumnType::Decimal { scale }),
            "boolean" => (Kind::Boolean, ColumnType::Boolean),
            "date" => (Kind::Date, ColumnType::Date),
            "datetime" => (Kind::Datetime, ColumnType::Datetime),
            other => {
                let types = ["text", "integer", "number", "money", "boolean", "date", "datetime"];
                let near = crate::suggest::nearest(other, types);
                let help = crate::suggest::did_you_mean(&near)
                    .unwrap_or_else(|| format!("the types are {}", types.join(", ")));
                self.error("bad-value", written.span, format!("there is no type `{other}`"), &help);
                (Kind::Poison, ColumnType::Text)
            }
        }
    }

    fn scale(&mut self, body: &document::Column) -> u8 {
        let Some(scale) = &body.scale else {
            return DEFAULT_SCALE;
        };
        match u8::try_from(scale.value) {
            Ok(digits @ 0..=12) => digits,
            _ => {
                let message = format!("{} digits after the point cannot be kept", scale.value);
                self.error("bad-value", scale.span, message, "write a number from 0 to 12");
                DEFAULT_SCALE
            }
        }
    }

    fn currency(&mut self, body: &document::Column) -> String {
        match &body.currency {
            Some(currency) if is_currency(&currency.value) => currency.value.clone(),
            Some(currency) => {
                self.diagnostics.push(bad_currency(currency));
                self.project.currency.clone()
            }
            None => self.project.currency.clone(),
        }
    }

    fn link(&mut self, to: &Spanned<String>) -> Option<SourceId> {
        let found = self.names.iter().position(|name| *name == to.value).map(SourceId);
        if found.is_none() {
            self.diagnostics.push(super::unknown(
                "source",
                &to.value,
                to.span,
                self.names.iter().copied(),
            ));
        }
        found
    }

    fn known_from(&mut self, source: &mut Source, written: &[Definition<document::Column>]) {
        for (index, column) in written.iter().enumerate() {
            let known_from = self.role(source, &column.body.known_from, true);
            source.columns[index].known_from = known_from;
            if let (Some(until), None) = (&column.body.until_then, known_from) {
                let help = "add `known_from` with the column that tells since when";
                self.error(
                    "missing-key",
                    until.span,
                    "`until_then` needs `known_from`".into(),
                    help,
                );
            }
            if column.body.until_then.is_some() && source.columns[index].kind != Kind::Text {
                let span = column.name.span;
                let help = "leave it out; the value is missing until then";
                self.error("type-mismatch", span, "`until_then` is for text columns".into(), help);
            }
        }
    }

    fn format(&mut self, body: &document::Source, path: &str) -> Format {
        let extension = path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let (word, span) = match &body.format {
            Some(format) => (format.value.to_lowercase(), Some(format.span)),
            None => (extension, body.path.as_ref().map(|path| path.span)),
        };
        let text_only = body.encoding.as_ref().or(body.separator.as_ref());
        let format = match word.as_str() {
            "csv" | "tsv" | "txt" => {
                return Format::Csv {
                    separator: self.separator(body, &word),
                    encoding: self.encoding(body),
                };
            }
            "parquet" | "pq" => Format::Parquet,
            "ndjson" | "jsonl" => Format::NdJson,
            "arrow" | "ipc" | "feather" => Format::Arrow,
            "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" | "excel" => {
                Format::Excel { sheet: body.sheet.as_ref().map(|sheet| sheet.value.clone()) }
            }
            other => {
                if let Some(span) = span {
                    let message = format!("`{other}` is no file format that can be read");
                    let help = "write `format = \"csv\"`, `parquet`, `ndjson`, `arrow` or `excel`";
                    self.error("bad-value", span, message, help);
                }
                Format::Parquet
            }
        };
        if let Some(odd) = text_only {
            let message = "only csv files have an encoding and a separator".into();
            self.error("bad-value", odd.span, message, "leave it out");
        }
        format
    }

    fn separator(&mut self, body: &document::Source, extension: &str) -> u8 {
        let Some(separator) = &body.separator else {
            return if extension == "tsv" { b'\t' } else { b',' };
        };
        match separator.value.as_bytes() {
            [byte] if !byte.is_ascii_alphanumeric() && *byte != b'"' => *byte,
            _ => {
                let message = format!("`{}` does not separate fields", separator.value);
                self.error(
                    "bad-value",
                    separator.span,
                    message,
                    "write one character: `,`, `;` or `\\t`",
                );
                b','
            }
        }
    }

    fn encoding(&mut self, body: &document::Source) -> Encoding {
        let Some(encoding) = &body.encoding else {
            return Encoding::Utf8;
        };
        match encoding.value.to_lowercase().replace('-', "_").as_str() {
            "utf_8" | "utf8" => Encoding::Utf8,
            "shift_jis" | "sjis" | "cp932" | "windows_31j" | "ms932" => Encoding::ShiftJis,
            _ => {
                let message = format!("`{}` is no encoding that can be read", encoding.value);
                self.error("bad-value", encoding.span, message, "write `utf-8` or `shift_jis`");
                Encoding::Utf8
            }
        }
    }
}
