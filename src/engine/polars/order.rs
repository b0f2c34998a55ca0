//! Rows in the order of several keys, and where partitions and peers begin.
//!
//! Keys that are numbers, moments or days are packed into one number for each row, with the number
//! of the row in its lowest bits: one sort of numbers gives order and marks. Other keys are sorted
//! by polars, which encodes every row as bytes. Used by `window`.

use polars::prelude::*;

use super::running::Mark;

/// Bits of a packed row.
const BITS: u32 = u128::BITS;
/// Fewer rows are not worth another thread.
const ROWS_OF_A_THREAD: usize = 100_000;

/// Sorts rows; missing keys come last. The first `partitions` keys tell partitions.
pub(super) fn ordered(
    frame: DataFrame,
    keys: &[PlSmallStr],
    partitions: usize,
    descending: &[bool],
) -> PolarsResult<(DataFrame, Vec<Mark>)> {
    let columns = keys.iter().map(|key| frame.column(key).map(Column::to_physical_repr));
    let columns = columns.collect::<PolarsResult<Vec<Column>>>()?;
    let Some(packed) = Packed::new(&columns, descending, frame.height())? else {
        let options = SortMultipleOptions::default()
            .with_order_descending_multi(descending.to_vec())
            .with_nulls_last(true);
        let frame = if keys.is_empty() { frame } else { frame.sort(keys.to_vec(), options)? };
        let columns = keys.iter().map(|key| frame.column(key).cloned());
        let marks = marks(frame.height(), &columns.collect::<PolarsResult<Vec<_>>>()?, partitions)?;
        return Ok((frame, marks));
    };
    let marks = packed.marks(partitions);
    match packed.order {
        Some(order) => Ok((frame.take(&order)?, marks)),
        None => Ok((frame, marks)),
    }
}

/// Rows as numbers in their order.
struct Packed {
    rows: Vec<u128>,
    /// Lowest bit of each key.
    shifts: Vec<u32>,
    /// Where the rows were before; nothing where they were in order.
    order: Option<IdxCa>,
}

impl Packed {
    /// Packs and sorts keys; nothing where there is no key, one is not a number of at most 64 bits,
    /// or all are too wide together.
    fn new(keys: &[Column], descending: &[bool], height: usize) -> PolarsResult<Option<Self>> {
        if keys.is_empty() || height == 0 {
            return Ok(None);
        }
        let mut shift = bits(height as u128 - 1);
        let (mut spans, mut shifts) = (Vec::new(), vec![0; keys.len()]);
        // the last key lies lowest
        for (at, key) in keys.iter().enumerate().rev() {
            if !matches!(key.dtype(), DataType::Int64 | DataType::Int32) {
                return Ok(None);
            }
            let values = key.as_materialized_series().cast(&DataType::Int64)?;
            let (least, most) = extremes(values.i64()?);
            let span = most.wrapping_sub(least) as u64;
            shifts[at] = shift;
            spans.push(Span { values, least, span, descending: descending[at], shift });
            shift += bits(u128::from(span) + 1);
        }
        if shift > BITS {
            return Ok(None);
        }
        let mut rows: Vec<u128> = (0..height as u128).collect();
        for span in &spans {
            span.pack(&mut rows)?;
        }
        let order = if rows.is_sorted() { None } else { Some(sorted(&mut rows, height)) };
        Ok(Some(Self { rows, shifts, order }))
    }

    fn marks(&self, partitions: usize) -> Vec<Mark> {
        let partition = partitions.checked_sub(1).and_then(|last| self.shifts.get(last));
        let peer = self.shifts.last().copied().unwrap_or(0);
        let mut before = None;
        let mark = |row: &u128| {
            let differ = before.map(|before: u128| before ^ row);
            before = Some(*row);
            match (differ, partition) {
                (None, _) => Mark::Partition,
                (Some(differ), Some(shift)) if differ >> shift != 0 => Mark::Partition,
                (Some(differ), _) if differ >> peer != 0 => Mark::Row,
                _ => Mark::Peer,
            }
        };
        self.rows.iter().map(mark).collect()
    }
}

/// A key with its least value, and how far the greatest is from it.
struct Span {
    values: Series,
    least: i64,
    span: u64,
    descending: bool,
    shift: u32,
}

impl Span {
    /// Puts the key into its bits of each row.
    fn pack(&self, rows: &mut [u128]) -> PolarsResult<()> {
        let part = |value: i64| {
            let offset = value.wrapping_sub(self.least) as u64;
            let offset = if self.descending { self.span - offset } else { offset };
            u128::from(offset) << self.shift
        };
        let none = (u128::from(self.span) + 1) << self.shift;
        let mut rows = rows.iter_mut();
        let values = self.values.i64()?;
        let some_missing = values.null_count() > 0;
        for values in values.downcast_iter() {
            if some_missing {
                for (row, value) in rows.by_ref().take(values.len()).zip(values) {
                    *row |= value.map_or(none, |value| part(*value));
                }
            } else {
                let values = values.values();
                rows.by_ref().take(values.len()).zip(values.iter()).for_each(|(row, value)| {
                    *row |= part(*value);
                });
            }
        }
        Ok(())
    }
}

