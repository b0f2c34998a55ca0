//! Words and numbers that all parts of a report share.

use super::DigestReport;
use crate::diagnose::Number;
use crate::digest::{Absent, Digest};
use crate::model::{DeclaredUnit, Model, ReportPart};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::decimal::Digits;
use crate::report::layout;
use crate::report::number::{for_people, places};
use crate::report::page::{Block, Figure, Grid, Text, Tone};
use crate::report::words::Words;
use crate::table::{Cell, KpiTitle, Status, Table};
use crate::types::Kind;

/// A report with the words of its language.
pub(crate) struct Texts<'a> {
    pub(super) shown: &'a DigestReport<'a>,
    pub(in crate::report) model: &'a Model,
    pub(in crate::report) digest: &'a Digest,
    pub(in crate::report) words: &'static Words,
    pub(super) zone: Zone,
}

impl<'a> Texts<'a> {
    pub(in crate::report) fn of(shown: &'a DigestReport<'a>) -> Self {
        let project = &shown.model.project;
        let zone = Zone::named(&project.time_zone).unwrap_or_default();
        let (model, digest) = (shown.model, shown.digest);
        Self { shown, model, digest, words: Words::of(&project.language), zone }
    }

    pub(in crate::report) fn say<T>(&self, japanese: T, english: T) -> T {
        if self.words.japanese { japanese } else { english }
    }

    pub(in crate::report) fn word(&self, japanese: &str, english: &str) -> String {
        self.say(japanese, english).to_owned()
    }

    pub(super) fn title(&self) -> String {
        match &self.shown.report.about {
            Some(about) => about.label.clone(),
            None => self.word("KPIレポート", "KPI report"),
        }
    }

    pub(in crate::report) fn part(&self, part: ReportPart) -> &'static str {
        match part {
            ReportPart::Targets => self.say("目標と実績", "Targets and results"),
            ReportPart::Funnel => self.say("ファネル", "Funnel"),
            ReportPart::Gap => self.say("計画との差のわけ", "Why revenue differs from the plan"),
            ReportPart::Trends => self.say("月ごとの推移", "Month by month"),
            ReportPart::Channels => self.say("チャネル", "Channels"),
            ReportPart::Agreements => self.say("合意と対応の早さ", "Agreements and response times"),
            ReportPart::Diagnoses => self.say("診断", "Diagnoses"),
            ReportPart::Interest => self.say("関心", "Interest"),
            ReportPart::Definitions => self.say("使った定義", "Definitions in force"),
            ReportPart::Changes => self.say("定義の変更", "Changes of definitions"),
            ReportPart::Data => self.say("データの状態", "State of the data"),
            ReportPart::Glossary => self.say("言葉の意味", "What words mean"),
        }
    }

    pub(super) fn absent(&self, part: ReportPart, why: &Absent) -> Text {
        let text = match (why, part) {
            (Absent::NoPlan, _) => self.word(
                "この期間の計画がないため、ありません。`[plan.NAME]` を書くと表示します。",
                "Absent: no plan covers this period. Write `[plan.NAME]` to see it.",
            ),
            (Absent::NoFunnel, _) => self.word(
                "ファネルが定義されていないため、ありません。`[funnel.NAME]` を書くと表示します。",
                "Absent: no funnel is defined. Write `[funnel.NAME]` to see it.",
            ),
            (Absent::NoChannels, _) => self.word(
                "切り口が決まっていないため、ありません。レポートに `by = \"NAME\"` を書くと表示します。",
                "Absent: nothing says what tells channels apart. Write `by = \"NAME\"` in the report.",
            ),
            (Absent::NotDefined, ReportPart::Agreements) => self.word(
                "合意が定義されていないため、ありません。`[agreement.NAME]` を書くと表示します。",
                "Absent: no agreement is defined. Write `[agreement.NAME]` to see it.",
            ),
            (Absent::NotDefined, ReportPart::Diagnoses) => self.word(
                "診断が定義されていないため、ありません。`[diagnosis.NAME]` を書くと表示します。",
                "Absent: no diagnosis is defined. Write `[diagnosis.NAME]` to see it.",
            ),
            (Absent::NotDefined, _) => self.word(
                "指標が定義されていないため、ありません。",
                "Absent: no KPI is defined.",
            ),
            (Absent::NothingNamed, _) => self.word(
                "レポートに `interest = [..]` がないため、ありません。",
                "Absent: the report names nothing with `interest = [..]`.",
            ),
            (Absent::Because(why), _) => {
                self.say(format!("示せません: {why}"), format!("Absent: {why}"))
            }
        };
        Text::toned(text, Tone::Quiet)
    }

    /// A value with its unit; quotients with two digits behind the point.
    pub(in crate::report) fn value(&self, value: &Value, title: &KpiTitle) -> String {
        if let (Value::Float(number), Some(DeclaredUnit::Ratio)) = (value, &title.unit)
            && number.abs() >= 0.1
        {
            return Digits::shortest(*number).rounded(2).text(true);
        }
        self.spoken(for_people(value, title, self.words, &self.zone))
    }

    /// A value, or why there is none, without what it rests on.
    pub(in crate::report) fn cell(&self, cell: &Cell, title: &KpiTitle) -> Text {
        let shown = layout::cell(cell, title, self.words, &self.zone);
        let value = self.spoken(shown.value);
        match cell.status {
            Status::Ok => self.value(&cell.value, title).into(),
            _ => Text::toned(format!("{value} {}", shown.status), Tone::Quiet),
        }
    }

    pub(super) fn number(&self, number: &Number) -> Text {
        self.cell(&number.cell, &number.title)
    }

    /// Money of the project.
    pub(super) fn money(&self, amount: f64) -> String {
        let currency = &self.model.project.currency;
        let digits = Digits::shortest(amount).rounded(places(currency)).text(true);
        self.spoken(format!("{digits} {currency}"))
    }

    /// Yen as they are written in Japanese.
    fn spoken(&self, text: String) -> String {
        match self.words.japanese && text.contains(YEN) {
            false => text,
            true => {
                let mut parts = text.split(YEN);
                let mut out = parts.next().unwrap_or_default().to_owned();
                for part in parts {
                    let counted = out.ends_with(|it: char| it.is_ascii_digit());
                    out.push_str(if counted { "円" } else { YEN });
                    out.push_str(part);
                }
                out
            }
        }
    }

    /// A block of another report as it stands in this one: tables as grids, yen as in Japanese.
    pub(super) fn plain(&self, block: Block) -> Block {
        match block {
            Block::Table(table) => Block::Grid(self.spoken_grid(self.grid(&table))),
            Block::Grid(grid) => Block::Grid(self.spoken_grid(grid)),
            Block::Figure(figure) => {
                let grid = self.spoken_grid(figure.grid.clone());
                Block::Figure(Box::new(Figure { grid, ..*figure }))
            }
            other => other,
        }
    }

    fn spoken_grid(&self, mut grid: Grid) -> Grid {
        for cell in grid.rows.iter_mut().flatten() {
            cell.text = self.spoken(std::mem::take(&mut cell.text));
        }
        grid
    }

    /// A table of KPIs with what its values rest on.
    fn grid(&self, table: &Table) -> Grid {
        let mut titles = layout::row_titles(table, self.words);
        let names = titles.len();
        titles.extend(table.kpis.iter().map(|kpi| kpi.title.label.clone()));
        let labels = layout::labels(table, self.words).into_iter();
        let cells = layout::cells(table, self.words);
        let row = |(labels, cells): (Vec<String>, Vec<layout::Shown>)| {
            let cells = cells.into_iter().map(|cell| {
                let tone = if cell.status.is_empty() { Tone::Plain } else { Tone::Quiet };
                Text::toned(cell.to_string(), tone)
            });
            labels.into_iter().map(Text::from).chain(cells).collect()
        };
        let numbers = (names..titles.len()).collect();
        Grid { rows: labels.zip(cells).map(row).collect(), numbers, names: None, titles }
    }

    pub(super) fn percent(&self, share: f64) -> String {
        format!("{}%", Digits::shortest(share).percent().rounded(1).text(true))
    }

    /// A planned value: small counts with a digit behind the point, so that they agree with the pace.
    pub(super) fn planned(&self, value: &Value, title: &KpiTitle) -> String {
        let counted = matches!(&title.kind, Kind::Number(unit) if unit.is_count());
        match crate::digest::number(value) {
            Some(number) if counted => {
                let places = usize::from(number < FEW);
                Digits::shortest(number).rounded(places).text(true)
            }
            _ => self.value(value, title),
        }
    }

    /// A day or moment as a day.
    pub(super) fn day(&self, value: &Value) -> String {
        match value {
            Value::Date(day) => day.to_string(),
            Value::Datetime(micros) => self.zone.local_date(*micros).to_string(),
            _ => "–".to_owned(),
        }
    }

    /// `shown of all`, where not all are shown.
    pub(in crate::report) fn cut(&self, shown: usize, all: usize) -> String {
        match shown < all {
            true => self.say(format!("({all} 件中 {shown} 件)"), format!("({shown} of {all})")),
            false => String::new(),
        }
    }
}

