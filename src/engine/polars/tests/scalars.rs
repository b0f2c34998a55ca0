//! Every kind of scalar over a table of a few values.

use super::*;

/// Evaluates one scalar per name over one row.
fn evaluate_in(
    zone: &'static str,
    columns: Vec<(&str, Value, ValueType)>,
    scalar: Scalar,
) -> Result<Value, Vec<Diagnostic>> {
    let types: Vec<(&str, ValueType)> =
        columns.iter().map(|(name, _, kind)| (*name, *kind)).collect();
    let row = columns.into_iter().map(|(_, value, _)| value).collect();
    let mut project = Project::new(&[]);
    project.zone = zone;
    let rows = project.try_run(super::project(values(&types, vec![row]), vec![("x", scalar)]))?;
    Ok(rows.rows[0][0].clone())
}

fn evaluate(columns: Vec<(&str, Value, ValueType)>, scalar: Scalar) -> Value {
    evaluate_in("Asia/Tokyo", columns, scalar).unwrap()
}

fn row() -> Vec<(&'static str, Value, ValueType)> {
    vec![
        ("i", Value::Integer(7), ValueType::Integer),
        ("d", exact(250, 2), ValueType::Decimal { scale: 2 }),
        ("f", Value::Float(2.5), ValueType::Float),
        ("t", text("ＡＢＣ ﾃｽﾄ"), ValueType::Text),
        ("none", Value::Missing, ValueType::Decimal { scale: 2 }),
        ("word", Value::Missing, ValueType::Text),
        ("at", instant("2026-04-01T00:30:00+09:00"), ValueType::Datetime),
        ("day", day("2026-01-31"), ValueType::Date),
        ("long", Value::Duration(90), ValueType::Duration),
    ]
}

fn boxed(scalar: Scalar) -> Box<Scalar> {
    Box::new(scalar)
}

fn compare(comparison: Comparison, left: Scalar, right: Scalar) -> Scalar {
    Scalar::Compare(comparison, boxed(left), boxed(right))
}

fn calculate(operation: Arithmetic, left: Scalar, right: Scalar) -> Value {
    evaluate(row(), Scalar::Arithmetic(operation, boxed(left), boxed(right)))
}

fn holds(scalar: Scalar) -> bool {
    evaluate(row(), scalar) == Value::Boolean(true)
}

#[test]
fn comparisons_are_by_value_and_two_valued() {
    use Comparison::*;
    assert!(holds(compare(Equal, of("d"), decimal(25, 1))));
    assert!(holds(compare(Equal, of("d"), of("f"))));
    assert!(holds(compare(Less, of("d"), of("i"))));
    for comparison in [Equal, NotEqual, Less, GreaterOrEqual] {
        let missing = compare(comparison, of("none"), of("i"));
        assert_eq!(evaluate(row(), missing.clone()), Value::Boolean(false));
        assert!(holds(Scalar::Not(boxed(missing))));
    }
}

#[test]
fn logic_is_two_valued_inside_not() {
    let missing = compare(Comparison::Equal, of("none"), of("i"));
    let yes = Scalar::IsMissing(boxed(of("none")));
    assert!(holds(Scalar::Not(boxed(Scalar::And(vec![missing.clone(), yes.clone()])))));
    assert!(holds(Scalar::Or(vec![missing.clone(), yes])));
    let filtered = Relation::Filter {
        input: Arc::new(values(&[("n", ValueType::Integer)], vec![vec![Value::Missing]])),
        condition: Scalar::Not(boxed(compare(Comparison::Equal, of("n"), integer(1)))),
    };
    assert_eq!(Project::new(&[]).run(filtered).len(), 1);
    assert!(holds(Scalar::And(Vec::new())) && !holds(Scalar::Or(Vec::new())));
}

#[test]
fn membership() {
    let among = |name, list| Scalar::In(boxed(of(name)), list);
    assert!(holds(among("d", vec![Value::Integer(9), exact(2500, 3)])));
    assert!(!holds(among("i", vec![exact(75, 1)])));
    let words: Vec<Value> = ["a", "b", "c", "ＡＢＣ ﾃｽﾄ"].map(text).to_vec();
    assert!(holds(among("t", words.clone())));
    assert!(holds(Scalar::Not(boxed(among("word", words)))));
    assert!(holds(Scalar::Not(boxed(among("word", Vec::new())))));
}

