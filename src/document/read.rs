//! Walks the tables of one file and sorts them into definitions.
//!
//! Uses `syntax` for trouble with TOML itself, `kinds`, `funnel` and `source` for the bodies.

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::fields::{Entry, Reader, entries};
use super::{Definition, Document, name, syntax};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Sources};
use crate::suggest;

/// Kinds this version evaluates; those of [`SETTINGS`] stand in `kpi.toml` only.
const KINDS: [&str; 17] = [
    "project",
    "calendar",
    "source",
    "funnel",
    "stage",
    "score",
    "criterion",
    "dimension",
    "attribution",
    "kpi",
    "plan",
    "diagnosis",
    "agreement",
    "report",
    "test",
    "teams",
    "suppress",
];
const SETTINGS: [&str; 4] = ["project", "calendar", "source", "teams"];
/// Kinds of the language that this version does not evaluate.
const LATER: [&str; 1] = ["engine"];

/// Reads one file; what cannot be read is reported and left out.
pub fn read(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Document {
    let written = sources.file(file);
    let mut errors = Vec::new();
    let readable = syntax::readable(&written.text, &mut errors);
    let (root, rest) = DeTable::parse_recoverable(&readable);
    errors.extend(rest);
    let broken = syntax::report(file, &written.text, errors, diagnostics);
    let mut reader = Reader { file, text: &written.text, broken, diagnostics };
    let settings = written.name.rsplit('/').next() == Some("kpi.toml");
    let mut document = Document::default();
    for entry in entries(root.get_ref()) {
        reader.kind(entry, settings, &mut document);
    }
    document
}

impl Reader<'_> {
    fn kind(&mut self, (key, value): Entry, settings: bool, document: &mut Document) {
        let kind = key.get_ref().as_ref();
        if self.is_broken(&key.span()) || value.span().is_empty() && key.get_ref().is_empty() {
            return;
        }
        let table = match value.get_ref() {
            _ if LATER.contains(&kind) => return self.later((key, value)),
            _ if !KINDS.contains(&kind) => return self.unknown_kind((key, value)),
            _ if kind == "test" => {
                document.tests = self.tests(value);
                return;
            }
            _ if kind == "suppress" => {
                document.suppressions = self.suppressions(value);
                return;
            }
            DeValue::Table(table) => table,
            _ => {
                let help = format!("write `[{kind}.NAME]` on a line of its own");
                return self.wrong_type(kind, value, "a table", help);
            }
        };
        if SETTINGS.contains(&kind) && !settings {
            self.misplaced((key, value));
        }
        match kind {
            "project" => {
                let header = self.span(value.span());
                document.project = Some(self.project(table, header));
            }
            "teams" => document.teams = self.teams(table),
            "calendar" => self.each(kind, value, &mut document.calendars, Self::calendar),
            "source" => self.each(kind, value, &mut document.sources, Self::source),
            "funnel" => self.each(kind, value, &mut document.funnels, Self::funnel),
            "stage" => self.each(kind, value, &mut document.stages, Self::stage),
            "score" => self.each(kind, value, &mut document.scores, Self::score),
            "criterion" => self.each(kind, value, &mut document.criteria, Self::criterion),
            "dimension" => self.each(kind, value, &mut document.dimensions, Self::dimension),
            "plan" => self.each(kind, value, &mut document.plans, Self::plan),
            "diagnosis" => self.each(kind, value, &mut document.diagnoses, Self::diagnosis),
            "agreement" => self.each(kind, value, &mut document.agreements, Self::agreement),
            "report" => self.each(kind, value, &mut document.reports, Self::report),
            "attribution" => {
                self.each(kind, value, &mut document.attributions, Self::attribution);
            }
            _ => self.each(kind, value, &mut document.kpis, Self::kpi),
        }
    }

    /// Reads every `[KIND.NAME]`.
    fn each<T>(
        &mut self,
        kind: &str,
        value: &Located<DeValue>,
        definitions: &mut Vec<Definition<T>>,
        body: impl Fn(&mut Self, &DeTable) -> T,
    ) {
        let DeValue::Table(table) = value.get_ref() else {
            return;
        };
        let is_table = |value: &DeValue| matches!(value, DeValue::Table(_) | DeValue::Array(_));
        if table.values().any(|value| !is_table(value.get_ref())) {
            let message = format!("a {kind} needs a name");
            self.diagnostics.push(
                Diagnostic::error("bad-name", self.span(value.span()), message)
                    .label("no name here")
                    .help(format!("write `[{kind}.NAME]`")),
            );
            return;
        }
        for (key, value) in entries(table) {
            if self.is_broken(&key.span()) && key.get_ref().is_empty() {
                continue;
            }
            let (name, trouble) = name::normalised(key.get_ref(), self.span(key.span()));
            if !self.is_broken(&key.span()) {
                self.diagnostics.extend(trouble);
            }
            let DeValue::Table(inner) = value.get_ref() else {
                let help = format!("write `[{kind}.{}]`, one bracket each", key.get_ref());
                self.wrong_type(key.get_ref(), value, "one table", help);
                continue;
            };
            definitions.push(Definition {
                name,
                about: self.about(inner),
                body: body(self, inner),
            });
        }
    }

    fn later(&mut self, (key, value): Entry) {
        let kind = key.get_ref();
        let what = |name: &str| format!("`{kind}{name}`");
        match value.get_ref() {
            DeValue::Table(table) if table.values().all(|inner| !is_plain(inner.get_ref())) => {
                for (name, _) in entries(table) {
                    let span = self.span(name.span());
                    self.unsupported(span, &what(&format!(".{}", name.get_ref())));
                }
            }
            DeValue::Array(items) => {
                for item in items.iter() {
                    let span = self.span(item.span());
                    self.unsupported(span, &what(""));
                }
            }
            _ => {
                let span = self.span(key.span());
                self.unsupported(span, &what(""));
            }
        }
    }

    fn unknown_kind(&mut self, (key, value): Entry) {
        let (name, span) = (key.get_ref().as_ref(), self.span(key.span()));
        let holds = |value: &DeValue| matches!(value, DeValue::Table(table) if !table.is_empty());
        if !self.broken.is_empty() && !holds(value.get_ref()) {
            return;
        }
        if is_plain(value.get_ref()) {
            let message = format!("`{name}` stands outside every table");
            let found = Diagnostic::error("unknown-key", span, message).label("unknown key");
            let help = "move it below the header it belongs to, such as `[kpi.NAME]`";
            self.diagnostics.push(found.help(help));
            return;
        }
        let kinds = KINDS.iter().chain(&LATER).copied();
        let near = suggest::nearest(name, kinds);
        let help = suggest::did_you_mean(&near)
            .unwrap_or_else(|| format!("the kinds are {}", KINDS.join(", ")));
        let message = format!("there is no kind of definition named `{name}`");
        let found = Diagnostic::error("unknown-kind", span, message).label("unknown kind");
        self.diagnostics.push(found.help(help));
    }

    fn misplaced(&mut self, (key, value): Entry) {
        let kind = key.get_ref().as_ref();
        let spans = match value.get_ref() {
            DeValue::Table(table) if kind != "project" => {
                entries(table).iter().map(|(name, _)| name.span()).collect()
            }
            _ => vec![key.span()],
        };
        for range in spans {
            let message = format!("`{kind}` belongs in `kpi.toml`");
            self.diagnostics.push(
                Diagnostic::error("misplaced-table", self.span(range), message)
                    .label("wrong file")
                    .help("move the table to `kpi.toml` at the root of the project"),
            );
        }
    }
}

fn is_plain(value: &DeValue) -> bool {
    !matches!(value, DeValue::Table(_) | DeValue::Array(_))
}
