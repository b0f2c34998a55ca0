//! Names: columns along links, criteria, dimensions, KPIs.

use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::model::{Formula, Node, SourceId};
use crate::model::{Path, along, paths};
use crate::source::{Span, Spanned};

/// First words of names that are not sources.
pub const RESERVED: &[&str] = &[
    "criterion",
    "dimension",
    "kpi",
    "score",
    "stage",
    "funnel",
    "agreement",
    "plan",
    "attribution",
];

impl Resolver<'_> {
    pub(super) fn name(&mut self, parts: &[Spanned<String>], span: Span, scope: Scope) -> Formula {
        let Some((first, rest)) = parts.split_first() else {
            return Formula::poison(span);
        };
        if rest.is_empty() && first.value == "plan" {
            return self.stray_plan(span);
        }
        if RESERVED.contains(&first.value.as_str()) {
            return self.reference(&first.value, rest, span, scope);
        }
        match (scope, self.subject_of(scope)) {
            (Scope::Formula, _) => self.name_in_formula(parts, span),
            (_, Some((funnel, _))) => self.name_on_journey(funnel, first, rest, span),
            (Scope::Row(source), None) => self.name_on_row(first, rest, span, source),
        }
    }

    fn reference(
        &mut self,
        kind: &str,
        rest: &[Spanned<String>],
        span: Span,
        scope: Scope,
    ) -> Formula {
        let [name] = rest else {
            let message = format!("`{kind}` needs one name after the dot");
            return self.fail(
                Diagnostic::error("syntax", span, message).help(format!("write `{kind}.name`")),
            );
        };
        if let Some((funnel, of)) = self.subject_of(scope)
            && matches!(kind, "criterion" | "score")
        {
            let inner = self.reference(kind, rest, span, Scope::Row(of));
            return self.through_subject(funnel, inner);
        }
        match kind {
            "kpi" => self.kpi_reference(name, span, scope),
            "criterion" => self.criterion_reference(name, span, scope),
            "dimension" => self.dimension_reference(name, span, scope),
            "score" => self.score_reference(name, span, scope),
            "stage" | "funnel" => self.stage_as_name(kind, name, span),
            "attribution" => self.attribution_as_name(name, span),
            "agreement" => {
                let message = format!("`agreement.{}` is a promise, not a value", name.value);
                self.fail(
                    Diagnostic::error("wrong-arguments", span, message)
                        .label("not a value")
                        .help("write what it promises; `kpi verify` tells whether it was kept"),
                )
            }
            _ => self.fail(
                Diagnostic::error(
                    "unsupported-yet",
                    span,
                    format!("`{kind}` is not evaluated yet"),
                )
                .label("not available yet")
                .help("use sources, criteria and dimensions instead"),
            ),
        }
    }

    fn name_in_formula(&mut self, parts: &[Spanned<String>], span: Span) -> Formula {
        let first = &parts[0];
        if self.lost.contains(&first.value) && self.source_named(&first.value).is_none() {
            return Formula::poison(span);
        }
        if self.model.stage_named(&first.value).is_some() {
            return self.stage_in_formula(parts, span);
        }
        if self.source_named(&first.value).is_none() {
            let mut diagnostic = self.unknown_source("source", first);
            if self.kpi_names().contains(&first.value) {
                diagnostic.help = Some(format!("write `kpi.{}`", first.value));
            }
            return self.fail(diagnostic);
        }
        let written: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let written = written.join(".");
        let (message, help) = if parts.len() == 1 {
            (
                format!("`{written}` is a set of rows, not a number"),
                format!("write `count({written})`"),
            )
        } else {
            (
                format!("`{written}` has one value for every row, a KPI one for a group of rows"),
                format!("gather the rows, as in `sum({written})` or `avg({written})`"),
            )
        };
        self.fail(
            Diagnostic::error("mixed-levels", span, message).label("needs an aggregate").help(help),
        )
    }

    pub(super) fn name_on_row(
        &mut self,
        first: &Spanned<String>,
        rest: &[Spanned<String>],
        span: Span,
        source: SourceId,
    ) -> Formula {
        let own = self.model.source(source).column_named(&first.value).is_some();
        if !own || !rest.is_empty() {
            if let Some(stage) = self.model.stage_named(&first.value) {
                return self.stage_on_row(stage, rest, span, source);
            }
            if self.lost.contains(&first.value) && self.source_named(&first.value).is_none() {
                return Formula::poison(span);
            }
        }
        if rest.is_empty() || self.model.source(source).column_named(&first.value).is_some() {
            let own = self.model.source(source).column_named(&first.value).is_some();
            let is_source = self.source_named(&first.value);
            if own && (rest.is_empty() || is_source.is_none()) {
                return self.follow(source, std::slice::from_ref(first), rest, span);
            }
            if rest.is_empty() {
                return match is_source {
                    Some(_) => self.set_as_value(first, span),
                    None => self.bare_column(first, span, source),
                };
            }
        }
        let Some(target) = self.source_named(&first.value) else {
            if self.model.source_named(&first.value).is_some() {
                let diagnostic = self.unknown_source("set", first);
                return self.fail(diagnostic);
            }
            let sources = self.model.sources.iter().map(|source| source.name.as_str());
            let stages = self.model.stages.iter().map(|stage| stage.about.name.as_str());
            let names = sources.chain(stages);
            let columns = self.model.source(source).columns.iter().map(|it| it.name.as_str());
            let (name, span) = (&first.value, first.span);
            let diagnostic = super::unknown("source", name, span, names.chain(columns));
            return self.fail(diagnostic);
        };
        match self.way(source, target, first.span, &rest[0].value) {
            Some(path) => {
                let inner = self.follow(target, &rest[..1], &rest[1..], span);
                along(&path, inner)
            }
            None => Formula::poison(span),
        }
    }

    /// Columns and links after a source is known: `company_id.employees`.
    fn follow(
        &mut self,
        source: SourceId,
        head: &[Spanned<String>],
        rest: &[Spanned<String>],
        span: Span,
    ) -> Formula {
        let part = &head[0];
        let Some(column) = self.model.source(source).column_named(&part.value) else {
            return self.unknown_column(source, part);
        };
        let found = self.model.source(source).column(column);
        let Some((next, more)) = rest.split_first() else {
            return Formula::new(Node::Column(column), found.kind.clone(), span);
        };
        let Some(to) = found.links else {
            let message = format!("`{}` is not a link, nothing can follow it", part.value);
            return self.fail(
                Diagnostic::error("not-a-link", part.span, message)
                    .label("not a link")
                    .help(format!("declare `links = \"..\"` on column `{}`", part.value)),
            );
        };
        let inner = self.follow(to, std::slice::from_ref(next), more, span);
        along(&vec![(column, to)], inner)
    }

    fn unknown_column(&mut self, source: SourceId, part: &Spanned<String>) -> Formula {
        let source = self.model.source(source);
        let what = format!("column of `{}`", source.name);
        let names: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let mut diagnostic =
            super::unknown("column", &part.value, part.span, names.iter().map(String::as_str));
        diagnostic.message = format!("there is no {what} named `{}`", part.value);
        if diagnostic.help.as_deref().is_none_or(|help| help.starts_with("define")) {
            diagnostic.help = Some(format!("`{}` has {}", source.name, listed(&names)));
        }
        self.fail(diagnostic)
    }

    /// A column name alone that its own source does not have: the only linked source that does.
    fn bare_column(&mut self, part: &Spanned<String>, span: Span, source: SourceId) -> Formula {
        let mut holders = Vec::new();
        for index in 0..self.model.sources.len() {
            let id = SourceId(index);
            let reached = id != source && !paths(&self.model.sources, source, id).is_empty();
            if reached && self.model.source(id).column_named(&part.value).is_some() {
                holders.push(id);
            }
        }
        match holders.as_slice() {
            [] => self.unknown_column(source, part),
            [only] => match self.way(source, *only, part.span, &part.value) {
                Some(path) => {
                    let inner = self.follow(*only, std::slice::from_ref(part), &[], span);
                    along(&path, inner)
                }
                None => Formula::poison(span),
            },
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|id| format!("{}.{}", self.model.source(*id).name, part.value))
                    .collect();
                let message = format!("`{}` may be one of several columns", part.value);
                self.fail(
                    Diagnostic::error("ambiguous-name", part.span, message)
                        .help(format!("write {}", listed(&names))),
                )
            }
        }
    }

    /// `stage.mql`: stages are named without the kind.
    pub(super) fn stage_as_name(
        &mut self,
        kind: &str,
        name: &Spanned<String>,
        span: Span,
    ) -> Formula {
        let message = format!("a {kind} is named without `{kind}.`");
        let help = match kind {
            "stage" => format!("write `{}`, as in `count({})`", name.value, name.value),
            _ => "write a stage of the funnel, as in `count(mql)`".to_owned(),
        };
        self.fail(
            Diagnostic::error("wrong-arguments", span, message)
                .label("leave the kind out")
                .help(help),
        )
    }

    fn set_as_value(&mut self, part: &Spanned<String>, span: Span) -> Formula {
        let message = format!("`{}` is a set of rows, not a value", part.value);
        self.fail(
            Diagnostic::error("mixed-levels", span, message).label("needs an aggregate").help(
                format!(
                    "write `count({0})`, `any({0})` or a column such as `{0}.name`",
                    part.value
                ),
            ),
        )
    }

    /// The only way of links from a row of one source to another; reports none and several.
    pub(super) fn way(
        &mut self,
        from: SourceId,
        to: SourceId,
        span: Span,
        column: &str,
    ) -> Option<Path> {
        let mut ways = paths(&self.model.sources, from, to);
        if ways.len() == 1 {
            return ways.pop();
        }
        let (origin, target) = (&self.model.source(from).name, &self.model.source(to).name);
        let diagnostic = if !ways.is_empty() {
            let written: Vec<String> = ways
                .iter()
                .map(|way| format!("{origin}.{}.{column}", self.links_text(from, way)))
                .collect();
            let message = format!("`{target}` is reached from `{origin}` in {} ways", ways.len());
            Diagnostic::error("ambiguous-link", span, message)
                .label("which way?")
                .help(format!("write {}", listed(&written)))
        } else if !paths(&self.model.sources, to, from).is_empty() {
            let message = format!("one row of `{origin}` has many rows of `{target}`");
            Diagnostic::error("fan-out", span, message).label("many rows, no aggregate").help(format!(
                "say which: `first({target}.{column})`, `any({target} where ..)` or `count({target})`"
            ))
        } else {
            let message = format!("no link leads from `{origin}` to `{target}`");
            Diagnostic::error("unreachable", span, message)
                .label("not reachable")
                .help(format!("declare `links = \"{target}\"` on a column of `{origin}`"))
        };
        self.diagnostics.push(diagnostic);
        None
    }

    fn links_text(&self, from: SourceId, way: &Path) -> String {
        let mut at = from;
        let mut words = Vec::new();
        for (column, next) in way {
            words.push(self.model.source(at).column(*column).name.clone());
            at = *next;
        }
        words.join(".")
    }
}

/// Joins names for a sentence: `a`, `b` or `c`.
pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    let cut = if names.len() > 8 { ", .." } else { "" };
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) if cut.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => format!("{}{cut}", quoted.join(", ")),
    }
}