#[test]
fn text_tests() {
    let test = |test, pattern: &str| holds(Scalar::Text(test, boxed(of("t")), pattern.to_owned()));
    assert!(test(TextTest::Contains, "Ｃ ") && !test(TextTest::Contains, "."));
    assert!(test(TextTest::StartsWith, "ＡＢ") && test(TextTest::EndsWith, "ﾄ"));
    assert!(test(TextTest::Matches, "^.+ .+$") && !test(TextTest::Matches, "[0-9]"));
    assert!(!holds(Scalar::Text(TextTest::Contains, boxed(of("word")), String::new())));
    assert_eq!(evaluate(row(), Scalar::Fold(boxed(of("t")))), text("abc テスト"));
}

#[test]
fn arithmetic_is_exact() {
    use Arithmetic::*;
    assert_eq!(calculate(Add, of("d"), of("i")), exact(950, 2));
    assert_eq!(calculate(Subtract, of("i"), integer(9)), Value::Integer(-2));
    assert_eq!(calculate(Multiply, of("d"), decimal(125, 3)), exact(31250, 5));
    assert_eq!(calculate(Multiply, of("i"), integer(6)), Value::Integer(42));
    assert_eq!(calculate(Multiply, of("f"), of("d")), Value::Float(6.25));
    assert_eq!(calculate(Divide, of("i"), of("d")), Value::Float(2.8));
    assert_eq!(calculate(Divide, of("i"), decimal(0, 2)), Value::Missing);
    assert_eq!(calculate(Divide, of("f"), integer(0)), Value::Missing);
    assert_eq!(calculate(Add, of("none"), of("i")), Value::Missing);
}

#[test]
fn durations_are_scaled() {
    use Arithmetic::*;
    assert_eq!(calculate(Multiply, of("long"), decimal(15, 1)), Value::Duration(135));
    assert_eq!(calculate(Add, of("long"), of("long")), Value::Duration(180));
    assert_eq!(calculate(Divide, of("long"), integer(4)), Value::Float(22.5));
    assert_eq!(calculate(Divide, of("long"), of("long")), Value::Float(1.0));
}

#[test]
fn numbers_that_do_not_fit_are_errors() {
    let big = || Scalar::Literal(exact(10_i128.pow(30), 0), ValueType::Decimal { scale: 0 });
    for (operation, left, right) in [
        (Arithmetic::Multiply, big(), big()),
        (Arithmetic::Add, integer(i64::MAX), of("i")),
        (Arithmetic::Multiply, integer(i64::MAX), of("i")),
        (
            Arithmetic::Multiply,
            Scalar::Literal(Value::Float(1e300), ValueType::Float),
            Scalar::Literal(Value::Float(1e300), ValueType::Float),
        ),
    ] {
        let scalar = Scalar::Arithmetic(operation, boxed(left), boxed(right));
        let found = evaluate_in("UTC", row(), scalar).unwrap_err();
        assert_eq!(found[0].code, "overflow", "{found:?}");
    }
}

#[test]
fn choices_unify_types() {
    let yes = Scalar::IsMissing(boxed(of("none")));
    let case = Scalar::Case(boxed(yes), boxed(of("i")), boxed(of("d")));
    assert_eq!(evaluate(row(), case), exact(700, 2));
    let first = Scalar::Coalesce(vec![of("none"), of("d"), of("i")]);
    assert_eq!(evaluate(row(), first), exact(250, 2));
    let missing = compare(Comparison::Equal, of("none"), of("i"));
    let case = Scalar::Case(boxed(missing), boxed(integer(1)), boxed(integer(2)));
    assert_eq!(evaluate(row(), case), Value::Integer(2));
}

#[test]
fn a_value_is_bounded() {
    use Comparison::{Greater, Less};
    let bounded = |comparison, value: Scalar, bound: Scalar| {
        let beyond = compare(comparison, value.clone(), bound.clone());
        evaluate(row(), Scalar::Case(boxed(beyond), boxed(bound), boxed(value)))
    };
    assert_eq!(bounded(Greater, of("i"), integer(5)), Value::Integer(5));
    assert_eq!(bounded(Greater, of("i"), of("d")), exact(250, 2));
    assert_eq!(bounded(Greater, of("d"), integer(3)), exact(250, 2));
    assert_eq!(bounded(Less, of("f"), integer(3)), Value::Float(3.0));
    assert_eq!(bounded(Less, integer(5), of("none")), exact(500, 2));
    assert_eq!(bounded(Less, of("none"), integer(5)), Value::Missing);
}

#[test]
fn rounding_and_signs() {
    let round = |scalar, digits| evaluate(row(), Scalar::Round(boxed(scalar), digits));
    assert_eq!(round(decimal(-125, 2), 1), exact(-13, 1));
    assert_eq!(round(of("f"), 0), exact(3, 0));
    assert_eq!(round(of("i"), 1), exact(70, 1));
    let absolute = |scalar| evaluate(row(), Scalar::Absolute(boxed(scalar)));
    assert_eq!(absolute(decimal(-125, 2)), exact(125, 2));
    assert_eq!(absolute(integer(-3)), Value::Integer(3));
    let less = Scalar::Literal(Value::Duration(-5), ValueType::Duration);
    assert_eq!(absolute(less), Value::Duration(5));
}

