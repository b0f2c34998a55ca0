//! What a change of a stage does to leads counted by hand.

mod moved;

use gyakusan::effect::{self, Ask, AskOverTime, Became, Decided, Moved, Movement, OverTime};
use gyakusan::engine::Polars;
use gyakusan::model::Model;
use gyakusan::outlook::Exact;

use crate::workspace::Workspace;

const SETTINGS: &str = r#"
[project]
name = "effect"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2026-03-31
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
columns = { lead_id = { type = "text" }, created_at = { type = "date" }, employees = { type = "integer" }, industry = { type = "text" } }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
columns = { deal_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, created_at = { type = "date" }, amount = { type = "money" } }
"#;

const DEFINITIONS: &str = r#"
[funnel.f]
of = "leads"
stages = ["cv", "mql", "won"]
skips = "exclude"
[stage.cv]
at = "leads.created_at"
[stage.mql]
label = "MQL"
when = "WHEN"
[stage.won]
label = "won"
at = "first(deals.created_at)"
[criterion.large]
of = "leads"
when = "leads.employees >= 50"
[kpi.revenue]
formula = "sum(deals.amount)"
[kpi.mqls]
formula = "count(mql)"
[kpi.gone]
formula = "count(leads)"
[plan.spring]
period = "2026-04..2026-06"
target = { kpi = "revenue", amount = "6_000_000 JPY" }
funnel = "f"
value = "1_000 JPY"
rates = { measured = "2026-01" }
"#;

const BASE: &str = "leads.employees >= 10";
const HEAD: &str = "leads.employees >= 50 and leads.industry = 'IT'";

/// Small IT, large other, small other, large IT, tiny IT, unknown IT; the first and the fourth buy.
fn project(when: &str) -> (Workspace, Model) {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", SETTINGS);
    let definitions = DEFINITIONS.replace("WHEN", when);
    let definitions = match when {
        HEAD => definitions.replace("[kpi.gone]", "[kpi.come]"),
        _ => definitions,
    };
    workspace.write("kpi-definitions/a.toml", definitions);
    workspace.write(
        "leads.csv",
        "lead_id,created_at,employees,industry\nL1,2026-01-10,20,IT\nL2,2026-01-10,60,food\n\
         L3,2026-01-10,20,food\nL4,2026-01-10,60,IT\nL5,2026-01-10,5,IT\nL6,2026-01-10,,IT\n",
    );
    workspace.write(
        "deals.csv",
        "deal_id,lead_id,created_at,amount\nD1,L1,2026-02-10,500\nD2,L1,2026-02-11,250\n\
         D3,L4,2026-02-10,1000\nD4,L5,2026-02-10,9\n",
    );
    let sources = gyakusan::load::load(workspace.path()).unwrap();
    let (model, found) = gyakusan::compile(&sources).unwrap();
    assert!(!found.has_errors(), "{found:?}");
    (workspace, model)
}

