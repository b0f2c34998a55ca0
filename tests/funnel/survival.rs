//! `survival median` and `expected rate`, read naively. Comes after `entries`, which calls it; cases
//! with numbers by hand below.
//!
//! "An entry is watched from day 0 to the day it came over, or to the day of as of"; days are from date
//! to date. Everything is counted again for every such day, as the definition of the curve says it.

use super::cases::{Case, case, days as of_days, first};
use super::entries::{Cell, Parts, outcome, reach};
use super::model::{Goal, Kpi, Project, Step};
use super::moments::Length;
use super::stages::{Entry, Journey};
use jiff::Timestamp;
use jiff::civil::date;
use std::collections::BTreeSet;

/// A day on which the watching of an entry ended, and whether it came over on it.
type Watched = (i32, bool);

fn days(project: &Project, from: Timestamp, to: Timestamp) -> i32 {
    project.calendar.day(from).until(project.calendar.day(to)).unwrap().get_days()
}

fn age(project: &Project, entry: Entry) -> i32 {
    project.calendar.day(entry.at).until(project.as_of).unwrap().get_days()
}

/// "the product over i <= t of (n(i) - d(i)) / n(i)"
fn share_left(watched: &[Watched], day: i32) -> f64 {
    let of_day = |day: &i32| {
        let day = *day;
        let n = watched.iter().filter(|(end, _)| *end >= day).count() as f64;
        let d = watched.iter().filter(|end| **end == (day, true)).count() as f64;
        (n - d) / n
    };
    let ends: BTreeSet<i32> = watched.iter().map(|(end, _)| *end).collect();
    // on a day on which nobody's watching ends the factor is 1
    ends.range(..=day).map(of_day).product()
}

