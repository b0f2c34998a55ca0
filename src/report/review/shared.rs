//! A review for programs where others may read: no keys of leads, no groups that are too small.

use serde_json::Value as Json;

use super::summary::summary;
use super::{ReviewReport, json};

/// Gives the JSON of a review; of what stages gain and lose, counts below `few` are null, and so is the
/// revenue of so few entries.
pub(super) fn shared(report: &ReviewReport<'_>, few: u64) -> Json {
    let mut review = json::value(report, None);
    review["summary"] = summary(report, Some(few)).into();
    if let Some(stages) = review.pointer_mut("/effect/stages").and_then(Json::as_array_mut) {
        for stage in stages {
            for side in ["leave", "enter"] {
                let entries = stage[side]["entries"].as_u64();
                if entries.is_some_and(|count| (1..few).contains(&count)) {
                    stage[side]["revenue"] = Json::Null;
                }
            }
            mask(stage, few);
        }
    }
    review
}

fn mask(value: &mut Json, few: u64) {
    match value {
        Json::Number(count) if count.as_u64().is_some_and(|it| (1..few).contains(&it)) => {
            *value = Json::Null;
        }
        Json::Array(all) => all.iter_mut().for_each(|it| mask(it, few)),
        Json::Object(all) => all.values_mut().for_each(|it| mask(it, few)),
        _ => {}
    }
}
