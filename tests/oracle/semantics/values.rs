//! Missing values, arithmetic, aggregates of nothing, exact numbers.

use super::{Model, model};

/// Two leads have no industry: B's is empty, D's is a text that means missing.
fn leads() -> Model {
    let columns = r#"
        lead_id = { type = "text" }
        at = { type = "datetime" }
        industry = { type = "text", missing = ["Select"] }
        size = { type = "integer" }
        amount = { type = "money" }
        share = { type = "number" }
    "#;
    let rows = "
        lead_id,at,industry,size,amount,share
        A,2026-01-05 10:00:00,IT,10,100,0.1
        B,2026-01-06 10:00:00,,20,,0.2
        C,2026-01-07 10:00:00,Steel,,300,
        D,2026-01-08 10:00:00,Select,5,0.1,
    ";
    model().source("leads", "key = \"lead_id\"\ntime = \"at\"", columns, rows)
}

#[test]
fn a_comparison_with_a_missing_value_is_false_and_not_negates_it() {
    let model = leads()
        .kpi("equal", "count(leads where industry = 'IT')")
        .kpi("unequal", "count(leads where industry != 'IT')") // C only: with B and D it is false
        .kpi("not_equal", "count(leads where not (industry = 'IT'))") // B, C, D
        .kpi("not_in", "count(leads where not (industry in ['IT']))") // B, C, D
        .kpi("not_unequal", "count(leads where not (industry != 'IT'))") // A, B, D
        .kpi("missing", "count(leads where industry is missing)")
        .kpi("present", "count(leads where industry is not missing)")
        .kpi("not_less", "count(leads where not (size < 15))") // B, and C whose size is missing
        .kpi("not_between", "count(leads where not (size between 5 and 10))") // B, C
        .kpi("not_starts", "count(leads where not (industry starts with 'I'))") // B, C, D
        .kpi("plus", "count(leads where size + 1 > 0)") // missing + 1 is missing: not C
        .kpi("either", "count(leads where industry = 'IT' or size > 15)") // A, B
        .kpi("coalesced", "count(leads where coalesce(industry, 'none') = 'none')");
    model.gives(&[
        "equal = 1 ok n=1",
        "unequal = 1 ok n=1",
        "not_equal = 3 ok n=3",
        "not_in = 3 ok n=3",
        "not_unequal = 3 ok n=3",
        "missing = 2 ok n=2",
        "present = 2 ok n=2",
        "not_less = 2 ok n=2",
        "not_between = 2 ok n=2",
        "not_starts = 3 ok n=3",
        "plus = 3 ok n=3",
        "either = 2 ok n=2",
        "coalesced = 2 ok n=2",
    ]);
}

#[test]
fn of_nothing_sum_and_count_are_zero_and_the_rest_is_undefined() {
    let none = "where industry = 'Air'";
    let mut model = leads();
    for (name, argument) in
        [("sum", "amount"), ("avg", "amount"), ("median", "size"), ("min", "size")]
    {
        model = model.kpi(&format!("{name}_none"), &format!("{name}(leads.{argument} {none})"));
    }
    for name in ["max", "p90"] {
        model = model.kpi(&format!("{name}_none"), &format!("{name}(leads.size {none})"));
    }
    let model = model
        .kpi("count_none", &format!("count(leads {none})"))
        .kpi("distinct_none", &format!("count(distinct leads.size {none})"));
    model.gives(&[
        "count_none = 0 ok n=0",
        "distinct_none = 0 ok n=0",
        "sum_none = 0 ok n=0",
        "avg_none = - undefined n=0",
        "median_none = - undefined n=0",
        "min_none = - undefined n=0",
        "max_none = - undefined n=0",
        "p90_none = - undefined n=0",
    ]);
}

#[test]
fn n_counts_the_rows_with_a_value() {
    let model = leads()
        .kpi("rows", "count(leads)")
        .kpi("total", "sum(leads.amount)") // A, C, D have one
        .kpi("mean", "avg(leads.size)") // 35 / 3
        .kpi("kinds", "count(distinct leads.industry)") // IT, Steel
        .kpi("least", "min(leads.size)")
        .kpi("most", "max(leads.size)")
        .kpi("per", "sum(leads.amount) / count(leads where size > 5)") // n of the denominator: A, B
        .kpi("both", "count(leads) + count(leads where size > 5)"); // the least of 4 and 2
    model.gives(&[
        "rows = 4 ok n=4",
        "total = 400.1 ok n=3",
        "mean = 11.666666666666666 ok n=3",
        "kinds = 2 ok n=2",
        "least = 5 ok n=3",
        "most = 20 ok n=3",
        "per = 200.05 ok n=2",
        "both = 6 ok n=2",
    ]);
}

