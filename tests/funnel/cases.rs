//! Small projects whose answers are derived by hand: both readings must give them. Comes after
//! `compare`; `windows`, `replays`, `skips` and `cycles` hold the cases.

use super::compare::{cells_differ, leads, leads_printed};
use super::entries::{Cell, Question, cells};
use super::model::{
    Condition, Dimension, Goal, Kpi, Name, Operator, Project, Restart, Rows, SUBJECT, Score, Skips,
    Stage, Step, Value, source,
};
use super::moments::{Calendar, Length, Unit, length, local};
use super::stages::journeys;
use super::written;
use crate::workspace::Workspace;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// A project in the making.
pub(super) struct Case {
    project: Project,
}

/// Stages in Tokyo as of the end of 2026, with `skips = "backfill"`.
pub(super) fn case(stages: &[Stage]) -> Case {
    let calendar = Calendar { zone: "Asia/Tokyo", whole_days: false, hours: true };
    let channel = Name { source: "touches", column: "channel" };
    Case {
        project: Project {
            calendar,
            as_of: date(2026, 12, 31),
            dates: Vec::new(),
            tables: BTreeMap::new(),
            scores: Vec::new(),
            stages: stages.to_vec(),
            skips: Skips::Backfill,
            restart: None,
            kpis: Vec::new(),
            dimensions: vec![Dimension::First(channel), Dimension::Last(channel)],
        },
    }
}

impl Case {
    pub(super) fn zone(mut self, zone: &'static str) -> Case {
        self.project.calendar.zone = zone;
        self
    }

    pub(super) fn end_of(mut self, day: Date) -> Case {
        self.project.as_of = day;
        self
    }

    /// The moments of `leads` are dates.
    pub(super) fn whole_days(mut self) -> Case {
        self.project.calendar.whole_days = true;
        self.project.dates = vec![SUBJECT];
        self
    }

    pub(super) fn skips(mut self, skips: Skips) -> Case {
        self.project.skips = skips;
        self
    }

    /// A cycle restarts at a touch, so long after touches and activities.
    pub(super) fn restarts(mut self, dormant: Length) -> Case {
        let quiet_in = vec!["touches", "activities"];
        self.project.restart = Some(Restart { restarts_at: "touches", dormant, quiet_in });
        self
    }

    pub(super) fn score(mut self, score: Score) -> Case {
        self.project.scores.push(score);
        self
    }

    pub(super) fn kpi(mut self, kpi: Kpi) -> Case {
        self.project.kpis.push(kpi);
        self
    }

