//! The earlier model with the later names, so that only what is meant differs.
//!
//! Under `change`. A new name is declared by `renamed_from`; it is never guessed. Nothing refers to a test, so
//! that one says the same under another name is enough.

use crate::explain::definitions;
use crate::fingerprint::{self, Definition};
use crate::model::{About, Model};

/// A model whose definitions carry their later names.
pub(super) struct Renamed {
    pub(super) model: Model,
    /// Kind, later name, earlier name.
    names: Vec<(&'static str, String, String)>,
}

impl Renamed {
    /// Gives the earlier name of a renamed definition.
    pub(super) fn before(&self, kind: &str, name: &str) -> Option<&str> {
        let found = self.names.iter().find(|(known, new, _)| *known == kind && new == name);
        found.map(|(.., old)| old.as_str())
    }
}

/// Renames definitions as the later model says.
pub(super) fn renamed(base: &Model, head: Option<&Model>) -> Renamed {
    let mut renamed = Renamed { model: base.clone(), names: Vec::new() };
    for (kind, about) in head.into_iter().flat_map(abouts) {
        let Some(old) = &about.standing.renamed_from else { continue };
        let taken = abouts(base).iter().any(|(other, it)| *other == kind && it.name == about.name);
        let known = abouts(base).iter().any(|(other, it)| *other == kind && it.name == *old);
        if known && !taken {
            rename(&mut renamed.model, kind, old, &about.name);
            renamed.names.push((kind, about.name.clone(), old.clone()));
        }
    }
    let tests = head.map(|head| renamed_tests(&renamed.model, head)).unwrap_or_default();
    for (new, old) in tests {
        renamed.model.tests.iter_mut().filter(|it| it.name == old).for_each(|it| {
            it.name.clone_from(&new);
        });
        renamed.names.push(("test", new, old));
    }
    renamed
}

/// Finds tests of which only the name differs: the later names with the earlier ones.
pub fn renamed_tests(base: &Model, head: &Model) -> Vec<(String, String)> {
    let [before, after]: [Vec<Definition>; 2] =
        [base, head].map(|model| fingerprint::tests(model).collect());
    let alone = |own: &[Definition], other: &[Definition]| -> Vec<Definition> {
        let gone = own.iter().filter(|it| other.iter().all(|other| other.name != it.name));
        gone.cloned().collect()
    };
    let mut gone = alone(&before, &after);
    let mut pairs = Vec::new();
    for new in alone(&after, &before) {
        if let Some(place) = gone.iter().position(|old| old.facts == new.facts) {
            pairs.push((new.name, gone.remove(place).name));
        }
    }
    pairs
}

fn abouts(model: &Model) -> Vec<(&'static str, &About)> {
    definitions(model).filter_map(|item| Some((item.kind(), item.about(model)?))).collect()
}

fn rename(model: &mut Model, kind: &str, old: &str, new: &str) {
    let abouts: Vec<&mut About> = match kind {
        "criterion" => model.criteria.iter_mut().map(|it| &mut it.about).collect(),
        "score" => model.scores.iter_mut().map(|it| &mut it.about).collect(),
        "stage" => model.stages.iter_mut().map(|it| &mut it.about).collect(),
        "funnel" => model.funnels.iter_mut().map(|it| &mut it.about).collect(),
        "dimension" => model.dimensions.iter_mut().map(|it| &mut it.about).collect(),
        "attribution" => model.attributions.iter_mut().map(|it| &mut it.about).collect(),
        "kpi" => model.kpis.iter_mut().map(|it| &mut it.about).collect(),
        "plan" => model.plans.iter_mut().map(|it| &mut it.about).collect(),
        "diagnosis" => model.diagnoses.iter_mut().map(|it| &mut it.about).collect(),
        _ => model.agreements.iter_mut().map(|it| &mut it.about).collect(),
    };
    for about in abouts.into_iter().filter(|about| about.name == old) {
        if about.label == about.name {
            about.label = new.to_owned();
        }
        about.name = new.to_owned();
    }
    // Journeys carry the names of their funnel and its stages.
    for source in model.sources.iter_mut().filter(|source| source.funnel.is_some()) {
        if kind == "funnel" && source.name == old {
            source.name = new.to_owned();
        }
        for column in source.columns.iter_mut().filter(|_| kind == "stage") {
            let rest = column.name.strip_prefix(old);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                column.name = format!("{new}{rest}");
            }
        }
    }
}
