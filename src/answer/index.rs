//! Rows of branches, found by group and cell.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::tally::{Counted, Tallies};
use crate::evaluate::compare_values;
use crate::lower::{Branch, Lowered, Merge, Slot};
use crate::period;
use crate::plan::{Rows, Value};
use crate::query::Query;

/// Values of the dimensions; missing ones come last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group(pub(crate) Vec<Value>);

impl Eq for Group {}

impl Ord for Group {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.0.iter().zip(&other.0);
        pairs
            .map(|(a, b)| compare_values(a, b))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Group {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a cell of the table stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'g> {
    /// A group and a cell of time.
    Cell {
        /// The group.
        group: &'g Group,
        /// Index of the cell of time, 0 without.
        cell: usize,
    },
    /// Everything together.
    Total,
}

/// The cell of rows without a clock.
const WITHOUT_CLOCK: i64 = -1;

/// Measures of one output by group and cell.
type Found<'r> = BTreeMap<(Group, i64), BTreeMap<&'r str, &'r Value>>;

/// All branches, ready to be looked up.
pub(crate) struct Index<'r> {
    branches: &'r [Branch],
    outputs: BTreeMap<usize, Found<'r>>,
    tallies: Tallies<'r>,
    groups: BTreeSet<Group>,
    seen_cells: Option<Range<usize>>,
    whole_axis: bool,
}

impl<'r> Index<'r> {
    pub(crate) fn new(query: &Query, lowered: &'r Lowered, rows: &'r [Rows]) -> Self {
        let mut index = Self {
            branches: &lowered.branches,
            outputs: BTreeMap::new(),
            tallies: Tallies::default(),
            groups: BTreeSet::new(),
            seen_cells: None,
            whole_axis: query.period.is_some(),
        };
        for branch in &lowered.branches {
            let width = query.by.len();
            index.add(branch.cells, &rows[branch.cells], width, branch.timed);
            if let Some(total) = branch.total {
                index.add(total, &rows[total], 0, branch.timed);
            }
            index.tallies.add(branch, rows, width);
            for (cells, total) in branch.measures.iter().filter_map(|measure| measure.picked) {
                index.add(cells, &rows[cells], width, branch.timed);
                if let Some(total) = total {
                    index.add(total, &rows[total], 0, branch.timed);
                }
            }
        }
        let own = lowered.branches.iter().any(|branch| !branch.elsewhere);
        for branch in lowered.branches.iter().filter(|branch| !branch.elsewhere || !own) {
            index.see(branch.cells);
        }
        if query.by.is_empty() {
            index.groups.insert(Group(Vec::new()));
        }
        index
    }

    fn add(&mut self, output: usize, rows: &'r Rows, groups: usize, timed: bool) {
        let mut found = Found::new();
        for row in &rows.rows {
            let at = |name: &str| rows.columns.iter().position(|column| column == name);
            let group = (0..groups).filter_map(|index| at(&format!("g{index}")));
            let group = Group(group.map(|position| row[position].clone()).collect());
            let cell = match at("cell").filter(|_| timed).map(|position| &row[position]) {
                Some(Value::Integer(cell)) => *cell,
                _ => 0,
            };
            let values = rows.columns.iter().map(String::as_str).zip(row).collect();
            found.insert((group, cell), values);
        }
        self.outputs.insert(output, found);
    }

