//! A project as the files that the program reads. Comes after `model`, before `compare`.

use super::model::{
    Bound, Condition, Dimension, Fades, Goal, Kpi, Name, Operator, Project, Restart, Row, Rows,
    Rule, SOURCES, SUBJECT, Score, Skips, Source, Stage, Step, UNKNOWN, Value,
};
use crate::workspace::Workspace;
use std::fmt::Write;

pub(super) fn stage(place: usize) -> String {
    format!("stage_{place}")
}

pub(super) fn kpi(place: usize) -> String {
    format!("kpi_{place}")
}

pub(super) fn dimension(place: usize) -> String {
    format!("dimension_{place}")
}

/// Writes all files of a project.
pub(super) fn write(project: &Project, workspace: &Workspace) {
    workspace.write("kpi.toml", settings(project));
    workspace.write("kpi-definitions/funnel.toml", definitions(project));
    for source in &SOURCES {
        workspace.write(&format!("data/{}.csv", source.name), table(project, source));
    }
}

fn settings(project: &Project) -> String {
    let mut text = format!(
        "[project]\nname = 'random'\nlanguage = 'en'\ntime_zone = '{}'\ncurrency = 'JPY'\n\
         fiscal_year_starts = 4\nweek_starts = 'monday'\n\n[calendar.business]\n\
         weekend = ['saturday', 'sunday']\nholidays = 'japan'\nclosed = ['12-29..01-03']\n",
        project.calendar.zone
    );
    if project.calendar.hours {
        text += "hours = '09:00..18:00'\n";
    }
    for source in &SOURCES {
        let Source { name, key, time, columns } = source;
        write!(text, "\n[source.{name}]\npath = 'data/{name}.csv'\nkey = '{key}'\n").unwrap();
        if let Some(time) = time {
            writeln!(text, "time = '{time}'").unwrap();
        }
        writeln!(text, "[source.{name}.columns]").unwrap();
        for (column, kind) in *columns {
            let days = project.dates.contains(name);
            let kind = if days { kind.replace("datetime", "date") } else { (*kind).to_owned() };
            writeln!(text, "{column} = {{ type = '{kind}' }}").unwrap();
        }
    }
    text
}

