//! Diagnoses as understood: a condition on KPIs, how to read it, where to look.

use super::{About, DimensionId, Formula, KpiId};
use crate::expression::Expression;

/// A reading of several KPIs together.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// Words.
    pub about: About,
    /// As written.
    pub written: Expression,
    /// As understood, over cells.
    pub when: Formula,
    /// What it suggests where the condition holds.
    pub reads: String,
    /// Where to look then.
    pub looks: Vec<LookAt>,
    /// Every KPI of the condition rests on so many entries at least, beside its own minimum.
    pub minimum: Option<u64>,
}

/// A KPI to look at, split and filtered.
#[derive(Debug, Clone)]
pub struct LookAt {
    /// As written.
    pub text: String,
    /// Which.
    pub kpi: KpiId,
    /// Split by.
    pub by: Vec<DimensionId>,
    /// What its rows fulfil.
    pub filter: Option<Expression>,
}

super::ids! {
    /// Index into [`super::Model::diagnoses`].
    DiagnosisId
}

impl super::Model {
    /// Finds a diagnosis by name.
    pub fn diagnosis_named(&self, name: &str) -> Option<DiagnosisId> {
        self.diagnoses.iter().position(|item| item.about.name == name).map(DiagnosisId)
    }
}
