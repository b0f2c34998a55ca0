//! Explanations of a small project in both languages, and of everything that is shipped.

use super::*;
use crate::model::Model;
use crate::source::Sources;

const DEFINITIONS: &str = r#"
[project]
name = "small"
language = "LANGUAGE"
time_zone = "Asia/Tokyo"
currency = "JPY"
as_of = 2026-10-31

[source.companies]
path = "data/companies.csv"
key = "id"
columns = { id = { type = "text" }, employees = { type = "integer", from = "従業員数" } }

[source.leads]
path = "data/leads.csv"
key = "id"
time = "created_at"
columns = { id = { type = "text" }, company_id = { type = "text", links = "companies" }, created_at = { type = "datetime" } }

[source.deals]
path = "data/deals.csv"
key = "id"
time = "created_at"
columns = { id = { type = "text" }, lead_id = { type = "text", links = "leads" }, created_at = { type = "datetime" }, closed_at = { type = "datetime" }, status = { type = "text", known_from = "closed_at" }, amount = { type = "money" } }

[criterion.icp]
of = "leads"
label = "ICP \"A\""
when = "companies.employees >= 100"

[kpi.rate]
label = "商談化率"
formula = "leads where criterion.icp -> first(deals.created_at where status = 'won') within 90 days"
unit = "percent"
good = "up"
minimum = 30
owner = "marketing"
accepted_by = "sales"
is_not = "期間比"
companions = ["won"]

[kpi.won]
means = "won deals"
formula = "count(deals where status = 'won' at deals.closed_at)"

[kpi.average]
formula = "avg(deals.amount where not (status in ['lost', 'open']) and lead_id is not missing)"

[kpi.growth]
formula = "kpi.won / previous(kpi.won) - 1"
"#;

fn model(language: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", DEFINITIONS.replace("LANGUAGE", language));
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    model
}

fn text(language: &str, name: &str) -> String {
    definition(&model(language), name).unwrap().to_string()
}

#[test]
fn a_conversion_says_who_is_counted_and_who_is_open() {
    let english = text("en", "kpi.rate");
    let sentence = "of the leads for which \"ICP \"A\"\" holds (dated by leads.created_at) in the \
        period, the share followed within 90 days by deals for which deals.status is 'won' \
        (by deals.created_at); one whose window is not over is open and not counted";
    assert!(english.contains(sentence), "{english}");
    let japanese = text("ja", "rate");
    let sentence = "期間内の「ICP \"A\"」にあたる leads（leads.created_at の日付）のうち、90日以内に\
        deals.status が「won」である deals（deals.created_at の時点）に至った割合\
        （期限がまだ来ていないものは未確定とし、分母に入れない）";
    let sentence = sentence.replace("以内にdeals", "以内に deals");
    assert!(japanese.contains(&sentence), "{japanese}");
}

#[test]
fn everything_about_a_kpi_is_laid_out() {
    let expected = "\
kpi.rate  商談化率  (KPI)

  of the leads for which \"ICP \"A\"\" holds (dated by leads.created_at) in the period, the share \
followed within 90 days by deals for which deals.status is 'won' (by deals.created_at); one whose \
window is not over is open and not counted

  formula      leads where criterion.icp -> first(deals.created_at where status = 'won') within 90 days
  unit         % (ratio)
  good         up
  minimum      fewer than 30 are shown as insufficient
  companions   kpi.won
  is not       期間比
  owner        marketing
  accepted by  sales

Denominator
  those whose window is over, of the leads for which \"ICP \"A\"\" holds (dated by leads.created_at)

Rows and their dates
  leads                     dated by leads.created_at  \"ICP \"A\"\" holds
  deals (of each of leads)  dated by deals.created_at  deals.status is 'won'

Made of
  criterion.icp          ICP \"A\"
    companies.id         text      data/companies.csv [id]        link
    companies.employees  integer   data/companies.csv [従業員数]  condition
    leads.company_id     text      data/leads.csv [company_id]    link
  deals.id               text      data/deals.csv [id]            order
  deals.lead_id          text      data/deals.csv [lead_id]       link
  deals.created_at       datetime  data/deals.csv [created_at]    value, as of
  deals.closed_at        datetime  data/deals.csv [closed_at]     as of
  deals.status           text      data/deals.csv [status]        condition
  leads.id               text      data/leads.csv [id]            link
  leads.created_at       datetime  data/leads.csv [created_at]    date, as of
";
    assert_eq!(text("en", "rate"), expected);
}

