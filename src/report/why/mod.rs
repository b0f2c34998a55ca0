//! Why a lead is in a stage, for people and for programs.

mod human;
mod json;

use super::Style;
use crate::why::Why;

/// Formats of the explanation of a lead.
pub const WHY_FORMATS: [&str; 2] = ["human", "json"];

/// Makes the text of an explanation in one of [`WHY_FORMATS`]; ends in one line break.
pub fn why(why: &Why, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(why),
        _ => human::render(why, style),
    }
}