/// How amounts of yen end.
const YEN: &str = " JPY";

/// Counts below this are shown with a digit behind the point.
pub(in crate::report) const FEW: f64 = 100.0;

/// How the digits of a drawing are shortened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Short {
    by: f64,
    places: usize,
    percent: bool,
}

impl Texts<'_> {
    /// Shortens numbers of a KPI up to a largest one; with the word for what they count.
    pub(super) fn short(&self, largest: f64, title: &KpiTitle) -> (Short, String) {
        let whole = for_people(&Value::Float(largest), title, self.words, &self.zone);
        if whole.ends_with('%') {
            return (Short { by: 0.01, places: 0, percent: true }, "%".to_owned());
        }
        let units: [(f64, &str); 2] = match self.words.japanese {
            true => [(1e8, "億"), (1e4, "万")],
            false => [(1e6, "million"), (1e3, "thousand")],
        };
        let found = units.into_iter().find(|(by, _)| largest.abs() >= *by);
        let (by, word) = found.unwrap_or((1.0, ""));
        let places = usize::from(found.is_some() && largest.abs() / by < 100.0);
        let currency = &self.model.project.currency;
        let unit = match (whole.ends_with(currency), self.words.japanese) {
            (true, true) if currency == "JPY" => format!("{word}円"),
            (true, true) => format!("{word}{currency}"),
            (true, false) => format!("{word} {currency}").trim().to_owned(),
            _ => word.to_owned(),
        };
        (Short { by, places, percent: false }, unit)
    }
}

impl Short {
    pub(super) fn text(self, value: &Value) -> String {
        let Some(number) = crate::digest::number(value) else { return String::new() };
        let digits = Digits::shortest(number);
        match self.percent {
            true => digits.percent().rounded(self.places).text(true),
            false => {
                Digits::shortest(number / self.by).rounded(self.places.max(1)).trimmed().text(true)
            }
        }
    }
}
