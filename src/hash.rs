//! The semantic hash of definitions: equal where the same numbers are meant.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

use crate::expression::Decimal;
use crate::model::{
    Agreement, Attribution, Diagnosis, Entry, Funnel, Kpi, KpiId, Model, Part, Promise, RateFrom,
    RevenuePlan, Score, ScoreStep, Shown, Source, Stage, StageId, Worth,
};
use crate::plan::Value;

/// Hex digits that are shown.
const SHOWN: usize = 12;

/// Hashes everything that can change a number or its unit. Labels, words, owners, comments, layout
/// and order do not count, nor does another spelling of the same formula.
pub fn semantic_hash(model: &Model) -> String {
    let mut lines = vec![format!("project {}", settings(model))];
    lines.push(format!("calendar {:?}", model.calendar));
    let files = model.sources.iter().filter(|it| it.funnel.is_none());
    lines.extend(files.map(|it| source(model, it)));
    lines.extend(model.funnels.iter().map(|it| funnel(model, it)));
    lines.extend(model.stages.iter().map(|it| stage(model, it)));
    lines.extend(model.scores.iter().map(|it| score(model, it)));
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
    lines.extend(model.attributions.iter().map(|it| attribution(model, it)));
    lines.extend(model.kpis.iter().map(|it| kpi(model, it)));
    lines.extend(model.plans.iter().map(|it| plan(model, it)));
    lines.extend(model.diagnoses.iter().map(|it| diagnosis(model, it)));
    lines.extend(model.agreements.iter().map(|it| agreement(model, it)));
    lines.sort();
    digest(&lines.join("\n"), SHOWN)
}

/// Gives the first hex digits, at most 64, of the SHA-256 of a text.
pub fn digest(text: &str, digits: usize) -> String {
    hex(&Sha256::digest(text.as_bytes()), digits)
}

/// Gives the first hex digits of some bytes, or all there are.
pub(crate) fn hex(bytes: &[u8], digits: usize) -> String {
    let mut hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.truncate(digits);
    hex
}

/// The SHA-256 of something that comes in pieces.
#[derive(Debug, Clone, Default)]
pub struct Pieces(Sha256);

impl Pieces {
    /// Takes the next piece.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Gives the first hex digits, at most 64.
    pub fn hex(self, digits: usize) -> String {
        hex(&self.0.finalize(), digits)
    }
}

