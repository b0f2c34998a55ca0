//! Many outputs over a shared table of many batches, against sums that are known.

use super::*;

const ROWS: i64 = 60_000;
const LEADS: i64 = 1_000;

/// Row `i` belongs to lead `i % LEADS`, has amount `i / 100` and comes before row `i + 1`.
fn events() -> (Project, Arc<Dataset>) {
    let mut content = "id,lead,amount,at\n".to_owned();
    for row in 0..ROWS {
        let (minute, day) = (row % 1440, row / 1440);
        let (month, day) = (day / 28 + 1, day % 28 + 1);
        content.push_str(&format!(
            "{row},l{},{}.{:02},2026-{month:02}-{day:02} {:02}:{:02}\n",
            row % LEADS,
            row / 100,
            row % 100,
            minute / 60,
            minute % 60,
        ));
    }
    let columns = vec![
        column("id", ColumnType::Integer),
        column("lead", ColumnType::Text),
        column("amount", ColumnType::Decimal { scale: 2 }),
        column("at", ColumnType::Datetime),
    ];
    (Project::new(&[("events.csv", &content)]), dataset("events.csv", csv(), columns))
}

fn first_of_lead(input: Relation, direction: Direction) -> Relation {
    Relation::Pick {
        input: Arc::new(input),
        by: vec!["lead".to_owned()],
        order: vec![("at".to_owned(), direction)],
    }
}

#[test]
fn outputs_share_one_scan_and_agree() {
    let (project, table) = events();
    let all = || scan(&table, &["id", "lead", "amount", "at"]);
    let total = |input| {
        let measures = vec![
            ("n", Aggregation::Count, integer(1)),
            ("ids", Aggregation::Sum, of("id")),
            ("sum", Aggregation::Sum, of("amount")),
            ("leads", Aggregation::CountDistinct, of("lead")),
        ];
        Arc::new(aggregate(input, &[], measures))
    };
    let first = first_of_lead(all(), Direction::Ascending);
    let last = first_of_lead(all(), Direction::Descending);
    let renamed = project_names(last.clone());
    let pairs = Relation::Join {
        left: Arc::new(all()),
        right: Arc::new(renamed),
        on: vec![("lead".to_owned(), "other".to_owned())],
        kind: JoinKind::Inner,
    };
    let middle = vec![("q", Aggregation::QuantileUpper(0.5), of("amount"))];
    let by_lead = aggregate(all(), &["lead"], middle);
    let of_middle = aggregate(by_lead, &[], vec![("s", Aggregation::Sum, of("q"))]);
    let outputs = vec![total(all()), total(first), total(last), total(pairs), Arc::new(of_middle)];
    let rows = project.engine().run(&plan("Asia/Tokyo", outputs)).unwrap();
    let sums = |n: i64, from: i64| {
        let ids = i128::from((from..from + n).sum::<i64>());
        vec![Value::Integer(n), exact(ids, 0), exact(ids, 2), Value::Integer(LEADS)]
    };
    assert_eq!(rows[0].rows, [sums(ROWS, 0)]);
    assert_eq!(rows[1].rows, [sums(LEADS, 0)]);
    assert_eq!(rows[2].rows, [sums(LEADS, ROWS - LEADS)]);
    assert_eq!(rows[3].rows, [sums(ROWS, 0)]);
    let index = ROWS / LEADS / 2;
    let ids = i128::from((LEADS * index..LEADS * (index + 1)).sum::<i64>());
    assert_eq!(rows[4].rows, [[exact(ids, 2)]]);
}

fn project_names(input: Relation) -> Relation {
    project(input, vec![("other", of("lead")), ("last", of("at"))])
}

