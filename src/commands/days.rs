//! The days that a command is asked about.

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::period::{self, PeriodError, Zone};
use crate::query::Asked;
use jiff::civil::Date;

/// The last day whose rows exist: the one that is asked for, else that of the project, else today.
pub(super) fn as_of(model: &Model, asked: Option<&str>) -> Result<Date, Diagnostic> {
    asked.map_or_else(|| Ok(today(model)), |text| period::parse_date(text).map_err(wrong))
}

/// A period in words.
pub(super) fn period(model: &Model, text: &str, as_of: Date) -> Result<Asked, Diagnostic> {
    let asked = period::parse(text, as_of, &model.project.settings).map_err(wrong)?;
    Ok(Asked { span: asked.span, label: text.trim().to_owned() })
}

/// The day of the project, else today.
pub(super) fn today(model: &Model) -> Date {
    let project = &model.project;
    project.as_of.unwrap_or_else(|| Zone::named(&project.time_zone).unwrap_or_default().today())
}

fn wrong(error: PeriodError) -> Diagnostic {
    Diagnostic::general("bad-argument", error.message).help(error.help)
}
