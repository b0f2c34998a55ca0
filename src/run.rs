//! One query from model to table: lowered, computed, checked against the data, answered.

use crate::answer::{self, Facts, Misfit};
use crate::diagnostic::{DataPlace, Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::lower::{self, Audit, Listed, Listing, Lowered, Narrowed};
use crate::model::{Conversion, Formula, FunnelId, KpiId, Model, SourceId};
use crate::plan::{Output, Plan, Rows};
use crate::query::Query;
use crate::table::Table;

/// Values shown of each kind of trouble in the data.
const SHOWN: usize = 3;
/// Subjects listed that skip a stage.
const LISTED: usize = 100;
/// Repeated keys that are counted.
const MOST_KEYS: usize = 1_000;

/// Answers a query; the errors say why it could not be answered.
pub fn run(
    model: &Model,
    query: &Query,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<Table, Diagnostics> {
    let lowered = lowered(model, query)?;
    let (plan, audits) = (&lowered.plan, &lowered.audits);
    let (rows, _) = checked(model, engine, plan, audits)?;
    answer::answer(model, query, &lowered, &rows, definitions)
        .map_err(|overflow| collected(vec![overflow]))
}

/// Lists rows of sets, one by one, in no particular order; the errors say why that cannot be.
pub fn list(
    model: &Model,
    query: &Query,
    listings: &[Listing],
    engine: &dyn Engine,
) -> Result<Vec<Rows>, Diagnostics> {
    list_narrowed(model, query, listings, &Narrowed::default(), engine)
}

/// The same, of less than everything up to the as-of day.
pub fn list_narrowed(
    model: &Model,
    query: &Query,
    listings: &[Listing],
    narrowed: &Narrowed,
    engine: &dyn Engine,
) -> Result<Vec<Rows>, Diagnostics> {
    let listed = listed(model, query, listings, narrowed)?;
    let (mut rows, _) = checked(model, engine, &listed.plan, &listed.audits)?;
    rows.truncate(listings.len());
    Ok(rows)
}

/// Computes relations made of listed rows, also of those of several models, which have one time zone;
/// the checks of all travel with them.
pub fn composed(
    parts: &[(&Model, &Listed)],
    outputs: Vec<Output>,
    engine: &dyn Engine,
) -> Result<Vec<Rows>, Diagnostics> {
    let asked = outputs.len();
    let time_zone = parts.first().map_or("UTC", |(model, _)| &model.project.time_zone).to_owned();
    let mut plan = Plan { outputs, time_zone };
    for (part, (_, listed)) in parts.iter().enumerate() {
        let checks = listed.plan.outputs[listed.rows..].iter();
        plan.outputs.extend(checks.map(|check| Output {
            name: format!("{part} {}", check.name),
            relation: check.relation.clone(),
        }));
    }
    let mut rows = engine.run(&plan).map_err(|errors| {
        let found = parts.iter().fold(errors, |errors, (model, listed)| {
            beyond_calendar(model, engine, &listed.plan, &listed.audits, errors)
        });
        collected(found)
    })?;
    let mut checks = rows.split_off(asked).into_iter();
    for (model, listed) in parts {
        let mut found = vec![Rows::default(); listed.rows];
        found.extend(checks.by_ref().take(listed.plan.outputs.len() - listed.rows));
        looked_at(model, engine, &listed.audits, &found)?;
    }
    Ok(rows)
}

/// Lists `values` of the entries into a conversion whose windows are over and that did not convert,
/// in no particular order.
pub fn lost(
    model: &Model,
    query: &Query,
    conversion: &Conversion,
    values: Vec<Formula>,
    engine: &dyn Engine,
) -> Result<Rows, Diagnostics> {
    let mut problems = Diagnostics::default();
    let listed = lower::lost(model, query, conversion, values, &mut problems).ok_or(problems)?;
    let (mut rows, _) = checked(model, engine, &listed.plan, &listed.audits)?;
    Ok(rows.swap_remove(0))
}

/// Lowers a listing, or says why it cannot be made.
pub fn listed(
    model: &Model,
    query: &Query,
    listings: &[Listing],
    narrowed: &Narrowed,
) -> Result<Listed, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    lower::listing(model, query, listings, narrowed, &mut diagnostics).ok_or(diagnostics)
}

/// Runs a plan and looks at what its checks found.
fn checked(
    model: &Model,
    engine: &dyn Engine,
    plan: &Plan,
    audits: &[Audit],
) -> Result<(Vec<Rows>, Facts), Diagnostics> {
    let rows = engine
        .run(plan)
        .map_err(|errors| collected(beyond_calendar(model, engine, plan, audits, errors)))?;
    let facts = looked_at(model, engine, audits, &rows)?;
    Ok((rows, facts))
}

/// Looks at what checks found.
fn looked_at(
    model: &Model,
    engine: &dyn Engine,
    audits: &[Audit],
    rows: &[Rows],
) -> Result<Facts, Diagnostics> {
    let facts = answer::facts(model, audits, rows);
    let mut errors = Diagnostics::default();
    for (misfit, count) in &facts.misfits {
        match explained(model, engine, *misfit, *count) {
            Ok(found) | Err(found) => errors.extend(found),
        }
    }
    for (source, keys) in facts.overlaps.iter().filter(|(_, keys)| !keys.is_empty()) {
        errors.push(overlaps(model, *source, keys));
    }
    for (funnel, keys) in facts.skipped.iter().filter(|(_, keys)| !keys.is_empty()) {
        errors.push(skipped(model, *funnel, keys));
    }
    if errors.has_errors() { Err(errors) } else { Ok(facts) }
}

/// Names the sources whose days the calendar does not know; other errors stay as they are.
fn beyond_calendar(
    model: &Model,
    engine: &dyn Engine,
    plan: &Plan,
    audits: &[Audit],
    errors: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if errors.iter().all(|error| error.code != "beyond-calendar") {
        return errors;
    }
    let (mut outputs, mut ranges) = (Vec::new(), Vec::new());
    for audit in audits {
        if let Audit::BusinessRange { source, output } = audit {
            ranges.push(Audit::BusinessRange { source: *source, output: outputs.len() });
            outputs.push(plan.outputs[*output].clone());
        }
    }
    let Ok(rows) = engine.run(&Plan { outputs, ..plan.clone() }) else { return errors };
    let misfits = answer::facts(model, &ranges, &rows).misfits;
    let found =
        misfits.iter().filter_map(|(misfit, count)| explained(model, engine, *misfit, *count).ok());
    let found: Vec<Diagnostic> = found.flatten().collect();
    if found.is_empty() { errors } else { found }
}

/// Lowers a query, or says why it cannot be asked.
pub fn lowered(model: &Model, query: &Query) -> Result<Lowered, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    lower::lower(model, query, &mut diagnostics).ok_or(diagnostics)
}

