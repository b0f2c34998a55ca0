//! Credits of all entries, added up by channel, group and period.

use std::collections::{BTreeMap, BTreeSet};

use super::journeys::{Journeys, journeys, label_occurs};
use super::{listings, micros, nobody, overflow};
use crate::answer::label;
use crate::attribution::{Credit, ENTRY, Path, credits};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::model::{Aggregate, Attribution, AttributionId, Model};
use crate::period::{self, Zone};
use crate::plan::{Rows, Value};
use crate::query::Query;
use crate::run;
use jiff::civil::Date;

/// Digits of [`ENTRY`].
const ENTRY_SCALE: u8 = 9;

/// Paths that are credited at once, where each is credited on its own.
const AT_ONCE: usize = 16_384;

/// Labels of the dimensions, and the first day of the period that holds the entry.
pub(super) type Place = (Vec<String>, Option<Date>);

/// The credit of one KPI.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sums {
    /// Digits after the point.
    pub(super) scale: u8,
    /// By place and number of the channel; none is nobody.
    pub(super) cells: BTreeMap<(Place, Option<u32>), Sum>,
}

/// What a channel gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) units: i128,
    /// Entries of which it gets a part.
    pub(super) entries: i64,
}

/// Credits of several KPIs.
pub(super) struct Credited {
    /// Labels by number.
    pub(super) channels: Vec<String>,
    /// One for each KPI.
    pub(super) sums: Vec<Sums>,
}

/// Splits KPIs over the touches before the entries they count or add up.
pub(super) fn credited(
    model: &Model,
    query: &Query,
    id: AttributionId,
    kpis: &[Aggregate],
    engine: &dyn Engine,
) -> Result<Credited, Diagnostics> {
    let attribution = &model.attributions[id.0];
    let (touches, columns) = listings::touches(model, attribution);
    let mut wanted = vec![touches, listings::entered(model, attribution)];
    wanted.extend(kpis.iter().map(|kpi| listings::asked(model, attribution, kpi)));
    let mut rows = run::list(model, query, &wanted, engine)?.into_iter();
    let (touches, entries) = (rows.next().unwrap_or_default(), rows.next().unwrap_or_default());
    let mut journeys = journeys(attribution, touches, &columns, entries);
    let mut problems = Diagnostics::default();
    problems.extend(label_occurs(attribution, &journeys, nobody(&model.project.language)));
    if problems.has_errors() {
        return Err(problems);
    }
    let places =
        Places { model, query, zone: Zone::named(&model.project.time_zone).unwrap_or_default() };
    let sums = rows.map(|rows| sums(attribution, &places, &mut journeys, rows));
    let sums = sums.collect::<Result<_, _>>()?;
    Ok(Credited { channels: journeys.channels, sums })
}

/// Where rows stand in the table.
struct Places<'a> {
    model: &'a Model,
    query: &'a Query,
    zone: Zone,
}

impl Places<'_> {
    /// None where the row belongs to no period though the query has some.
    fn of(&self, row: &[Value]) -> Option<Place> {
        let width = self.query.by.len();
        let labels = row.iter().zip(&self.query.by);
        let labels = labels.map(|(value, id)| label(self.model, *id, value, &self.zone)).collect();
        let Some(unit) = self.query.by_period else { return Some((labels, None)) };
        let day = match row.get(width + 1)? {
            Value::Date(date) => *date,
            other => self.zone.local_date(micros(other)?),
        };
        let settings = &self.model.project.settings;
        Some((labels, Some(period::containing(unit, day, settings).start)))
    }
}

