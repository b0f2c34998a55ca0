//! Codes of meaning: types, units, levels and values of keys.
//!
//! A drawer of `codes`.

use super::CodeDoc;

pub(super) const ALL: &[CodeDoc] = &[
    CodeDoc {
        code: "contradicting-rate",
        summary: "a rate is not what teams agreed on",
        explanation: "A rate written in a plan lies outside of the band of an agreement on the same step, or two agreements promise rates of the same step that cannot be kept together. One of them is not what the teams mean. Where the windows of a plan and an agreement differ, both may be right: then promise the rate that the plan counts on, or write `agreement.NAME` in the plan. Two agreements may differ where the one with more time promises more.",
        example: r#"[agreement.cv_quality]
promise = "cv -> mql within 30 days"
expect = "30% ± 5pt"
[plan.fy2026]
rates = { "cv -> mql" = "50%", measured = "last 12 months" }"#,
        repaired: r#"rates = { "cv -> mql" = "agreement.cv_quality", measured = "last 12 months" }"#,
    },
    CodeDoc {
        code: "type-mismatch",
        summary: "two values of different types meet",
        explanation: "Text is compared with text, moments with moments, numbers with numbers of the same unit. Nothing is converted silently.",
        example: r#"[kpi.rate]
formula = "count(deals where amount > 'large')""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where amount > 1_000 JPY)""#,
    },
    CodeDoc {
        code: "unit-mismatch",
        summary: "units do not fit",
        explanation: "Adding a rate to yen, or comparing days with yen, has no meaning. `unit` is checked against what the formula gives.",
        example: r#"[kpi.rate]
formula = "sum(deals.amount) + count(deals)""#,
        repaired: r#"[kpi.rate]
formula = "sum(deals.amount) / count(deals)""#,
    },
    CodeDoc {
        code: "mixed-levels",
        summary: "a value of a row meets a value of many rows",
        explanation: "A KPI is about many rows, a condition about one. Put an aggregate around a column in a KPI; take no KPI into a condition of a row.",
        example: r#"[kpi.rate]
formula = "deals.amount / count(deals)""#,
        repaired: r#"[kpi.rate]
formula = "sum(deals.amount) / count(deals)""#,
    },
    CodeDoc {
        code: "wrong-arguments",
        summary: "a function, its arguments and suffixes do not fit together",
        explanation: "Every function says how many arguments it takes, of which kind, and which suffixes may follow.",
        example: r#"[kpi.rate]
formula = "sum(deals.amount, deals.amount)""#,
        repaired: r#"[kpi.rate]
formula = "sum(deals.amount)""#,
    },
    CodeDoc {
        code: "cannot-replay",
        summary: "the condition of a stage cannot be followed through time",
        explanation: "The moment of a stage with `when` is found by looking at the condition at every moment at which it can change. Counts, sums, `any` and `none` can be followed, a median or a sliding `first` cannot.",
        example: r#"[stage.large]
when = "median(deals.amount) >= 1_000_000 JPY"
[funnel.b2b]
of = "leads"
stages = ["large"]
skips = "backfill""#,
        repaired: r#"[stage.large]
when = "any(deals where amount >= 1_000_000 JPY)"
[funnel.b2b]
of = "leads"
stages = ["large"]
skips = "backfill""#,
    },
    CodeDoc {
        code: "bad-pattern",
        summary: "a pattern after `matches` cannot be read",
        explanation: "The text after `matches` is a regular expression. Where none is needed, `contains` and `starts with` are easier to read.",
        example: r#"[kpi.rate]
formula = "count(deals where status matches '(won')""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where status matches '(won|lost)')""#,
    },
    CodeDoc {
        code: "bad-value",
        summary: "a value is not one of those a key takes",
        explanation: "The key has a fixed set of words or a fixed form, which the help shows.",
        example: r#"[kpi.deals]
formula = "count(deals)"
good = "higher""#,
        repaired: r#"[kpi.deals]
formula = "count(deals)"
good = "up""#,
    },
    CodeDoc {
        code: "missing-key",
        summary: "a definition lacks a key it needs",
        explanation: "What would change the number has no silent default and so has to be written.",
        example: r#"[kpi.deals]
label = "商談数""#,
        repaired: r#"[kpi.deals]
label = "商談数"
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "negated-missing",
        summary: "a negated comparison treats missing values in a way that is easy to overlook",
        explanation: "A comparison with a missing value is false: `!=` leaves rows without a value out, while `not (.. = ..)` keeps them. Say what is meant for them with `is missing`, or name the values that count.",
        example: "[kpi.rate]\nformula = \"count(leads where industry != 'IT')\"",
        repaired: "[kpi.rate]\nformula = \"count(leads where industry in ['製造', '小売'])\"",
    },
];
