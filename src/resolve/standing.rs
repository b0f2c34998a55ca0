//! How settled definitions are: `status`, `replaced_by`, `until`, `renamed_from`.
//!
//! Called for each definition, then once for all, as names of others need every file.

use super::unknown;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::model::{Standing, Status};
use crate::period::parse_date;
use crate::source::Spanned;
use crate::suggest;

/// Understands what is written; what does not fit is left out here and reported by [`check`].
pub(super) fn standing(about: &document::About) -> Standing {
    let text = |part: &Option<Spanned<String>>| part.as_ref().map(|part| part.value.clone());
    Standing {
        status: about.status.as_ref().and_then(|status| Status::named(&status.value)),
        replaced_by: text(&about.replaced_by),
        until: about.until.as_ref().and_then(|until| parse_date(&until.value).ok()),
        renamed_from: text(&about.renamed_from),
    }
}

/// Reports what does not fit.
pub(super) fn check(documents: &[Document], diagnostics: &mut Diagnostics) {
    for (kind, all) in kinds(documents) {
        let names: Vec<&str> = all.iter().map(|(name, _)| name.value.as_str()).collect();
        for (name, about) in &all {
            status(about, diagnostics);
            if let Some(other) = &about.replaced_by
                && (!names.contains(&other.value.as_str()) || other.value == name.value)
            {
                let others = names.iter().copied().filter(|known| *known != name.value);
                diagnostics.push(unknown(kind, &other.value, other.span, others));
            }
            if let Some(old) = &about.renamed_from
                && names.contains(&old.value.as_str())
            {
                let message = format!("`{kind}.{}` still exists", old.value);
                diagnostics.push(
                    Diagnostic::error("bad-value", old.span, message)
                        .label("not an earlier name")
                        .help("`renamed_from` is the name that this definition had before"),
                );
            }
        }
    }
}

fn status(about: &document::About, diagnostics: &mut Diagnostics) {
    let words = Status::ALL.map(Status::word);
    if let Some(status) = &about.status
        && Status::named(&status.value).is_none()
    {
        let near = suggest::nearest(&status.value, words);
        let listed = format!("write one of {}", words.map(|word| format!("`{word}`")).join(", "));
        let message = format!("`{}` is no status", status.value);
        diagnostics.push(
            Diagnostic::error("bad-value", status.span, message)
                .label("not a status")
                .help(suggest::did_you_mean(&near).unwrap_or(listed)),
        );
    }
    let deprecated = about.status.as_ref().is_some_and(|status| status.value == "deprecated");
    for (key, part) in [("replaced_by", &about.replaced_by), ("until", &about.until)] {
        if let Some(part) = part.as_ref().filter(|_| !deprecated) {
            let message = format!("`{key}` is for what is on its way out");
            diagnostics.push(
                Diagnostic::error("bad-value", part.span, message)
                    .label("without `deprecated`")
                    .help("add `status = \"deprecated\"`"),
            );
        }
    }
    if let Some(until) = &about.until
        && let Err(error) = parse_date(&until.value)
    {
        diagnostics
            .push(Diagnostic::error("bad-value", until.span, error.message).help(error.help));
    }
}

type Named<'d> = Vec<(&'d Spanned<String>, &'d document::About)>;

/// Every kind of definition with its names.
fn kinds(documents: &[Document]) -> [(&'static str, Named<'_>); 10] {
    fn of<'d, T>(
        documents: &'d [Document],
        part: impl Fn(&'d Document) -> &'d [Definition<T>],
    ) -> Named<'d>
    where
        T: 'd,
    {
        let all = documents.iter().flat_map(part);
        all.map(|definition| (&definition.name, &definition.about)).collect()
    }
    [
        ("funnel", of(documents, |it| &it.funnels)),
        ("stage", of(documents, |it| &it.stages)),
        ("score", of(documents, |it| &it.scores)),
        ("criterion", of(documents, |it| &it.criteria)),
        ("dimension", of(documents, |it| &it.dimensions)),
        ("attribution", of(documents, |it| &it.attributions)),
        ("kpi", of(documents, |it| &it.kpis)),
        ("plan", of(documents, |it| &it.plans)),
        ("diagnosis", of(documents, |it| &it.diagnoses)),
        ("agreement", of(documents, |it| &it.agreements)),
    ]
}

#[cfg(test)]
mod tests {
    use crate::source::Sources;

    fn told(more: &str) -> Vec<String> {
        let mut sources = Sources::default();
        sources.add(
            "kpi.toml",
            "[project]\nname = \"p\"\ntime_zone = \"UTC\"\n[source.leads]\npath = \"l.csv\"\n\
             columns = { n = { type = \"integer\" } }\n",
        );
        let text = format!(
            "[kpi.new]\nformula = \"count(leads)\"\n{more}\n[kpi.other]\nformula = \"count(leads)\"\n"
        );
        sources.add("kpi-definitions/a.toml", text);
        let (_, found) = crate::analyse(&sources);
        found.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
    }

    #[test]
    fn what_fits_is_silent() {
        assert_eq!(told("status = \"agreed\"\nrenamed_from = \"old\""), Vec::<String>::new());
        let gone = "status = \"deprecated\"\nreplaced_by = \"other\"\nuntil = 2027-03-31";
        assert_eq!(told(gone), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_is_told() {
        let cases = [
            ("status = \"agred\"", "bad-value: `agred` is no status"),
            ("until = 2027-03-31", "bad-value: `until` is for what is on its way out"),
            ("renamed_from = \"other\"", "bad-value: `kpi.other` still exists"),
            (
                "status = \"deprecated\"\nreplaced_by = \"nothing\"",
                "unknown-name: there is no kpi `nothing`",
            ),
            ("status = \"deprecated\"\nuntil = \"soon\"", "bad-value: `soon` is not a date"),
        ];
        for (keys, message) in cases {
            assert_eq!(told(keys), [message], "{keys}");
        }
    }
}