    /// Lines of a file, with local moments.
    pub(super) fn rows(mut self, name: &'static str, lines: &[&str]) -> Case {
        for line in lines {
            let columns = source(name).columns.iter();
            let fields = line.split(',').chain(std::iter::repeat(""));
            let cell = |((column, kind), field): (&(&'static str, &str), &str)| {
                let value = match *kind {
                    _ if field.is_empty() => Value::Missing,
                    "integer" | "money" => Value::Number(field.parse().unwrap()),
                    kind if kind.starts_with("datetime") => {
                        Value::Moment(local(self.project.calendar.zone, field))
                    }
                    _ => Value::from(field),
                };
                (*column, value)
            };
            let values: Vec<(&'static str, Value)> = columns.zip(fields).map(cell).collect();
            self.project.add(name, &values);
        }
        self
    }

    /// One lead `L1`.
    pub(super) fn lead(self, created_at: &str) -> Case {
        self.rows(SUBJECT, &[&format!("L1,{created_at}")])
    }

    /// Touches of `L1`: moment, kind and channel.
    pub(super) fn touches(self, lines: &[&str]) -> Case {
        self.below("touches", lines)
    }

    /// Rows of `L1` without their keys.
    pub(super) fn below(self, name: &'static str, lines: &[&str]) -> Case {
        let from = self.project.rows(name).len();
        let line = |(place, line): (usize, &&str)| format!("K{},L1,{line}", from + place);
        let lines: Vec<String> = lines.iter().enumerate().map(line).collect();
        self.rows(name, &lines.iter().map(String::as_str).collect::<Vec<&str>>())
    }

    fn workspace(&self) -> Workspace {
        let workspace = Workspace::empty();
        self.write(&workspace);
        workspace
    }

    /// Writes all files of the project.
    pub(super) fn write(&self, workspace: &Workspace) {
        written::write(&self.project, workspace);
    }

    /// The lines of `kpi leads` below the header.
    #[track_caller]
    pub(super) fn enters(self, stage: usize, expected: &[&str]) -> Case {
        let journeys = journeys(&self.project);
        let text = leads(&self.project, &journeys, stage);
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, expected, "the naive reading of stage_{stage}");
        let printed = leads_printed(&self.workspace(), &self.project, stage);
        assert_eq!(printed, text, "stage_{stage}");
        self
    }

    /// The total of a KPI, as `value status n` or `status converted lost open early`.
    #[track_caller]
    pub(super) fn gives(self, kpi: usize, expected: &str) -> Case {
        self.gives_by(&[], kpi, &[("", expected)])
    }

    /// The total of a KPI: its value to four digits, and as in [`Case::gives`].
    #[track_caller]
    pub(super) fn comes_to(self, kpi: usize, value: &str, expected: &str) -> Case {
        let (journeys, question) = (journeys(&self.project), Question::default());
        let (_, total) = cells(&self.project, &journeys, &self.project.kpis[kpi], &question);
        let found = total.value.map_or("none".to_owned(), |value| format!("{value:.4}"));
        assert_eq!(found, value, "the naive reading of kpi_{kpi}");
        self.gives(kpi, expected)
    }

    /// The cells of a KPI by dimensions, with the labels before them.
    #[track_caller]
    pub(super) fn gives_by(self, by: &[usize], kpi: usize, expected: &[(&str, &str)]) -> Case {
        let question = Question { by: by.to_vec(), ..Question::default() };
        let journeys = journeys(&self.project);
        let (found, total) = cells(&self.project, &journeys, &self.project.kpis[kpi], &question);
        let text = |((labels, _), cell): (&(Vec<String>, Option<Date>), &Cell)| {
            (labels.join(","), short(cell))
        };
        let found: Vec<(String, String)> = if by.is_empty() {
            vec![(String::new(), short(&total))]
        } else {
            found.iter().map(text).collect()
        };
        let found: Vec<(&str, &str)> =
            found.iter().map(|(label, cell)| (label.as_str(), cell.as_str())).collect();
        assert_eq!(found, expected, "the naive reading of kpi_{kpi}");
        let difference = cells_differ(&self.workspace(), &self.project, &journeys, &question);
        assert_eq!(difference, None);
        self
    }

    /// `skips = "error"`: the run fails and lists the subject.
    #[track_caller]
    pub(super) fn fails(self, subject: &str) {
        let skipped = |journey: &super::stages::Journey<'_>| journey.skipped;
        assert!(journeys(&self.project).iter().any(skipped), "the naive reading");
        let printed =
            leads_printed(&self.workspace(), &self.project, self.project.stages.len() - 1);
        assert!(printed.starts_with("exit ") && printed.contains(subject), "{printed}");
    }
}

fn short(cell: &Cell) -> String {
    match cell.parts {
        Some(parts) => format!(
            "{}: {} converted, {} lost, {} open, {} early",
            cell.status, parts.converted, parts.lost, parts.open, parts.early
        ),
        None => format!("{}: {} of {}", cell.status, cell.value.unwrap_or(f64::NAN), cell.n),
    }
}

/// `kind = 'text'` of a source.
pub(super) fn is(source: &'static str, kind: &str) -> Condition {
    Condition::Compare(Name { source, column: "kind" }, Operator::Equal, Value::from(kind))
}

/// `first(source.at where kind = 'text')`
pub(super) fn first(source: &'static str, kind: &str) -> Stage {
    Stage::First { source, moment: "at", filter: Some(is(source, kind)), from: None }
}

/// Rows of a kind.
pub(super) fn rows(source: &'static str, kind: &str) -> Rows {
    Rows { source, filter: Some(Box::new(is(source, kind))), last: None, from: None }
}

/// All rows of a source, `in last` so long.
pub(super) fn recent(source: &'static str, last: Length) -> Rows {
    Rows { source, filter: None, last: Some(last), from: None }
}

/// `any(source where kind = 'text')`
pub(super) fn any(source: &'static str, kind: &str) -> Condition {
    Condition::Any(rows(source, kind))
}

/// `stage_0 -> stage_1 within ..`
pub(super) fn conversion(window: Length) -> Kpi {
    let steps = vec![Step { to: Goal::Stage(1, None), window: Some(window) }];
    Kpi::Conversion { from: 0, filter: None, steps, minimum: None }
}

pub(super) fn days(count: i64) -> Length {
    length(count, Unit::Days)
}
