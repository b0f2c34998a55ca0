//! Reports: parts, period, plan, what is shown; against a finished model.

use super::definitions::about;
use super::plan_parts::Parts;
use super::{Resolver, unknown};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::model::{KpiId, LookAt, Model, PlanId, Report, ReportPart};
use crate::period;
use crate::source::Spanned;
use crate::suggest;

/// Months of trends at most.
const MOST_MONTHS: i64 = 36;
/// Rows of a list at most.
const MOST_ROWS: i64 = 1_000;

/// Understands every report; what does not fit is reported and left to the usual.
pub(super) fn resolve(
    documents: &[Document],
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    let mut names: Vec<&Spanned<String>> = Vec::new();
    for definition in documents.iter().flat_map(|document| &document.reports) {
        if let Some(first) = names.iter().find(|name| name.value == definition.name.value) {
            let message = format!("`report.{}` is defined twice", definition.name.value);
            diagnostics.push(
                Diagnostic::error("duplicate-name", definition.name.span, message)
                    .label("second definition")
                    .also(first.span, "first definition")
                    .help("give one of them another name, or take one out"),
            );
            continue;
        }
        names.push(&definition.name);
        let interest = looks(model, &definition.body, diagnostics);
        let mut parts = Parts { documents, model, diagnostics };
        reports.push(Report { interest, ..parts.report(definition) });
    }
    reports
}

fn looks(model: &Model, written: &document::Report, diagnostics: &mut Diagnostics) -> Vec<LookAt> {
    let mut resolver = Resolver::new(model.clone(), diagnostics);
    written.interest.iter().filter_map(|it| resolver.look_at(it)).collect()
}

impl Parts<'_> {
    fn report(&mut self, definition: &Definition<document::Report>) -> Report {
        let body = &definition.body;
        let usual = Report::usual();
        Report {
            about: Some(about(&definition.name, &definition.about)),
            parts: body.parts.as_ref().map_or(usual.parts, |words| self.parts(words)),
            period: body.period.as_ref().and_then(|written| self.report_period(written)),
            plan: body.plan.as_ref().and_then(|name| self.plan_named(name)),
            language: body.language.as_ref().and_then(|word| self.language(word)),
            months: self.number(&body.months, "months", MOST_MONTHS).unwrap_or(usual.months),
            top: self.number(&body.top, "top", MOST_ROWS).map_or(usual.top, usize::from),
            targets: self.kpis(&body.targets),
            trends: self.kpis(&body.trends),
            by: body.by.as_ref().and_then(|name| self.dimension(name)),
            channels: self.kpis(&body.channels),
            interest: Vec::new(),
        }
    }

    fn parts(&mut self, words: &[Spanned<String>]) -> Vec<ReportPart> {
        let mut found: Vec<ReportPart> = Vec::new();
        for word in words {
            match ReportPart::ALL.into_iter().find(|part| part.word() == word.value) {
                Some(part) if found.contains(&part) => self.bad(
                    word.span,
                    format!("`{}` stands twice", word.value),
                    "name each part once, in the order of reading",
                ),
                Some(part) => found.push(part),
                None => self.no_part(word),
            }
        }
        found
    }

    fn no_part(&mut self, word: &Spanned<String>) {
        let names = ReportPart::ALL.map(ReportPart::word);
        let near = suggest::nearest(&word.value, names);
        let help = suggest::did_you_mean(&near)
            .unwrap_or_else(|| format!("the parts are {}", names.join(", ")));
        let message = format!("a report has no part `{}`", word.value);
        let error = Diagnostic::error("unknown-name", word.span, message);
        self.diagnostics.push(error.label("no such part").help(help));
    }

    fn report_period(&mut self, written: &Spanned<String>) -> Option<String> {
        let day = jiff::civil::Date::new(2020, 1, 15).unwrap_or_default();
        match period::parse(&written.value, day, &self.model.project.settings) {
            Ok(_) => Some(written.value.trim().to_owned()),
            Err(error) => {
                self.bad(written.span, error.message, &error.help);
                None
            }
        }
    }

    fn plan_named(&mut self, name: &Spanned<String>) -> Option<PlanId> {
        let bare = name.value.strip_prefix("plan.").unwrap_or(&name.value);
        let found = self.model.plan_named(bare);
        let plans = || self.documents.iter().flat_map(|document| &document.plans);
        // One that is written but not understood is reported there.
        if found.is_none() && plans().all(|plan| plan.name.value != bare) {
            let names: Vec<&str> = plans().map(|plan| plan.name.value.as_str()).collect();
            self.diagnostics.push(unknown("plan", &name.value, name.span, names));
        }
        found
    }

    fn language(&mut self, word: &Spanned<String>) -> Option<String> {
        if ["ja", "en"].contains(&word.value.as_str()) {
            return Some(word.value.clone());
        }
        let message = format!("`{}` is no language of reports", word.value);
        self.bad(word.span, message, "write `ja` or `en`");
        None
    }

    fn number(&mut self, written: &Option<Spanned<i64>>, key: &str, most: i64) -> Option<u16> {
        let written = written.as_ref()?;
        if (1..=most).contains(&written.value) {
            return u16::try_from(written.value).ok();
        }
        let message = format!("`{key}` is a number from 1 to {most}");
        self.bad(written.span, message, &format!("write such a number, as in `{key} = 12`"));
        None
    }

    fn kpis(&mut self, names: &Option<Vec<Spanned<String>>>) -> Vec<KpiId> {
        let names = names.iter().flatten();
        let mut found = Vec::new();
        for name in names {
            found.extend(self.kpi_named(&name.value, name.span).filter(|id| !found.contains(id)));
        }
        found
    }
}
