//! Uses of definitions that are deprecated.
//!
//! Comes after `explain`, whose lineage it follows; `kpi check` reports them.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::explain::{self, Item};
use crate::model::{Model, Status};
use jiff::civil::Date;

/// Warns of definitions that use a deprecated one directly and are not deprecated themselves; once its last
/// day is over that is an error.
pub fn check(model: &Model, today: Date, diagnostics: &mut Diagnostics) {
    let is_deprecated = |item: Item| item.status(model) == Some(Status::Deprecated);
    for item in explain::definitions(model).filter(|item| is_deprecated(*item)) {
        let users = explain::users(model, item);
        for user in users.iter().filter(|it| it.distance == 1 && !is_deprecated(it.item)) {
            diagnostics.extend(found(model, item, user.item, today));
        }
    }
}

fn found(model: &Model, item: Item, user: Item, today: Date) -> Option<Diagnostic> {
    let (about, by) = (item.about(model)?, user.about(model)?);
    let (name, user) = (item.name(model), user.name(model));
    let rest = match about.standing.until {
        Some(until) if until < today => format!(", which was to go by {until}"),
        Some(until) => format!(", which goes after {until}"),
        None => ", which is deprecated".to_owned(),
    };
    let help = match &about.standing.replaced_by {
        Some(other) => format!("use `{}.{other}` instead", item.kind()),
        None => format!("use another definition, or take `status = \"deprecated\"` from `{name}`"),
    };
    let message = format!("`{user}` uses `{name}`{rest}");
    let over = about.standing.until.is_some_and(|until| until < today);
    let found = match over {
        true => Diagnostic::error("deprecated-use", by.span, message),
        false => Diagnostic::warning("deprecated-use", by.span, message),
    };
    Some(found.also(about.span, "deprecated here").help(help))
}
