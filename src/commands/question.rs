//! The words of `kpi run` -> a query.

use super::days;
use super::project::Project;
use crate::credit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{About, AttributionId, DimensionId, KpiId, Model, SourceId, dimension_on};
use crate::parse;
use crate::period;
use crate::query::Query;
use crate::resolve;
use crate::run;
use crate::suggest;

/// What was written on the command line.
pub(super) struct Words<'a> {
    pub(super) kpis: &'a [String],
    pub(super) by: &'a [String],
    pub(super) period: Option<&'a str>,
    pub(super) as_of: Option<&'a str>,
    pub(super) filter: Option<&'a str>,
}

impl<'a> Words<'a> {
    /// A question about days alone.
    pub(super) fn days(period: Option<&'a str>, as_of: Option<&'a str>) -> Self {
        Self { kpis: &[], by: &[], period, as_of, filter: None }
    }
}

/// A query, and the KPIs that were left out because nobody asked for them by name.
pub(super) struct Question {
    pub(super) query: Query,
    pub(super) left_out: Vec<String>,
}

/// Makes the query; the errors are in the words.
pub(super) fn question(project: &mut Project, words: &Words<'_>) -> Result<Question, Diagnostics> {
    let mut query = asked(project, words)?;
    let mut problems = Diagnostics::default();
    let left_out = choose(project, &mut query, &mut problems);
    if problems.has_errors() { Err(problems) } else { Ok(Question { query, left_out }) }
}

/// Makes a query about rows, which no attribution splits; the errors are in the words.
pub(super) fn question_about(
    project: &mut Project,
    words: &Words<'_>,
) -> Result<Query, Diagnostics> {
    let query = asked(project, words)?;
    let Some(id) = query.credit else { return Ok(query) };
    let name = &project.model.attributions[id.0].about.name;
    let mut problems = Diagnostics::default();
    problems.push(
        Diagnostic::general("bad-argument", format!("`attribution.{name}` splits KPIs, not rows"))
            .help(format!(
                "write `kpi attribution {name}`, or `kpi run KPI --by attribution.{name}`"
            )),
    );
    Err(problems)
}

/// Finds out whether the condition and the dimensions of a query reach the rows of a source.
pub(super) fn reaches(model: &Model, query: &Query, source: SourceId) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::default();
    if let Some(written) = &query.filter {
        resolve::resolve_condition(model, source, written, &mut problems);
    }
    for id in &query.by {
        if let Err(message) = dimension_on(model, *id, source) {
            let name = &model.dimensions[id.0].about.name;
            let help = format!("ask without `{name}`, or give it a value there with `of`");
            problems.push(Diagnostic::general("unreachable", message).help(help));
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(()) }
}

/// Makes a query of the KPIs that are named; the errors are in the words.
fn asked(project: &mut Project, words: &Words<'_>) -> Result<Query, Diagnostics> {
    let mut problems = Diagnostics::default();
    let as_of = days::as_of(&project.model, words.as_of)?;
    let period = words.period.map(|text| days::period(&project.model, text, as_of));
    let period = period.and_then(|found| found.map_err(|problem| problems.push(problem)).ok());
    let named = names(project, words.kpis, &mut problems);
    let (credits, by): (Vec<String>, Vec<String>) =
        words.by.iter().cloned().partition(|word| word.starts_with("attribution."));
    let credit = credit(project, &credits, &mut problems);
    let (by, by_period) = groups(project, &by, &mut problems);
    let filter = words.filter.map(|text| {
        let file = project.sources.add("--where", text);
        parse::parse_plain(file, text, &mut problems)
    });
    let query = Query { kpis: Vec::new(), named, by, credit, by_period, period, as_of, filter };
    if problems.has_errors() { Err(problems) } else { Ok(query) }
}

fn names(project: &Project, words: &[String], problems: &mut Diagnostics) -> Vec<KpiId> {
    let mut named = Vec::new();
    for word in words {
        let name = word.strip_prefix("kpi.").unwrap_or(word);
        match kpi_named(&project.model, name) {
            Ok(id) if named.contains(&id) => {}
            Ok(id) => named.push(id),
            Err(problem) => problems.push(problem),
        }
    }
    named
}

/// Finds a KPI by its name, else by the label that only it has.
fn kpi_named(model: &Model, word: &str) -> Result<KpiId, Diagnostic> {
    if let Some(id) = model.kpi_named(word) {
        return Ok(id);
    }
    let plain = |text: &str| suggest::folded(text.trim());
    let labelled = |about: &About| plain(&about.label) == plain(word);
    let all = || (0..).map(KpiId).zip(&model.kpis);
    let found: Vec<(KpiId, &str)> = all()
        .filter(|(_, kpi)| labelled(&kpi.about))
        .map(|(id, kpi)| (id, kpi.about.name.as_str()))
        .collect();
    match found.as_slice() {
        [(id, _)] => Ok(*id),
        [] => {
            let names = || model.kpis.iter().map(|kpi| kpi.about.name.as_str());
            let labels = model.kpis.iter().map(|kpi| kpi.about.label.as_str());
            let near = suggest::nearest(word, names().chain(labels));
            let unknown = unknown("KPI", word, names());
            Err(match suggest::did_you_mean(&near) {
                Some(help) => unknown.help(help),
                None => unknown,
            })
        }
        several => {
            let names: Vec<String> = several.iter().map(|(_, name)| format!("`{name}`")).collect();
            let message = format!("{} KPIs have the label `{word}`", several.len());
            let help = format!("write the name: {}", names.join(" or "));
            Err(Diagnostic::general("ambiguous-name", message).help(help))
        }
    }
}

