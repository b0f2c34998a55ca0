//! Rows of the tables, gathered by column.
//!
//! [`Rows`] is what a part of the generator fills; the files take its columns.

use super::schema::{self, Holds, Table};
use crate::engine::write::{IdForm, Values};

/// One value of a row.
#[derive(Debug)]
pub(super) enum Cell {
    Key,
    Id(Option<u64>),
    Word(Option<u8>),
    Text(Option<String>),
    Integer(Option<i64>),
    Date(i32),
    At(Option<i64>),
}

/// Rows of one table.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub(super) columns: Vec<Values>,
}

impl Batch {
    /// Makes a batch without rows; ids get the digits that `leads` leads need.
    pub(super) fn new(table: &Table, leads: u64) -> Self {
        let columns = table.columns.iter();
        let columns = columns.map(|column| empty(column.holds, table, leads)).collect();
        Self { columns }
    }

    /// Adds a row; the cells are those of the table's columns.
    pub(super) fn push<const N: usize>(&mut self, cells: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len());
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Values::Keys { rows, .. }, Cell::Key) => *rows += 1,
                (Values::Ids { numbers, .. }, Cell::Id(number)) => numbers.push(number),
                (Values::Words { codes, .. }, Cell::Word(code)) => codes.push(code),
                (Values::Texts(texts), Cell::Text(text)) => texts.push(text),
                (Values::Integers(numbers), Cell::Integer(number)) => numbers.push(number),
                (Values::Dates(days), Cell::Date(day)) => days.push(Some(day)),
                (Values::Datetimes(moments), Cell::At(at)) => moments.push(at),
                _ => unreachable!("cells are written for their table"),
            }
        }
    }

    /// Counts the rows.
    pub(super) fn rows(&self) -> usize {
        self.columns.first().map_or(0, Values::rows)
    }

    /// Adds the rows of `other`, a batch of the same table.
    pub(super) fn append(&mut self, other: Self) {
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.append(more);
        }
    }

    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.columns.iter_mut().for_each(Values::clear);
    }

    /// Numbers the keys from `first` on.
    pub(super) fn number_from(&mut self, number: u64) {
        if let Some(Values::Keys { first, .. }) = self.columns.first_mut() {
            *first = number;
        }
    }
}

fn empty(holds: Holds, table: &Table, leads: u64) -> Values {
    match holds {
        Holds::Key => Values::Keys { form: id_form(table, leads), first: 1, rows: 0 },
        Holds::Link(target) => {
            let target = schema::TABLES.iter().find(|table| table.name == target);
            let form = id_form(target.unwrap_or(table), leads);
            Values::Ids { form, numbers: Vec::new() }
        }
        Holds::Words(words) => Values::Words { words, codes: Vec::new() },
        Holds::Text => Values::Texts(Vec::new()),
        Holds::Integer | Holds::Money => Values::Integers(Vec::new()),
        Holds::Date => Values::Dates(Vec::new()),
        Holds::Datetime => Values::Datetimes(Vec::new()),
    }
}

/// Gives ids as many digits as the table may need, so that they sort as their numbers do.
fn id_form(table: &Table, leads: u64) -> IdForm {
    let most = match table.name {
        "leads" | "companies" => leads + 1000,
        "spend" => 0,
        _ => leads.saturating_mul(30),
    };
    let digits = most.max(1).ilog10() as usize + 1;
    IdForm { letter: table.letter, digits: digits.max(6) }
}

/// Rows of every table.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) companies: Batch,
    pub(super) leads: Batch,
    pub(super) touches: Batch,
    pub(super) page_views: Batch,
    pub(super) activities: Batch,
    pub(super) deals: Batch,
    pub(super) spend: Batch,
}

impl Rows {
    /// Makes tables without rows.
    pub(super) fn new(leads: u64) -> Self {
        Self {
            companies: Batch::new(&schema::COMPANIES, leads),
            leads: Batch::new(&schema::LEADS, leads),
            touches: Batch::new(&schema::TOUCHES, leads),
            page_views: Batch::new(&schema::PAGE_VIEWS, leads),
            activities: Batch::new(&schema::ACTIVITIES, leads),
            deals: Batch::new(&schema::DEALS, leads),
            spend: Batch::new(&schema::SPEND, leads),
        }
    }

    /// Gives the tables in the order of [`schema::TABLES`].
    pub(super) fn tables(self) -> [Batch; 7] {
        [
            self.companies,
            self.leads,
            self.touches,
            self.page_views,
            self.activities,
            self.deals,
            self.spend,
        ]
    }
}
