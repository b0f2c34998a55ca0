//! Which periods are judged: whole ones.

use crate::expression::PeriodUnit;
use crate::model::Model;
use crate::period::{self, Span, unfinished};
use crate::query::Asked;
use jiff::civil::Date;

/// Finished periods that are judged where none are asked for.
const USUAL: usize = 3;

/// The whole periods that `asked` touches, else the last finished ones before the end of as of.
pub fn asked(model: &Model, by: PeriodUnit, asked: Option<Span>, as_of: Date) -> Asked {
    let settings = &model.project.settings;
    let containing = |date| period::containing(by, date, settings);
    let span = match asked {
        Some(span) => Span::new(containing(span.start).start, containing(span.last()).end),
        None => {
            let now = containing(as_of);
            let end = if unfinished(now, as_of) { now.start } else { now.end };
            let start = (0..USUAL).fold(end, |start, _| {
                start.yesterday().map_or(start, |before| containing(before).start)
            });
            Span::new(start, end)
        }
    };
    let cells = period::cells(by, span, settings);
    let label = match (cells.first(), cells.last()) {
        (Some(first), Some(last)) if first.label != last.label => {
            format!("{} .. {}", first.label, last.label)
        }
        (Some(only), _) => only.label.clone(),
        _ => String::new(),
    };
    Asked { span, label }
}
