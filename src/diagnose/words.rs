//! Words of findings in Japanese and English.

use crate::expression::{Duration, DurationUnit, PeriodUnit};
use crate::model::{Operator, OtherPeriod};
use crate::outlook::{Planned, Unplanned};
use crate::period;
use crate::query::Asked;
use crate::table::Status;
use jiff::civil::Date;

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) japanese: bool,
}

impl Words {
    fn say(self, japanese: String, english: String) -> String {
        if self.japanese { japanese } else { english }
    }

    pub(super) fn sign(operator: Operator) -> &'static str {
        match operator {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "×",
            _ => "÷",
        }
    }

    pub(super) fn plan(self, planned: &Planned) -> String {
        let Planned { plan, as_of, .. } = planned;
        self.say(format!("計画 {plan}({as_of} 時点)"), format!("plan {plan} as of {as_of}"))
    }

    /// A KPI over another span.
    pub(super) fn other(self, other: OtherPeriod, label: &str) -> String {
        let span = match (other, self.japanese) {
            (OtherPeriod::Previous, true) => "前の期間".to_owned(),
            (OtherPeriod::Previous, false) => "previous".to_owned(),
            (OtherPeriod::SamePeriodLastYear, true) => "前年同期".to_owned(),
            (OtherPeriod::SamePeriodLastYear, false) => "a year before".to_owned(),
            (OtherPeriod::ToDate(unit), true) => format!("{}初から", self.unit(unit)),
            (OtherPeriod::ToDate(unit), false) => format!("{} to date", period::name(unit)),
            (OtherPeriod::Rolling(length), true) => format!("期末までの{}", length_words(length)),
            (OtherPeriod::Rolling(length), false) => format!("{length} to its end"),
        };
        format!("{label}({span})")
    }

    fn unit(self, unit: PeriodUnit) -> &'static str {
        match unit {
            PeriodUnit::Day => "日",
            PeriodUnit::Week => "週",
            PeriodUnit::Month => "月",
            PeriodUnit::Quarter | PeriodUnit::FiscalQuarter => "四半期",
            PeriodUnit::Half | PeriodUnit::FiscalHalf => "半期",
            PeriodUnit::Year => "年",
            PeriodUnit::FiscalYear => "年度",
        }
    }

    /// Why a KPI has no planned value in a period.
    pub(super) fn unplanned(self, label: &str, asked: &Asked, why: &Unplanned) -> String {
        let period = &asked.label;
        match why {
            Unplanned::NoPlan => {
                self.say(format!("{period} の計画がありません"), format!("no plan covers {period}"))
            }
            Unplanned::NoMonths { plan } => self.say(
                format!("計画 {plan} は月ごとのもので、{period} の値はありません"),
                format!("plan {plan} is made of whole months, {period} is not"),
            ),
            Unplanned::NotBegun => self.unfinished(asked.span.last()),
            Unplanned::NoValue { plan } => self.say(
                format!("{label}: 計画 {plan} にこの指標の値はありません"),
                format!("{label}: plan {plan} has no value for it"),
            ),
            Unplanned::OtherWindow { plan, within } => self.other_window(label, plan, *within),
            Unplanned::NoNumbers { plan, as_of, why } => self.say(
                format!("計画 {plan}({as_of} 時点): {why}"),
                format!("plan {plan} as of {as_of}: {why}"),
            ),
        }
    }

    fn other_window(self, label: &str, plan: &str, within: Option<Duration>) -> String {
        match within {
            Some(within) => self.say(
                format!(
                    "{label}: 計画 {plan} の率の期限は{}で、この指標とは異なります",
                    length_words(within)
                ),
                format!("{label}: plan {plan} counts on another window, {within}"),
            ),
            None => self.say(
                format!("{label}: 計画 {plan} の率には期限がなく、この指標とは異なります"),
                format!("{label}: plan {plan} counts on rates without a window"),
            ),
        }
    }

    pub(super) fn impossible(self, label: &str, why: &str) -> String {
        self.say(format!("{label}: 計算できません: {why}"), format!("{label}: {why}"))
    }

    /// A conversion without a window, in a period that has had another time.
    pub(super) fn no_window(self, label: &str) -> String {
        self.say(
            format!("{label}: 期限のない転換率は、経過の異なる期間どうしで比べられません"),
            format!("{label}: without a window, periods of different age cannot be compared"),
        )
    }

    pub(super) fn unfinished(self, last: Date) -> String {
        self.say(format!("期間が {last} まで続きます"), format!("the period ends on {last}"))
    }

    pub(super) fn status(self, label: &str, status: Status) -> String {
        let why = match (status, self.japanese) {
            (Status::Immature, true) => "未確定(期限の過ぎた件がまだない)",
            (Status::Immature, false) => "immature, no window is over yet",
            (Status::Insufficient, true) => "件数不足",
            (Status::Insufficient, false) => "too few entries",
            (Status::MissingInput, true) => "データ未着",
            (Status::MissingInput, false) => "its data has not arrived",
            (_, true) => "値なし(分母がない)",
            (_, false) => "no value, nothing to divide by",
        };
        format!("{label}: {why}")
    }

    pub(super) fn few(self, label: &str, n: i64, minimum: u64) -> String {
        self.say(
            format!("{label}: 件数不足(n={n}、{minimum} 以上が必要)"),
            format!("{label}: n={n}, needs {minimum}"),
        )
    }

    pub(super) fn begins(self, label: &str, source: &str, first: Date, needed: Date) -> String {
        self.say(
            format!("{label}: {needed} からのデータが必要ですが、{source} は {first} からです"),
            format!("{label}: looks back to {needed}, {source} begins on {first}"),
        )
    }

    pub(super) fn no_value(self) -> String {
        self.say("条件の値が求まりません".to_owned(), "the condition has no value".to_owned())
    }
}

fn length_words(length: Duration) -> String {
    let unit = match length.unit {
        DurationUnit::Minutes => "分",
        DurationUnit::Hours => "時間",
        DurationUnit::Days => "日",
        DurationUnit::BusinessDays => "営業日",
        DurationUnit::Weeks => "週間",
        DurationUnit::Months => "か月",
        DurationUnit::Quarters => "四半期",
        DurationUnit::Years => "年",
    };
    format!("{}{unit}", length.amount)
}