fn table(project: &Project, source: &Source) -> String {
    let columns: Vec<&str> = source.columns.iter().map(|(column, _)| *column).collect();
    let mut text = columns.join(",") + "\n";
    let field = |row: &Row, column: &str| match row.written(column) {
        Value::Missing => String::new(),
        Value::Text(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Moment(moment) if project.dates.contains(&source.name) => {
            project.calendar.day(moment).to_string()
        }
        Value::Moment(moment) => moment.to_string(),
    };
    for row in project.rows(source.name) {
        let fields: Vec<String> = columns.iter().map(|column| field(row, column)).collect();
        text += &(fields.join(",") + "\n");
    }
    text
}

/// The definitions; also what a failing case prints.
pub(super) fn definitions(project: &Project) -> String {
    let mut text = String::new();
    let stages: Vec<String> =
        (0..project.stages.len()).map(|place| format!("'{}'", stage(place))).collect();
    let skips = match project.skips {
        Skips::Backfill => "backfill",
        Skips::Exclude => "exclude",
        Skips::Error => "error",
    };
    write!(
        text,
        "[funnel.random]\nof = '{SUBJECT}'\nstages = [{}]\nskips = '{skips}'\n",
        stages.join(", ")
    )
    .unwrap();
    if let Some(Restart { restarts_at, dormant, quiet_in }) = &project.restart {
        writeln!(
            text,
            "cycle = {{ restarts_at = '{restarts_at}', dormant = '{dormant}', quiet_in = {quiet_in:?} }}"
        )
        .unwrap();
    }
    for (place, part) in project.stages.iter().enumerate() {
        write!(text, "\n[stage.{}]\n{}\n", stage(place), stage_line(place, part)).unwrap();
    }
    for (place, score) in project.scores.iter().enumerate() {
        text += &score_table(place, score);
    }
    for (place, part) in project.dimensions.iter().enumerate() {
        let value = match part {
            Dimension::First(Name { source, column }) => format!("first({source}.{column})"),
            Dimension::Last(Name { source, column }) => format!("last({source}.{column})"),
            Dimension::Column(Name { source, column }) => format!("{source}.{column}"),
        };
        let name = dimension(place);
        write!(
            text,
            "\n[dimension.{name}]\nof = {{ {SUBJECT} = \"{value}\" }}\nmissing = '{UNKNOWN}'\n"
        )
        .unwrap();
    }
    for (place, part) in project.kpis.iter().enumerate() {
        write!(text, "\n[kpi.{}]\n{}", kpi(place), kpi_lines(part)).unwrap();
    }
    text
}

fn stage_line(place: usize, part: &Stage) -> String {
    match part {
        Stage::Recorded(column) => format!("at = \"{SUBJECT}.{column}\""),
        Stage::First { source, moment, filter, from } => {
            let tail = format!("{}{}", filtered(filter.as_ref(), source), bounded(*from));
            format!("at = \"first({source}.{moment}{tail})\"")
        }
        Stage::When(condition) => format!("when = \"{}\"", expression(condition, "")),
        Stage::Changed(oldest, later) => {
            let header = format!("[[stage.{}.before]]\n", stage(place));
            let mut text = "restates = false\n".to_owned();
            for (day, condition) in later.iter().rev() {
                let when = expression(condition, "");
                text += &format!("effective_from = {day}\nwhen = \"{when}\"\n{header}");
            }
            text + &format!("when = \"{}\"", expression(oldest, ""))
        }
    }
}

fn score_table(place: usize, score: &Score) -> String {
    let limits = |cap: Option<i64>, floor: Option<i64>| {
        let cap = cap.map_or(String::new(), |cap| format!("cap = {cap}\n"));
        cap + &floor.map_or(String::new(), |floor| format!("floor = {floor}\n"))
    };
    let mut text = format!("\n[score.score_{place}]\nof = '{SUBJECT}'\n");
    text += &limits(score.cap, score.floor);
    for Rule { when, points, cap, fades, .. } in &score.rules {
        write!(text, "[[score.score_{place}.rule]]\nwhen = \"{}\"\n", expression(when, ""))
            .unwrap();
        let sign = if *points < 0 { "-" } else { "" };
        let (whole, tenth) = (points.abs() / 10, points.abs() % 10);
        let tenth = if tenth == 0 { String::new() } else { format!(".{tenth}") };
        write!(text, "points = {sign}{whole}{tenth}\n{}", limits(*cap, None)).unwrap();
        match fades {
            Fades::Never => {}
            Fades::Window(window) => writeln!(text, "window = '{window}'").unwrap(),
            Fades::Decay { lose, every, ends } => {
                writeln!(text, "decay = {{ lose = '{lose}%', every = '{every}', for = '{ends}' }}")
                    .unwrap();
            }
        }
    }
    text
}

fn kpi_lines(kpi: &Kpi) -> String {
    match kpi {
        Kpi::Count { stage: of, filter } => {
            format!("formula = \"count({}{})\"\n", stage(*of), filtered(filter.as_ref(), ""))
        }
        Kpi::Conversion { from, filter, steps, minimum } => {
            let mut formula = stage(*from) + &filtered(filter.as_ref(), "");
            for Step { to, window } in steps {
                let to = goal(to);
                let window = window.map_or("ever".to_owned(), |window| window.to_string());
                write!(formula, " -> {to} within {window}").unwrap();
            }
            format!("formula = \"{formula}\"\n{}", least(*minimum))
        }
        Kpi::SurvivalMedian { from, filter, to, minimum } => {
            let from = stage(*from) + &filtered(filter.as_ref(), "");
            let formula = format!("survival median({from} -> {})", goal(to));
            format!("formula = \"{formula}\"\nunit = 'days'\n{}", least(*minimum))
        }
        Kpi::ExpectedRate { from, filter, to, window, minimum } => {
            let from = stage(*from) + &filtered(filter.as_ref(), "");
            let formula = format!("expected rate({from} -> {} within {window})", goal(to));
            format!("formula = \"{formula}\"\n{}", least(*minimum))
        }
        Kpi::Median { later, earlier } => {
            let (later, earlier) = (stage(*later), stage(*earlier));
            format!("formula = \"median({later}.at - {earlier}.at over {later})\"\n")
        }
    }
}

fn least(minimum: Option<usize>) -> String {
    minimum.map_or(String::new(), |least| format!("minimum = {least}\n"))
}

fn goal(to: &Goal) -> String {
    match to {
        Goal::Stage(to, filter) => stage(*to) + &filtered(filter.as_ref(), ""),
        Goal::First { source, moment, filter } => {
            format!("first({source}.{moment}{})", filtered(filter.as_ref(), source))
        }
    }
}

fn filtered(filter: Option<&Condition>, own: &str) -> String {
    filter.map_or(String::new(), |filter| format!(" where {}", expression(filter, own)))
}

fn bounded(from: Option<Bound>) -> String {
    from.map_or(String::new(), |Bound { strict, stage: of }| {
        format!(" {} {}", if strict { "after" } else { "since" }, stage(of))
    })
}

fn name(name: Name, own: &str) -> String {
    let Name { source, column } = name;
    // "bare column names inside an aggregate's `where`"
    if source == own { column.to_owned() } else { format!("{source}.{column}") }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{text}'"),
        Value::Number(number) => number.to_string(),
        Value::Missing | Value::Moment(_) => panic!("no literal"),
    }
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::Unequal => "!=",
        Operator::Less => "<",
        Operator::AtMost => "<=",
        Operator::More => ">",
        Operator::AtLeast => ">=",
    }
}

