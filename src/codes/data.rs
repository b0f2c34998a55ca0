//! Codes of data files and their values.
//!
//! A drawer of `codes`.

use super::CodeDoc;

pub(super) const ALL: &[CodeDoc] = &[
    CodeDoc {
        code: "file-not-found",
        summary: "a data file does not exist",
        explanation: "The `path` of a source is relative to `kpi.toml`; a pattern with `*` has to match at least one file.",
        example: r#"path = "data/lead.csv""#,
        repaired: r#"path = "data/leads.csv""#,
    },
    CodeDoc {
        code: "unreadable-file",
        summary: "a file exists but cannot be read",
        explanation: "It is locked, damaged, in another format than declared, or may not be read by this user.",
        example: r#"path = "data/leads.parquet"   # in fact a CSV file"#,
        repaired: r#"path = "data/leads.parquet"
format = "csv""#,
    },
    CodeDoc {
        code: "empty-file",
        summary: "a data file has no records",
        explanation: "An export that failed looks like this, so it is not taken for a true zero.",
        example: "data/leads.csv of 0 bytes",
        repaired: "data/leads.csv with a header and rows",
    },
    CodeDoc {
        code: "wrong-encoding",
        summary: "a file is not in the declared encoding",
        explanation: "Definition files are UTF-8. A CSV file is UTF-8 unless `encoding` says otherwise.",
        example: r#"path = "data/leads.csv"   # saved by a spreadsheet as Shift_JIS"#,
        repaired: r#"path = "data/leads.csv"
encoding = "shift_jis""#,
    },
    CodeDoc {
        code: "ragged-row",
        summary: "a row has more or fewer fields than the header",
        explanation: "Mostly a separator, quote or line break inside a field that is not quoted. The fields of such a row cannot be told apart.",
        example: "id,name
1,Acme, Inc.",
        repaired: r#"id,name
1,"Acme, Inc.""#,
    },
    CodeDoc {
        code: "missing-column",
        summary: "a file lacks a declared column",
        explanation: "Every declared column has to be in every file of the source, under its name or the one in `from`.",
        example: r#"amount = { type = "money" }   # the header says `金額`"#,
        repaired: r#"amount = { type = "money", from = "金額" }"#,
    },
    CodeDoc {
        code: "duplicate-column",
        summary: "a header names a column twice",
        explanation: "Which of the two is meant cannot be known.",
        example: "id,name,name",
        repaired: "id,name,name_kana",
    },
    CodeDoc {
        code: "column-type",
        summary: "a column of a typed file has another type than declared",
        explanation: "Parquet and Arrow files say what their columns are, and this does not turn into the declared type without loss.",
        example: r#"amount = { type = "money" }   # the file holds dates"#,
        repaired: r#"amount = { type = "date" }"#,
    },
    CodeDoc {
        code: "bad-cell",
        summary: "a value does not fit the type of its column",
        explanation: r#"The place in the file is shown. Correct the value, declare how it is written (`format`, `replace`, `missing`), or say `bad_values = "missing"` to count such values and go on."#,
        example: r#"amount = { type = "money" }   # a row says `未定`"#,
        repaired: r#"amount = { type = "money", missing = ["未定"] }"#,
    },
    CodeDoc {
        code: "duplicate-key",
        summary: "a key occurs in several rows",
        explanation: "The key of a source tells its rows apart. With a repeated key, links would repeat rows and totals would be too high.",
        example: "lead_id
A
A",
        repaired: "lead_id
A
B",
    },
    CodeDoc {
        code: "missing-key-value",
        summary: "a row has no key",
        explanation: "Every row needs a key, since links lead to it and results may not depend on the order of rows.",
        example: "lead_id,industry
,IT",
        repaired: "lead_id,industry
A,IT",
    },
    CodeDoc {
        code: "dangling-link",
        summary: "a link leads to no row",
        explanation: "The linked source has no row of this key. Such rows stay in every total; what would be read through the link is missing.",
        example: "deals.csv has lead_id Z, leads.csv has not",
        repaired: "leads.csv has a row for Z",
    },
    CodeDoc {
        code: "missing-share",
        summary: "a compared column is missing in a noticeable share of rows",
        explanation: "A condition is false for rows without a value, so such rows drop out without a trace. The share is shown.",
        example: r#"when = "leads.industry = 'IT'"   # industry is empty in 40%"#,
        repaired: r#"when = "leads.industry is not missing and leads.industry = 'IT'""#,
    },
    CodeDoc {
        code: "label-occurs",
        summary: "the label for missing values is also a value",
        explanation: "Rows without a value and rows with this value would be shown as one group.",
        example: r#"[dimension.channel]
of = { leads = "leads.channel" }
missing = "不明"   # leads.csv has the value `不明`"#,
        repaired: r#"channel = { type = "text", missing = ["", "不明"] }"#,
    },
    CodeDoc {
        code: "outside-calendar",
        summary: "a day lies outside the calendar",
        explanation: "Built-in holidays are known from a first to a last year. Beyond, business days cannot be counted right, and are not counted at all.",
        example: r#"when = "deals.closed_at < deals.created_at + 2 business days"   # a deal of 1901"#,
        repaired: "count(deals where created_at >= 2015-01-01)",
    },
    CodeDoc {
        code: "beyond-calendar",
        summary: "a row of the data lies outside the calendar",
        explanation: "As `outside-calendar`, found while the data was read.",
        example: "a deal of 2199 in deals.csv",
        repaired: "a deal of 2026 in deals.csv",
    },
    CodeDoc {
        code: "overflow",
        summary: "a number is too large",
        explanation: "Exact decimals have 38 digits. A result beyond mostly comes from wrong data; no rounded number is given for it.",
        example: "amount
99999999999999999999999999999999999999",
        repaired: "amount
120000",
    },
];
