//! A list of rows: a result, free of engines. Made by `leads`, printed by `report`.

use crate::plan::Value;

/// Rows under titles.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// What it lists.
    pub title: String,
    /// Facts above the rows: word and text.
    pub facts: Vec<(String, String)>,
    /// Names of the columns, as programs read them.
    pub columns: Vec<String>,
    /// Sorted rows, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
    /// IANA name of the zone on whose clock moments are shown.
    pub time_zone: String,
    /// `ja` or `en`.
    pub language: String,
}
