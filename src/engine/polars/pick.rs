//! The first row of every group: one pass over the rows, without sorting them.
//!
//! Each row is compared with the best of its group so far. Used by `lower` for groups by one key,
//! where all keys are numbers, moments, days or texts.

use std::cmp::Ordering;

use polars::prelude::*;

use super::lower::Lowered;
use crate::plan::{Direction, ValueType};

/// The row of a group that has none yet.
const NONE: IdxSize = IdxSize::MAX;

/// Makes the frame of a [`crate::plan::Relation::Pick`]; nothing where its keys are of other kinds.
pub(super) fn first_of_groups(
    input: &Lowered,
    by: &[String],
    order: &[(String, Direction)],
) -> Option<Lowered> {
    let [by] = by else { return None };
    let comparable = |name: &String| {
        let field = input.fields.iter().find(|field| field.name == *name);
        field.is_some_and(|field| {
            use ValueType::{Date, Datetime, Duration, Integer, Text};
            matches!(field.kind, Integer | Date | Datetime | Duration | Text)
        })
    };
    if !comparable(by) || !order.iter().all(|(name, _)| comparable(name)) {
        return None;
    }
    let names: Vec<Expr> = input.fields.iter().map(|field| col(field.name.as_str())).collect();
    let by = PlSmallStr::from_str(by);
    let order: Vec<(PlSmallStr, Direction)> =
        order.iter().map(|(name, direction)| (name.as_str().into(), *direction)).collect();
    let work = move |mut frame: DataFrame| {
        frame.rechunk_mut_par();
        let groups = groups(frame.column(&by)?)?;
        let keys = order.iter().map(|(name, direction)| Key::new(frame.column(name)?, *direction));
        let firsts = firsts(&groups, &keys.collect::<PolarsResult<Vec<Key>>>()?);
        frame.take(&IdxCa::from_vec(PlSmallStr::EMPTY, firsts))
    };
    let none_allowed = AllowedOptimizations::from_bits_truncate(0);
    let frame = input.frame.clone().select(names).map(work, none_allowed, None, Some("pick"));
    Some(Lowered { frame, fields: input.fields.clone() })
}

/// The number of the group of each row; rows without a key are a group too.
fn groups(key: &Column) -> PolarsResult<Vec<IdxSize>> {
    let key = key.to_physical_repr();
    let height = key.len();
    if key.dtype() == &DataType::String {
        let mut known: PlHashMap<Option<&str>, IdxSize> = PlHashMap::with_capacity(height / 2);
        let number = |value| {
            let next = known.len() as IdxSize;
            *known.entry(value).or_insert(next)
        };
        return Ok(key.str()?.iter().map(number).collect());
    }
    let key = key.as_materialized_series().cast(&DataType::Int64)?;
    let (least, most) = (key.min::<i64>()?.unwrap_or(0), key.max::<i64>()?.unwrap_or(0));
    let dense = most.checked_sub(least).is_some_and(|span| span as u64 <= 4 * height as u64);
    if dense && height < (IdxSize::MAX / 4) as usize - 2 {
        // a number that is nearly a row number is a group number itself
        let number = |value: Option<i64>| value.map_or(0, |value| (value - least + 1) as IdxSize);
        return Ok(key.i64()?.iter().map(number).collect());
    }
    let mut known: PlHashMap<Option<i64>, IdxSize> = PlHashMap::with_capacity(height / 2);
    let number = |value| {
        let next = known.len() as IdxSize;
        *known.entry(value).or_insert(next)
    };
    Ok(key.i64()?.iter().map(number).collect())
}

/// A key of the order, its values at hand.
struct Key {
    values: Values,
    descending: bool,
}

enum Values {
    Numbers(Int64Chunked),
    Texts(StringChunked),
}

impl Key {
    fn new(column: &Column, direction: Direction) -> PolarsResult<Self> {
        let column = column.to_physical_repr();
        let series = column.as_materialized_series();
        let values = match series.dtype() {
            DataType::String => Values::Texts(series.str()?.clone()),
            _ => Values::Numbers(series.cast(&DataType::Int64)?.i64()?.clone()),
        };
        Ok(Self { values, descending: direction == Direction::Descending })
    }

    /// Which of two rows comes first; missing values come last in both directions.
    fn compare(&self, a: IdxSize, b: IdxSize) -> Ordering {
        let (a, b) = (a as usize, b as usize);
        match &self.values {
            Values::Numbers(values) => in_order(values.get(a), values.get(b), self.descending),
            Values::Texts(values) => in_order(values.get(a), values.get(b), self.descending),
        }
    }
}

fn in_order<V: Ord>(a: Option<V>, b: Option<V>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

/// The first row of each group.
fn firsts(groups: &[IdxSize], keys: &[Key]) -> Vec<IdxSize> {
    let count = groups.iter().max().map_or(0, |most| *most as usize + 1);
    let mut best = vec![NONE; count];
    for (row, group) in (0..).zip(groups) {
        let held = &mut best[*group as usize];
        let before = *held;
        let mut compared = keys.iter().map(|key| key.compare(row, before));
        if before == NONE || compared.find(|order| order.is_ne()) == Some(Ordering::Less) {
            *held = row;
        }
    }
    best.retain(|row| *row != NONE);
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::polars::types::Field;

    fn frame() -> DataFrame {
        let of = |name: &str, values: [Option<i64>; 6]| Column::new(name.into(), values);
        let key = of("key", [Some(7), Some(7), None, Some(9), Some(9), None]);
        let time = of("time", [Some(3), Some(3), Some(1), None, Some(5), Some(1)]);
        let name = [Some("b"), Some("a"), None, Some("d"), Some("c"), Some("e")];
        let row = of("row", [0, 1, 2, 3, 4, 5].map(Some));
        DataFrame::new(6, vec![key, time, Column::new("name".into(), name), row]).unwrap()
    }

    fn rows(by: &str, direction: Direction) -> Vec<i64> {
        let field = |name: &str, kind| Field { name: name.to_owned(), kind, digits: 19 };
        let (number, text) = (ValueType::Integer, ValueType::Text);
        let kinds = [("key", number), ("time", number), ("name", text), ("row", number)];
        let fields = kinds.map(|(name, kind)| field(name, kind)).to_vec();
        let input = Lowered { frame: frame().lazy(), fields };
        let order = ["time", "name"].map(|name| (name.to_owned(), direction));
        let picked = first_of_groups(&input, &[by.to_owned()], &order).unwrap();
        let picked = picked.frame.collect().unwrap();
        let mut rows: Vec<i64> =
            picked.column("row").unwrap().i64().unwrap().iter().flatten().collect();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn ties_go_to_the_next_key_and_missing_values_come_last() {
        assert_eq!(rows("key", Direction::Ascending), [1, 4, 5]);
        assert_eq!(rows("key", Direction::Descending), [0, 4, 5]);
    }

    #[test]
    fn groups_may_be_texts() {
        assert_eq!(rows("name", Direction::Ascending), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn numbers_far_apart_are_groups_too() {
        let key = [Some(i64::MIN), Some(i64::MAX), Some(i64::MIN), None, Some(0)];
        let groups = groups(&Column::new("key".into(), key)).unwrap();
        assert_eq!(groups, [0, 1, 0, 2, 3]);
    }
}
