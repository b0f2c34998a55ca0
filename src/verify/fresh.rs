//! How old the newest row of a source was at the end of a period: the run is made as of that day.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::functions::AggregateFunction;
use crate::model::{Aggregate, ColumnId, Formula, KpiId, Model, Node, Set, SourceId};
use crate::period::{Span, Zone};
use crate::plan::{BusinessCalendar, Value};
use crate::query::{Asked, Query};
use crate::run;
use jiff::civil::Date;

/// The newest row's time, as a formula of a KPI.
pub(super) fn newest(model: &Model, source: SourceId, time: ColumnId) -> Formula {
    let column = model.source(source).column(time);
    let argument = Formula::new(Node::Column(time), column.kind.clone(), column.span);
    let kind = argument.kind.clone();
    let set = Set::all_of(source);
    let aggregate = Aggregate {
        function: AggregateFunction::Maximum,
        set,
        argument: Some(argument),
        path: Vec::new(),
        journey: None,
    };
    Formula::new(Node::Aggregate(Box::new(aggregate)), kind, column.span)
}

/// Days from the local day of the newest row to `day`; nothing without rows.
pub(super) fn age(
    model: &Model,
    newest: KpiId,
    day: Date,
    business: bool,
    engine: &dyn Engine,
) -> Result<Option<i64>, Diagnostics> {
    let period = Asked { span: Span::inclusive(day, day), label: String::new() };
    let mut query = Query::of(Vec::new(), Some(period), day);
    query.period = None;
    query.kpis = vec![newest];
    query.named = vec![newest];
    let table = run::run(model, &query, engine, "")?;
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let value = table.lines.first().and_then(|line| line.cells.first()).map(|cell| &cell.value);
    let newest = match value {
        Some(Value::Date(date)) => *date,
        Some(Value::Datetime(micros)) => zone.local_date(*micros),
        _ => return Ok(None),
    };
    let calendar = model.calendar.clone().filter(|_| business);
    let Some(calendar) = calendar else { return Ok(Some(Span::new(newest, day).days())) };
    match business_days(&calendar, newest, day) {
        Some(days) => Ok(Some(days)),
        None => {
            let (first, last) = calendar.range;
            let message =
                format!("the business calendar knows {first} to {last}, not {newest} or {day}");
            let mut problems = Diagnostics::default();
            let error = Diagnostic::general("beyond-calendar", message);
            problems.push(error.help("count the age in `days`"));
            Err(problems)
        }
    }
}

/// Business days after one day, up to another; nothing beyond what the calendar knows.
fn business_days(calendar: &BusinessCalendar, from: Date, to: Date) -> Option<i64> {
    let (first, last) = calendar.range;
    if from < first || last < to {
        return None;
    }
    let open = |day: &Date| {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset());
        let works = weekday.is_ok_and(|weekday| calendar.week[weekday]);
        works && calendar.closed.binary_search(day).is_err()
    };
    let days = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
    i64::try_from(days.take_while(|day| *day <= to).filter(open).count()).ok()
}