#[test]
fn windows_run_across_batches() {
    let (project, table) = events();
    let named = |name: &str| name.to_owned();
    let window = Relation::Window {
        input: Arc::new(scan(&table, &["id", "lead", "amount", "at"])),
        by: vec![named("lead")],
        order: vec![(named("at"), Direction::Ascending)],
        columns: vec![
            (named("sum"), WindowFunction::RunningSum(named("amount"))),
            (named("ids"), WindowFunction::RunningSum(named("id"))),
            (named("before"), WindowFunction::Previous(named("id"))),
            (named("number"), WindowFunction::RowNumber),
            (named("least"), WindowFunction::RunningMinimum(named("at"))),
            (named("most"), WindowFunction::RunningMaximum(named("at"))),
        ],
    };
    let holds = |comparison, a: Scalar, b: Scalar| {
        let holds = Scalar::Compare(comparison, Box::new(a), Box::new(b));
        Scalar::Case(Box::new(holds), Box::new(integer(1)), Box::new(integer(0)))
    };
    let combine = |operator, a, b| Scalar::Arithmetic(operator, Box::new(a), Box::new(b));
    let equal = |a, b| holds(Comparison::Equal, a, b);
    let step = combine(Arithmetic::Subtract, of("id"), of("before"));
    // the ids of a lead are an arithmetic series
    let ends = combine(Arithmetic::Multiply, of("number"), of("id"));
    let twice = combine(Arithmetic::Multiply, of("ids"), integer(2));
    let series = combine(
        Arithmetic::Subtract,
        combine(Arithmetic::Multiply, ends, integer(2)),
        combine(
            Arithmetic::Multiply,
            integer(LEADS),
            combine(
                Arithmetic::Multiply,
                of("number"),
                combine(Arithmetic::Subtract, of("number"), integer(1)),
            ),
        ),
    );
    let cents = combine(Arithmetic::Multiply, of("sum"), integer(100));
    let measures = vec![
        ("steps", Aggregation::Sum, equal(step, integer(LEADS))),
        ("series", Aggregation::Sum, equal(twice, series)),
        ("cents", Aggregation::Sum, equal(cents, of("ids"))),
        ("numbers", Aggregation::Sum, of("number")),
        ("least", Aggregation::CountDistinct, of("least")),
        ("most", Aggregation::Sum, equal(of("most"), of("at"))),
    ];
    let found = project.run(aggregate(window, &[], measures));
    let (all, each) = (i128::from(ROWS), i128::from(ROWS / LEADS));
    let sum = |units| exact(units, 0);
    let numbers = i128::from(LEADS) * each * (each + 1) / 2;
    let steps = all - i128::from(LEADS);
    let least = Value::Integer(LEADS);
    assert_eq!(found, [[sum(steps), sum(all), sum(all), sum(numbers), least, sum(all)]]);
}

#[test]
#[ignore = "a measurement: cargo test --release --lib -- --ignored --nocapture measured_window"]
fn measured_window() {
    use polars::prelude::*;
    const ROWS: i64 = 20_000_000;
    let mixed = |row: i64, by: i64| row.wrapping_mul(by).rem_euclid(1 << 40);
    let lead = Column::new(
        "lead".into(),
        Vec::from_iter((0..ROWS).map(|row| mixed(row, 0x9E37_79B9_7F4A) % 1_000_000)),
    );
    let at =
        Vec::from_iter((0..ROWS).map(|row| 1_700_000_000_000_000 + mixed(row, 0x5851_F42D_4C95)));
    let at = Int64Chunked::from_vec("at".into(), at).into_datetime(TimeUnit::Microseconds, None);
    let amount = Column::new("amount".into(), Vec::from_iter((0..ROWS).map(|row| row % 1000)));
    let columns = vec![lead, at.into_series().into_column(), amount];
    let mut frame = DataFrame::new(ROWS as usize, columns).unwrap();
    let project = Project::new(&[]);
    let file = std::fs::File::create(project.path().join("big.parquet")).unwrap();
    ParquetWriter::new(file).finish(&mut frame).unwrap();
    drop(frame);
    let columns = vec![
        column("lead", ColumnType::Integer),
        column("at", ColumnType::Datetime),
        column("amount", ColumnType::Integer),
    ];
    let table = dataset("big.parquet", Format::Parquet, columns);
    let read = || scan(&table, &["lead", "at", "amount"]);
    let window = Relation::Window {
        input: Arc::new(read()),
        by: vec!["lead".to_owned()],
        order: vec![("at".to_owned(), Direction::Ascending)],
        columns: vec![("sum".to_owned(), WindowFunction::RunningSum("amount".to_owned()))],
    };
    for (what, relation, name) in [("scan", read(), "amount"), ("window", window, "sum")] {
        let start = std::time::Instant::now();
        let most =
            vec![("most", Aggregation::Maximum, of(name)), ("at", Aggregation::Maximum, of("at"))];
        let found = project.run(aggregate(relation, &["lead"], most));
        let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak =
            peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
        println!("{what}: {:.2} s, {} groups, {peak}", start.elapsed().as_secs_f64(), found.len());
    }
}
