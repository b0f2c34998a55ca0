//! Every kind of relation, sharing, and what the streaming engine does with them.

use super::*;

fn deals() -> Project {
    Project::new(&[
        (
            "deals.csv",
            "id,lead,amount,at\nd1,l1,0.10,2026-04-01\nd2,l1,0.20,2026-04-02\nd3,,5,\nd4,l3,-1.5,2026-04-01\n",
        ),
        ("leads.csv", "lead_id,name\nl1,甲\nl2,乙\n,丙\n"),
    ])
}

fn deal_table() -> Arc<Dataset> {
    dataset(
        "deals.csv",
        csv(),
        vec![
            column("id", ColumnType::Text),
            column("lead", ColumnType::Text),
            column("amount", ColumnType::Decimal { scale: 2 }),
            column("at", ColumnType::Date),
        ],
    )
}

fn lead_table() -> Arc<Dataset> {
    dataset(
        "leads.csv",
        csv(),
        vec![column("lead_id", ColumnType::Text), column("name", ColumnType::Text)],
    )
}

fn joined(kind: JoinKind) -> Relation {
    Relation::Join {
        left: Arc::new(scan(&deal_table(), &["id", "lead"])),
        right: Arc::new(scan(&lead_table(), &["lead_id", "name"])),
        on: vec![("lead".to_owned(), "lead_id".to_owned())],
        kind,
    }
}

#[test]
fn scans_give_typed_columns() {
    let rows = deals().run(scan(&deal_table(), &["id", "amount", "at"]));
    assert_eq!(rows[0], [text("d1"), exact(10, 2), day("2026-04-01")]);
    assert_eq!(rows[2], [text("d3"), exact(500, 2), Value::Missing]);
}

#[test]
fn distinct_integers_of_all_rows_leave_missing_ones_out() {
    let project = Project::new(&[("n.csv", "n\n3\n\n1\n3\n-3\n")]);
    let table = dataset("n.csv", csv(), vec![column("n", ColumnType::Integer)]);
    let distinct = || vec![("d", Aggregation::CountDistinct, of("n"))];
    assert_eq!(
        project.run(aggregate(scan(&table, &["n"]), &[], distinct())),
        [[Value::Integer(3)]]
    );
    let none = Relation::Filter {
        input: Arc::new(scan(&table, &["n"])),
        condition: Scalar::Compare(Comparison::Greater, Box::new(of("n")), Box::new(integer(9))),
    };
    assert_eq!(project.run(aggregate(none, &[], distinct())), [[Value::Integer(0)]]);
}

#[test]
fn rows_are_counted_without_columns() {
    let count = vec![("n", Aggregation::Count, integer(1))];
    let rows = deals().run(aggregate(scan(&deal_table(), &[]), &[], count));
    assert_eq!(rows, [[Value::Integer(4)]]);
}

#[test]
fn literals_alone_keep_the_rows() {
    let rows = deals().run(project(scan(&deal_table(), &[]), vec![("one", integer(1))]));
    assert_eq!(rows.len(), 4);
}

#[test]
fn missing_keys_match_nothing() {
    let rows = deals().run(joined(JoinKind::Left));
    let names: Vec<&Value> = rows.iter().map(|row| &row[2]).collect();
    let missing = Value::Missing;
    assert_eq!(names, [&text("甲"), &text("甲"), &missing, &missing]);
    assert_eq!(deals().run(joined(JoinKind::Inner)).len(), 2);
}

#[test]
fn groups_keep_missing_and_sums_are_exact() {
    let input = scan(&deal_table(), &["lead", "amount", "at"]);
    let rows = deals().run(aggregate(
        input,
        &["lead"],
        vec![
            ("n", Aggregation::Count, of("at")),
            ("sum", Aggregation::Sum, of("amount")),
            ("least", Aggregation::Minimum, of("at")),
        ],
    ));
    assert_eq!(rows[0], [Value::Missing, Value::Integer(0), exact(500, 2), Value::Missing]);
    assert_eq!(rows[1], [text("l1"), Value::Integer(2), exact(30, 2), day("2026-04-01")]);
}

