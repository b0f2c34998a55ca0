//! What changed in meaning since the report before, from git.

use crate::change;
use crate::commands::project::Project;
use crate::commands::revisions;
use crate::digest::{self, Past};
use crate::model::{Model, Report};
use crate::period::Zone;
use crate::query::Query;
use crate::revision::Repository;
use jiff::civil::Date;

/// What changed since the report before: since the last commit before the last month that is covered.
pub(super) fn past(project: &Project, query: &Query, choice: &Report) -> Result<Past, String> {
    let model = &project.model;
    let told = |problem| revisions::reason(model, &problem);
    let repository = Repository::open(&project.root).map_err(told)?;
    let period = digest::period(model, choice, query.period.as_ref(), query.as_of);
    let last = period.map_err(told)?.span.last().min(query.as_of);
    let month = last.first_of_month();
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let history = repository.history("HEAD").map_err(told)?;
    let commit = history.into_iter().find(|commit| commit.day_in(&zone) < month);
    let commit = commit.ok_or_else(|| no_commit(model, month))?;
    let found = revisions::at(&repository, &commit.revision.commit)
        .map_err(|problems| revisions::reasons(model, &problems))?;
    if found.is_broken() {
        let short = commit.revision.short();
        return Err(format!("the definitions of `{short}` have errors"));
    }
    let changes = change::changes(Some(&found.model), Some(model), query.as_of);
    let (id, day) = (commit.revision.short().to_owned(), commit.day_in(&zone).to_string());
    Ok(Past { commit: (id, day, commit.subject), changes })
}

fn no_commit(model: &Model, day: Date) -> String {
    match model.project.language == "ja" {
        true => format!("{day} より前のコミットがありません"),
        false => format!("there is no commit before {day}"),
    }
}
