//! Funnels, stages and scores of a whole project as understood.

use crate::model::{ColumnId, Entry, Formula, JourneyColumn, Model, Node, Shown, Skips, Target};
use crate::source::Sources;
use crate::types::Kind;

const SETTINGS: &str = r#"
[project]
name = "p"
language = "ja"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
[source.companies]
path = "companies.csv"
key = "company_id"
columns = { company_id = { type = "text" }, employees = { type = "integer" }, industry = { type = "text" } }
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
columns = { lead_id = { type = "text" }, created_at = { type = "datetime" }, company_id = { type = "text", links = "companies" }, industry = { type = "text" }, job_level = { type = "text" } }
[source.touches]
path = "touches.csv"
key = "touch_id"
time = "at"
columns = { touch_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, at = { type = "datetime" }, kind = { type = "text" }, channel = { type = "text" } }
[source.page_views]
path = "page_views.csv"
key = "view_id"
time = "at"
columns = { view_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, at = { type = "datetime" }, path = { type = "text" } }
[source.activities]
path = "activities.csv"
key = "activity_id"
time = "at"
columns = { activity_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, at = { type = "datetime" }, kind = { type = "text" } }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
columns = { deal_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, created_at = { type = "datetime" }, closed_at = { type = "datetime" }, status = { type = "text", known_from = "closed_at" } }
[source.spend]
path = "spend.csv"
time = "day"
columns = { day = { type = "date" }, amount = { type = "money" } }
"#;

const DEFINITIONS: &str = r#"
[funnel.b2b]
of = "leads"
stages = ["cv", "mql", "sql", "won"]
skips = "backfill"
cycle = { restarts_at = "touches", dormant = "180 days", quiet_in = ["touches", "activities"] }
[stage.cv]
at = "first(touches.at where kind in ['資料請求', 'お問い合わせ'])"
[criterion.icp]
of = "leads"
when = "companies.employees >= 100 and leads.industry in ['製造', 'IT']"
[score.engagement]
of = "leads"
cap = 60
floor = 0
[[score.engagement.rule]]
when = "page_views.path starts with '/pricing'"
points = 10
cap = 30
decay = { lose = "50%", every = "30 days", for = "180 days" }
[[score.engagement.rule]]
when = "leads.job_level in ['部長', '役員']"
points = 20
[stage.mql]
when = "(criterion.icp and score.engagement >= 40) or any(touches where kind = 'お問い合わせ')"
[stage.sql]
when = "any(activities where kind = '電話' since mql)"
[stage.won]
at = "first(deals.closed_at where status = 'won')"
"#;

fn analysed(settings: &str, more: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", settings);
    sources.add("kpi-definitions/a.toml", format!("{DEFINITIONS}{more}"));
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    model
}

fn kpi(formula: &str) -> (Model, Formula) {
    let model = analysed(SETTINGS, &format!("[kpi.x]\nformula = \"\"\"{formula}\"\"\"\n"));
    let formula = model.kpis[0].formula.clone();
    (model, formula)
}

fn shown(formula: &str) -> String {
    let (model, formula) = kpi(formula);
    Shown { model: &model, formula: &formula, source: None }.to_string()
}

#[test]
fn a_funnel_has_a_source_of_journeys_behind_the_others() {
    let model = analysed(SETTINGS, "");
    let funnel = &model.funnels[0];
    let journeys = model.source(funnel.journeys);
    assert_eq!(funnel.journeys.0, model.sources.len() - 1);
    assert_eq!((funnel.skips, funnel.whole_days), (Skips::Backfill, false));
    let names: Vec<&str> = journeys.columns.iter().map(|it| it.name.as_str()).take(5).collect();
    assert_eq!(names, ["lead_id", "cycle", "cv", "cv.backfilled", "cv.recorded_earlier"]);
    for index in 0..journeys.columns.len() {
        assert_eq!(JourneyColumn::at(index).index(), index);
    }
    let entry = journeys.column(ColumnId(JourneyColumn::Entry(1).index()));
    assert_eq!((entry.name.as_str(), &entry.kind), ("mql", &Kind::Datetime));
    assert!(matches!(model.stages[0].entry, Entry::At(_)));
    assert!(matches!(model.stages[1].entry, Entry::When(_)));
    assert_eq!(funnel.cycle.as_ref().unwrap().path.len(), 1);
    let cycle = model.dimension_named("cycle").unwrap();
    assert_eq!(model.dimensions[cycle.0].about.label, "サイクル");
}

#[test]
fn a_date_anywhere_makes_the_whole_funnel_one_of_days() {
    let days = SETTINGS.replacen(
        "closed_at = { type = \"datetime\" }",
        "closed_at = { type = \"date\" }",
        1,
    );
    let model = analysed(&days, "[kpi.x]\nformula = \"median(won.at - cv.at over won)\"\n");
    assert!(model.funnels[0].whole_days);
    let (journeys, entry) = model.entries(model.stage_named("cv").unwrap());
    assert_eq!(model.source(journeys).column(entry).kind, Kind::Date);
}

