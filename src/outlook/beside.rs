//! Two calculations of one plan, side by side.

use super::Outlook;
use super::table::Sheet;
use crate::list::List;
use crate::model::{Model, PlanId};
use crate::plan::Value;
use crate::query::Query;

/// Compares a plan as defined with the same under other numbers; `set` is how they were written.
pub fn beside(
    model: &Model,
    plan: PlanId,
    query: &Query,
    now: &Outlook,
    then: &Outlook,
    set: &[String],
) -> List {
    let [now, then] = [now, then].map(|outlook| Sheet {
        model,
        plan,
        outlook,
        japanese: model.project.language == "ja",
    });
    let columns = vec![now.say("項目", "what"), now.say("計画", "plan"), now.say("試算", "tried")];
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut row = |what: String, left: String, right: String| {
        rows.push([what, left, right].map(Value::Text).to_vec());
    };
    for ((step, left), right) in
        now.steps().into_iter().zip(&now.outlook.basis.rates).zip(&then.outlook.basis.rates)
    {
        row(step, super::table::percent(left.value), super::table::percent(right.value));
    }
    for (stage, label) in now.stages().into_iter().enumerate() {
        row(label, now.total(stage), then.total(stage));
    }
    let (left, right) = (now.facts(query), then.facts(query));
    for (word, value) in &left {
        let other = right.iter().find(|(other, _)| other == word);
        row(
            word.clone(),
            value.clone(),
            other.map_or_else(|| "–".into(), |(_, text)| text.clone()),
        );
    }
    for (word, value) in right.iter().filter(|(word, _)| !left.iter().any(|(it, _)| it == word)) {
        row(word.clone(), "–".into(), value.clone());
    }
    let title = model.plans[plan.0].about.label.clone();
    let mut list = now.list(title, columns, rows);
    list.facts.push((now.say("試す数字", "tried"), set.join(", ")));
    list
}