/// A condition as text; `own` is the source whose columns need no name before them.
fn expression(condition: &Condition, own: &str) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let parts: Vec<String> =
            parts.iter().map(|part| format!("({})", expression(part, own))).collect();
        parts.join(word)
    };
    let sign = operator;
    match condition {
        Condition::All(parts) => joined(parts, " and "),
        Condition::Either(parts) => joined(parts, " or "),
        Condition::Not(part) => format!("not ({})", expression(part, own)),
        Condition::Compare(of, operator, value) => {
            format!("{} {} {}", name(*of, own), sign(*operator), literal(value))
        }
        Condition::In(of, list) => {
            let list: Vec<String> = list.iter().map(literal).collect();
            format!("{} in [{}]", name(*of, own), list.join(", "))
        }
        Condition::StartsWith(of, start) => format!("{} starts with '{start}'", name(*of, own)),
        Condition::Missing(of) => format!("{} is missing", name(*of, own)),
        Condition::Present(of) => format!("{} is not missing", name(*of, own)),
        Condition::Any(of) => format!("any({})", rows(of, None)),
        Condition::None(of) => format!("none({})", rows(of, None)),
        Condition::Count(of, operator, number) => {
            format!("count({}) {} {number}", rows(of, None), sign(*operator))
        }
        Condition::Sum(of, column, operator, number) => {
            let unit = if *column == "amount" { " JPY" } else { "" };
            format!("sum({}) {} {number}{unit}", rows(of, Some(column)), sign(*operator))
        }
        Condition::Score(score, operator, number) => {
            format!("score.score_{score} {} {number}", sign(*operator))
        }
    }
}

fn rows(rows: &Rows, column: Option<&str>) -> String {
    let Rows { source, filter, last, from } = rows;
    let column = column.map_or(String::new(), |column| format!(".{column}"));
    let last = last.map_or(String::new(), |last| format!(" in last {last}"));
    format!("{source}{column}{}{last}{}", filtered(filter.as_deref(), source), bounded(*from))
}