#[test]
fn words_of_the_definition_go_before_words_of_the_formula() {
    let won = text("en", "won");
    assert!(won.contains("(KPI)\n\n  won deals\n"), "{won}");
    let reading =
        "in words  the number of deals for which deals.status is 'won' (dated by deals.closed_at)";
    assert!(won.contains(reading), "{won}");
    assert!(won.contains("kpi.rate    商談化率  prints it alongside"), "{won}");
}

#[test]
fn denominators_are_spelled_out() {
    let average = text("en", "average");
    let rows = "deals for which deals.status is neither 'lost' nor 'open' and deals.lead_id is not \
        missing (dated by deals.created_at)";
    let expected = format!("Denominator\n  the number of {rows} with a value of deals.amount\n");
    assert!(average.contains(&expected), "{average}");
    let growth = text("ja", "growth");
    assert!(growth.contains("分母\n  直前の同じ長さの期間の kpi.won\n"), "{growth}");
    assert!(growth.contains("kpi.won ÷ 直前の同じ長さの期間の kpi.won） − "), "{growth}");
}

#[test]
fn inputs_go_down_to_columns_and_users_up_to_kpis() {
    let model = model("en");
    let rate = find(&model, "rate").unwrap();
    let name = |item: &Item| item.name(&model);
    let roles = |wanted: &str| {
        let inputs = inputs(&model, rate);
        inputs.into_iter().find(|(item, _)| name(item) == wanted).map(|(_, roles)| roles)
    };
    // `status` hides itself until `closed_at`, so that column is an input too.
    assert_eq!(roles("deals.closed_at"), Some([Role::Known].into()));
    assert_eq!(roles("deals.lead_id"), Some([Role::Link].into()));
    assert_eq!(roles("deals.id"), Some([Role::Order].into()));
    assert_eq!(roles("deals.amount"), None);
    let users = users(&model, find(&model, "companies.employees").unwrap());
    let shown: Vec<(String, usize)> =
        users.iter().map(|user| (name(&user.item), user.distance)).collect();
    assert_eq!(shown, [("criterion.icp".to_owned(), 1), ("kpi.rate".to_owned(), 2)]);
}

#[test]
fn a_graph_holds_what_is_above_and_below_the_named() {
    let model = model("ja");
    let drawn = graph(&model, &["companies.employees"], GraphFormat::Mermaid).unwrap();
    let line = "[\"employees<br/>従業員数\"]";
    assert!(drawn.contains(line), "{drawn}");
    assert!(drawn.contains("{{\"criterion.icp<br/>ICP #34;A#34;\"}}"), "{drawn}");
    assert!(drawn.contains("kpi.rate") && !drawn.contains("kpi.won"), "{drawn}");
    let all = graph(&model, &[], GraphFormat::Dot).unwrap();
    assert!(all.contains("label=\"criterion.icp\\nICP \\\"A\\\"\", shape=hexagon"), "{all}");
    assert!(all.contains("kpi.growth"), "{all}");
    assert_eq!(graph(&model, &["nobody"], GraphFormat::Dot), None);
}

