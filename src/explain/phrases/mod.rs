//! Formulas in words, Japanese or English: values here and in `value`, conditions, sets of rows.
//!
//! Japanese conditions end in a form that can stand before a noun, English ones are clauses.

mod condition;
mod conversion;
mod denominator;
mod set;
mod value;

use crate::expression::{Duration, DurationUnit, PeriodUnit};
use crate::model::{About, ColumnId, Formula, JourneyColumn, Model, Node, SourceId, paths};
use crate::plan::Value;
use crate::types::Kind;

/// Says formulas of a model in its language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrases<'a> {
    pub(super) model: &'a Model,
    pub(super) japanese: bool,
}

impl<'a> Phrases<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        Self { model, japanese: model.project.language != "en" }
    }

    /// One of two words.
    pub(super) fn say<'w>(&self, english: &'w str, japanese: &'w str) -> &'w str {
        if self.japanese { japanese } else { english }
    }

    /// A definition by its label; by its full name where it has none.
    pub(super) fn named(&self, about: &About, drawer: &str) -> String {
        match (about.label == about.name, self.japanese) {
            (true, _) => format!("{drawer}.{}", about.name),
            (false, true) => format!("「{}」", about.label),
            (false, false) => format!("\"{}\"", about.label),
        }
    }

    fn quoted(&self, text: &str) -> String {
        if self.japanese { format!("「{text}」") } else { format!("'{text}'") }
    }

    /// A list: `a, b or c`, `a・b・c`.
    fn listed(&self, parts: &[String], word: &str) -> String {
        if self.japanese {
            return parts.join("・");
        }
        match parts {
            [first @ .., last] if !first.is_empty() => {
                format!("{} {word} {last}", first.join(", "))
            }
            parts => parts.join(", "),
        }
    }

    /// A column as it is named from a row of `source`: through links by its own source, unless
    /// several ways lead there.
    fn column(&self, formula: &Formula, source: Option<SourceId>) -> Option<String> {
        let start = source?;
        let (mut at, mut node) = (start, &formula.node);
        let mut links = Vec::new();
        while let Node::Walk(link, to, inner) = node {
            links.push(self.model.source(at).column(*link).name.as_str());
            (at, node) = (*to, &inner.node);
        }
        let Node::Column(column) = node else { return None };
        if self.model.source(at).funnel.is_some() {
            return Some(self.journey_column(at, *column));
        }
        let last = &self.model.source(at).column(*column).name;
        if links.is_empty() || paths(&self.model.sources, start, at).len() == 1 {
            return Some(format!("{}.{last}", self.model.source(at).name));
        }
        Some(format!("{}.{}.{last}", self.model.source(start).name, links.join(".")))
    }

    /// A column of journeys: the entry into a stage, its flags, the number of the cycle.
    fn journey_column(&self, source: SourceId, column: ColumnId) -> String {
        let Some(stage) = self.model.stage_of(source, column) else {
            return self.say("the number of the cycle", "周回の番号").to_owned();
        };
        let stage = self.stage_name(stage);
        let (english, japanese) = match JourneyColumn::at(column.0) {
            JourneyColumn::Backfilled(_) => ("a backfilled entry into", "への到達が補われたこと"),
            JourneyColumn::RecordedEarlier(_) => {
                ("an entry recorded too early into", "への到達が作成日時より前に記録されたこと")
            }
            _ => ("the entry into", "に入った時点"),
        };
        if self.japanese { spaced(&stage, japanese) } else { format!("{english} {stage}") }
    }

    pub(super) fn duration(&self, duration: Duration) -> String {
        if !self.japanese {
            return duration.to_string();
        }
        let unit = match duration.unit {
            DurationUnit::Minutes => "分",
            DurationUnit::Hours => "時間",
            DurationUnit::Days => "日",
            DurationUnit::BusinessDays => "営業日",
            DurationUnit::Weeks => "週間",
            DurationUnit::Months => "か月",
            DurationUnit::Quarters => "四半期",
            DurationUnit::Years => "年",
        };
        format!("{}{unit}", duration.amount)
    }

    fn period_unit(&self, unit: PeriodUnit) -> String {
        if !self.japanese {
            return unit.to_string();
        }
        let word = match unit {
            PeriodUnit::Day => "日",
            PeriodUnit::Week => "週",
            PeriodUnit::Month => "月",
            PeriodUnit::Quarter => "四半期",
            PeriodUnit::Half => "半期",
            PeriodUnit::Year => "年",
            PeriodUnit::FiscalQuarter => "会計四半期",
            PeriodUnit::FiscalHalf => "会計半期",
            PeriodUnit::FiscalYear => "年度",
        };
        word.to_owned()
    }

    pub(super) fn literal(&self, value: &Value, kind: &Kind) -> String {
        let percent = matches!(kind, Kind::Number(unit) if unit.ratio);
        let text = match value {
            Value::Missing => return self.say("missing", "値なし").to_owned(),
            Value::Text(text) => return self.quoted(text),
            Value::Boolean(true) => return self.say("true", "真").to_owned(),
            Value::Boolean(false) => return self.say("false", "偽").to_owned(),
            Value::Integer(number) if percent => shortened(i128::from(*number) * 100, 0),
            Value::Integer(number) => shortened(i128::from(*number), 0),
            Value::Decimal { units, scale } if percent => {
                shortened(units.saturating_mul(100), *scale)
            }
            Value::Decimal { units, scale } => shortened(*units, *scale),
            other => other.to_string(),
        };
        match kind {
            Kind::Number(unit) if unit.is_money() => {
                format!("{text} {}", unit.currency.as_deref().unwrap_or("?"))
            }
            Kind::Number(unit) if unit.ratio => format!("{text}%"),
            _ => text,
        }
    }
}

/// Sets a Latin word and a Japanese one apart, as Japanese text does.
pub(super) fn spaced(first: &str, second: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    let (end, start) = (first.chars().last(), second.chars().next());
    let apart = latin(end) && wide(start) || wide(end) && latin(start);
    format!("{first}{}{second}", if apart { " " } else { "" })
}

/// A decimal without superfluous zeros, thousands apart.
fn shortened(units: i128, scale: u8) -> String {
    let text = Value::Decimal { units: units.saturating_abs(), scale }.to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut out = String::from(if units < 0 { "-" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