#[test]
fn aggregates_of_nothing() {
    let nothing = Relation::Filter {
        input: Arc::new(scan(&deal_table(), &["amount"])),
        condition: Scalar::Literal(Value::Boolean(false), ValueType::Boolean),
    };
    let measures = vec![
        ("n", Aggregation::Count, of("amount")),
        ("d", Aggregation::CountDistinct, of("amount")),
        ("sum", Aggregation::Sum, of("amount")),
        ("max", Aggregation::Maximum, of("amount")),
        ("q", Aggregation::QuantileLower(0.5), of("amount")),
    ];
    let (zero, missing) = (Value::Integer(0), Value::Missing);
    let rows = deals().run(aggregate(nothing, &[], measures));
    assert_eq!(rows, [[zero.clone(), zero, exact(0, 2), missing.clone(), missing]]);
}

#[test]
fn distinct_values_leave_out_missing() {
    let kind = ValueType::Text;
    let table = values(
        &[("g", kind), ("x", kind)],
        vec![
            vec![text("a"), text("x")],
            vec![text("a"), Value::Missing],
            vec![text("a"), text("x")],
            vec![Value::Missing, Value::Missing],
        ],
    );
    let rows =
        deals().run(aggregate(table, &["g"], vec![("d", Aggregation::CountDistinct, of("x"))]));
    assert_eq!(rows, [[Value::Missing, Value::Integer(0)], [text("a"), Value::Integer(1)]]);
}

#[test]
fn quantiles_are_exact_members() {
    let kind = ValueType::Decimal { scale: 2 };
    let big = 10_i128.pow(30);
    let rows: Vec<Vec<Value>> = (0..4).map(|step| vec![text("a"), exact(big + step, 2)]).collect();
    let lone = vec![vec![Value::Missing, exact(7, 2)], vec![text("b"), Value::Missing]];
    let table =
        values(&[("g", ValueType::Text), ("x", kind)], rows.into_iter().chain(lone).collect());
    let measures = vec![
        ("n", Aggregation::Count, of("x")),
        ("low", Aggregation::QuantileLower(0.5), of("x")),
        ("high", Aggregation::QuantileUpper(0.5), of("x")),
    ];
    let rows = deals().run(aggregate(table, &["g"], measures));
    assert_eq!(rows[0], [Value::Missing, Value::Integer(1), exact(7, 2), exact(7, 2)]);
    assert_eq!(rows[1], [text("a"), Value::Integer(4), exact(big + 1, 2), exact(big + 2, 2)]);
    assert_eq!(rows[2], [text("b"), Value::Integer(0), Value::Missing, Value::Missing]);
}

#[test]
fn the_first_row_of_a_group() {
    let pick = Relation::Pick {
        input: Arc::new(scan(&deal_table(), &["lead", "at", "id"])),
        by: vec!["lead".to_owned()],
        order: vec![
            ("at".to_owned(), Direction::Descending),
            ("id".to_owned(), Direction::Ascending),
        ],
    };
    let rows = deals().run(pick);
    let ids: Vec<&Value> = rows.iter().map(|row| &row[2]).collect();
    assert_eq!(ids, [&text("d3"), &text("d2"), &text("d4")]);
}

#[test]
fn missing_values_come_last_in_both_directions() {
    let kind = ValueType::Integer;
    for (direction, expected) in [(Direction::Ascending, 1), (Direction::Descending, 2)] {
        let rows = [Value::Missing, Value::Integer(2), Value::Integer(1)].map(|value| vec![value]);
        let pick = Relation::Pick {
            input: Arc::new(values(&[("x", kind)], rows.to_vec())),
            by: Vec::new(),
            order: vec![("x".to_owned(), direction)],
        };
        assert_eq!(deals().run(pick), [[Value::Integer(expected)]]);
    }
}