#[test]
fn days_and_instants() {
    let local = Scalar::LocalDate(boxed(of("at")));
    assert_eq!(evaluate(row(), local.clone()), day("2026-04-01"));
    assert_eq!(evaluate(row(), Scalar::StartOfDay(boxed(local))), instant("2026-03-31T15:00:00Z"));
    let month = Scalar::Shift(boxed(of("day")), 1, ShiftUnit::Months);
    assert_eq!(evaluate(row(), month), day("2026-02-28"));
    let later = Scalar::Shift(boxed(of("at")), 1_000_000, ShiftUnit::Microseconds);
    assert_eq!(evaluate(row(), later.clone()), instant("2026-03-31T15:30:01Z"));
    let length = Scalar::Difference(boxed(later), boxed(of("at")));
    assert_eq!(evaluate(row(), length), Value::Duration(1_000_000));
    let days = Scalar::Shift(boxed(of("day")), -31, ShiftUnit::Days);
    let length = Scalar::Difference(boxed(of("day")), boxed(days));
    assert_eq!(evaluate(row(), length), Value::Duration(31 * 86_400_000_000));
}

#[test]
fn shifts_keep_the_clock_time_across_daylight_saving() {
    let at = vec![("at", instant("2026-03-07T02:30:00-05:00"), ValueType::Datetime)];
    let next = Scalar::Shift(boxed(of("at")), 1, ShiftUnit::Days);
    let moved = evaluate_in("America/New_York", at.clone(), next).unwrap();
    assert_eq!(moved, instant("2026-03-08T03:30:00-04:00"));
    let two = Scalar::Shift(boxed(of("at")), 2, ShiftUnit::Days);
    let moved = evaluate_in("America/New_York", at, two).unwrap();
    assert_eq!(moved, instant("2026-03-09T02:30:00-04:00"));
}

#[test]
fn business_days_are_counted() {
    let calendar = Arc::new(BusinessCalendar {
        week: [true, true, true, true, true, false, false],
        closed: vec!["2026-04-29".parse().unwrap()],
        closing_minute: Some(18 * 60),
        range: ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap()),
    });
    let evening = vec![
        ("at", instant("2026-04-28T18:00:00+09:00"), ValueType::Datetime),
        ("none", Value::Missing, ValueType::Datetime),
        ("day", day("2026-05-08"), ValueType::Date),
        ("old", day("2025-12-31"), ValueType::Date),
    ];
    let shift = |name, by| Scalar::BusinessShift(boxed(of(name)), by, calendar.clone());
    assert_eq!(evaluate(evening.clone(), shift("at", 2)), day("2026-05-04"));
    assert_eq!(evaluate(evening.clone(), shift("none", 2)), Value::Missing);
    let count = Scalar::BusinessDays(boxed(of("at")), boxed(of("day")), calendar.clone());
    assert_eq!(evaluate(evening.clone(), count), Value::Integer(6));
    let found = evaluate_in("Asia/Tokyo", evening, shift("old", 0)).unwrap_err();
    assert_eq!(found[0].code, "beyond-calendar");
}

#[test]
fn sums_are_exact_or_refused() {
    let sum = |kind, list: Vec<Value>| {
        let table = values(&[("x", kind)], list.into_iter().map(|value| vec![value]).collect());
        Project::new(&[]).try_run(aggregate(table, &[], vec![("s", Aggregation::Sum, of("x"))]))
    };
    let one = ValueType::Decimal { scale: 1 };
    assert_eq!(sum(one, vec![exact(1, 1); 10]).unwrap().rows, [[exact(10, 1)]]);
    let six = ValueType::Decimal { scale: 6 };
    let large = exact(9 * 10_i128.pow(25), 6);
    assert_eq!(sum(six, vec![large; 100]).unwrap().rows, [[exact(9 * 10_i128.pow(27), 6)]]);
    let most = sum(ValueType::Integer, vec![Value::Integer(i64::MAX); 3]).unwrap();
    assert_eq!(most.rows, [[exact(3 * i128::from(i64::MAX), 0)]]);
    let long = sum(ValueType::Duration, vec![Value::Duration(i64::MAX); 3]).unwrap();
    assert_eq!(long.rows, [[exact(3 * i128::from(i64::MAX), 0)]]);
    let found = sum(six, vec![exact(9 * 10_i128.pow(37), 6); 3]).unwrap_err();
    assert_eq!(found[0].code, "overflow");
}
