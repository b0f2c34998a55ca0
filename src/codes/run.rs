//! Codes of runs: the project, the question and the output.
//!
//! A drawer of `codes`.

use super::CodeDoc;

pub(super) const ALL: &[CodeDoc] = &[
    CodeDoc {
        code: "no-project",
        summary: "there is no `kpi.toml`",
        explanation: "Commands look for `kpi.toml` in the current folder and those above it.",
        example: "$ kpi check",
        repaired: "$ kpi init acme && cd acme && kpi check",
    },
    CodeDoc {
        code: "bad-argument",
        summary: "an argument of the command line cannot be used",
        explanation: "Dates, periods and groupings are checked before anything is computed.",
        example: "$ kpi run win_rate --as-of yesterday",
        repaired: "$ kpi run win_rate --as-of 2026-10-31",
    },
    CodeDoc {
        code: "skipped-stage",
        summary: "a subject enters a stage before an earlier one",
        explanation: "The funnel says `skips = \"error\"`, so a recorded moment must not lie before the entry into an earlier stage.",
        example: r#"skips = "error""#,
        repaired: r#"skips = "backfill""#,
    },
    CodeDoc {
        code: "not-credited",
        summary: "a KPI has no parts that touches could get",
        explanation: "An attribution splits every entry into its stage. Only a count or sum of these entries has such parts; a rate or a mean has none, it is computed from the parts of its counts.",
        example: "$ kpi run win_rate --by attribution.linear",
        repaired: "$ kpi run won_count --by attribution.linear",
    },
    CodeDoc {
        code: "unknown-lead",
        summary: "there is no such lead",
        explanation: "No subject of a funnel has this key, or it came into being after the as-of day. Keys are compared exactly.",
        example: "$ kpi explain --lead l000123",
        repaired: "$ kpi explain --lead L000123",
    },
    CodeDoc {
        code: "personal-data",
        summary: "a column tells who somebody is",
        explanation: "Columns marked `pii` are shown only where `--show-pii` is written.",
        example: "$ kpi leads mql --columns email",
        repaired: "$ kpi leads mql --columns email --show-pii",
    },
    CodeDoc {
        code: "needs-period",
        summary: "a KPI looks at other periods and none was asked for",
        explanation: "`previous`, `to date` and the like are relative to the period of the question.",
        example: "$ kpi run growth",
        repaired: r#"$ kpi run growth --period "fiscal 2026""#,
    },
    CodeDoc {
        code: "unknown-time-zone",
        summary: "a time zone is not known",
        explanation: "Time zones have the names of the IANA database.",
        example: r#"time_zone = "JST""#,
        repaired: r#"time_zone = "Asia/Tokyo""#,
    },
    CodeDoc {
        code: "not-approved",
        summary: "an agreed definition is not what its parties approved",
        explanation: "A definition with `status = \"agreed\"` needs the approval of its owner and of the team that accepted it: a line with the fingerprint of its meaning in their file below `agreements/`. Any change of its meaning, or of what it rests on, ends the approval; layout and labels do not.",
        example: r#"[stage.mql]
owner = "marketing"
accepted_by = "sales"
status = "agreed""#,
        repaired: r#"$ kpi approve stage.mql --as marketing
$ kpi approve stage.mql --as sales"#,
    },
    CodeDoc {
        code: "deprecated-use",
        summary: "a definition uses one that is deprecated",
        explanation: "What is deprecated goes on its last day; whoever uses it directly has to move to what replaces it. After that day it is an error.",
        example: r#"[kpi.leads]
formula = "count(leads)"
status = "deprecated"
replaced_by = "cv"
until = 2027-03-31
[kpi.leads_per_deal]
formula = "kpi.leads / count(deals)""#,
        repaired: r#"[kpi.leads_per_deal]
formula = "kpi.cv / count(deals)""#,
    },
    CodeDoc {
        code: "expired-suppression",
        summary: "the last day of a suppression is over",
        explanation: "`[[suppress]]` takes a warning out of `kpi check` for a reason and until a day, both written down. After that day the warning is back.",
        example: r#"[[suppress]]
code = "unused-source"
name = "source.touches"
reason = "joined next quarter"
until = 2026-09-30"#,
        repaired: "take it out, or agree on another day",
    },
    CodeDoc {
        code: "unused-suppression",
        summary: "a suppression covers nothing",
        explanation: "No warning here has the code, and the name, that it suppresses; errors are never suppressed.",
        example: r#"[[suppress]]
code = "unused-source"
name = "source.leads"
reason = "joined next quarter"
until = 2027-03-31"#,
        repaired: "take it out",
    },
    CodeDoc {
        code: "bad-salt",
        summary: "the secret for other names of leads cannot be used",
        explanation: "Where others may read, reviews call leads by other names, made with a secret: that of `KPI_SALT`, else that of `.kpi/salt`, which is made when it is first needed and which git ignores. It needs 16 bytes, so that nobody finds keys by trying secrets.",
        example: "$ KPI_SALT=secret kpi review --show-leads --format markdown",
        repaired: "$ KPI_SALT=$(openssl rand -hex 32) kpi review --show-leads --format markdown",
    },
    CodeDoc {
        code: "no-gap",
        summary: "the gap to a plan cannot be split",
        explanation: "The plan is taken as it stood on the eve of the period. Where it could no longer be fulfilled then, or its target KPI has no value, or revenue is below zero, there are no two sides to compare.",
        example: r#"$ kpi gap fy2026 --period 2027-03"#,
        repaired: r#"$ kpi gap fy2026 --period 2026-H2"#,
    },
    CodeDoc {
        code: "no-history",
        summary: "a plan needs a number that the data does not give",
        explanation: "A plan measures what a deal brings, what a channel costs and how many entries convert. Where the span it measures over has no such rows, or they have not arrived, there is no number to calculate with.",
        example: r#"[plan.fy2030]
period = "fiscal 2030"
target = { kpi = "new_revenue", amount = "10_000_000 JPY" }
funnel = "b2b"
value = "kpi.average_deal"
rates = { measured = "2010-01" }"#,
        repaired: r#"[plan.fy2030]
period = "fiscal 2030"
target = { kpi = "new_revenue", amount = "10_000_000 JPY" }
funnel = "b2b"
value = "1_200_000 JPY"
rates = { measured = "last 12 months" }"#,
    },
    CodeDoc {
        code: "no-repository",
        summary: "there is no git history to compare with",
        explanation: "Earlier definitions are read with the program `git` from the repository that the project lies in, without a checkout.",
        example: "$ kpi diff main   # in a folder that is no git repository",
        repaired: "$ git init && git add . && git commit -m definitions && kpi diff HEAD",
    },
    CodeDoc {
        code: "unknown-revision",
        summary: "a git revision is not here",
        explanation: "A revision is whatever `git rev-parse` knows: a branch, a tag, a commit. Clones of continuous integration often hold the newest commit only; the help names the line that fetches the rest.",
        example: "$ kpi diff origin/main",
        repaired: "$ git fetch origin main:refs/remotes/origin/main && kpi diff origin/main",
    },
    CodeDoc {
        code: "broken-revision",
        summary: "the definitions of a revision have errors",
        explanation: "What does not read has no meaning that could be compared. Names and text are compared instead.",
        example: "$ kpi diff HEAD~1   # where a file of HEAD~1 has a syntax error",
        repaired: "$ kpi diff HEAD~2",
    },
    CodeDoc {
        code: "unreadable-report",
        summary: "a file is no report that could be checked",
        explanation: "Reports as HTML and JSON hold their numbers as data. A file without them, or of another version of the program, cannot be compared with what is measured now; Markdown holds none.",
        example: "$ kpi report --verify report.md",
        repaired: "$ kpi report --verify report.html",
    },
    CodeDoc {
        code: "bad-template",
        summary: "a template of the project does not render",
        explanation: "Files in `templates/` take the place of the built-in templates of reports: `report.html`, `blocks.html`, `report.css`. They are written in the language of Jinja.",
        example: "{{ title",
        repaired: "{{ title }}",
    },
    CodeDoc {
        code: "bad-sample",
        summary: "sample data cannot be made as asked",
        explanation: "The number of months and the years have limits.",
        example: "$ kpi sample --months 0",
        repaired: "$ kpi sample --months 12",
    },
    CodeDoc {
        code: "cannot-write",
        summary: "a file cannot be written",
        explanation: "The folder does not exist, is full, or may not be written by this user.",
        example: "$ kpi run --out /proc/report.html",
        repaired: "$ kpi run --out report.html",
    },
    CodeDoc {
        code: "already-exists",
        summary: "a file or folder is in the way",
        explanation: "Nothing of yours is overwritten.",
        example: "$ kpi init acme   # a folder `acme` with files",
        repaired: "$ kpi init acme2",
    },
    CodeDoc {
        code: "engine-failure",
        summary: "the data engine failed",
        explanation: "This is a fault of the program, not of the definitions or data. Please report it.",
        example: "",
        repaired: "",
    },
];