#[test]
fn a_zero_denominator_is_undefined_and_coalesce_takes_its_place() {
    let model = leads()
        .kpi("ratio", "count(leads) / count(leads where industry = 'Air')")
        .kpi("grown", "count(leads) / count(leads where industry = 'Air') - 100%")
        .kpi("instead", "coalesce(count(leads) / count(leads where industry = 'Air'), 0)")
        .kpi("zero", "count(leads where industry = 'Air') / count(leads)");
    model.gives(&[
        "ratio = - undefined n=0",
        "grown = - undefined n=0",
        "instead = 0 ok n=0",
        "zero = 0 ok n=4",
    ]);
}

#[test]
fn a_choice_takes_else_where_the_condition_meets_a_missing_value() {
    // A gives 10, B and D have no industry, C is Steel: they give 1 each.
    let model = leads()
        .kpi("chosen", "sum(if leads.industry = 'IT' then leads.size else 1)")
        .kpi("greater", "if count(leads) > 3 then count(leads) else 0");
    model.gives(&["chosen = 13 ok n=4", "greater = 4 ok n=4"]);
}

#[test]
fn a_kpi_may_name_another() {
    let model = leads()
        .kpi("rows", "count(leads)")
        .kpi("it", "count(leads where industry = 'IT')")
        .kpi("share", "kpi.it / kpi.rows")
        .kpi("rest", "100% - kpi.share");
    model.gives(&["share = 0.25 ok n=4", "rest = 0.75 ok n=4"]);
}

/// One row per value of `type`.
fn numbers(kind: &str, values: &[&str]) -> Model {
    let columns = format!("key = {{ type = \"integer\" }}\nvalue = {{ type = \"{kind}\" }}");
    let rows: Vec<String> =
        values.iter().enumerate().map(|(row, value)| format!("{row},{value}")).collect();
    model().source("rows", "key = \"key\"", &columns, &format!("key,value\n{}", rows.join("\n")))
}

#[test]
fn decimals_are_added_exactly() {
    for kind in ["number", "money"] {
        let model = numbers(kind, &["0.1", "0.2"]).kpi("sum", "sum(rows.value)");
        model.gives(&["sum = 0.3 ok n=2"]);
        let model = numbers(kind, &["0.1"; 10]).kpi("sum", "sum(rows.value)");
        model.gives(&["sum = 1 ok n=10"]);
    }
}

#[test]
fn money_keeps_every_digit() {
    let model = numbers("money", &["90071992547409930.01", "90071992547409930.04", "1"])
        .kpi("sum", "sum(rows.value)")
        .kpi("median", "median(rows.value where value > 1 JPY)")
        .kpi("most", "max(rows.value)");
    model.gives(&[
        "sum = 180143985094819861.05 ok n=3",
        "median = 90071992547409930.025 ok n=2",
        "most = 90071992547409930.04 ok n=3",
    ]);
}

#[test]
fn sums_of_integers_go_beyond_64_bits() {
    let model = numbers("integer", &["9223372036854775807", "9223372036854775807"])
        .kpi("sum", "sum(rows.value)");
    model.gives(&["sum = 18446744073709551614 ok n=2"]);
}

#[test]
fn money_that_does_not_fit_is_an_error_and_never_a_wrong_sum() {
    let large = "9".repeat(36);
    let values = vec![large.as_str(); 200];
    let model = numbers("money", &values).kpi("sum", "sum(rows.value)");
    let complaint = model.refused(&["sum"]);
    assert!(complaint.contains("error"), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
}

#[test]
fn percentiles_lie_on_a_straight_line_between_neighbours() {
    // p90 of four values: place 0.9 * 3 = 2.7, so 30 + 0.7 * 10; p25: 0.75, so 10 + 0.75 * 10.
    let model = numbers("integer", &["40", "10", "", "30", "20"])
        .kpi("p90", "p90(rows.value)")
        .kpi("p25", "p25(rows.value)")
        .kpi("middle", "median(rows.value)");
    model.gives(&["p90 = 37 ok n=4", "p25 = 17.5 ok n=4", "middle = 25 ok n=4"]);
}

#[test]
fn units_that_do_not_fit_do_not_check() {
    let wrong = ["sum(leads.at)", "sum(leads.amount) + count(leads)", "sum(leads.amount) + 10%"];
    for formula in wrong {
        let model = leads().kpi("wrong", formula);
        assert!(model.refused(&["wrong"]).contains("error"), "{formula}");
    }
}
