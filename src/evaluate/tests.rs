//! Values by hand.

use super::*;
use crate::plan::{Arithmetic, BusinessCalendar, Comparison, ShiftUnit, TextTest, ValueType};
use jiff::civil::{Date, date};
use std::cmp::Ordering;
use std::sync::Arc;

const TOKYO: &str = "Asia/Tokyo";
const NEW_YORK: &str = "America/New_York";

fn literal(value: Value) -> Box<Scalar> {
    Box::new(Scalar::Literal(value, ValueType::Text))
}

fn worth_in(scalar: &Scalar, zone: &str) -> Result<Value, Overflow> {
    evaluate(scalar, &|_| Value::Missing, zone)
}

fn worth(scalar: &Scalar) -> Value {
    worth_in(scalar, TOKYO).unwrap()
}

fn calculate(left: Value, operator: Arithmetic, right: Value) -> Result<Value, Overflow> {
    worth_in(&Scalar::Arithmetic(operator, literal(left), literal(right)), TOKYO)
}

fn decimal(units: i128, scale: u8) -> Value {
    Value::Decimal { units, scale }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn instant(text: &str) -> Value {
    Value::Datetime(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

#[test]
fn arithmetic_is_exact_until_a_division() {
    use Arithmetic::*;
    let integer = Value::Integer;
    assert_eq!(calculate(integer(2), Subtract, integer(5)), Ok(integer(-3)));
    assert_eq!(calculate(integer(i64::MAX), Add, integer(1)), Err(Overflow));
    assert_eq!(calculate(decimal(15, 1), Add, decimal(25, 2)), Ok(decimal(175, 2)));
    assert_eq!(calculate(decimal(15, 1), Multiply, decimal(-25, 2)), Ok(decimal(-375, 3)));
    assert_eq!(calculate(decimal(i128::MAX / 2, 0), Multiply, integer(9)), Err(Overflow));
    assert_eq!(calculate(integer(1), Divide, integer(3)), Ok(Value::Float(1.0 / 3.0)));
    assert_eq!(calculate(integer(1), Divide, decimal(0, 2)), Ok(Value::Missing));
    assert_eq!(calculate(Value::Missing, Multiply, integer(0)), Ok(Value::Missing));
    // Rounding both sides to floats first would give 9007199254740994 / 3.
    let quotient = calculate(integer(9_007_199_254_740_993), Divide, integer(3));
    assert_eq!(quotient, Ok(Value::Float(3_002_399_751_580_331.0)));
    let huge = calculate(Value::Float(1e200), Multiply, Value::Float(1e200));
    assert_eq!(huge, Err(Overflow));
}

#[test]
fn durations_keep_their_type_until_they_are_divided() {
    use Arithmetic::*;
    let hour = Value::Duration(3_600_000_000);
    assert_eq!(calculate(hour.clone(), Add, hour.clone()), Ok(Value::Duration(7_200_000_000)));
    let twice = calculate(Value::Integer(2), Multiply, hour.clone());
    assert_eq!(twice, Ok(Value::Duration(7_200_000_000)));
    assert_eq!(
        calculate(hour.clone(), Multiply, decimal(5, 1)),
        Ok(Value::Duration(1_800_000_000))
    );
    assert_eq!(calculate(hour.clone(), Divide, Value::Integer(2)), Ok(Value::Float(1.8e9)));
    assert_eq!(calculate(hour.clone(), Divide, hour), Ok(Value::Float(1.0)));
}

#[test]
fn rounding_is_half_away_from_zero() {
    let round = |value, digits| worth_in(&Scalar::Round(literal(value), digits), TOKYO);
    assert_eq!(round(decimal(25, 1), 0), Ok(decimal(3, 0)));
    assert_eq!(round(decimal(-25, 1), 0), Ok(decimal(-3, 0)));
    assert_eq!(round(decimal(-24, 1), 0), Ok(decimal(-2, 0)));
    assert_eq!(round(Value::Integer(7), 2), Ok(decimal(700, 2)));
    assert_eq!(round(Value::Float(0.125), 2), Ok(decimal(13, 2)));
    assert_eq!(round(Value::Float(-1.005), 2), Ok(decimal(-101, 2)));
    assert_eq!(round(Value::Float(1e-300), 2), Ok(decimal(0, 2)));
    assert_eq!(round(Value::Float(1e39), 2), Err(Overflow));
    assert_eq!(round(decimal(10i128.pow(37), 0), 2), Err(Overflow));
    let absolute = Scalar::Absolute(literal(Value::Integer(i64::MIN)));
    assert_eq!(worth_in(&absolute, TOKYO), Err(Overflow));
}

#[test]
fn comparisons_are_two_valued_and_by_value() {
    let compare = |comparison, left, right| {
        worth(&Scalar::Compare(comparison, literal(left), literal(right)))
    };
    let (yes, no) = (Value::Boolean(true), Value::Boolean(false));
    assert_eq!(compare(Comparison::Equal, decimal(10, 1), Value::Integer(1)), yes);
    assert_eq!(compare(Comparison::GreaterOrEqual, Value::Float(0.3), decimal(3, 1)), yes);
    assert_eq!(compare(Comparison::NotEqual, Value::Missing, Value::Integer(1)), no);
    assert_eq!(compare(Comparison::Less, text("Z"), text("a")), yes);
    let unequal =
        Scalar::Compare(Comparison::NotEqual, literal(Value::Missing), literal(Value::Integer(1)));
    assert_eq!(worth(&Scalar::Not(Box::new(unequal))), yes);
    let list = vec![Value::Missing, decimal(20, 1)];
    assert_eq!(worth(&Scalar::In(literal(Value::Integer(2)), list.clone())), yes);
    assert_eq!(worth(&Scalar::In(literal(Value::Missing), list)), no);
}

#[test]
fn empty_conditions_and_untaken_branches() {
    assert_eq!(worth(&Scalar::And(vec![])), Value::Boolean(true));
    assert_eq!(worth(&Scalar::Or(vec![])), Value::Boolean(false));
    let overflow = Scalar::Absolute(literal(Value::Integer(i64::MIN)));
    let present = Scalar::IsMissing(literal(Value::Missing));
    let case = Scalar::Case(Box::new(present), literal(text("then")), Box::new(overflow));
    assert_eq!(worth(&case), text("then"));
    let first = Scalar::Coalesce(vec![*literal(Value::Missing), *literal(text("a"))]);
    assert_eq!(worth(&first), text("a"));
}

#[test]
fn text_is_tested_and_folded() {
    let test = |test, pattern: &str| {
        worth(&Scalar::Text(test, literal(text("受注2026")), pattern.to_owned()))
    };
    assert_eq!(test(TextTest::Matches, r"^\p{Han}+\d{4}$"), Value::Boolean(true));
    assert_eq!(test(TextTest::StartsWith, "注"), Value::Boolean(false));
    let fold = |of: &str| worth(&Scalar::Fold(literal(text(of))));
    assert_eq!(fold("ＡＢＣ ㌔ｶﾞ"), text("abc キロガ"));
}

#[test]
fn days_are_local() {
    let late = instant("2026-03-31T15:00:00Z");
    let day = Scalar::LocalDate(literal(late));
    assert_eq!(worth(&day), Value::Date(date(2026, 4, 1)));
    assert_eq!(worth_in(&day, NEW_YORK), Ok(Value::Date(date(2026, 3, 31))));
    let start = Scalar::StartOfDay(Box::new(day));
    assert_eq!(worth(&start), instant("2026-03-31T15:00:00Z"));
    // In Toronto the clock went from 23:30 on 1919-03-30 to 00:30.
    let skipped = Scalar::StartOfDay(literal(Value::Date(date(1919, 3, 31))));
    let toronto = worth_in(&skipped, "America/Toronto");
    assert_eq!(toronto, Ok(instant("1919-03-31T04:30:00Z")));
}

#[test]
fn shifts_keep_the_clock_time_and_clamp_months() {
    let shift = |value, by, unit, zone| worth_in(&Scalar::Shift(literal(value), by, unit), zone);
    let month_end = Value::Date(date(2026, 1, 31));
    let clamped = shift(month_end.clone(), 1, ShiftUnit::Months, TOKYO);
    assert_eq!(clamped, Ok(Value::Date(date(2026, 2, 28))));
    // The clocks of New York go forward on 2026-03-08: that day has 23 hours.
    let noon = instant("2026-03-07T17:00:00Z");
    let next = shift(noon.clone(), 1, ShiftUnit::Days, NEW_YORK);
    assert_eq!(next, Ok(instant("2026-03-08T16:00:00Z")));
    let elapsed = shift(noon.clone(), 86_400_000_000, ShiftUnit::Microseconds, NEW_YORK);
    assert_eq!(elapsed, Ok(instant("2026-03-08T17:00:00Z")));
    assert_eq!(shift(noon, i64::MAX, ShiftUnit::Days, TOKYO), Err(Overflow));
    let days = Scalar::Difference(literal(Value::Date(date(2026, 3, 1))), literal(month_end));
    assert_eq!(worth(&days), Value::Duration(29 * 86_400_000_000));
}

fn april() -> Arc<BusinessCalendar> {
    Arc::new(BusinessCalendar {
        week: [true, true, true, true, true, false, false],
        closed: vec![date(2026, 4, 29)],
        closing_minute: Some(18 * 60),
        range: (date(2026, 4, 1), date(2026, 4, 30)),
    })
}

#[test]
fn business_days_count_from_day_0() {
    let after =
        |value: Value, by| worth_in(&Scalar::BusinessShift(literal(value), by, april()), TOKYO);
    let day = |day: i8| Ok(Value::Date(date(2026, 4, day)));
    // Friday 24th, one second before closing; closing time; Saturday; before a holiday.
    assert_eq!(after(instant("2026-04-24T08:59:59Z"), 0), day(24));
    assert_eq!(after(instant("2026-04-24T09:00:00Z"), 0), day(27));
    assert_eq!(after(Value::Date(date(2026, 4, 25)), 1), day(28));
    assert_eq!(after(Value::Date(date(2026, 4, 28)), 1), day(30));
    assert_eq!(after(Value::Date(date(2026, 4, 25)), -1), day(24));
    assert_eq!(after(Value::Date(date(2026, 4, 30)), 1), Err(Overflow));
    let between = |from: Date, to: Date| {
        worth(&Scalar::BusinessDays(literal(Value::Date(from)), literal(Value::Date(to)), april()))
    };
    assert_eq!(between(date(2026, 4, 24), date(2026, 4, 30)), Value::Integer(3));
    assert_eq!(between(date(2026, 4, 30), date(2026, 4, 24)), Value::Integer(-3));
    assert_eq!(between(date(2026, 4, 25), date(2026, 4, 26)), Value::Integer(0));
}

#[test]
fn percentiles_interpolate_exactly() {
    let between = |low, high, count, percent| percentile(&low, &high, count, percent);
    let integer = Value::Integer;
    assert_eq!(between(integer(1), integer(2), 2, 50), Ok(decimal(15, 1)));
    assert_eq!(between(integer(3), integer(3), 5, 50), Ok(decimal(3, 0)));
    assert_eq!(between(decimal(100, 2), decimal(200, 2), 11, 99), Ok(decimal(190, 2)));
    // 100 * 0.29 is 28.999999999999996 as a float: the exact position is the upper value.
    assert_eq!(between(integer(28), integer(29), 101, 29), Ok(decimal(29, 0)));
    // 100 * 0.07 is 7.000000000000001: the exact position is the lower value.
    assert_eq!(between(integer(7), integer(8), 101, 7), Ok(decimal(7, 0)));
    let durations = between(Value::Duration(1), Value::Duration(2), 2, 25);
    assert_eq!(durations, Ok(decimal(125, 2)));
    assert_eq!(between(Value::Float(0.5), Value::Float(1.0), 2, 50), Ok(Value::Float(0.75)));
    assert_eq!(between(Value::Missing, Value::Missing, 0, 50), Ok(Value::Missing));
}

#[test]
fn sorting_is_total() {
    let mut values = vec![
        Value::Missing,
        text("é"),
        text("z"),
        decimal(15, 1),
        Value::Float(1.25),
        Value::Integer(1),
    ];
    values.sort_by(compare_values);
    let expected = [
        Value::Integer(1),
        Value::Float(1.25),
        decimal(15, 1),
        text("z"),
        text("é"),
        Value::Missing,
    ];
    assert_eq!(values, expected);
    assert_eq!(compare_values(&decimal(10, 1), &Value::Integer(1)), Ordering::Equal);
}
