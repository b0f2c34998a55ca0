//! A few leads whose credits are worked out by hand in `mod`, and the program on them.

use std::collections::BTreeMap;

use crate::workspace::{Ran, Workspace};

const SETTINGS: &str = r#"
[project]
name = "small"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
as_of = 2026-05-31
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
industry = { type = "text", missing = [""] }
[source.touches]
path = "touches.csv"
key = "touch_id"
time = "at"
[source.touches.columns]
touch_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
at = { type = "datetime" }
channel = { type = "text", missing = ["-"] }
kind = { type = "text" }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
[source.deals.columns]
deal_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
created_at = { type = "datetime" }
closed_at = { type = "datetime" }
status = { type = "text", known_from = "closed_at", until_then = "open" }
amount = { type = "money" }
"#;

const DEFINITIONS: &str = r#"
[funnel.b2b]
of = "leads"
stages = ["cv", "won"]
skips = "backfill"
[stage.cv]
at = "first(touches.at where kind = 'form')"
[stage.won]
at = "first(deals.closed_at where status = 'won')"
[dimension.industry]
of = { leads = "leads.industry" }
missing = "?"
[kpi.won_count]
formula = "count(won)"
companions = ["speed"]
[kpi.it_count]
formula = "count(won where leads.industry = 'IT')"
[kpi.revenue]
formula = "sum(sum(deals.amount where status = 'won') over won)"
[kpi.speed]
formula = "median(won.at - cv.at over won)"
[kpi.cv_count]
formula = "count(cv)"
"#;

/// Out of order, so that the order of the file decides nothing.
const TOUCHES: &str = "\
touch_id,lead_id,at,channel,kind
a4,A,2026-04-07 10:00,webinar,visit
a1,A,2026-04-01 10:00,ads,visit
a3,A,2026-04-05 10:00,seo,form
a2,A,2026-04-03 10:00,seo,visit
a5,A,2026-04-20 10:00,seo,visit
b1,B,2026-04-01 08:59,ads,visit
b2,B,2026-04-01 09:00,ads,visit
b3,B,2026-05-01 09:00,direct,form
d1,D,2026-04-01 10:00,seo,visit
d2,D,2026-05-30 10:00,seo,visit
";

const LEADS: &str = "\
lead_id,created_at,industry
A,2026-03-01 09:00,IT
B,2026-03-01 09:00,food
C,2026-03-01 09:00,IT
D,2026-05-30 09:00,food
";

const DEALS: &str = "\
deal_id,lead_id,created_at,closed_at,status,amount
1,A,2026-04-08 10:00,2026-04-10 12:00,won,1000
2,B,2026-04-08 10:00,2026-05-01 09:00,won,500
3,C,2026-04-08 10:00,2026-05-03 10:00,won,100
4,D,2026-05-30 10:00,2026-05-30 10:00,lost,70
5,A,2026-04-08 10:00,2026-05-10 12:00,won,9
";

/// Credits of one column by channel, as printed.
pub(super) type Credits = BTreeMap<String, String>;

/// The project with more definitions.
pub(super) fn project(more: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/a.toml", format!("{DEFINITIONS}{more}"));
    workspace.write("leads.csv", LEADS);
    workspace.write("touches.csv", TOUCHES);
    workspace.write("deals.csv", DEALS);
    workspace
}

/// `[attribution.x]` with these lines.
pub(super) fn attribution(lines: &str) -> String {
    format!(
        "\n[attribution.x]\nstage = \"won\"\ntouches = \"touches\"\nchannel = \"touches.channel\"\n{lines}\n"
    )
}

/// The program says all is well.
pub(super) fn sound(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

/// What the columns of `kpi attribution` say, by the words of the row before them.
pub(super) fn rows(workspace: &Workspace, words: &[&str]) -> BTreeMap<String, Vec<String>> {
    let words = [&["attribution"], words, &["--format", "csv"]].concat();
    let text = sound(workspace.kpi(&words));
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let lines = text.lines().skip(1).map(cells);
    lines.map(|mut cells| (cells.remove(0), cells)).collect()
}

/// Credited entries by channel, the total left out.
pub(super) fn credits(lines: &str) -> Credits {
    let rows = rows(&project(&attribution(lines)), &[]);
    let total = &rows["total"][0];
    assert_eq!(total, "3", "the entries of A, B and C");
    rows.into_iter()
        .filter(|(channel, _)| channel != "total")
        .map(|(channel, cells)| (channel, cells[0].clone()))
        .collect()
}
