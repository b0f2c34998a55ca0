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