fn ask<T>(base: &str, head: &str, look: impl Fn(&Ask<'_>) -> T) -> T {
    let ((workspace, base), (_other, head)) = (project(base), project(head));
    let engine = Polars::new(workspace.path(), "Asia/Tokyo").unwrap();
    let as_of = base.project.as_of.unwrap();
    look(&Ask { base: &base, head: &head, as_of, period: None, engine: &engine })
}

fn moved(base: &str, head: &str) -> Movement {
    ask(base, head, |ask| {
        let [base, head] = [ask.base, ask.head].map(|model| model.stage_named("mql").unwrap());
        effect::stage(ask, base, head).unwrap()
    })
}

fn yen(units: i128) -> Exact {
    Exact { units, scale: 0 }
}

#[test]
fn who_leaves_why_and_what_became_of_them() {
    let found = moved(BASE, HEAD);
    assert_eq!((found.stay, found.moved, found.enter.len()), (1, 0, 0));
    let leave: Vec<_> =
        found.leave.iter().map(|it| (it.subject.as_str(), it.became, it.money, it.why)).collect();
    let expected = [
        ("L1", Became::Stage(2), yen(750), Decided::Clause(0)),
        ("L2", Became::Nothing, yen(0), Decided::Clause(1)),
        ("L3", Became::Nothing, yen(0), Decided::Several),
    ];
    assert_eq!(leave, expected);
    let by: Vec<_> = found.leave_by.iter().map(|it| (it.text.as_str(), it.decides)).collect();
    assert_eq!(by, [("leads.employees >= 50", 1), ("leads.industry = 'IT'", 1)]);
    assert_eq!((found.left.nothing, found.left.money), (2, Some(yen(750))));
    assert_eq!(found.left.stages, [("won".to_owned(), 1)]);
    assert_eq!(found.caught, Some([2, 2, 1]));
}

#[test]
fn the_other_way_round_they_enter() {
    let found = moved(HEAD, BASE);
    assert_eq!((found.stay, found.leave.len()), (1, 0));
    let enter: Vec<_> = found.enter.iter().map(|it| (it.subject.as_str(), it.why)).collect();
    let expected =
        [("L1", Decided::Clause(0)), ("L2", Decided::Clause(1)), ("L3", Decided::Several)];
    assert_eq!(enter, expected);
    assert_eq!((found.entered.nothing, found.entered.money), (2, Some(yen(750))));
}

/// L6 has no number of employees: it leaves for that, L1 and L5 for too few.
#[test]
fn a_value_that_is_missing_is_named() {
    let (any, large) = ("leads.industry = 'IT'", "leads.industry = 'IT' and leads.employees >= 50");
    for head in [large, "leads.industry = 'IT' and criterion.large"] {
        let found = moved(any, head);
        let leave: Vec<_> =
            found.leave.iter().map(|it| (it.subject.as_str(), it.missing.join(", "))).collect();
        let expected = [("L1", ""), ("L5", ""), ("L6", "leads.employees")];
        assert_eq!(leave, expected.map(|(lead, missing)| (lead, missing.to_owned())));
        let counts: Vec<_> = effect::missing(found.leave.iter()).into_iter().collect();
        assert_eq!(counts, [("leads.employees", 1)]);
    }
    let back = moved(large, any);
    assert_eq!(effect::missing(back.enter.iter()).len(), 1, "kept out for the same reason");
    let said = moved(any, "leads.industry = 'IT' and leads.employees is not missing");
    assert_eq!(said.leave.len(), 1);
    assert!(said.leave[0].missing.is_empty(), "the clause itself says it");
    let several =
        moved(any, "leads.industry = 'IT' and leads.employees >= 50 and leads.employees < 99");
    let gone = several.leave.iter().find(|it| it.subject == "L6").unwrap();
    assert_eq!(
        (gone.why, gone.missing.join(", ")),
        (Decided::Several, "leads.employees".to_owned())
    );
}

#[test]
fn nothing_changes_nothing() {
    let found = moved(BASE, BASE);
    assert_eq!((found.stay, found.moved), (4, 0));
    assert!(found.leave.is_empty() && found.enter.is_empty());
}

#[test]
fn kpis_move_with_the_stage() {
    let names = ["mqls", "revenue", "gone"].map(str::to_owned);
    let found = ask(BASE, HEAD, |ask| effect::kpis(ask, &names));
    let values = |at: usize| match &found[at].moved {
        Moved::Values(cells) => cells.each_ref().map(|cell| cell.value.to_string()),
        Moved::NotEvaluated(why) => panic!("{why}"),
    };
    assert_eq!(values(0), ["4", "1"]);
    assert_eq!(values(1), ["1759", "1759"]);
    assert_eq!(found[2].moved, Moved::NotEvaluated("is not defined".to_owned()));
}

/// The amount of a deal is no number; who is an MQL does not depend on it.
#[test]
fn a_kpi_that_cannot_be_evaluated_leaves_the_others_their_values() {
    let ((workspace, base), (_other, head)) = (project(BASE), project(HEAD));
    workspace.write("deals.csv", "deal_id,lead_id,created_at,amount\nD1,L1,2026-02-10,many\n");
    let engine = Polars::new(workspace.path(), "Asia/Tokyo").unwrap();
    let as_of = base.project.as_of.unwrap();
    let ask = Ask { base: &base, head: &head, as_of, period: None, engine: &engine };
    let found = effect::kpis(&ask, &["mqls", "revenue"].map(str::to_owned));
    let Moved::Values(cells) = &found[0].moved else { panic!("{:?}", found[0]) };
    assert_eq!(cells.each_ref().map(|cell| cell.value.to_string()), ["4", "1"]);
    let Moved::NotEvaluated(why) = &found[1].moved else { panic!("{:?}", found[1]) };
    assert!(why.contains("`many` is not money"), "{why}");
}

#[test]
fn promises_and_plans_move() {
    let promise = "[agreement.few]\nlabel = \"few\"\nbetween = [\"a\", \"b\"]\npromise = \"count(mql)\"\n\
                   expect = \"<= 1\"\nby = \"month\"\n";
    let with = |when: &str| {
        let (workspace, _) = project(when);
        let text = DEFINITIONS
            .replace("WHEN", when)
            .replace("label = \"MQL\"", "label = \"MQL\"\nowner = \"a\"\naccepted_by = \"b\"");
        workspace.write("kpi-definitions/a.toml", format!("{text}{promise}"));
        let sources = gyakusan::load::load(workspace.path()).unwrap();
        let (model, found) = gyakusan::compile(&sources).unwrap();
        assert!(!found.has_errors(), "{found:?}");
        (workspace, model)
    };
    let ((workspace, base), (_other, head)) = (with(BASE), with(HEAD));
    let engine = Polars::new(workspace.path(), "Asia/Tokyo").unwrap();
    let as_of = base.project.as_of.unwrap();
    let ask = Ask { base: &base, head: &head, as_of, period: None, engine: &engine };
    let flips = effect::agreements(&ask);
    assert_eq!(flips.len(), 1);
    assert_eq!((flips[0].what.as_str(), flips[0].after.as_str()), ("few 2026-01", "kept"));
    // 2 of 6 CV are won through 4 MQL; with the change 1 of 6 through 1.
    let plans = effect::plans(&ask);
    let stages = plans[0].stages.as_ref().unwrap();
    let rounded: Vec<[i64; 2]> =
        stages.iter().map(|(_, both)| both.map(|it| it.round() as i64)).collect();
    assert_eq!(rounded, [[18_000, 36_000], [12_000, 6_000], [6_000, 6_000]]);
}

/// Leads of January and February by hand: 4 and 3 pass the earlier rule, 1 and 2 the later.
#[test]
fn a_move_over_time_is_data_and_then_definition() {
    let ((workspace, base), (_other, head)) = (project(BASE), project(HEAD));
    workspace.write(
        "leads.csv",
        "lead_id,created_at,employees,industry\nL1,2026-01-10,20,IT\nL2,2026-01-10,60,food\n\
         L3,2026-01-10,20,food\nL4,2026-01-10,60,IT\nL5,2026-02-10,10,IT\nL6,2026-02-10,70,IT\n\
         L7,2026-02-28,50,IT\nL8,2026-03-01,50,IT\n",
    );
    let engine = Polars::new(workspace.path(), "Asia/Tokyo").unwrap();
    let as_of = base.project.as_of.unwrap();
    let month = |text: &str| {
        let asked = gyakusan::period::parse(text, as_of, &base.project.settings).unwrap();
        gyakusan::query::Asked { span: asked.span, label: text.to_owned() }
    };
    let periods = [month("2026-01"), month("2026-02")];
    let over_time = |models: [&Model; 2]| {
        let kpi = models[1].kpi_named("mqls").unwrap();
        let periods = [&periods[0], &periods[1]];
        effect::over_time(&AskOverTime { models, kpi, periods, as_of, engine: &engine }).unwrap()
    };
    let values = |found: &OverTime| found.cells.each_ref().map(|cell| cell.value.to_string());
    let found = over_time([&base, &head]);
    assert_eq!(values(&found), ["4", "3", "2"]);
    assert_eq!(found.changes.iter().map(|it| it.full_name()).collect::<Vec<_>>(), ["stage.mql"]);
    let back = over_time([&head, &base]);
    assert_eq!(values(&back), ["1", "2", "3"]);
    let same = over_time([&base, &base]);
    assert_eq!(values(&same), ["4", "3", "3"]);
    assert!(same.changes.is_empty());
}