/// The least and the greatest value; zeros where there is none.
fn extremes(values: &Int64Chunked) -> (i64, i64) {
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    let mut see = |value: i64| (least, most) = (least.min(value), most.max(value));
    let some_missing = values.null_count() > 0;
    for values in values.downcast_iter() {
        match some_missing {
            true => values.iter().flatten().for_each(|value| see(*value)),
            false => values.values().iter().for_each(|value| see(*value)),
        }
    }
    if least > most { (0, 0) } else { (least, most) }
}

/// Sorts packed rows; gives where they were.
fn sorted(rows: &mut [u128], height: usize) -> IdxCa {
    sort(rows, std::thread::available_parallelism().map_or(1, usize::from));
    let mask = (1_u128 << bits(height as u128 - 1)) - 1;
    let order: Vec<IdxSize> = rows.iter().map(|row| (row & mask) as IdxSize).collect();
    IdxCa::from_vec(PlSmallStr::EMPTY, order)
}

/// Sorts on several threads: around the middle row, then each half on its own.
fn sort(rows: &mut [u128], threads: usize) {
    if threads < 2 || rows.len() < ROWS_OF_A_THREAD {
        return rows.sort_unstable();
    }
    let (below, _, above) = rows.select_nth_unstable(rows.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| sort(below, threads / 2));
        sort(above, threads - threads / 2);
    });
}

fn bits(most: u128) -> u32 {
    BITS - most.leading_zeros()
}

/// Marks the rows that differ from the row before; the first `partitions` keys tell partitions.
fn marks(rows: usize, keys: &[Column], partitions: usize) -> PolarsResult<Vec<Mark>> {
    let mut marks = vec![Mark::Peer; rows];
    let Some(first) = marks.first_mut() else {
        return Ok(marks);
    };
    *first = Mark::Partition;
    for (index, key) in keys.iter().enumerate() {
        let mark = if index < partitions { Mark::Partition } else { Mark::Row };
        let key = key.as_materialized_series().to_physical_repr().rechunk();
        let differ = key.slice(1, rows - 1).not_equal_missing(&key.slice(0, rows - 1))?;
        let mut start = 1;
        for part in differ.downcast_iter() {
            for row in part.values().true_idx_iter() {
                let own = &mut marks[start + row];
                *own = mark.max(*own);
            }
            start += part.len();
        }
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Keys = Vec<(Option<i64>, Option<i64>)>;

    fn frame(rows: &Keys) -> DataFrame {
        let group: Int64Chunked = rows.iter().map(|row| row.0).collect();
        let time: Int64Chunked = rows.iter().map(|row| row.1).collect();
        let columns = [("group", group), ("time", time)];
        let columns = columns.map(|(name, column)| column.with_name(name.into()).into_column());
        DataFrame::new(rows.len(), columns.to_vec()).unwrap()
    }

    fn both(rows: &Keys, descending: bool) -> (Keys, Vec<Mark>) {
        let keys = ["group".into(), "time".into()];
        let (sorted, marks) = ordered(frame(rows), &keys, 1, &[false, descending]).unwrap();
        let column = |name: &str| sorted.column(name).unwrap().i64().unwrap().iter().collect();
        let (group, time): (Vec<_>, Vec<_>) = (column("group"), column("time"));
        (group.into_iter().zip(time).collect(), marks)
    }

    #[test]
    fn packed_rows_are_sorted_and_marked() {
        let rows = [(2, 5), (1, 7), (1, -7), (2, 5), (1, 7)].map(|(a, b)| (Some(a), Some(b)));
        let (sorted, marks) = both(&rows.to_vec(), false);
        let expected = [(1, -7), (1, 7), (1, 7), (2, 5), (2, 5)].map(|(a, b)| (Some(a), Some(b)));
        assert_eq!(sorted, expected);
        use Mark::{Partition, Peer, Row};
        assert_eq!(marks, [Partition, Row, Peer, Partition, Peer]);
    }

    #[test]
    fn missing_keys_come_last_in_both_directions() {
        let rows = vec![(Some(1), None), (None, Some(3)), (Some(1), Some(2)), (Some(1), Some(4))];
        let (sorted, _) = both(&rows, false);
        assert_eq!(sorted, [rows[2], rows[3], rows[0], rows[1]]);
        let (sorted, _) = both(&rows, true);
        assert_eq!(sorted, [rows[3], rows[2], rows[0], rows[1]]);
    }

    #[test]
    fn keys_too_wide_to_pack_give_the_same() {
        let wide = [i64::MIN, i64::MAX, 0, i64::MAX, i64::MIN];
        let rows: Keys = wide.iter().map(|value| (Some(*value), Some(-(value / 2)))).collect();
        let keys = frame(&rows).columns().to_vec();
        assert!(Packed::new(&keys, &[false, false], 5).unwrap().is_none());
        let (sorted, marks) = both(&rows, false);
        let mut expected = rows.clone();
        expected.sort_unstable();
        assert_eq!(sorted, expected);
        use Mark::{Partition, Peer};
        assert_eq!(marks, [Partition, Peer, Partition, Partition, Peer]);
    }
}
