//! The program gives the entries and cells that the naive reading gives. Comes after all others.

use super::arrival::{self, Recorded};
use super::entries::{self, Cell, Parts, Place, Question};
use super::model::{Project, UNKNOWN};
use super::stages::{Journey, journeys};
use super::{random, written};
use crate::agreement::random::runner;
use crate::workspace::Workspace;
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::test_runner::TestCaseError;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of `kpi leads STAGE`, as text.
pub(super) fn leads(project: &Project, journeys: &[Journey<'_>], stage: usize) -> String {
    let cycles = project.restart.is_some();
    let cycle = if cycles { "cycle," } else { "" };
    let mut text = format!("lead_id,{cycle}at,backfilled,recorded_earlier\n");
    for journey in journeys {
        let Some(entry) = journey.entries[stage] else {
            continue;
        };
        let key = journey.subject.text("lead_id").unwrap();
        let number = if cycles { format!("{},", journey.cycle.number) } else { String::new() };
        let at = moment(project, entry.at);
        let (backfilled, earlier) = (entry.backfilled, entry.recorded_earlier);
        text += &format!("{key},{number}{at},{backfilled},{earlier}\n");
    }
    text
}

pub(super) fn moment(project: &Project, moment: Timestamp) -> String {
    let local = moment.to_zoned(project.calendar.zone());
    if project.calendar.whole_days {
        return local.date().to_string();
    }
    local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The answer of the program to `kpi leads`.
pub(super) fn leads_printed(workspace: &Workspace, project: &Project, stage: usize) -> String {
    let (stage, as_of) = (written::stage(stage), project.as_of.to_string());
    let ran = workspace.kpi(&["leads", &stage, "--format", "csv", "--as-of", &as_of]);
    if ran.code == 0 { ran.stdout } else { format!("exit {}\n{}", ran.code, ran.stderr) }
}

/// What is wrong with the entries into the stages, if anything.
fn stages_differ(
    workspace: &Workspace,
    project: &Project,
    journeys: &[Journey<'_>],
) -> Option<String> {
    if let Some(skipped) = journeys.iter().find(|journey| journey.skipped) {
        // "`error` = the run fails and lists the subjects"
        let printed = leads_printed(workspace, project, project.stages.len() - 1);
        let key = skipped.subject.text("lead_id").unwrap();
        let fails = printed.starts_with("exit 1") || printed.starts_with("exit 3");
        return (!fails || !printed.contains(key)).then(|| format!("{key} skips, not {printed}"));
    }
    for stage in 0..project.stages.len() {
        let expected = leads(project, journeys, stage);
        let printed = leads_printed(workspace, project, stage);
        if printed != expected {
            return Some(format!("stage_{stage}\nexpected {expected}\nnot {printed}"));
        }
    }
    None
}

/// The answer of the program to `kpi run`.
pub(super) fn run_printed(
    workspace: &Workspace,
    project: &Project,
    question: &Question,
) -> Result<Value, String> {
    let as_of = project.as_of.to_string();
    let mut words = vec!["run", "--format", "json", "--as-of", &as_of];
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let period = question.period.map(|(first, last)| format!("{}..{}", month(first), month(last)));
    if let Some(period) = &period {
        words.extend(["--period", period]);
    }
    let mut by: Vec<String> = question.by.iter().map(|place| written::dimension(*place)).collect();
    by.extend(question.months.map(|months| if months == 1 { "month" } else { "quarter" }.into()));
    let by = by.join(",");
    if !by.is_empty() {
        words.extend(["--by", &by]);
    }
    let ran = workspace.kpi(&words);
    if ran.code != 0 {
        return Err(format!("{words:?} exits {}\n{}", ran.code, ran.stderr));
    }
    serde_json::from_str(&ran.stdout).map_err(|error| error.to_string())
}

/// The place of a line of the answer.
fn place(question: &Question, line: &Value) -> Place {
    let label = |place: &usize| {
        let label = &line["group"][written::dimension(*place)];
        label.as_str().unwrap_or(UNKNOWN).to_owned()
    };
    let first = line["period"]["first"].as_str().map(|day| day.parse::<Date>().unwrap());
    (question.by.iter().map(label).collect(), question.months.and(first))
}

/// Whether the program's cell says the same.
fn alike(expected: &Cell, missing: bool, printed: &Value) -> bool {
    let status = printed["status"].as_str();
    if missing || status == Some("missing_input") {
        return missing && status == Some("missing_input") && printed["value"].is_null();
    }
    let count = |name: &str| printed[name].as_u64().map(|count| count as usize);
    let parts = count("converted").map(|converted| Parts {
        converted,
        lost: count("lost").unwrap(),
        open: count("open").unwrap(),
        early: count("early").unwrap(),
    });
    let value = match (expected.value, printed["value"].as_f64()) {
        (Some(expected), Some(printed)) => (expected - printed).abs() < 1e-9,
        (expected, printed) => expected == printed,
    };
    value
        && status == Some(expected.status)
        && count("n") == Some(expected.n)
        && parts == expected.parts
}

/// The first day of a line; none over all rows.
fn start(question: &Question, line: Option<Date>) -> Option<Date> {
    line.max(question.period.map(|(first, _)| first))
}

/// What is wrong with the cells, if anything.
pub(super) fn cells_differ(
    workspace: &Workspace,
    project: &Project,
    journeys: &[Journey<'_>],
    question: &Question,
) -> Option<String> {
    let answer = match run_printed(workspace, project, question) {
        Ok(answer) => answer,
        Err(trouble) => return Some(trouble),
    };
    for (number, kpi) in project.kpis.iter().enumerate() {
        let name = written::kpi(number);
        let (mut expected, total) = entries::cells(project, journeys, kpi, question);
        let mut recorded: BTreeMap<Option<Date>, Recorded> = BTreeMap::new();
        for line in expected.keys().map(|(_, line)| *line).collect::<BTreeSet<_>>() {
            let cells = expected.iter().filter(|((_, of), _)| *of == line);
            recorded.insert(line, Recorded::of(cells.map(|(_, cell)| cell)));
        }
        let told = |cell: &Cell, printed: &Value| {
            Some(format!("{name} of {question:?}\nexpected {cell:?}\nnot {printed}"))
        };
        for line in answer["lines"].as_array().unwrap() {
            let printed = &line["cells"][&name];
            let place = place(question, line);
            let found = recorded.get(&place.1).copied().unwrap_or_default();
            let missing = arrival::missing(project, kpi, start(question, place.1), found);
            let cell = expected.remove(&place);
            let cell = cell.unwrap_or_else(|| entries::empty(project, kpi));
            if !alike(&cell, missing, printed) {
                return told(&cell, &line.clone());
            }
        }
        if let Some((place, cell)) = expected.first_key_value() {
            return told(cell, &Value::String(format!("a line for {place:?}")));
        }
        let found = Recorded::of(std::iter::once(&total));
        let missing = arrival::missing(project, kpi, start(question, None), found);
        if !answer["total"].is_null() && !alike(&total, missing, &answer["total"][&name]) {
            return told(&total, &answer["total"]);
        }
    }
    None
}

/// What the program says otherwise than the naive reading, if anything.
pub(super) fn difference(project: &Project, question: &Question) -> Option<String> {
    let workspace = Workspace::empty();
    written::write(project, &workspace);
    let journeys = journeys(project);
    stages_differ(&workspace, project, &journeys).or_else(|| {
        let fails = journeys.iter().any(|journey| journey.skipped);
        if fails { None } else { cells_differ(&workspace, project, &journeys, question) }
    })
}

/// The files of a project, to look at.
pub(super) fn shown(project: &Project) -> String {
    let workspace = Workspace::empty();
    written::write(project, &workspace);
    let mut text = written::definitions(project);
    text += &format!(
        "as of {} in {:?}, dates of {:?}\n",
        project.as_of, project.calendar, project.dates
    );
    for (source, _) in project.tables.iter().filter(|(_, rows)| !rows.is_empty()) {
        text += &format!("{source}\n{}", workspace.read(&format!("data/{source}.csv")));
    }
    text
}

/// Numbers on which the two readings once differed.
const ONCE_DIFFERENT: [(&[u16], &[u16]); 0] = [];

fn check(model: &[u16], data: &[u16]) -> Result<(), TestCaseError> {
    let (project, question) = random::case(model.to_vec(), data.to_vec());
    let told = |difference| {
        TestCaseError::fail(format!("{difference}\n{}\n{model:?}\n{data:?}", shown(&project)))
    };
    difference(&project, &question).map_or(Ok(()), |difference| Err(told(difference)))
}

#[test]
fn the_program_agrees_with_the_naive_reading() {
    for (model, data) in ONCE_DIFFERENT {
        check(model, data).unwrap_or_else(|failure| panic!("{failure}"));
    }
    runner(80)
        .run(&random::numbers_of_a_case(), |(model, data)| check(&model, &data))
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn every_random_project_is_understood() {
    let understood = |(model, data): (Vec<u16>, Vec<u16>)| {
        let (project, _) = random::case(model, data);
        let workspace = Workspace::empty();
        written::write(&project, &workspace);
        let ran = workspace.kpi(&["check"]);
        let said = || TestCaseError::fail(format!("{}{}", ran.stdout, ran.stderr));
        if ran.code == 0 { Ok(()) } else { Err(said()) }
    };
    runner(80)
        .run(&random::numbers_of_a_case(), understood)
        .unwrap_or_else(|failure| panic!("{failure}"));
}
