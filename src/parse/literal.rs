//! Literals: exact numbers, dates, lengths of time.

use pest::iterators::Pair;

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::expression::{Decimal, Duration, DurationUnit, Expression, Literal, Node, PeriodUnit};
use crate::source::Span;

pub(super) fn literal(pair: &Pair<'_, Rule>, span: Span) -> Result<Literal, Diagnostic> {
    let text = pair.as_str();
    Ok(match pair.as_rule() {
        Rule::number => Literal::Number(decimal(text, span)?),
        Rule::percent => Literal::Percent(decimal(text.trim_end_matches('%'), span)?),
        Rule::money => {
            let (amount, currency) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            Literal::Money(decimal(amount, span)?, currency.trim().to_owned())
        }
        Rule::text => {
            let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
            Literal::Text(inner.unwrap_or(text).replace("''", "'"))
        }
        Rule::boolean => Literal::Boolean(text == "true"),
        Rule::date => Literal::Date(date(text, span)?),
        _ => Literal::Period(match text.split_whitespace().nth(1) {
            Some("quarter") => PeriodUnit::FiscalQuarter,
            Some("half") => PeriodUnit::FiscalHalf,
            _ => PeriodUnit::FiscalYear,
        }),
    })
}

fn date(text: &str, span: Span) -> Result<jiff::civil::Date, Diagnostic> {
    let found: Option<jiff::civil::Date> = text.parse().ok();
    found.filter(|date| (1900..=2199).contains(&date.year())).ok_or_else(|| {
        Diagnostic::error("syntax", span, format!("there is no day `{text}`"))
            .label("not a date")
            .help("write a day from 1900-01-01 to 2199-12-31 as `2026-04-01`")
    })
}

fn decimal(text: &str, span: Span) -> Result<Decimal, Diagnostic> {
    let digits: String = text.chars().filter(|character| *character != '_').collect();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let too_long = || {
        Diagnostic::error("syntax", span, "this number has too many digits to be exact")
            .label("too long")
            .help("write at most 20 digits before the point and 12 after it")
    };
    if whole.trim_start_matches('0').len() > 20 || fraction.len() > 12 {
        return Err(too_long());
    }
    let units = format!("{whole}{fraction}").parse().map_err(|_| too_long())?;
    Ok(Decimal { units, scale: fraction.len() as u8 })
}

pub(super) fn duration(pair: &Pair<'_, Rule>, span: Span) -> Result<Duration, Diagnostic> {
    let mut amount = None;
    let mut unit = DurationUnit::Days;
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::digits => amount = part.as_str().replace('_', "").parse::<u32>().ok(),
            _ => unit = part.into_inner().next().map_or(unit, |inner| unit_of(inner.as_rule())),
        }
    }
    match amount.filter(|amount| *amount <= 36_500) {
        Some(amount) => Ok(Duration { amount, unit }),
        None => Err(Diagnostic::error("syntax", span, "this length of time is too long")
            .label("too long")
            .help("write at most 36500")),
    }
}

fn unit_of(rule: Rule) -> DurationUnit {
    match rule {
        Rule::business_unit => DurationUnit::BusinessDays,
        Rule::minute_unit => DurationUnit::Minutes,
        Rule::hour_unit => DurationUnit::Hours,
        Rule::week_unit => DurationUnit::Weeks,
        Rule::month_unit => DurationUnit::Months,
        Rule::quarter_unit => DurationUnit::Quarters,
        Rule::year_unit => DurationUnit::Years,
        _ => DurationUnit::Days,
    }
}

/// Reads a bare word such as `year` as a period; leaves all else.
pub(super) fn period_name(argument: &mut Expression) {
    let Node::Name(parts) = &argument.node else {
        return;
    };
    let [only] = parts.as_slice() else { return };
    let unit = match only.value.as_str() {
        "day" => PeriodUnit::Day,
        "week" => PeriodUnit::Week,
        "month" => PeriodUnit::Month,
        "quarter" => PeriodUnit::Quarter,
        "half" => PeriodUnit::Half,
        "year" => PeriodUnit::Year,
        _ => return,
    };
    argument.node = Node::Literal(Literal::Period(unit));
}
