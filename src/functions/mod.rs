//! The functions of the language, one per file, desugared into core plan nodes.
//!
//! [`ALL`] lists them. Nothing here can see models, engines or SQL, so a function means the same
//! everywhere.

mod absolute;
mod any;
mod average;
mod business_days;
mod coalesce;
mod count;
mod expected_rate;
mod first;
mod fold;
mod last;
mod maximum;
mod median;
mod minimum;
mod none;
mod percentile;
mod previous;
mod rolling;
mod round;
mod same_period_last_year;
mod sum;
mod survival_median;
mod to_date;

use std::sync::Arc;

use crate::plan::{BusinessCalendar, Scalar};
use crate::types::Kind;

/// Every function, sorted by name.
pub const ALL: &[&Function] = &[
    &absolute::ABSOLUTE,
    &any::ANY,
    &average::AVERAGE,
    &business_days::BUSINESS_DAYS,
    &coalesce::COALESCE,
    &count::COUNT,
    &expected_rate::EXPECTED_RATE,
    &first::FIRST,
    &fold::FOLD,
    &last::LAST,
    &maximum::MAXIMUM,
    &median::MEDIAN,
    &minimum::MINIMUM,
    &none::NONE,
    &percentile::PERCENTILE,
    &previous::PREVIOUS,
    &rolling::ROLLING,
    &round::ROUND,
    &same_period_last_year::SAME_PERIOD_LAST_YEAR,
    &sum::SUM,
    &survival_median::SURVIVAL_MEDIAN,
    &to_date::TO_DATE,
];

/// A function of the language.
#[derive(Debug)]
pub struct Function {
    /// As written before the parenthesis.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// A formula or condition that uses it.
    pub example: &'static str,
    /// What sort of function.
    pub form: Form,
}

/// Sorts of functions.
#[derive(Debug)]
pub enum Form {
    /// One value from the values of one row.
    Scalar {
        /// Kind of the result, or what is wrong with the arguments.
        check: fn(&[Kind]) -> Result<Kind, String>,
        /// Core nodes that compute it.
        lower: fn(Vec<Scalar>, Option<&Arc<BusinessCalendar>>) -> Scalar,
    },
    /// One value from many rows.
    Aggregate {
        /// Which.
        function: AggregateFunction,
        /// What it gathers.
        takes: Takes,
    },
    /// Something else than the rate of a conversion of one step.
    Conversion(ConversionFunction),
    /// A formula over another span of time.
    OtherPeriod(OtherPeriodForm),
}

/// What an aggregate gathers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A set of rows.
    Set,
    /// A number on each row.
    Number,
    /// A number or moment on each row.
    Ordered,
    /// Anything on each row.
    Value,
}

/// What is asked of a conversion other than its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "words of the language")]
pub enum ConversionFunction {
    SurvivalMedian,
    ExpectedRate,
}

impl ConversionFunction {
    /// Gives the function as listed.
    pub fn listed(self) -> &'static Function {
        match self {
            Self::SurvivalMedian => &survival_median::SURVIVAL_MEDIAN,
            Self::ExpectedRate => &expected_rate::EXPECTED_RATE,
        }
    }
}

/// Forms of [`Form::OtherPeriod`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "words of the language")]
pub enum OtherPeriodForm {
    Previous,
    SamePeriodLastYear,
    ToDate,
    Rolling,
}

/// Ways to gather rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "words of the language")]
pub enum AggregateFunction {
    Count,
    CountDistinct,
    Sum,
    Average,
    /// In percent; the median is 50.
    Percentile(u8),
    Minimum,
    Maximum,
    First,
    Last,
    Any,
    None,
}

/// Finds a function and, for `p90`, its number.
pub fn find(name: &str) -> Option<(&'static Function, Option<u8>)> {
    let number = name.strip_prefix('p').filter(|rest| !rest.starts_with(['0', '+']));
    if let Some(percent) = number.and_then(|rest| rest.parse::<u8>().ok()) {
        return (1..=99).contains(&percent).then_some((&percentile::PERCENTILE, Some(percent)));
    }
    let found = ALL.iter().find(|function| function.name == name)?;
    (found.name != percentile::PERCENTILE.name).then_some((*found, None))
}

/// Tells how many arguments there must be.
fn arity<const N: usize>(arguments: &[Kind], words: &str) -> Result<(), String> {
    if arguments.len() == N { Ok(()) } else { Err(format!("takes {words}")) }
}

/// Gives the first arguments, as many as `check` has made sure of.
fn take<const N: usize>(arguments: Vec<Scalar>) -> [Scalar; N] {
    let mut arguments = arguments.into_iter();
    std::array::from_fn(|_| {
        arguments.next().unwrap_or(Scalar::Literal(
            crate::plan::Value::Missing,
            crate::plan::ValueType::Integer,
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_once_and_sorted() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/functions");
        let files = std::fs::read_dir(folder).unwrap().count() - 1;
        assert_eq!(files, ALL.len(), "one file per function, plus mod.rs");
        let names: Vec<&str> = ALL.iter().map(|function| function.name).collect();
        let mut unique = names.clone();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn percentiles_are_found_by_number() {
        assert_eq!(find("p90").map(|found| found.1), Some(Some(90)));
        assert!(find("p0").is_none() && find("p100").is_none() && find("pNN").is_none());
        assert!(find("summe").is_none());
    }
}
