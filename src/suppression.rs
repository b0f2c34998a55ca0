//! Findings that are known: taken out while that holds, themselves findings when it does not.
//!
//! Comes after the stages that report findings; `kpi check` applies it last.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::explain;
use crate::model::{Model, Suppression};
use crate::source::Span;
use jiff::civil::Date;

/// Codes of warnings that are given, or given more often, when data is looked at.
pub const OF_DATA: [&str; 4] = ["bad-cell", "dangling-link", "missing-share", "negated-missing"];

/// Takes out warnings that a suppression covers and gives how many; reports suppressions that are over
/// or cover nothing. Errors stay. `searched` tells whether all that could give a code was looked at: only
/// then nothing was there to cover.
pub fn apply(
    model: &Model,
    diagnostics: &mut Diagnostics,
    today: Date,
    searched: impl Fn(&str) -> bool,
) -> usize {
    let owners = owners(model);
    let mut used = vec![false; model.suppressions.len()];
    let (mut kept, mut taken) = (Diagnostics::default(), 0);
    for found in diagnostics.iter() {
        let owner = found.span.and_then(|span| owner(&owners, span));
        let warning = found.severity == Severity::Warning;
        let covers = |it: &Suppression| warning && it.code == found.code && it.is_about(owner);
        let all = model.suppressions.iter().zip(&mut used).filter(|(it, _)| covers(it));
        let mut covered = false;
        for (suppression, used) in all {
            *used = true;
            covered |= suppression.until >= today;
        }
        match covered {
            true => taken += 1,
            false => kept.push(found.clone()),
        }
    }
    for (suppression, used) in model.suppressions.iter().zip(used) {
        kept.extend(finding(suppression, used || !searched(&suppression.code), today));
    }
    *diagnostics = kept;
    taken
}

impl Suppression {
    fn is_about(&self, owner: Option<&str>) -> bool {
        self.name.as_deref().is_none_or(|name| owner == Some(name))
    }
}

fn finding(suppression: &Suppression, used: bool, today: Date) -> Option<Diagnostic> {
    let Suppression { span, code, until, .. } = suppression;
    if *until < today {
        let message = format!("`{code}` was suppressed until {until}");
        let found = Diagnostic::warning("expired-suppression", *span, message);
        return Some(found.help("put the finding right and take this out, or agree on a new day"));
    }
    let message = format!("nothing here gives `{code}`, or it is an error");
    let found = Diagnostic::warning("unused-suppression", *span, message);
    (!used).then(|| found.help("take it out; only warnings are suppressed"))
}

/// Where each definition starts, with its full name, by place.
fn owners(model: &Model) -> Vec<(Span, String)> {
    let named = |item: explain::Item| {
        let about = item.about(model).map(|about| about.span);
        let source = match item {
            explain::Item::Source(id) => Some(model.source(id).span),
            _ => None,
        };
        Some((about.or(source)?, item.name(model)))
    };
    let mut owners: Vec<(Span, String)> = explain::definitions(model).filter_map(named).collect();
    let sources = model.sources.iter().filter(|source| source.funnel.is_none());
    owners.extend(sources.map(|source| (source.span, format!("source.{}", source.name))));
    owners.sort_by_key(|(span, _)| (span.file, span.range().start));
    owners
}

/// The definition that a spot belongs to: the last that starts before it in its file.
fn owner(owners: &[(Span, String)], at: Span) -> Option<&str> {
    let before = |(span, _): &&(Span, String)| {
        span.file == at.file && span.range().start <= at.range().start
    };
    owners.iter().rfind(before).map(|(_, name)| name.as_str())
}