/// Tells why a KPI cannot be part of a query; nothing where it can.
pub fn obstacle(model: &Model, query: &Query, kpi: KpiId) -> Option<Diagnostic> {
    let alone = Query { kpis: vec![kpi], ..query.clone() };
    if query.period.is_none() && answer::looks_elsewhere(model, kpi) {
        let about = &model.kpis[kpi.0].about;
        let message = format!("`{}` looks at other periods, so it needs one", about.name);
        let error = Diagnostic::error("needs-period", about.span, message);
        return Some(error.help("add `--period`, for example `--period \"last 12 months\"`"));
    }
    lowered(model, &alone).err().and_then(|errors| errors.iter().next().cloned())
}

fn collected(items: Vec<Diagnostic>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(items);
    diagnostics
}

/// Turns trouble in the data into errors with their places; links that dangle are no error.
pub fn explained(
    model: &Model,
    engine: &dyn Engine,
    misfit: Misfit,
    count: i64,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    match misfit {
        Misfit::Dangling(..) => Ok(Vec::new()),
        Misfit::Value(source, column) => {
            let dataset = &model.source(source).dataset;
            let column = &dataset.columns[column.0];
            if column.bad_is_missing {
                return Ok(Vec::new());
            }
            let faults = engine.faults(dataset, &column.name, SHOWN)?;
            let kind = &model.source(source).columns[index(model, source, &column.name)].kind;
            let shown = |fault: &crate::engine::Fault| {
                let message = format!("`{}` is not {kind}", fault.value);
                Diagnostic::general("bad-cell", message).data(fault.place.clone()).help(format!(
                    "correct the file, or declare `missing`, `replace`, `format`, `scale` or `bad_values = \"missing\"` for `{}`",
                    column.name
                ))
            };
            let mut found: Vec<Diagnostic> = faults.iter().map(shown).collect();
            found.extend(rest(
                count,
                found.len(),
                &format!("values of `{}.{}`", dataset.name, column.name),
            ));
            Ok(found)
        }
        Misfit::NoKey(source) => Ok(vec![no_key(model, source, count)]),
        Misfit::DuplicateKey(source) => duplicates(model, engine, source),
        Misfit::OutsideCalendar(source, date) => Ok(vec![outside(model, source, date)]),
    }
}

