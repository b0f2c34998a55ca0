//! KPIs under both models.

use std::collections::BTreeMap;

use super::Ask;
use crate::model::{KpiId, Model};
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
        KpiMove { name: name.clone(), title, moved }
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
    match run::run(model, &ask.query(asked.clone()), ask.engine, "") {
        Ok(table) => {
            let cells = table.lines.into_iter().next().map_or_else(Vec::new, |line| line.cells);
            for (title, cell) in table.kpis.into_iter().zip(cells) {
                found.insert(title.title.name.clone(), Ok((title, cell)));
            }
        }
        Err(problems) => {
            let why: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
            for id in asked {
                found.insert(model.kpis[id.0].about.name.clone(), Err(why.join("; ")));
            }
        }
    }
    found
}
