//! A small project whose leads are made by hand.

use crate::workspace::{Ran, Workspace};

const SETTINGS: &str = r#"
[project]
name = "verify"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
[calendar.business]
weekend = ["saturday", "sunday"]
holidays = "japan"
hours = "09:00..18:00"
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
[source.deals.columns]
deal_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
created_at = { type = "datetime" }
amount = { type = "money" }
[source.calls]
path = "calls.csv"
key = "call_id"
time = "at"
[source.calls.columns]
call_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
at = { type = "datetime" }
"#;

const FUNNEL: &str = r#"
[funnel.f]
of = "leads"
stages = ["cv", "sql"]
skips = "backfill"
[stage.cv]
owner = "marketing"
accepted_by = "sales"
at = "leads.created_at"
[stage.sql]
owner = "sales"
at = "first(deals.created_at)"
"#;

/// Rows of the sources, without headers.
#[derive(Default)]
pub(super) struct Data {
    pub(super) leads: String,
    pub(super) deals: String,
    pub(super) calls: String,
}

impl Data {
    pub(super) fn lead(&mut self, key: &str, at: &str) {
        self.leads += &format!("{key},{at}\n");
    }

    pub(super) fn deal(&mut self, lead: &str, at: &str, amount: u64) {
        self.deals += &format!("D{lead}{at},{lead},{at},{amount}\n");
    }

    pub(super) fn call(&mut self, lead: &str, at: &str) {
        self.calls += &format!("C{lead}{at},{lead},{at}\n");
    }

    /// A workspace with these rows and agreements.
    pub(super) fn project(&self, agreements: &str) -> Workspace {
        let workspace = Workspace::empty();
        workspace.write("kpi.toml", SETTINGS);
        workspace.write("kpi-definitions/funnel.toml", FUNNEL);
        workspace.write("kpi-definitions/agreements.toml", agreements);
        workspace.write("leads.csv", format!("lead_id,created_at\n{}", self.leads));
        workspace.write("deals.csv", format!("deal_id,lead_id,created_at,amount\n{}", self.deals));
        workspace.write("calls.csv", format!("call_id,lead_id,at\n{}", self.calls));
        workspace
    }
}

/// An agreement on one promise.
pub(super) fn agreement(name: &str, keys: &str) -> String {
    format!("[agreement.{name}]\nbetween = [\"marketing\", \"sales\"]\n{keys}\n")
}

/// What `kpi verify` gives, and its exit code.
pub(super) fn verified(workspace: &Workspace, words: &[&str]) -> (serde_json::Value, i32) {
    let words = [&["verify", "--format", "json"], words].concat();
    let Ran { code, stdout, stderr } = workspace.kpi(&words);
    let json = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}{stdout}"));
    (json, code)
}

/// Verdicts of the first agreement: period, verdict, reason.
pub(super) fn verdicts(json: &serde_json::Value) -> Vec<String> {
    let periods = json["agreements"][0]["periods"].as_array().unwrap();
    let one = |it: &serde_json::Value| {
        let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", word("period"), word("verdict"), word("reason")).trim().to_owned()
    };
    periods.iter().map(one).collect()
}