    fn see(&mut self, output: usize) {
        for (group, cell) in self.outputs[&output].keys() {
            let Ok(cell) = usize::try_from(*cell) else {
                continue;
            };
            self.groups.insert(group.clone());
            let seen = self.seen_cells.clone().unwrap_or(cell..cell + 1);
            self.seen_cells = Some(seen.start.min(cell)..seen.end.max(cell + 1));
        }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// The cells of time that have a line: all of a period asked for, else first to last with rows.
    pub(crate) fn visible_cells(&self, cells: &[period::Cell]) -> Range<usize> {
        match &self.seen_cells {
            _ if self.whole_axis => 0..cells.len(),
            Some(seen) => seen.clone(),
            None => 0..0,
        }
    }

    /// The value of a measure; none where no row is there.
    pub(crate) fn value(&self, slot: Slot, place: Place<'_>) -> Option<Value> {
        let (branch, at) = (&self.branches[slot.0], slot.1);
        let measure = &branch.measures[at];
        let look = |output: usize, key: &(Group, i64)| {
            let row = self.outputs.get(&output)?.get(key)?;
            row.get(measure.name.as_str()).map(|value| (*value).clone())
        };
        let nothing = || (Group(Vec::new()), 0);
        match (place, measure.picked) {
            (Place::Cell { group, cell }, Some((cells, _))) => {
                look(cells, &(group.clone(), cell as i64))
            }
            (Place::Cell { group, cell }, None) => {
                look(branch.cells, &(group.clone(), cell as i64))
            }
            (Place::Total, Some((_, total))) => look(total?, &nothing()),
            (Place::Total, None) => match measure.merges {
                Some(merge) => self.merged(branch.cells, &measure.name, merge),
                None => look(branch.total?, &nothing()),
            },
        }
    }

    /// The tally of a measure.
    pub(super) fn tally(&self, slot: Slot, place: Place<'_>) -> &[Counted<'r>] {
        self.tallies.of(self.branches, slot, place)
    }

    fn merged(&self, output: usize, name: &str, merge: Merge) -> Option<Value> {
        let rows = self.outputs.get(&output)?;
        let values = rows
            .iter()
            .filter(|((_, cell), _)| *cell != WITHOUT_CLOCK)
            .filter_map(|(_, row)| row.get(name))
            .filter(|value| ***value != Value::Missing);
        values.map(|value| (*value).clone()).reduce(|a, b| merged(merge, a, b))
    }

    /// The cells in which a count is above zero in any group.
    pub(super) fn cells_with(&self, slot: Slot) -> BTreeSet<usize> {
        let branch = &self.branches[slot.0];
        let name = branch.measures[slot.1].name.as_str();
        let rows = self.outputs.get(&branch.cells).into_iter().flatten();
        let some = |row: &BTreeMap<&str, &Value>| {
            row.get(name).and_then(|value| integer(value)).is_some_and(|count| count > 0)
        };
        let found = rows.filter(|(_, row)| some(row));
        found.filter_map(|((_, cell), _)| usize::try_from(*cell).ok()).collect()
    }

    /// The sum of a count over all groups: in the cell without a clock, or in every cell.
    pub(crate) fn count(&self, slot: Slot, without_clock_only: bool) -> i64 {
        let branch = &self.branches[slot.0];
        let name = branch.measures[slot.1].name.as_str();
        let Some(rows) = self.outputs.get(&branch.cells) else {
            return 0;
        };
        let wanted = |cell: i64| !without_clock_only || cell == WITHOUT_CLOCK;
        let rows = rows.iter().filter(|((_, cell), _)| wanted(*cell));
        rows.filter_map(|(_, row)| row.get(name)).filter_map(|value| integer(value)).sum()
    }
}

/// A count as an integer.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(count) => Some(*count),
        // counts that were added
        Value::Decimal { units, scale: 0 } => i64::try_from(*units).ok(),
        _ => None,
    }
}

fn merged(merge: Merge, a: Value, b: Value) -> Value {
    match merge {
        Merge::Add => add(&a, &b).unwrap_or(Value::Missing),
        Merge::Least => {
            if compare_values(&a, &b).is_le() {
                a
            } else {
                b
            }
        }
        Merge::Greatest => {
            if compare_values(&a, &b).is_ge() {
                a
            } else {
                b
            }
        }
    }
}

/// Adds counts or sums of one scale; sums of a source stay far below the limit, see `engine`.
fn add(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.checked_add(*b).map(Value::Integer),
        (Value::Decimal { units: a, scale }, Value::Decimal { units: b, .. }) => {
            a.checked_add(*b).map(|units| Value::Decimal { units, scale: *scale })
        }
        _ => None,
    }
}