fn index(model: &Model, source: SourceId, column: &str) -> usize {
    model.source(source).column_named(column).map_or(0, |id| id.0)
}

/// Says how many more there are than were shown.
fn rest(count: i64, shown: usize, what: &str) -> Option<Diagnostic> {
    let more = count - i64::try_from(shown).unwrap_or(i64::MAX);
    (more > 0 && shown > 0).then(|| {
        let message = format!("{more} more {what} do not fit");
        Diagnostic::general("bad-cell", message).help("run `kpi check --data` for the whole list")
    })
}

fn no_key(model: &Model, source: SourceId, count: i64) -> Diagnostic {
    let held = model.source(source);
    let key = held.key.map_or("?", |key| &held.column(key).name);
    let message = format!("{count} rows of `{}` have no `{key}`", held.name);
    Diagnostic::error("missing-key-value", held.span, message)
        .label("key is missing in rows")
        .help("fill the key in the file, or choose another column as `key`")
}

fn duplicates(
    model: &Model,
    engine: &dyn Engine,
    source: SourceId,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let held = model.source(source);
    let key = held.key.map_or_else(String::new, |key| held.column(key).name.clone());
    let found = engine.duplicates(&held.dataset, &key, MOST_KEYS)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let place = |place: &DataPlace| {
        let row = place.row.map_or(String::new(), |row| format!(":{row}"));
        format!("{}{row}", place.file)
    };
    let examples: Vec<String> = found
        .iter()
        .take(SHOWN)
        .map(|key| {
            let places: Vec<String> = key.places.iter().map(place).collect();
            format!("`{}` ({} times: {})", key.value, key.count, places.join(", "))
        })
        .collect();
    let count = match found.len() {
        MOST_KEYS => format!("{MOST_KEYS} or more"),
        count => count.to_string(),
    };
    let (name, examples) = (&held.name, examples.join("; "));
    let message = format!("{count} keys of `{name}` stand in several rows: {examples}");
    let error = Diagnostic::error("duplicate-key", held.span, message).label("key is not unique");
    Ok(vec![error.help("remove the repeated rows, or choose a `key` that is unique")])
}

fn overlaps(model: &Model, source: SourceId, keys: &[String]) -> Diagnostic {
    let held = model.source(source);
    let (count, examples) = (keys.len(), keys[..keys.len().min(SHOWN)].join(", "));
    let message =
        format!("versions of {count} keys of `{}` overlap, for example of {examples}", held.name);
    Diagnostic::error("duplicate-key", held.span, message)
        .label("two versions at once")
        .help("let each version end where the next begins")
}

fn skipped(model: &Model, funnel: FunnelId, keys: &[String]) -> Diagnostic {
    let about = &model.funnels[funnel.0].about;
    let subjects = &model.source(model.funnels[funnel.0].of).name;
    let count = keys.len();
    let mut listed = keys[..count.min(LISTED)].join(", ");
    if count > LISTED {
        listed.push_str(&format!(" and {} more", count - LISTED));
    }
    let message = format!(
        "{count} of `{subjects}` enter a stage of `{}` before an earlier one: {listed}",
        about.name
    );
    Diagnostic::error("skipped-stage", about.span, message)
        .label("`skips = \"error\"`")
        .help("correct the data, or write `skips = \"backfill\"` or `skips = \"exclude\"`")
}

fn outside(model: &Model, source: SourceId, date: jiff::civil::Date) -> Diagnostic {
    let range = model.calendar.as_ref().map(|calendar| calendar.range);
    let known = range.map_or(String::new(), |(first, last)| format!("{first} to {last}"));
    let held = model.source(source);
    let message =
        format!("`{}` has the day {date}, the business calendar knows {known}", held.name);
    Diagnostic::error("outside-calendar", held.span, message)
        .help("leave those rows out with `where`, or use `days` instead of `business days`")
}