/// Credits what the rows of one KPI are worth.
fn sums(
    attribution: &Attribution,
    places: &Places<'_>,
    journeys: &mut Journeys,
    rows: Rows,
) -> Result<Sums, Diagnostics> {
    let width = places.query.by.len();
    let learns = listings::learns(attribution);
    for path in &mut journeys.paths {
        // Only models that learn from all journeys have to know those that are not asked for.
        path.value = path.value.filter(|_| learns).map(|_| 0);
    }
    let entered = |path: &Path| path.value.is_some();
    let were: Vec<bool> = journeys.paths.iter().map(entered).collect();
    let mut numbered: BTreeMap<Place, usize> = BTreeMap::new();
    let mut place_of: Vec<Option<usize>> = vec![None; journeys.paths.len()];
    let mut scale = None;
    for row in &rows.rows {
        let Some(Value::Integer(number)) = row.get(width) else { continue };
        let Some(path) = journeys.numbers.get(number) else { continue };
        let Some((units, digits)) = worth(attribution, row.get(width + 2))? else { continue };
        let Some(place) = places.of(row) else { continue };
        let next = numbered.len();
        place_of[*path] = Some(*numbered.entry(place).or_insert(next));
        journeys.paths[*path].value = Some(units);
        scale = scale.or(Some(digits));
    }
    let mut adding = Adding { places: &place_of, cells: BTreeMap::new() };
    let size = if learns { journeys.paths.len().max(1) } else { AT_ONCE };
    for (chunk, paths) in journeys.paths.chunks(size).enumerate() {
        let found = credits(&attribution.model, attribution.repeats, paths)
            .map_err(|trouble| not_credited(attribution, &trouble))?;
        adding.add(chunk * size, &found).ok_or_else(|| overflow(attribution))?;
    }
    let cells = adding.cells;
    // What a path is worth belongs to one KPI.
    for (path, was) in journeys.paths.iter_mut().zip(were) {
        path.value = was.then_some(0);
    }
    let places: BTreeMap<usize, Place> =
        numbered.into_iter().map(|(place, number)| (number, place)).collect();
    let cells = cells.into_iter();
    let cells = cells.map(|((place, channel), sum)| ((places[&place].clone(), channel), sum));
    Ok(Sums { scale: scale.unwrap_or_default(), cells: cells.collect() })
}

/// What one entry is worth, with its digits after the point; none without a value.
fn worth(
    attribution: &Attribution,
    value: Option<&Value>,
) -> Result<Option<(i128, u8)>, Diagnostics> {
    match value {
        None => Ok(Some((ENTRY, ENTRY_SCALE))),
        Some(Value::Missing) => Ok(None),
        Some(Value::Integer(units) | Value::Duration(units)) => Ok(Some((i128::from(*units), 0))),
        Some(Value::Decimal { units, scale }) => Ok(Some((*units, *scale))),
        Some(_) => {
            let about = &attribution.about;
            let message = format!("`{}` splits exact amounts, this value is rounded", about.name);
            let mut problems = Diagnostics::default();
            problems.push(Diagnostic::error("unsupported-yet", about.span, message).help(
                "add up amounts that are not divided; write `round(.., 0)` around a quotient",
            ));
            Err(problems)
        }
    }
}

/// Sums while credits are added.
struct Adding<'p> {
    places: &'p [Option<usize>],
    cells: BTreeMap<(usize, Option<u32>), Sum>,
}

impl Adding<'_> {
    /// Adds the credits of paths from number `first` on; none where a sum is too large.
    fn add(&mut self, first: usize, credits: &[Credit]) -> Option<()> {
        for credits in credits.chunk_by(|a, b| a.path == b.path) {
            let path = credits.first().map_or(0, |credit| first + credit.path);
            let Some(place) = self.places.get(path).copied().flatten() else { continue };
            let mut seen = BTreeSet::new();
            for credit in credits {
                let channel = credit.to.channel();
                let sum = self.cells.entry((place, channel)).or_default();
                sum.units = sum.units.checked_add(credit.units)?;
                sum.entries += i64::from(seen.insert(channel));
            }
        }
        Some(())
    }
}

fn not_credited(attribution: &Attribution, trouble: &crate::attribution::Trouble) -> Diagnostics {
    let about = &attribution.about;
    let message = format!("`{}` cannot be computed: {trouble}", about.name);
    let mut problems = Diagnostics::default();
    problems.push(
        Diagnostic::error("wrong-arguments", about.span, message)
            .help("put channels together with `replace`, or choose a model that splits by rule"),
    );
    problems
}
