//! Agreements in words.
//!
//! `about` asks for the sentence and the facts, `stage` for what was written and understood.

use super::fact::Facts;
use super::phrases::Phrases;
use crate::model::{Agreement, AgreementId, Model, Promise, Tree};

impl Phrases<'_> {
    /// Who promises what.
    pub(super) fn agreement_reading(&self, id: AgreementId) -> String {
        let agreement = &self.model.agreements[id.0];
        let (who, expect) = (parties(agreement), &agreement.expect.written);
        let what = match &agreement.promise {
            Promise::Measured(part) => self.value(&part.formula, None),
            Promise::Fresh(source) => {
                let name = &self.model.source(*source).name;
                match self.japanese {
                    true => format!("期末に {name} の最新の行が何日前か"),
                    false => format!("the age of the newest row of {name} at the end of a period"),
                }
            }
        };
        match self.japanese {
            true => format!("{who} の約束：{what} が {expect}"),
            false => format!("between {who}: {what} is {expect}"),
        }
    }
}

impl Facts<'_, '_> {
    pub(super) fn agreement(&mut self, id: AgreementId) {
        let model = self.phrases.model;
        let agreement = &model.agreements[id.0];
        self.add("between", "だれとだれ", parties(agreement));
        self.written("promise", "約束", promise(model, agreement));
        self.add("expect", "期待", agreement.expect.written.clone());
        self.add("by", "期間", agreement.by.word());
        if let Some(minimum) = agreement.minimum {
            self.add("minimum", "最少件数", minimum.to_string());
        }
        if let Some(day) = agreement.review_by {
            self.add("review by", "見直し期限", day.to_string());
        }
    }
}

fn parties(agreement: &Agreement) -> String {
    agreement.between.join(", ")
}

fn promise(model: &Model, agreement: &Agreement) -> String {
    match &agreement.promise {
        Promise::Measured(part) => part.written.to_string(),
        Promise::Fresh(source) => format!("fresh {}", model.source(*source).name),
    }
}

/// What was written.
pub(super) fn agreement_expression(model: &Model, id: AgreementId) -> String {
    format!("{}\n", promise(model, &model.agreements[id.0]))
}

/// What was understood.
pub(super) fn agreement_tree(model: &Model, id: AgreementId) -> String {
    let agreement = &model.agreements[id.0];
    match &agreement.promise {
        Promise::Measured(part) => Tree { model, formula: &part.formula, source: None }.to_string(),
        Promise::Fresh(_) => agreement_expression(model, id),
    }
}
