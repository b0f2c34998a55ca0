//! Codes of the text of definition files: TOML and the spelling of expressions.
//!
//! A drawer of `codes`.

use super::CodeDoc;

pub(super) const ALL: &[CodeDoc] = &[
    CodeDoc {
        code: "toml-syntax",
        summary: "a definition file is not TOML",
        explanation: "The file breaks a rule of TOML: a quote is not closed, a value is missing, a key is written twice, or a name outside ASCII stands without quotes. The rest of the file is still read, so further findings are real.",
        example: r#"[kpi.受注率]
formula = "count(deals)""#,
        repaired: r#"[kpi."受注率"]
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "unknown-key",
        summary: "a key does not belong to this table",
        explanation: "Every kind of definition has its own keys, and a key that is not known would silently do nothing. The nearest known key is offered.",
        example: r#"[kpi.deals]
lable = "商談数"
formula = "count(deals)""#,
        repaired: r#"[kpi.deals]
label = "商談数"
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "wrong-type",
        summary: "a value has another TOML type than its key needs",
        explanation: "Text and expressions stand in quotes, numbers and `true` or `false` do not, lists stand in `[..]`, tables in `{..}`.",
        example: r#"[kpi.deals]
formula = "count(deals)"
minimum = "30""#,
        repaired: r#"[kpi.deals]
formula = "count(deals)"
minimum = 30"#,
    },
    CodeDoc {
        code: "misplaced-table",
        summary: "a setting stands outside `kpi.toml`",
        explanation: "The project, its calendars and its sources are written in `kpi.toml` at the root of the project, so that there is one place to look for them.",
        example: r#"# kpi-definitions/deals.toml
[project]
currency = "JPY""#,
        repaired: r#"# kpi.toml
[project]
currency = "JPY""#,
    },
    CodeDoc {
        code: "unknown-kind",
        summary: "a table is of no known kind",
        explanation: "The first word of a header says what is defined: `source`, `criterion`, `dimension`, `kpi` and so on.",
        example: r#"[kpis.deals]
formula = "count(deals)""#,
        repaired: r#"[kpi.deals]
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "unsupported-yet",
        summary: "a part of the language is not evaluated by this version",
        explanation: "The text is right, but this version has no way to compute it. Nothing is computed in its place, because another number under the same name would mislead.",
        example: r#"[engine.warehouse]
kind = "snowflake""#,
        repaired: "",
    },
    CodeDoc {
        code: "not-yet-effective",
        summary: "a definition of a stage comes into force after `as_of` of the project",
        explanation: "Until its `effective_from` the earlier definition counts, so no number of a run as of that day looks at the new one. That is fine while a change is prepared; it is said so that nobody expects it to show.",
        example: r#"# the settings of the project say as_of = 2026-10-31
[stage.mql]
when = "score.engagement >= 60"
effective_from = 2027-01-01
restates = false
[[stage.mql.before]]
when = "score.engagement >= 40""#,
        repaired: "",
    },
    CodeDoc {
        code: "bad-name",
        summary: "a name has characters that names cannot have",
        explanation: "Names are letters of any script, digits and `_`, and do not begin with a digit. Names of definitions appear in expressions, where `-` is a subtraction. A file whose header reads otherwise keeps it under `from`.",
        example: r#"[kpi.deal-count]
formula = "count(deals)""#,
        repaired: r#"[kpi.deal_count]
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "syntax",
        summary: "an expression cannot be read",
        explanation: "The text stops too early or has something that does not fit at the marked place. The help says what would fit.",
        example: r#"[kpi.rate]
formula = "count(deals where""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where status = 'won')""#,
    },
    CodeDoc {
        code: "foreign-spelling",
        summary: "a sign or word is spelled as in another language",
        explanation: "Spellings of spreadsheets, SQL and programming languages and full-width signs are recognised and answered with the spelling of this language. Where the meaning cannot differ there is a fix.",
        example: r#"[kpi.rate]
formula = "count(deals where status == 'won')""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where status = 'won')""#,
    },
    CodeDoc {
        code: "mixed-logic",
        summary: "`and` and `or` are mixed without parentheses",
        explanation: "Readers disagree on which of the two binds first, so the grouping is written.",
        example: r#"[kpi.rate]
formula = "count(deals where status = 'won' or status = 'lost' and amount > 0 JPY)""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where (status = 'won' or status = 'lost') and amount > 0 JPY)""#,
    },
    CodeDoc {
        code: "chained-comparison",
        summary: "a comparison is compared again",
        explanation: "`1 < x < 5` means different things in different places. Write both comparisons, or `between` (both ends belong to it).",
        example: r#"[kpi.rate]
formula = "count(deals where 0 JPY < amount < 5 JPY)""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where amount between 0 JPY and 5 JPY)""#,
    },
    CodeDoc {
        code: "too-complex",
        summary: "an expression is too long or too deep",
        explanation: "Expressions are limited so that checking stays quick. Give parts of it names of their own: people read names, too.",
        example: r#"[kpi.rate]
formula = "((((((..))))))""#,
        repaired: r#"[kpi.rate]
formula = "kpi.won / kpi.closed""#,
    },
];
