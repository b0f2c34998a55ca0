//! `[project]` and `[calendar.X]`.

use std::collections::BTreeMap;

use std::sync::Arc;

use crate::calendar::{Calendar, Part, Parts};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Document};
use crate::model::Project;
use crate::period;
use crate::plan::BusinessCalendar;
use crate::source::{Span, Spanned};
use jiff::civil::Weekday;

/// Settings, with defaults that headers print: Japanese, Asia/Tokyo, JPY, April, Monday.
pub(super) fn resolve(documents: &[Document], diagnostics: &mut Diagnostics) -> Project {
    let written = documents.iter().find_map(|document| document.project.as_ref());
    let mut project = Project {
        name: "unnamed".into(),
        language: "ja".into(),
        time_zone: "Asia/Tokyo".into(),
        currency: "JPY".into(),
        settings: period::Settings { fiscal_year_starts: 4, week_starts: Weekday::Monday },
        as_of: None,
        publish_leads: false,
    };
    let Some(written) = written else {
        if !documents.is_empty() {
            diagnostics.push(
                Diagnostic::general("missing-key", "`kpi.toml` has no `[project]`")
                    .help("write `[project]` with `name`, `time_zone`, `currency`"),
            );
        }
        return project;
    };
    if let Some(name) = &written.name {
        project.name = name.value.clone();
    }
    if let Some(language) = one_of(&written.language, &["ja", "en"], diagnostics) {
        project.language = language;
    }
    zone(written, &mut project, diagnostics);
    currency(written, &mut project, diagnostics);
    fiscal(written, &mut project, diagnostics);
    if let Some(day) = &written.week_starts {
        match period::parse_weekday(&day.value) {
            Some(day) => project.settings.week_starts = day,
            None => diagnostics.push(
                Diagnostic::error(
                    "bad-value",
                    day.span,
                    format!("`{}` is no day of the week", day.value),
                )
                .help("write `monday` or `sunday`"),
            ),
        }
    }
    as_of(written, &mut project, diagnostics);
    project.publish_leads = written.publish_leads.as_ref().is_some_and(|flag| flag.value);
    project
}

/// What a forge calls each team.
pub(super) fn teams(documents: &[Document]) -> BTreeMap<String, String> {
    let written = documents.iter().flat_map(|document| &document.teams);
    written.map(|(team, handle)| (team.value.clone(), handle.value.clone())).collect()
}

fn zone(written: &document::Project, project: &mut Project, diagnostics: &mut Diagnostics) {
    let Some(zone) = &written.time_zone else {
        diagnostics.push(
            Diagnostic::error("missing-key", written.header, "the key `time_zone` is needed")
                .label("needs `time_zone`")
                .help("write `time_zone = \"Asia/Tokyo\"`; it cuts days, months and fiscal years"),
        );
        return;
    };
    match period::check_zone(&zone.value) {
        Ok(()) => project.time_zone = zone.value.clone(),
        Err(error) => diagnostics.push(
            Diagnostic::error("unknown-time-zone", zone.span, error.message).help(error.help),
        ),
    }
}

fn currency(written: &document::Project, project: &mut Project, diagnostics: &mut Diagnostics) {
    let Some(currency) = &written.currency else {
        return;
    };
    if is_currency(&currency.value) {
        project.currency = currency.value.clone();
    } else {
        diagnostics.push(bad_currency(currency));
    }
}

pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

pub(super) fn bad_currency(written: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no currency code", written.value);
    Diagnostic::error("bad-value", written.span, message).help("write three capitals: `JPY`, `USD`")
}

fn fiscal(written: &document::Project, project: &mut Project, diagnostics: &mut Diagnostics) {
    let Some(month) = &written.fiscal_year_starts else {
        return;
    };
    match u8::try_from(month.value) {
        Ok(number @ 1..=12) => project.settings.fiscal_year_starts = number,
        _ => diagnostics.push(
            Diagnostic::error(
                "bad-value",
                month.span,
                format!("there is no month {}", month.value),
            )
            .help("write the month in which fiscal years start, 1 to 12"),
        ),
    }
}

fn as_of(written: &document::Project, project: &mut Project, diagnostics: &mut Diagnostics) {
    let Some(date) = &written.as_of else { return };
    match period::parse_date(&date.value) {
        Ok(date) => project.as_of = Some(date),
        Err(error) => diagnostics
            .push(Diagnostic::error("bad-value", date.span, error.message).help(error.help)),
    }
}

fn one_of(
    written: &Option<Spanned<String>>,
    allowed: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let written = written.as_ref()?;
    if allowed.contains(&written.value.as_str()) {
        return Some(written.value.clone());
    }
    let words: Vec<String> = allowed.iter().map(|word| (*word).to_owned()).collect();
    diagnostics.push(
        Diagnostic::error(
            "bad-value",
            written.span,
            format!("`{}` is not known here", written.value),
        )
        .help(format!("write {}", super::names::listed(&words))),
    );
    None
}

/// The calendar named `business`, else the first.
pub(super) fn calendar(
    documents: &[Document],
    diagnostics: &mut Diagnostics,
) -> Option<Arc<BusinessCalendar>> {
    let calendars: Vec<_> = documents.iter().flat_map(|document| &document.calendars).collect();
    for (index, calendar) in calendars.iter().enumerate() {
        let earlier =
            calendars[..index].iter().find(|other| other.name.value == calendar.name.value);
        if let Some(earlier) = earlier {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-name",
                    calendar.name.span,
                    format!("calendar `{}` is defined twice", calendar.name.value),
                )
                .also(earlier.name.span, "first definition")
                .help("delete one"),
            );
        }
    }
    let named = calendars.iter().find(|calendar| calendar.name.value == "business");
    let chosen = named.or(calendars.first())?;
    build(&chosen.body, chosen.name.span, diagnostics)
}

fn build(
    written: &document::Calendar,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<BusinessCalendar>> {
    let Some(weekend) = &written.weekend else {
        diagnostics.push(
            Diagnostic::error("missing-key", span, "the key `weekend` is needed")
                .label("needs `weekend`")
                .help("write `weekend = [\"saturday\", \"sunday\"]`"),
        );
        return None;
    };
    let texts = |words: &[Spanned<String>]| -> Vec<String> {
        words.iter().map(|word| word.value.clone()).collect()
    };
    let (days, closed) = (texts(weekend), texts(&written.closed));
    let parts = Parts {
        weekend: &days.iter().map(String::as_str).collect::<Vec<_>>(),
        holidays: written.holidays.as_ref().map(|name| name.value.as_str()),
        closed: &closed.iter().map(String::as_str).collect::<Vec<_>>(),
        hours: written.hours.as_ref().map(|hours| hours.value.as_str()),
    };
    let errors = match Calendar::new(parts) {
        Ok(calendar) => return Some(Arc::new(calendar.flatten())),
        Err(errors) => errors,
    };
    for error in errors {
        let place = match error.part {
            Part::Weekend(index) => weekend.get(index).map(|word| word.span),
            Part::Closed(index) => written.closed.get(index).map(|word| word.span),
            Part::Holidays => written.holidays.as_ref().map(|word| word.span),
            Part::Hours => written.hours.as_ref().map(|word| word.span),
        };
        let diagnostic = Diagnostic::error("bad-value", place.unwrap_or(span), error.message);
        diagnostics.push(diagnostic.help(error.help));
    }
    None
}
