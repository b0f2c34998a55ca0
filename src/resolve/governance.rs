//! Suppressions: known codes, a reason and an end each.

use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Suppress};
use crate::model::Suppression;
use crate::period;
use crate::suggest;

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
    let (code, reason, until) =
        (written.code.as_ref()?, written.reason.as_ref()?, written.until.as_ref()?);
    if reason.value.trim().is_empty() {
        let error = Diagnostic::error("bad-value", reason.span, "the reason is empty");
        diagnostics.push(error.help("say why the finding is all right"));
        return None;
    }
    if codes::find(&code.value).is_none() {
        let near = suggest::nearest(&code.value, codes::ALL.iter().map(|it| it.code));
        let help = suggest::did_you_mean(&near)
            .unwrap_or_else(|| "`kpi check` prints the code of each finding".to_owned());
        let message = format!("there is no finding `{}`", code.value);
        diagnostics.push(Diagnostic::error("unknown-name", code.span, message).help(help));
        return None;
    }
    let day = match period::parse_date(&until.value) {
        Ok(day) => day,
        Err(error) => {
            let found = Diagnostic::error("bad-value", until.span, error.message);
            diagnostics.push(found.help(error.help));
            return None;
        }
    };
    Some(Suppression {
        span: written.span,
        code: code.value.clone(),
        name: written.name.as_ref().map(|name| name.value.trim().to_owned()),
        reason: reason.value.clone(),
        until: day,
    })
}
