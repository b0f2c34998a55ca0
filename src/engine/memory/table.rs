//! Rows with types, keys to group and join by, and the order of rows. Comes first in `memory`.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::Result;
use crate::engine::trouble::failure;
use crate::evaluate::compare_values;
use crate::plan::{Direction, Rows, Value, ValueType};

pub(super) type Row = Vec<Value>;

/// A computed relation; all rows, `columns` and `kinds` have one length.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) kinds: Vec<ValueType>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// Makes a table of rows that are as long as its columns.
    pub(super) fn new(columns: Vec<String>, kinds: Vec<ValueType>, rows: Vec<Row>) -> Result<Self> {
        match rows.iter().all(|row| row.len() == columns.len()) {
            true => Ok(Self { columns, kinds, rows }),
            false => Err(failure("a row is not as long as its columns")),
        }
    }

    pub(super) fn without_rows(&self) -> Self {
        Self { columns: self.columns.clone(), kinds: self.kinds.clone(), rows: Vec::new() }
    }

    pub(super) fn rows(&self) -> Rows {
        Rows { columns: self.columns.clone(), rows: self.rows.clone() }
    }

    /// Where each column stands.
    pub(super) fn places(&self) -> HashMap<&str, usize> {
        self.columns.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect()
    }

    pub(super) fn place(&self, name: &str) -> Result<usize> {
        let place = self.columns.iter().position(|column| column == name);
        place.ok_or_else(|| failure(&format!("the plan names no column `{name}`")))
    }

    pub(super) fn all<'n>(&self, names: impl Iterator<Item = &'n String>) -> Result<Vec<usize>> {
        names.map(|name| self.place(name)).collect()
    }

    pub(super) fn kind(&self, name: &str) -> Result<ValueType> {
        Ok(self.kinds[self.place(name)?])
    }

    /// Puts further columns of the same rows beside these; one of the same name takes the place.
    pub(super) fn beside(&self, more: Table) -> Table {
        let is_kept = |place: &usize| !more.columns.contains(&self.columns[*place]);
        let kept: Vec<usize> = (0..self.columns.len()).filter(is_kept).collect();
        let columns = kept.iter().map(|place| self.columns[*place].clone());
        let kinds = kept.iter().map(|place| self.kinds[*place]);
        let rows = self.rows.iter().zip(more.rows);
        Table {
            columns: columns.chain(more.columns).collect(),
            kinds: kinds.chain(more.kinds).collect(),
            rows: rows.map(|(row, new)| [Key::of(row, &kept).0, new].concat()).collect(),
        }
    }
}

/// Values of a row that compare by value: 1 is 1.0, missing is missing.
#[derive(Debug, Clone)]
pub(super) struct Key(pub(super) Row);

impl Key {
    pub(super) fn of(row: &Row, places: &[usize]) -> Self {
        let cell = |place: &usize| row.get(*place).cloned().unwrap_or(Value::Missing);
        Self(places.iter().map(cell).collect())
    }

    /// Whether no value is missing.
    pub(super) fn is_whole(&self) -> bool {
        !self.0.contains(&Value::Missing)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.0.iter().zip(&other.0);
        let mut orderings = pairs.map(|(a, b)| compare_values(a, b));
        orderings.find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

/// Columns to sort by, missing values last whatever the direction.
pub(super) struct Order(Vec<(usize, Direction)>);

impl Order {
    pub(super) fn new(table: &Table, order: &[(String, Direction)]) -> Result<Self> {
        let place = |(name, way): &(String, Direction)| Ok((table.place(name)?, *way));
        Ok(Self(order.iter().map(place).collect::<Result<_>>()?))
    }

    pub(super) fn compare(&self, a: &Row, b: &Row) -> Ordering {
        let mut orderings = self.0.iter().map(|(place, way)| {
            let (a, b) = (&a[*place], &b[*place]);
            let missing = (*a == Value::Missing).cmp(&(*b == Value::Missing));
            missing.then_with(|| match way {
                Direction::Ascending => compare_values(a, b),
                Direction::Descending => compare_values(b, a),
            })
        });
        orderings.find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
    }
}
