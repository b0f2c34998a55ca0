//! Codes of names: what they refer to and how it is reached.
//!
//! A drawer of `codes`.

use super::CodeDoc;

pub(super) const ALL: &[CodeDoc] = &[
    CodeDoc {
        code: "unknown-name",
        summary: "a name refers to nothing",
        explanation: "No definition, source or column of this name is known here. Names are compared exactly, after full-width forms have been brought to their usual form.",
        example: r#"[kpi.rate]
formula = "count(deal)""#,
        repaired: r#"[kpi.rate]
formula = "count(deals)""#,
    },
    CodeDoc {
        code: "unknown-function",
        summary: "there is no such function",
        explanation: "The functions of the language are listed by `kpi explain` and in the documentation.",
        example: r#"[kpi.rate]
formula = "summe(deals.amount)""#,
        repaired: r#"[kpi.rate]
formula = "sum(deals.amount)""#,
    },
    CodeDoc {
        code: "duplicate-name",
        summary: "a name is defined twice",
        explanation: "All files of a project share one list of names. Two definitions of one name would make two numbers of one name.",
        example: r#"[kpi.won]
formula = "count(deals)"
[kpi.won]
formula = "count(leads)""#,
        repaired: r#"[kpi.won]
formula = "count(deals)"
[kpi.leads]
formula = "count(leads)""#,
    },
    CodeDoc {
        code: "ambiguous-name",
        summary: "a name may mean several things",
        explanation: "Two definitions fit the name here. Write more of it, such as the source before the column.",
        example: r#"[kpi.rate]
formula = "count(deals where amount > 0 JPY at created_at)""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where deals.amount > 0 JPY at deals.created_at)""#,
    },
    CodeDoc {
        code: "circular-definition",
        summary: "definitions need each other",
        explanation: "A definition leads back to itself, so none of them can be computed first.",
        example: r#"[kpi.a]
formula = "kpi.b + 1"
[kpi.b]
formula = "kpi.a + 1""#,
        repaired: r#"[kpi.a]
formula = "count(deals)"
[kpi.b]
formula = "kpi.a + 1""#,
    },
    CodeDoc {
        code: "not-a-link",
        summary: "a column is used as a way to another source",
        explanation: "A name with a column in the middle follows that column to the source it links to; this column links to none.",
        example: r#"[kpi.rate]
formula = "count(deals where status.employees > 10)""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where lead_id.company_id.employees > 10)""#,
    },
    CodeDoc {
        code: "unreachable",
        summary: "no link leads to a source",
        explanation: "A row reaches columns of other sources along `links` only. Sources without a common way are aggregated apart.",
        example: r#"[kpi.rate]
formula = "count(deals where spend.channel = 'SEO')""#,
        repaired: r#"[kpi.rate]
formula = "count(deals where leads.industry = 'IT')""#,
    },
    CodeDoc {
        code: "ambiguous-link",
        summary: "there are several ways to a source",
        explanation: "More than one chain of links leads there, and they lead to different rows. Write the way, column by column.",
        example: r#"[source.deals.columns]
buyer  = { type = "text", links = "companies" }
seller = { type = "text", links = "companies" }
[kpi.big]
formula = "count(deals where companies.employees > 10)""#,
        repaired: r#"[kpi.big]
formula = "count(deals where buyer.employees > 10)""#,
    },
    CodeDoc {
        code: "fan-out",
        summary: "one row reaches many rows",
        explanation: "Walking from a row to many others would repeat it, and every sum over it would be too high. Say what to take of the many: `any`, `count`, `first`, or aggregate each source apart.",
        example: r#"[kpi.rate]
formula = "count(leads where touches.kind = 'web')""#,
        repaired: r#"[kpi.rate]
formula = "count(leads where any(touches where kind = 'web'))""#,
    },
    CodeDoc {
        code: "no-funnel",
        summary: "a stage stands in no funnel",
        explanation: "The moment of a stage depends on the stages before it, so every stage is listed in exactly one funnel.",
        example: r#"[stage.cv]
at = "first(touches.at)""#,
        repaired: r#"[stage.cv]
at = "first(touches.at)"
[funnel.b2b]
of = "leads"
stages = ["cv"]
skips = "backfill""#,
    },
    CodeDoc {
        code: "no-key",
        summary: "a source has no key",
        explanation: "Links lead to the key of a source, and ties are broken by it. The key is unique and always present.",
        example: r#"[source.leads]
path = "leads.csv"
[source.leads.columns]
company_id = { type = "text", links = "companies" }
[source.companies]
path = "companies.csv"
[source.companies.columns]
company_id = { type = "text" }"#,
        repaired: r#"[source.companies]
path = "companies.csv"
key = "company_id"
[source.companies.columns]
company_id = { type = "text" }"#,
    },
    CodeDoc {
        code: "no-clock",
        summary: "nothing says at which moment a row counts",
        explanation: "A period needs a moment for every row: the `time` of the source, or `at` with a column.",
        example: r#"[kpi.rate]
formula = "count(companies in last 30 days)""#,
        repaired: r#"[kpi.rate]
formula = "count(leads in last 30 days)""#,
    },
    CodeDoc {
        code: "no-calendar",
        summary: "business days are used without a calendar",
        explanation: "Weekends and holidays are not guessed. Declare a calendar in `kpi.toml`.",
        example: r#"[criterion.quick]
of = "deals"
when = "deals.closed_at < deals.created_at + 2 business days""#,
        repaired: r#"[calendar.business]
weekend = ["saturday", "sunday"]
holidays = "japan""#,
    },
    CodeDoc {
        code: "misplaced-plan",
        summary: "`plan` stands where there is none",
        explanation: "In the condition of a diagnosis, `plan` is the planned value of the KPI on the other side of a comparison. Elsewhere it would have no one value.",
        example: r#"[kpi.rate]
formula = "count(deals) / plan""#,
        repaired: r#"[kpi.won]
formula = "count(deals)"
[diagnosis.short]
when = "kpi.won < plan"
reads = "fewer deals than planned""#,
    },
];