#[test]
fn a_dataset_is_read_once() {
    let project = deals();
    let filtered = |id: &str| {
        Arc::new(Relation::Filter {
            input: Arc::new(scan(&deal_table(), &["id", "amount"])),
            condition: Scalar::Compare(
                Comparison::Equal,
                Box::new(of("id")),
                Box::new(Scalar::Literal(text(id), ValueType::Text)),
            ),
        })
    };
    let grouped =
        aggregate(joined(JoinKind::Inner), &["name"], vec![("n", Aggregation::Count, of("id"))]);
    let plan = plan("Asia/Tokyo", vec![filtered("d1"), filtered("d2"), Arc::new(grouped)]);
    let rows = project.engine().run(&plan).unwrap();
    assert_eq!((rows[0].rows.len(), rows[1].rows.len()), (1, 1));
    assert_eq!(rows[2].rows, [[text("甲"), Value::Integer(2)]]);
    let text = project.engine().explain(&plan).unwrap();
    assert_eq!(text.matches("SCAN").count(), 2, "{text}");
    assert!(text.contains("PROJECT 3/4 COLUMNS"), "{text}");
}

#[test]
fn sharing_stays_linear() {
    let kind = ValueType::Integer;
    let mut relation =
        Arc::new(values(&[("k", kind), ("x", kind)], vec![vec![Value::Integer(1); 2]]));
    for depth in 0..24 {
        let right = project(
            Relation::Filter {
                input: relation.clone(),
                condition: Scalar::Not(Box::new(Scalar::IsMissing(Box::new(of("k"))))),
            },
            vec![("j", of("k")), (Box::leak(format!("y{depth}").into_boxed_str()), of("x"))],
        );
        relation = Arc::new(Relation::Join {
            left: relation,
            right: Arc::new(right),
            on: vec![("k".to_owned(), "j".to_owned())],
            kind: JoinKind::Left,
        });
    }
    let rows = deals().engine().run(&plan("Asia/Tokyo", vec![relation])).unwrap();
    assert_eq!(rows[0].rows[0].len(), 26);
}

/// Runs in a process of its own, with the variable that makes polars draw its plan.
#[test]
#[ignore = "started by `core_shapes_stream`"]
fn draw_core_shapes() {
    let project = deals();
    let filtered = Relation::Filter {
        input: Arc::new(joined(JoinKind::Left)),
        condition: Scalar::Not(Box::new(Scalar::IsMissing(Box::new(of("id"))))),
    };
    let picked = Relation::Pick {
        input: Arc::new(filtered),
        by: vec!["lead".to_owned()],
        order: vec![("id".to_owned(), Direction::Ascending)],
    };
    let grouped = aggregate(
        picked,
        &["name"],
        vec![
            ("n", Aggregation::Count, of("id")),
            ("d", Aggregation::CountDistinct, of("lead")),
            ("q", Aggregation::QuantileLower(0.5), of("id")),
        ],
    );
    assert_eq!(project.run(grouped).len(), 2);
}

#[test]
fn core_shapes_stream() {
    let directory = tempfile::tempdir().unwrap();
    let drawing = directory.path().join("plan.dot");
    let name = "engine::polars::tests::relations::draw_core_shapes";
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored"])
        .env("POLARS_VISUALIZE_PHYSICAL_PLAN", &drawing)
        .output()
        .unwrap();
    assert!(status.status.success());
    let drawn = std::fs::read_to_string(drawing).unwrap();
    assert!(drawn.contains("group-by") && drawn.contains("equi-join"), "{drawn}");
    assert!(!drawn.contains("in-memory-join"), "{drawn}");
    // the rows that are picked from are gathered, as a sort would
    assert_eq!(drawn.matches("in-memory-map").count(), 1, "{drawn}");
}

#[test]
fn the_first_of_all_rows_goes_by_any_type() {
    for (kind, low, high) in [
        (ValueType::Decimal { scale: 2 }, exact(-150, 2), exact(20, 2)),
        (ValueType::Text, text("a"), text("b")),
        (ValueType::Boolean, Value::Boolean(false), Value::Boolean(true)),
    ] {
        let rows = [&Value::Missing, &high, &low].map(|value| vec![value.clone()]);
        let input = Arc::new(values(&[("v", kind)], rows.to_vec()));
        for (way, expected) in [(Direction::Ascending, &low), (Direction::Descending, &high)] {
            let order = vec![("v".to_owned(), way)];
            let pick = Relation::Pick { input: input.clone(), by: Vec::new(), order };
            assert_eq!(Project::new(&[]).run(pick), [[expected.clone()]]);
        }
    }
}
