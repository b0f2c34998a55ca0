//! Small models whose numbers follow by hand from the meaning of the language: one rule each.

mod corners;
mod known;
mod moments;
mod periods;
mod sets;
mod steps;
mod values;

use std::process::{Command, Output};

use tempfile::TempDir;

use super::{Question, answered};

const SETTINGS: &str = r#"
[project]
name = "small"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
"#;

const BUSINESS: &str = r#"
[calendar.business]
weekend = ["saturday", "sunday"]
holidays = "japan"
hours = "09:00..18:00"
"#;

/// A project of a few rows.
struct Model {
    folder: TempDir,
    settings: String,
    definitions: String,
    as_of: &'static str,
}

/// An empty model as of the end of 2026-01-31.
fn model() -> Model {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("kpi-definitions")).unwrap();
    let settings = SETTINGS.to_owned();
    Model { folder, settings, definitions: String::new(), as_of: "2026-01-31" }
}

impl Model {
    /// A source with its columns and rows; `more` are further lines of its table.
    fn source(mut self, name: &str, more: &str, columns: &str, rows: &str) -> Model {
        self.settings += &format!("\n[source.{name}]\npath = \"{name}.csv\"\n{more}\n");
        self.settings += &format!("[source.{name}.columns]\n{columns}\n");
        let rows: Vec<&str> = rows.trim().lines().map(str::trim).collect();
        let path = self.folder.path().join(format!("{name}.csv"));
        std::fs::write(path, rows.join("\n") + "\n").unwrap();
        self
    }

    /// Leads with a moment and a kind.
    fn leads(self, rows: &str) -> Model {
        let columns = "lead_id = { type = \"text\" }\nat = { type = \"datetime\" }\nkind = { type = \"text\" }";
        self.source(
            "leads",
            "key = \"lead_id\"\ntime = \"at\"",
            columns,
            &format!("lead_id,at,kind\n{rows}"),
        )
    }

    /// Touches of leads with a moment and a kind.
    fn touches(self, rows: &str) -> Model {
        let columns = "touch_id = { type = \"text\" }\nlead_id = { type = \"text\", links = \"leads\" }\n\
            at = { type = \"datetime\" }\nkind = { type = \"text\" }";
        let rows = format!("touch_id,lead_id,at,kind\n{rows}");
        self.source("touches", "key = \"touch_id\"\ntime = \"at\"", columns, &rows)
    }

    fn settings(mut self, text: &str) -> Model {
        self.settings += text;
        self
    }

    fn replace(mut self, from: &str, to: &str) -> Model {
        assert!(self.settings.contains(from), "{from}");
        self.settings = self.settings.replace(from, to);
        self
    }

    fn define(mut self, text: &str) -> Model {
        self.definitions += text;
        self
    }

    fn kpi(self, name: &str, formula: &str) -> Model {
        self.define(&format!("[kpi.{name}]\nformula = \"\"\"{formula}\"\"\"\n"))
    }

    fn end_of(mut self, day: &'static str) -> Model {
        self.as_of = day;
        self
    }

    fn write(&self) {
        let path = self.folder.path();
        std::fs::write(path.join("kpi.toml"), &self.settings).unwrap();
        std::fs::write(path.join("kpi-definitions/all.toml"), &self.definitions).unwrap();
    }

    fn question(&self) -> Question<'static> {
        Question { as_of: self.as_of, ..Question::default() }
    }

    /// The cells of a question as `kpi group first = value status n ..`, the total as `kpi total = ..`.
    fn lines(&self, kpis: &[&str], question: Question<'_>) -> Vec<String> {
        self.write();
        let cells = answered(self.folder.path(), kpis, question);
        let line = |((kpi, total, group, first), cell): (&super::Place, &super::Cell)| {
            let mut place = vec![kpi.clone()];
            place.extend(group.iter().map(|name| format!("[{name}]")));
            if *total {
                place.push("total".to_owned());
            } else if !first.is_empty() && !question.by.is_empty() {
                place.push(first.clone());
            }
            let value = cell.value.clone().unwrap_or_else(|| "-".to_owned());
            let counts = super::COUNTS.iter().zip(&cell.counts).filter_map(|(name, count)| {
                count.as_ref().map(|count| format!(" {}={count}", &name[..1]))
            });
            let counts: String = counts.collect();
            format!("{} = {value} {}{counts}", place.join(" "), cell.status)
        };
        cells.iter().map(line).collect()
    }

    /// Asserts cells of a question, each written as `lines` writes it.
    fn asked(&self, question: Question<'_>, expected: &[&str]) {
        let mut kpis: Vec<&str> =
            expected.iter().filter_map(|line| line.split(' ').next()).collect();
        kpis.dedup();
        let lines = self.lines(&kpis, question);
        let absent = |line: &&&str| !lines.iter().any(|found| found == **line);
        let absent: Vec<_> = expected.iter().filter(absent).collect();
        assert!(absent.is_empty(), "expected {absent:#?}\namong {lines:#?}");
    }

    /// Asserts single cells over all rows.
    fn gives(&self, expected: &[&str]) {
        self.asked(self.question(), expected);
    }

    fn kpi_command(&self, arguments: &[&str]) -> Output {
        self.write();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kpi"));
        command.arg("-C").arg(self.folder.path()).args(arguments).output().unwrap()
    }

    /// The complaint of a run that has no answer.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.kpi_command(&[&["run", "--as-of", self.as_of], arguments].concat());
        let complaint = String::from_utf8(output.stderr).unwrap();
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success(), "an error was expected: {answer}{complaint}");
        complaint
    }

    /// What a run prints as JSON.
    fn json(&self, arguments: &[&str]) -> String {
        let run = ["run", "--as-of", self.as_of, "--format", "json"];
        let output = self.kpi_command(&[&run, arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