#[test]
fn stages_show_the_way_from_text_to_plan() {
    let model = model("en");
    let as_of = model.project.as_of.unwrap();
    let shown = |name: &str, wanted| stage(&model, name, wanted, as_of).unwrap().unwrap();
    assert_eq!(
        shown("won", Stage::Expression),
        "count(deals where status = 'won' at deals.closed_at)\n"
    );
    let tree = "\
count : count
  rows deals
    where
      = : true or false
        deals.status : text
        'won' : text
    at
      deals.closed_at : datetime
";
    assert_eq!(shown("won", Stage::Formula), tree);
    assert!(
        shown("icp", Stage::Formula).contains("  >= : true or false\n    through leads.company_id")
    );
    for name in names(&model) {
        assert!(shown(&name, Stage::Plan).contains("output "), "{name}");
    }
    assert!(stage(&model, "nobody", Stage::Plan, as_of).is_none());
}

#[test]
fn a_plan_tells_its_numbers_and_the_agreement_it_counts_on() {
    let more = r#"
[funnel.f]
of = "leads"
stages = ["cv", "won_lead"]
skips = "backfill"
[stage.cv]
at = "leads.created_at"
[stage.won_lead]
label = "WON"
at = "first(deals.closed_at where status = 'won')"
[agreement.closing]
label = "closing rate"
between = ["marketing", "sales"]
promise = "cv -> won_lead within 90 days"
expect = "20% ± 5pt"
by = "month"
[plan.autumn]
period = "2026-11..2026-12"
target = { kpi = "revenue", amount = "3_000_000 JPY", by_month = ["40%", "60%"] }
funnel = "f"
value = "kpi.average"
rates = { "cv -> won_lead" = "agreement.closing" }
capacity = { won_lead = "5 per month" }
committed = { renewals = "1_000_000 JPY" }
[kpi.revenue]
formula = "sum(deals.amount where status = 'won' at deals.closed_at)"
"#;
    let mut sources = Sources::default();
    sources.add("kpi.toml", DEFINITIONS.replace("LANGUAGE", "en"));
    sources.add("kpi-definitions/more.toml", more);
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let text = definition(&model, "plan.autumn").unwrap().to_string();
    let head = "\
plan.autumn  (plan)

  what each stage of f owes per month for revenue of 3_000_000 JPY in 2026-11..2026-12

  period     2026-11..2026-12 (2026-11-01..2026-12-31)
  target     revenue 3_000_000 JPY
  by month   40%, 60%
  funnel     f
  value      kpi.average
  rate       cv -> won_lead: agreement.closing (20% ± 5pt)
  capacity   won_lead 5 per month
  committed  renewals 1_000_000 JPY
";
    assert!(text.starts_with(head), "{text}");
    let as_of = model.project.as_of.unwrap();
    let lines = "\
kpi.revenue = 3_000_000 JPY in 2026-11..2026-12
value = kpi.average
by month = 40%, 60%
committed renewals = 1_000_000 JPY
funnel = f
cv -> won_lead = agreement.closing (20% ± 5pt)
capacity won_lead = 5 per month
";
    assert_eq!(stage(&model, "autumn", Stage::Formula, as_of).unwrap().unwrap(), lines);
    for (used, through) in [
        ("agreement.closing", "agreement.closing"),
        ("kpi.revenue", "kpi.revenue"),
        ("average", "kpi.average"),
        ("won_lead", "funnel.f"),
        ("deals.amount", "kpi.average"),
    ] {
        let found = users(&model, find(&model, used).unwrap());
        let user = found.iter().find(|user| user.item.name(&model) == "plan.autumn");
        assert_eq!(user.map(|user| user.through.name(&model)).as_deref(), Some(through), "{used}");
    }
}

#[test]
fn all_that_is_shipped_can_be_explained() {
    for language in ["ja", "en"] {
        let mut sources = Sources::default();
        for (name, text) in crate::init::files() {
            let language = format!("language = \"{language}\"");
            sources.add(name, text.replace("language = \"ja\"", &language));
        }
        let (model, _) = crate::analyse(&sources);
        assert!(model.kpis.len() > 20);
        for name in names(&model) {
            let text = definition(&model, &name).unwrap().to_string();
            assert!(!text.contains('?') && !text.contains("Some("), "{text}");
            let ends_well = text.ends_with('\n') && text.lines().all(|it| it.trim_end() == it);
            assert!(ends_well, "{text}");
        }
    }
}