/// Gives the SHA-256 of a text in base64, as policies of documents name it.
pub fn base64_digest(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// What decides whether it holds; what to look at does not.
fn diagnosis(model: &Model, diagnosis: &Diagnosis) -> String {
    let shown = Shown { model, formula: &diagnosis.when, source: None };
    format!("diagnosis {} {:?}: {shown}", diagnosis.about.name, diagnosis.minimum)
}

fn plan(model: &Model, plan: &RevenuePlan) -> String {
    let kpi = |id: KpiId| &model.kpis[id.0].about.name;
    let value = match plan.value {
        Worth::Written(amount) => format!("{amount:?}"),
        Worth::Kpi(id) => kpi(id).clone(),
    };
    let number = |it: Decimal| Value::Decimal { units: it.units, scale: it.scale }.to_string();
    let rate = |it: &RateFrom| match it {
        RateFrom::Agreed(id, rate) => {
            format!("agreement {} {}", model.agreements[id.0].about.name, number(*rate))
        }
        RateFrom::Written(percent) => format!("{}%", number(*percent)),
        measured @ RateFrom::Measured(_) => format!("{measured:?}"),
    };
    let rates: Vec<String> = plan.rates.iter().map(|it| rate(&it.value)).collect();
    let split = plan.split.as_ref();
    let split = split.map(|it| (&model.dimensions[it.by.0].about.name, &it.shares));
    let funnel = &model.funnels[plan.funnel.0].about.name;
    let target = (kpi(plan.kpi), plan.amount, &plan.by_month, &plan.committed);
    let name = &plan.about.name;
    let cost = plan.cost.map(kpi);
    format!(
        "plan {name} {:?} {target:?} {funnel} {value} {rates:?} {:?} {split:?} {cost:?} {:?}",
        plan.period, plan.within, plan.capacity
    )
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
            let mut stored = stored.clone();
            stored.missing.sort();
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

fn funnel(model: &Model, funnel: &Funnel) -> String {
    let stages: Vec<&str> =
        funnel.stages.iter().map(|id| model.stages[id.0].about.name.as_str()).collect();
    let cycle = funnel.cycle.as_ref().map(|cycle| {
        let mut quiet: Vec<&str> =
            cycle.quiet_in.iter().map(|(source, _)| model.source(*source).name.as_str()).collect();
        quiet.sort_unstable();
        quiet.dedup();
        format!("{} {} {quiet:?}", model.source(cycle.restarts_at).name, cycle.dormant)
    });
    let of = &model.source(funnel.of).name;
    let Funnel { about, skips, whole_days, .. } = funnel;
    format!("funnel {} of {of} {stages:?} {skips:?} {cycle:?} {whole_days}", about.name)
}

fn stage(model: &Model, stage: &Stage) -> String {
    let of = Some(model.funnels[stage.funnel.0].of);
    let shown = Shown { model, formula: stage.entry.formula(), source: of };
    let word = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
    format!("stage {} {word}: {shown}", stage.about.name)
}

fn score(model: &Model, score: &Score) -> String {
    let mut rules: Vec<String> = score
        .rules
        .iter()
        .map(|rule| {
            let shown = Shown { model, formula: &rule.when, source: Some(rule.source) };
            let of = &model.source(rule.source).name;
            let points: Vec<String> = rule.steps.iter().map(|step| point(score, step)).collect();
            let cap = rule.cap.map(|cap| decimal(cap, score.scale));
            format!("{of} {points:?} {cap:?}: {shown}")
        })
        .collect();
    rules.sort();
    let bound = |bound: Option<i64>| bound.map(|bound| decimal(bound, score.scale));
    let (cap, floor) = (bound(score.cap), bound(score.floor));
    let of = (score.of.0 < model.sources.len()).then(|| &model.source(score.of).name);
    format!("score {} of {of:?} {cap:?} {floor:?} {}", score.about.name, rules.join("; "))
}

fn attribution(model: &Model, attribution: &Attribution) -> String {
    let shown = |part: &Part, source| {
        Shown { model, formula: &part.formula, source: Some(source) }.to_string()
    };
    let (journeys, _) = model.entries(attribution.stage);
    let channel = shown(&attribution.channel, attribution.touches);
    let value = attribution.value.as_ref().map(|part| shown(part, journeys));
    let direct = attribution.direct.as_ref().map(|part| shown(part, attribution.touches));
    let stage = |id: StageId| model.stages[id.0].about.name.as_str();
    let anchors: Vec<&str> = attribution.anchors.iter().map(|id| stage(*id)).collect();
    let Attribution { about, model: method, look_back, repeats, missing, .. } = attribution;
    let touches = &model.source(attribution.touches).name;
    let credited = stage(attribution.stage);
    format!(
        "attribution {} of {credited} by {touches} {method:?} {anchors:?} {look_back:?} {repeats:?} else {missing}: {channel} {value:?} {direct:?}",
        about.name
    )
}

fn point(score: &Score, step: &ScoreStep) -> String {
    let points = decimal(step.points, score.scale);
    step.after.map_or(points.clone(), |after| format!("{points} after {after}"))
}

/// A number in one spelling, whatever the scale of its score.
fn decimal(units: i64, scale: u8) -> String {
    Value::Decimal { units: i128::from(units), scale }.to_string()
}

fn kpi(model: &Model, kpi: &Kpi) -> String {
    let shown = Shown { model, formula: &kpi.formula, source: None };
    format!("kpi {} {:?} {:?}: {shown}", kpi.about.name, kpi.unit, kpi.minimum)
}

fn agreement(model: &Model, agreement: &Agreement) -> String {
    let promise = match &agreement.promise {
        Promise::Measured(part) => {
            Shown { model, formula: &part.formula, source: None }.to_string()
        }
        Promise::Fresh(source) => format!("fresh {}", model.source(*source).name),
    };
    let Agreement { about, by, minimum, expect, .. } = agreement;
    let bound = |bound: Option<Decimal>| {
        bound.map(|it| Value::Decimal { units: it.units, scale: it.scale }.to_string())
    };
    let (low, high) = (bound(expect.low), bound(expect.high));
    format!(
        "agreement {} {by:?} {minimum:?} {low:?} {high:?} {:?}: {promise}",
        about.name, expect.measure
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    const SETTINGS: &str = r#"
[project]
name = "small"
language = "ja"
time_zone = "Asia/Tokyo"
currency = "JPY"
[source.deals]
path = "data/deals.csv"
key = "id"
time = "created_at"
[source.deals.columns]
id = { type = "text" }
created_at = { type = "datetime" }
status = { type = "text", missing = ["-", "?"] }
amount = { type = "money" }
"#;
    const FORMULAS: &str = r#"
[criterion.large]
of = "deals"
when = "deals.amount >= 1_000_000 JPY and deals.status = 'won'"
[dimension.status]
of = { deals = "deals.status" }
missing = "none"
[kpi.won]
label = "受注数"
formula = "count(deals where criterion.large)"
minimum = 5
[kpi.share]
formula = "count(deals where criterion.large) / count(deals)"
unit = "percent"
companions = ["won"]
"#;

    fn hash(settings: &str, formulas: &str) -> String {
        let mut sources = Sources::default();
        sources.add("kpi.toml", settings);
        sources.add("kpi-definitions/a.toml", formulas);
        let (model, diagnostics) = crate::analyse(&sources);
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        semantic_hash(&model)
    }

    /// Puts another text in place of one that is there.
    fn put(text: &str, old: &str, new: &str) -> String {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    }

    #[test]
    fn words_layout_and_order_keep_it() {
        let before = hash(SETTINGS, FORMULAS);
        assert_eq!(before.len(), SHOWN);
        let kept = [
            ("label = \"受注数\"", "label = \"受注\"\nmeans = \"won\"\nowner = \"sales\" # ok"),
            (
                "formula = \"count(deals where criterion.large)\"\nminimum = 5",
                "minimum = 5\nformula = \"count(deals where criterion.large at deals.created_at)\"",
            ),
            ("1_000_000 JPY and", "1000000 JPY   and"),
            ("companions = [\"won\"]", ""),
            ("deals.amount >=", "amount >="),
        ];
        for (old, new) in kept {
            let after = hash(SETTINGS, &put(FORMULAS, old, new));
            assert_eq!(after, before, "{new}");
        }
        let (first, second) = FORMULAS.split_at(FORMULAS.find("[kpi.share]").unwrap());
        assert_eq!(hash(SETTINGS, &format!("{second}\n{first}")), before, "order");
        for (old, new) in
            [("[\"-\", \"?\"]", "[\"?\", \"-\"]"), ("name = \"small\"", "name = \"b\"")]
        {
            assert_eq!(hash(&put(SETTINGS, old, new), FORMULAS), before, "{new}");
        }
    }

    const PLAN: &str = r#"
[funnel.f]
of = "deals"
stages = ["opened", "won"]
skips = "backfill"
[stage.opened]
owner = "a"
accepted_by = "b"
at = "deals.created_at"
[stage.won]
when = "deals.status = 'won'"
[kpi.revenue]
formula = "sum(deals.amount)"
[agreement.first]
between = ["a", "b"]
promise = "opened -> won within 30 days"
expect = "30% ± 5pt"
by = "month"
[plan.p]
period = "2026-10..2026-12"
target = { kpi = "revenue", amount = "1 JPY" }
funnel = "f"
value = "1 JPY"
rates = { "opened -> won" = "agreement.first" }
"#;

    #[test]
    fn the_rate_of_a_plan_counts_by_its_source_and_value() {
        let written = put(PLAN, "agreement.first\"", "30%\"");
        let before = hash(SETTINGS, &written);
        assert_eq!(hash(SETTINGS, &put(&written, "\"30%\"", "\"30.0%\"")), before);
        let (agreements, rest) = (PLAN.find("[agreement").unwrap(), PLAN.find("[plan").unwrap());
        let moved = format!("{}{}", &PLAN[agreements..], &PLAN[..agreements]);
        let other = PLAN[agreements..rest].replace(".first", ".second");
        let agreed = hash(SETTINGS, PLAN);
        assert_eq!(hash(SETTINGS, &moved), agreed);
        let all = [
            before,
            agreed,
            hash(SETTINGS, &put(PLAN, "agreement.first\"", "30.1%\"")),
            hash(SETTINGS, &put(PLAN, "30% ± 5pt", "31% ± 5pt")),
            hash(SETTINGS, &format!("{other}{PLAN}")),
            hash(
                SETTINGS,
                &format!("{other}{}", put(PLAN, "agreement.first\"", "agreement.second\"")),
            ),
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{all:?}");
    }

    #[test]
    fn what_changes_a_number_or_a_unit_changes_it() {
        let before = hash(SETTINGS, FORMULAS);
        let changes = [
            (">= 1_000_000", "> 1_000_000"),
            ("1_000_000", "1_000_001"),
            ("and deals.status", "or deals.status"),
            ("'won'", "'lost'"),
            ("missing = \"none\"", "missing = \"-\""),
            ("minimum = 5", "minimum = 6"),
            ("unit = \"percent\"", "unit = \"ratio\""),
            ("/ count(deals)", "/ count(deals where status is not missing)"),
        ];
        let settings = [
            ("Asia/Tokyo", "UTC"),
            ("data/deals.csv", "data/other.csv"),
            ("[\"-\", \"?\"]", "[\"-\"]"),
            ("id = { type = \"text\" }", "id = { type = \"text\", from = \"ID\" }"),
            ("currency = \"JPY\"", "currency = \"JPY\"\nfiscal_year_starts = 7"),
            ("currency = \"JPY\"", "currency = \"JPY\"\nas_of = 2026-10-31"),
        ];
        let mut seen = vec![before];
        for (old, new) in changes {
            seen.push(hash(SETTINGS, &put(FORMULAS, old, new)));
        }
        for (old, new) in settings {
            seen.push(hash(&put(SETTINGS, old, new), FORMULAS));
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all, "two of them have the same hash");
    }
}