fn groups(
    project: &Project,
    words: &[String],
    problems: &mut Diagnostics,
) -> (Vec<DimensionId>, Option<crate::expression::PeriodUnit>) {
    let (mut by, mut by_period) = (Vec::new(), None);
    for word in words {
        let name = word.strip_prefix("dimension.").unwrap_or(word);
        match (project.model.dimension_named(name), period::parse_unit(name)) {
            (Some(id), _) if by.contains(&id) => {}
            (Some(id), _) => by.push(id),
            (None, Some(unit)) if by_period.is_none_or(|other| other == unit) => {
                by_period = Some(unit);
            }
            (None, Some(_)) => problems.push(
                Diagnostic::general("bad-argument", format!("`{name}` is a second period"))
                    .help("write one period in `--by`"),
            ),
            (None, None) => {
                let known = project.model.dimensions.iter().map(|it| it.about.name.as_str());
                problems.push(unknown(
                    "dimension or period",
                    name,
                    known.chain(["month", "quarter"]),
                ));
            }
        }
    }
    (by, by_period)
}

/// The attribution among the words of `--by`.
fn credit(
    project: &Project,
    words: &[String],
    problems: &mut Diagnostics,
) -> Option<AttributionId> {
    let mut found = None;
    for word in words {
        let id = attribution_named(project, word, problems);
        if found.is_some() && id.is_some() && found != id {
            problems.push(
                Diagnostic::general("bad-argument", format!("`{word}` is a second attribution"))
                    .help("write one in `--by`; `kpi attribution` compares several"),
            );
        }
        found = found.or(id);
    }
    found
}

/// Finds an attribution; reports one that is not there.
pub(super) fn attribution_named(
    project: &Project,
    word: &str,
    problems: &mut Diagnostics,
) -> Option<AttributionId> {
    let name = word.strip_prefix("attribution.").unwrap_or(word);
    let found = project.model.attribution_named(name);
    if found.is_none() {
        let known = project.model.attributions.iter().map(|it| it.about.name.as_str());
        problems.push(unknown("attribution", name, known));
    }
    found
}

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Diagnostic {
    let near = suggest::nearest(name, known.clone());
    let all: Vec<&str> = known.collect();
    let listed = match all.as_slice() {
        [] => format!("define the {what} in a file below `kpi-definitions`"),
        all => format!("there are {}", all.join(", ")),
    };
    let help = suggest::did_you_mean(&near).unwrap_or(listed);
    Diagnostic::general("unknown-name", format!("there is no {what} `{name}`")).help(help)
}

/// A companion that has no parts is no reason to refuse the KPI it accompanies.
fn left_beside(query: &Query, id: KpiId, why: &Diagnostic) -> bool {
    why.code == "not-credited" && !query.named.contains(&id)
}

/// Says that a KPI nobody named is not in the table, and why.
fn absence(language: &str, about: &About, why: &Diagnostic) -> String {
    let name = &about.name;
    match (language, why.code) {
        ("en", _) => format!("{name} is left out: {}", why.message),
        (_, "needs-period") => {
            format!(
                "{name}: ほかの期間と比べるため、--period の指定がなければ計算できません（省略）"
            )
        }
        (_, "unreachable") => {
            format!("{name}: この切り口・条件では計算できません（省略）: {}", why.message)
        }
        (_, _) => format!("{name}: 計算できません（省略）: {}", why.message),
    }
}

/// Fills in the KPIs: those named with their companions, or all that fit the question.
fn choose(project: &Project, query: &mut Query, problems: &mut Diagnostics) -> Vec<String> {
    let model = &project.model;
    let mut left_out = Vec::new();
    let all = query.named.is_empty();
    let wanted: Vec<KpiId> =
        if all { (0..model.kpis.len()).map(KpiId).collect() } else { query.named.clone() };
    for id in wanted {
        let mut accompanied = vec![id];
        accompanied.extend(model.kpis[id.0].companions.iter().copied());
        for id in accompanied {
            if query.kpis.contains(&id) {
                continue;
            }
            let why = run::obstacle(model, query, id);
            match why.or_else(|| credit::obstacle(model, query, id)) {
                None => query.kpis.push(id),
                Some(why) if all || left_beside(query, id, &why) => {
                    left_out.push(absence(&model.project.language, &model.kpis[id.0].about, &why));
                }
                Some(why) => problems.push(why),
            }
        }
    }
    if all {
        query.named = query.kpis.clone();
    }
    left_out.dedup();
    left_out
}
