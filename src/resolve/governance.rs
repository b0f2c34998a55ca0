//! Suppressions: known codes, a reason and an end each.

use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Suppress};
use crate::model::Suppression;
use crate::period;
use crate::source::Spanned;
use crate::suggest;
use jiff::civil::Date;

/// Reads every suppression; those that lack something are reported and left out.
pub(super) fn resolve(documents: &[Document], diagnostics: &mut Diagnostics) -> Vec<Suppression> {
    let written = documents.iter().flat_map(|document| &document.suppressions);
    written.filter_map(|one| suppression(one, diagnostics)).collect()
}

fn suppression(written: &Suppress, diagnostics: &mut Diagnostics) -> Option<Suppression> {
    let needs = [
        ("code", written.code.is_some(), "code = \"unused-source\""),
        ("reason", written.reason.is_some(), "reason = \"why this is all right\""),
        ("until", written.until.is_some(), "until = 2027-03-31"),
    ];
    for (key, _, example) in needs.iter().filter(|(_, there, _)| !there) {
        let message = format!("a suppression needs the key `{key}`");
        let error = Diagnostic::error("missing-key", written.span, message);
        diagnostics.push(error.label(format!("needs `{key}`")).help(format!("write `{example}`")));
    }
    let code = written.code.as_ref().and_then(|code| known(code, diagnostics));
    let reason = written.reason.as_ref().and_then(|reason| said(reason, diagnostics));
    let until = written.until.as_ref().and_then(|until| day(until, diagnostics));
    let (code, reason, until) = (code?, reason?, until?);
    Some(Suppression {
        span: written.span,
        code,
        name: written.name.as_ref().map(|name| name.value.trim().to_owned()),
        reason,
        until,
    })
}

fn known(code: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<String> {
    if codes::find(&code.value).is_some() {
        return Some(code.value.clone());
    }
    let near = suggest::nearest(&code.value, codes::ALL.iter().map(|it| it.code));
    let help = suggest::did_you_mean(&near)
        .unwrap_or_else(|| "`kpi check` prints the code of each finding".to_owned());
    let message = format!("there is no finding `{}`", code.value);
    diagnostics.push(Diagnostic::error("unknown-name", code.span, message).help(help));
    None
}

fn said(reason: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<String> {
    if !reason.value.trim().is_empty() {
        return Some(reason.value.clone());
    }
    let error = Diagnostic::error("bad-value", reason.span, "the reason is empty");
    diagnostics.push(error.help("say why the finding is all right"));
    None
}

fn day(until: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Date> {
    let wrong = |error: period::PeriodError| {
        Diagnostic::error("bad-value", until.span, error.message).help(error.help)
    };
    period::parse_date(&until.value).map_err(|error| diagnostics.push(wrong(error))).ok()
}
