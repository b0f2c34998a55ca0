//! A workbook as a spreadsheet program sees it: values, and formulas computed again.

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::workspace::Workspace;

/// Row and column, counted from 0.
type At = (u32, u32);

/// The cells of a sheet.
pub(super) struct Cells {
    pub(super) values: BTreeMap<At, Data>,
    pub(super) formulas: BTreeMap<At, String>,
}

/// Sheets by their order.
pub(super) fn sheets(workspace: &Workspace, name: &str) -> Vec<(String, Cells)> {
    let mut book: Xlsx<_> = open_workbook(workspace.path().join(name)).unwrap();
    let names = book.sheet_names();
    let mut cells = |name: &String| {
        let values = book.worksheet_range(name).unwrap();
        let formulas = book.worksheet_formula(name).unwrap();
        let (top, left) = values.start().unwrap_or_default();
        let values = values
            .used_cells()
            .map(|(row, column, value)| ((row as u32 + top, column as u32 + left), value.clone()));
        let (above, before) = formulas.start().unwrap_or_default();
        let formulas = formulas.used_cells().map(|(row, column, formula)| {
            ((row as u32 + above, column as u32 + before), formula.clone())
        });
        Cells { values: values.collect(), formulas: formulas.collect() }
    };
    names.iter().map(|name| (name.clone(), cells(name))).collect()
}

impl Cells {
    /// The row whose first cell is a text, counted from 0.
    pub(super) fn row(&self, text: &str) -> u32 {
        let is = |((_, column), value): &(&At, &Data)| {
            *column == 0 && matches!(value, Data::String(it) if it == text)
        };
        self.values.iter().find(is).unwrap_or_else(|| panic!("no row `{text}`")).0.0
    }

    /// The number of a cell, its formula computed again.
    pub(super) fn number(&self, at: At) -> f64 {
        match self.formulas.get(&at) {
            Some(formula) => Formula { cells: self, rest: formula.as_str() }.whole(),
            None => match self.values.get(&at) {
                Some(Data::Float(number)) => *number,
                Some(Data::Int(number)) => *number as f64,
                other => panic!("{at:?} holds no number but {other:?}"),
            },
        }
    }
}

/// What is left of a formula.
struct Formula<'a> {
    cells: &'a Cells,
    rest: &'a str,
}

impl Formula<'_> {
    fn whole(mut self) -> f64 {
        let found = self.sum();
        assert!(self.rest.is_empty(), "left over: {}", self.rest);
        found
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.rest.strip_prefix(sign);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn while_in(&mut self, holds: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|it| !holds(it)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        self.rest = rest;
        found.to_owned()
    }

    fn sum(&mut self) -> f64 {
        let mut found = self.product();
        loop {
            if self.take('+') {
                found += self.product();
            } else if self.take('-') {
                found -= self.product();
            } else {
                return found;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut found = self.part();
        loop {
            if self.take('*') {
                found *= self.part();
            } else if self.take('/') {
                found /= self.part();
            } else {
                return found;
            }
        }
    }

    fn part(&mut self) -> f64 {
        if self.take('-') {
            return -self.part();
        }
        if self.take('(') {
            let found = self.sum();
            assert!(self.take(')'));
            return found;
        }
        if self.rest.starts_with(|it: char| it.is_ascii_digit()) {
            return self.while_in(|it| it.is_ascii_digit() || it == '.').parse().unwrap();
        }
        let word = self.while_in(|it| it.is_ascii_alphanumeric() || it == '$');
        if !self.take('(') {
            return self.cells.number(at(&word));
        }
        let mut all = self.argument();
        while self.take(',') {
            all.extend(self.argument());
        }
        assert!(self.take(')'), "left over: {}", self.rest);
        match word.as_str() {
            "SUM" => all.iter().sum(),
            "MAX" => all.into_iter().reduce(f64::max).unwrap(),
            "MIN" => all.into_iter().reduce(f64::min).unwrap(),
            other => panic!("{other} is unknown"),
        }
    }

    /// A range as its cells, else one number.
    fn argument(&mut self) -> Vec<f64> {
        let before = self.rest;
        let first = self.while_in(|it| it.is_ascii_alphanumeric() || it == '$');
        if self.take(':') {
            let last = self.while_in(|it| it.is_ascii_alphanumeric() || it == '$');
            let ((top, left), (bottom, right)) = (at(&first), at(&last));
            let cells = (top..=bottom).flat_map(|row| (left..=right).map(move |it| (row, it)));
            return cells.map(|at| self.cells.number(at)).collect();
        }
        self.rest = before;
        vec![self.sum()]
    }
}

/// `$B12` as row and column.
fn at(name: &str) -> At {
    let plain = name.replace('$', "");
    let (letters, digits) = plain.split_at(plain.find(|it: char| it.is_ascii_digit()).unwrap());
    let column = letters.bytes().fold(0, |all, it| all * 26 + u32::from(it - b'A') + 1) - 1;
    (digits.parse::<u32>().unwrap() - 1, column)
}
