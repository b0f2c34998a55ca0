//! The semantic hash of definitions: equal where the same numbers are meant.

use sha2::{Digest, Sha256};

use crate::model::{Kpi, Model, Shown, Source};

/// Hex digits that are shown.
const SHOWN: usize = 12;

/// Hashes everything that can change a number or its unit. Labels, words, owners, comments, layout
/// and order do not count, nor does another spelling of the same formula.
pub fn semantic_hash(model: &Model) -> String {
    let mut lines = vec![format!("project {}", settings(model))];
    lines.push(format!("calendar {:?}", model.calendar));
    lines.extend(model.sources.iter().map(|it| source(model, it)));
    for criterion in &model.criteria {
        let shown = Shown { model, formula: &criterion.when, source: Some(criterion.of) };
        let of = &model.source(criterion.of).name;
        lines.push(format!("criterion {} of {of}: {shown}", criterion.about.name));
    }
    for dimension in &model.dimensions {
        for value in &dimension.of {
            let shown = Shown { model, formula: &value.value, source: Some(value.source) };
            let of = &model.source(value.source).name;
            let name = &dimension.about.name;
            lines.push(format!("dimension {name} of {of} else {}: {shown}", dimension.missing));
        }
    }
    lines.extend(model.kpis.iter().map(|it| kpi(model, it)));
    lines.sort();
    let digest = Sha256::digest(lines.join("\n").as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    hex[..SHOWN].to_owned()
}

fn settings(model: &Model) -> String {
    let project = &model.project;
    format!("{} {} {:?} {:?}", project.time_zone, project.currency, project.settings, project.as_of)
}

fn source(model: &Model, source: &Source) -> String {
    let mut columns: Vec<String> = source
        .columns
        .iter()
        .zip(&source.dataset.columns)
        .map(|(meaning, stored)| {
            let known = meaning.known_from.map(|id| &source.column(id).name);
            let links = meaning.links.map(|to| &model.source(to).name);
            format!("{stored:?} {:?} {links:?} {known:?} {:?}", meaning.kind, meaning.until_then)
        })
        .collect();
    columns.sort();
    let name = |id: Option<crate::model::ColumnId>| id.map(|id| source.column(id).name.clone());
    let history = source.history.map(|(from, to)| (name(Some(from)), name(Some(to))));
    let roles = (name(source.key), name(source.time), name(source.known_at), history);
    let (path, format) = (&source.dataset.path, &source.dataset.format);
    format!("source {} {path} {format:?} {roles:?} {}", source.name, columns.join(" "))
}

fn kpi(model: &Model, kpi: &Kpi) -> String {
    let shown = Shown { model, formula: &kpi.formula, source: None };
    format!("kpi {} {:?} {:?}: {shown}", kpi.about.name, kpi.unit, kpi.minimum)
}