/// "the first day t with S(t) <= 1/2; there is none while S stays above"
pub(super) fn median(
    project: &Project,
    to: &Goal,
    minimum: Option<usize>,
    entries: &[(&Journey<'_>, Entry)],
) -> Cell {
    let watched = |(journey, entry): &(&Journey<'_>, Entry)| {
        let reached = reach(project, journey, entry.at, to);
        let end = reached.map_or(age(project, *entry), |at| days(project, entry.at, at));
        (end, reached.is_some())
    };
    let watched: Vec<Watched> = entries.iter().map(watched).collect();
    let ends: BTreeSet<i32> = watched.iter().map(|(end, _)| *end).collect();
    let half = |day: &i32| share_left(&watched, *day) < 0.5 + 1e-9;
    let value = ends.into_iter().find(half).map(f64::from);
    let converted = watched.iter().filter(|(_, event)| *event).count();
    let n = watched.len();
    let parts = Parts { converted, open: n - converted, ..Parts::default() };
    let status = status(value, false, n, minimum);
    Cell { value, status, n, parts: Some(parts) }
}

fn status(value: Option<f64>, unknown: bool, n: usize, minimum: Option<usize>) -> &'static str {
    match value {
        None if unknown => "immature",
        None => "undefined",
        Some(_) if minimum.is_some_and(|minimum| n < minimum) => "insufficient",
        Some(_) => "ok",
    }
}

/// "(converted + early + sum over waiting entries of (1 - S(w) / S(t))) / n", with S of all entries.
pub(super) fn expected_rate(
    project: &Project,
    (to, window): (&Goal, Length),
    minimum: Option<usize>,
    entries: &[(&Journey<'_>, Entry)],
    all: &[(&Journey<'_>, Entry)],
) -> Cell {
    let step = [Step { to: to.clone(), window: Some(window) }];
    let length =
        |entry: Entry| days(project, entry.at, project.calendar.last_of_window(entry.at, window));
    let watched = |(journey, entry): &(&Journey<'_>, Entry)| {
        let (mature, in_time) = outcome(project, journey, *entry, &step);
        match reach(project, journey, entry.at, to) {
            Some(at) if in_time => (days(project, entry.at, at), true),
            _ if mature => (length(*entry), false),
            _ => (age(project, *entry), false),
        }
    };
    let history: Vec<Watched> = all.iter().map(watched).collect();
    let longest = history.iter().map(|(end, _)| *end).max().unwrap_or(0);
    let mut parts = Parts::default();
    let (mut sum, mut unknown) = (0.0, false);
    for (journey, entry) in entries {
        let (mature, in_time) = outcome(project, journey, *entry, &step);
        parts.open += usize::from(!mature);
        parts.converted += usize::from(mature && in_time);
        parts.lost += usize::from(mature && !in_time);
        parts.early += usize::from(!mature && in_time);
        if !mature && !in_time {
            let end = share_left(&history, length(*entry));
            // "where nobody has been watched for a whole window nothing is known of its end"
            unknown |= longest < length(*entry) && end > 0.0;
            sum += 1.0 - end / share_left(&history, age(project, *entry));
        }
    }
    let n = entries.len();
    let sum = sum + (parts.converted + parts.early) as f64;
    let value = (n > 0 && !unknown).then(|| sum / n as f64);
    let status = status(value, unknown, n, minimum);
    Cell { value, status, n, parts: Some(parts) }
}

/// Leads that enter, where a moment is given, `stage_0` and `stage_1`, as of 14 February.
fn of(kpi: Kpi, leads: &[(&str, &str)]) -> Case {
    let stages = [first("touches", "cv"), first("touches", "sql")];
    let mut case = case(&stages).end_of(date(2026, 2, 14)).kpi(kpi);
    for (place, (cv, sql)) in leads.iter().enumerate() {
        case = case.rows("leads", &[&format!("L{place},2026-01-01")]);
        for (kind, at) in [("cv", cv), ("sql", sql)] {
            let touch = format!("{kind}{place},L{place},{at},{kind}");
            case = if at.is_empty() { case } else { case.rows("touches", &[&touch]) };
        }
    }
    case
}

fn survival_median() -> Kpi {
    Kpi::SurvivalMedian { from: 0, filter: None, to: Goal::Stage(1, None), minimum: None }
}

#[test]
fn open_entries_make_the_median_longer() {
    let converted = [
        ("2026-02-01 10:00", "2026-02-03 09:00"),
        ("2026-02-01 10:00", "2026-02-05 23:00"),
        ("2026-02-01 10:00", "2026-02-07 00:00"),
    ];
    let plain = of(survival_median(), &converted);
    plain.comes_to(0, "4.0000", "ok: 3 converted, 0 lost, 0 open, 0 early");
    // watched for 13 and for 3 days: 4/5, then 4/5 * 2/3, then 4/5 * 2/3 * 1/2
    let open = [&converted[..], &[("2026-02-01 10:00", ""), ("2026-02-11 10:00", "")]].concat();
    let open = of(survival_median(), &open);
    open.comes_to(0, "6.0000", "ok: 3 converted, 0 lost, 2 open, 0 early");
}

#[test]
fn a_curve_that_stays_above_one_half_has_no_median() {
    let leads = [("2026-02-01 10:00", "2026-02-03 09:00"), ("2026-02-01 10:00", "")];
    let half = of(survival_median(), &leads);
    half.comes_to(0, "2.0000", "ok: 1 converted, 0 lost, 1 open, 0 early");
    let leads = [&leads[..], &[("2026-02-01 10:00", "")]].concat();
    let less = of(survival_median(), &leads);
    less.comes_to(0, "none", "undefined: 1 converted, 0 lost, 2 open, 0 early");
    of(survival_median(), &[("", "")]).comes_to(
        0,
        "none",
        "undefined: 0 converted, 0 lost, 0 open, 0 early",
    );
}

fn expected(days: i64) -> Kpi {
    let (to, window) = (Goal::Stage(1, None), of_days(days));
    Kpi::ExpectedRate { from: 0, filter: None, to, window, minimum: None }
}

#[test]
fn an_open_entry_counts_with_its_chance() {
    let leads = [
        ("2026-02-01 10:00", "2026-02-03 10:00"),
        ("2026-02-01 10:00", "2026-02-06 10:00"),
        ("2026-02-01 10:00", ""),
        ("2026-02-01 10:00", "2026-02-11 10:01"),
        ("2026-02-11 10:00", ""),
    ];
    // S(3) = 4/5, S(10) = 4/5 * 2/3: a chance of 1/3
    let parts = "ok: 2 converted, 2 lost, 1 open, 0 early";
    of(expected(10), &leads).comes_to(0, "0.4667", parts);
    // S(3) = 5/6 * 4/5, S(10) = 5/6 * 4/5 * 2/3
    let early = [&leads[..], &[("2026-02-13 10:00", "2026-02-13 11:00")]].concat();
    let parts = "ok: 2 converted, 2 lost, 2 open, 1 early";
    of(expected(10), &early).comes_to(0, "0.5556", parts);
    of(expected(3), &leads[..4]).comes_to(0, "0.2500", "ok: 1 converted, 3 lost, 0 open, 0 early");
}

#[test]
fn nothing_is_expected_before_a_window_was_watched() {
    let young = [("2026-02-05 10:00", "2026-02-06 10:00"), ("2026-02-05 10:00", "")];
    let parts = "immature: 0 converted, 0 lost, 2 open, 1 early";
    of(expected(10), &young).comes_to(0, "none", parts);
    // the window of the first is over
    let older = [&[("2026-02-04 10:00", "")], &young[..]].concat();
    let parts = "ok: 0 converted, 1 lost, 2 open, 1 early";
    of(expected(10), &older).comes_to(0, "0.3333", parts);
    of(expected(10), &[("", "")]).comes_to(
        0,
        "none",
        "undefined: 0 converted, 0 lost, 0 open, 0 early",
    );
}
