//! Days from which on a stage is entered by another definition, where a result holds both.

use super::{has, looks_elsewhere};
use crate::model::{KpiId, Model, Node, StageId, breaks_of};
use crate::period::Span;
use crate::query::Query;
use crate::table::Note;
use jiff::civil::Date;

/// A stage and the first day of another definition of it.
pub type Break = (StageId, Date);

/// Lists those of a KPI, where entries that it looks at may lie on either side.
pub fn breaks(model: &Model, query: &Query, kpi: KpiId) -> Vec<Break> {
    breaks_of(model, kpi).filter(|(_, day)| reaches(model, query, kpi, *day)).collect()
}

/// Says so in the language of the project.
pub fn break_note(model: &Model, (stage, day): Break) -> Note {
    let name = &model.stages[stage.0].about.name;
    let text = match model.project.language == "ja" {
        true => {
            format!("{name}: {day} から定義が変わります。それより前の入りは、前の定義のままです")
        }
        false => format!("{name}: another definition from {day} on; earlier entries keep theirs"),
    };
    Note { code: "definition-break", text, count: None }
}

/// Tells whether such a day lies within a span, not at its start.
pub fn changed(breaks: &[Break], span: Span) -> bool {
    breaks.iter().any(|(_, day)| span.start < *day && *day <= span.last())
}

/// Whether what a KPI looks at may lie before a day and from it on. What the entries of a conversion
/// lead to may come until as of, whatever the period; other periods begin earlier.
fn reaches(model: &Model, query: &Query, kpi: KpiId, day: Date) -> bool {
    let Some(period) = &query.period else { return day <= query.as_of };
    let begins = period.span.start < day || looks_elsewhere(model, kpi);
    let ends =
        day <= period.span.last() || has(model, kpi, |node| matches!(node, Node::Conversion(_)));
    day <= query.as_of && begins && ends
}
