//! KPIs under both models.

use std::collections::BTreeMap;

use super::Ask;
use crate::engine::{Engine, together};
use crate::model::{KpiId, Materiality, Model};
use crate::run;
use crate::table::{Cell, KpiTitle};

/// A KPI before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiMove {
    /// Its name.
    pub name: String,
    /// Label and unit, of the later definition.
    pub title: Option<KpiTitle>,
    /// What became of its value.
    pub moved: Moved,
    /// How far it may move before that matters, as the earlier definition says.
    pub within: Option<Materiality>,
}

/// What is to be said of a KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It moves.
    Moves,
    /// It moves, but not so far that it matters.
    Within,
    /// Its definition changed or inherits a change; on this data it stays as it is.
    NoneObserved,
    /// One side has no answer.
    NotEvaluated,
}

impl Verdict {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Moves => "moves",
            Verdict::Within => "within_materiality",
            Verdict::NoneObserved => "none_observed",
            Verdict::NotEvaluated => "not_evaluated",
        }
    }
}

impl KpiMove {
    /// Tells how the value moves.
    pub fn verdict(&self) -> Verdict {
        let Moved::Values(both) = &self.moved else { return Verdict::NotEvaluated };
        let [before, after] = both.as_ref();
        if before.status != after.status {
            return Verdict::Moves;
        }
        let covered = self.within.is_some_and(|it| it.covers(&before.value, &after.value));
        match before.value == after.value {
            true => Verdict::NoneObserved,
            false if covered => Verdict::Within,
            false => Verdict::Moves,
        }
    }
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    /// Both have one: before and after.
    Values(Box<[Cell; 2]>),
    /// One cannot be evaluated, and why.
    NotEvaluated(String),
}

/// Evaluates KPIs of the same names in both models, each model once.
pub(super) fn kpis(ask: &Ask<'_>, names: &[String]) -> Vec<KpiMove> {
    let (mut before, mut after) = (cells(ask, ask.base, names), cells(ask, ask.head, names));
    let moved = |name: &String| {
        let both = before.remove(name).zip(after.remove(name));
        let (title, moved) = match both {
            Some((Ok((_, before)), Ok((title, after)))) => {
                (Some(title), Moved::Values(Box::new([before, after])))
            }
            Some((Err(why), _) | (_, Err(why))) => (None, Moved::NotEvaluated(why)),
            None => (None, Moved::NotEvaluated("has no value".to_owned())),
        };
        let within = ask.base.kpi_named(name).and_then(|id| ask.base.kpis[id.0].materiality);
        KpiMove { name: name.clone(), title, moved, within }
    };
    names.iter().map(moved).collect()
}

type Cells = BTreeMap<String, Result<(KpiTitle, Cell), String>>;

fn cells(ask: &Ask<'_>, model: &Model, names: &[String]) -> Cells {
    let mut found = Cells::new();
    let mut asked: Vec<KpiId> = Vec::new();
    for name in names {
        let Some(id) = model.kpi_named(name) else {
            found.insert(name.clone(), Err("is not defined".to_owned()));
            continue;
        };
        match run::obstacle(model, &ask.query(vec![id]), id) {
            Some(obstacle) => drop(found.insert(name.clone(), Err(obstacle.message))),
            None => asked.push(id),
        }
    }
    if asked.is_empty() {
        return found;
    }
    let run = |ids: Vec<KpiId>, engine: &dyn Engine| run::run(model, &ask.query(ids), engine, "");
    let tables = match run(asked.clone(), ask.engine) {
        Ok(table) => vec![Ok(table)],
        // trouble with one leaves the others their values
        Err(_) => together(ask.engine, |engine| {
            asked.iter().map(|id| run(vec![*id], engine).map_err(|it| (*id, it))).collect()
        }),
    };
    for table in tables {
        match table {
            Ok(table) => {
                found.extend(table.into_first_line().map(|it| (it.0.title.name.clone(), Ok(it))))
            }
            Err((id, problems)) => {
                found.insert(model.kpis[id.0].about.name.clone(), Err(problems.messages()));
            }
        }
    }
    found
}