#[test]
fn points_fade_in_exact_steps() {
    let model = analysed(SETTINGS, "");
    let score = &model.scores[0];
    assert_eq!((score.scale, score.cap, score.floor), (4, Some(600_000), Some(0)));
    let rule = &score.rules[0];
    assert_eq!(model.source(rule.source).name, "page_views");
    let points: Vec<i64> = rule.steps.iter().map(|step| step.points).collect();
    assert_eq!(points, [100_000, 50_000, 25_000, 12_500, 6_250, 3_125, 0]);
    let after = rule.steps.last().and_then(|step| step.after).unwrap();
    assert_eq!(after.to_string(), "180 days");
    assert_eq!((score.rules[1].source, score.rules[1].path.len()), (score.of, 0));
}

#[test]
fn entries_are_sets_with_a_clock_and_a_unit() {
    assert_eq!(kpi("sum(spend.amount) / count(mql)").1.kind.to_string(), "JPY per mql");
    assert_eq!(
        shown(
            "count(mql where industry = 'IT' and companies.employees > 3 and not mql.backfilled)"
        ),
        "count(mql where (((b2b.lead_id -> leads.industry = 'IT') and (b2b.lead_id -> leads.company_id -> companies.employees > 3)) and not mql.backfilled) at mql.at)"
    );
    assert_eq!(
        shown("median(sql.at - mql.at over sql)"),
        "median((sql.at - mql.at) over sql at sql.at)"
    );
    assert_eq!(
        shown("count(mql where any(touches where kind = 'x' before sql))"),
        "count(mql where any(touches where (touches.kind = 'x') before sql.at at touches.at) at mql.at)"
    );
}

#[test]
fn an_entry_is_seen_from_rows_around_it() {
    assert_eq!(
        shown("count(touches where touches.at <= cv and score.engagement > 3)"),
        "count(touches where ((touches.at <= cv.at) and (touches.lead_id -> score.engagement > 3)) at touches.at)"
    );
    assert_eq!(
        shown("count(companies where count(mql) > 1)"),
        "count(companies where (count(mql at mql.at) > 1))"
    );
    assert!(
        shown("avg(deals.closed_at - sql.at)")
            .starts_with("avg((deals.closed_at - sql.at) over deals")
    );
    assert!(shown("median(mql.at - leads.created_at)").contains(" over mql at mql.at"));
}

#[test]
fn a_conversion_leads_to_the_entry_of_its_own_row() {
    let target = |formula: &str| {
        let (model, formula) = kpi(formula);
        let Node::Conversion(conversion) = formula.node else { panic!("a conversion") };
        (model, conversion.steps.into_iter().next().unwrap().target)
    };
    let (_, same) = target("cv -> mql within 30 days");
    assert!(matches!(same, Target::Moment(Formula { node: Node::Column(_), .. })));
    let (_, below) = target("deals -> won within 30 days");
    assert!(matches!(below, Target::Moment(Formula { node: Node::Journey(..), .. })));
    let (model, subject) = target("leads -> won within 30 days");
    let Target::First(first) = subject else { panic!("the first entry") };
    assert_eq!((first.path.len(), first.journey), (1, None));
    assert_eq!(first.set.stage, model.stage_named("won"));
    let (_, filtered) = target("cv -> mql where industry = 'IT' within 30 days");
    let Target::First(filtered) = filtered else { panic!("the entry of this journey") };
    assert_eq!((filtered.path.len(), filtered.set.filters.len()), (0, 1));
    assert!(filtered.journey.is_some());
}

#[test]
fn meaning_has_a_hash_and_words_have_none() {
    let hash = |from: &str, to: &str| {
        let mut sources = Sources::default();
        sources.add("kpi.toml", SETTINGS);
        assert!(DEFINITIONS.contains(from), "{from}");
        sources.add("kpi-definitions/a.toml", DEFINITIONS.replace(from, to));
        let (model, diagnostics) = crate::analyse(&sources);
        assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
        crate::hash::semantic_hash(&model)
    };
    let before = hash("", "");
    assert_eq!(hash("[stage.cv]", "[stage.cv]\nlabel = \"CV\""), before);
    assert_eq!(hash("cap = 60", "cap = 60.0"), before);
    let changes = [
        ("\"backfill\"", "\"exclude\""),
        ("180 days\", quiet_in", "90 days\", quiet_in"),
        ("[\"touches\", \"activities\"]", "[\"touches\"]"),
        ("\"sql\", \"won\"", "\"won\", \"sql\""),
        ("points = 10", "points = 11"),
        ("cap = 30\n", ""),
        ("floor = 0", "floor = -1"),
        ("for = \"180 days\"", "for = \"90 days\""),
        (">= 40", "> 40"),
        ("since mql", "after mql"),
    ];
    let mut seen: Vec<String> = changes.iter().map(|(from, to)| hash(from, to)).collect();
    seen.push(before);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), changes.len() + 1);
}
