//! Counts -> a list with rates, intervals and what to be careful about.

use super::{Ask, Counted};
use crate::list::List;
use crate::model::{Formula, Model, Node};
use crate::plan::Value;
use crate::query::Query;
use crate::statistics::{Confusion, Z_95, wilson};

/// Fewer leads than this say little.
const FEW: u64 = 30;

/// Makes the list: the stage, its clauses, bands of its scores.
pub fn table(model: &Model, query: &Query, ask: &Ask, counted: &Counted, human: bool) -> List {
    let japanese = model.project.language == "ja";
    let say = |ja: &str, en: &str| if japanese { ja.to_owned() } else { en.to_owned() };
    let about = |stage: crate::model::StageId| &model.stages[stage.0].about;
    let mut rows = vec![line(about(ask.stage).name.clone(), &counted.stage)];
    for ((text, _), counts) in ask.clauses.iter().zip(&counted.clauses) {
        rows.push(line(text.clone(), counts));
    }
    let (all, won) = (counted.stage.cases() as u64, counted.stage.happened() as u64);
    for (id, bands) in ask.scores.iter().zip(&counted.bands) {
        for (from, (leads, happened)) in bands {
            let name = &model.scores[id.0].about.name;
            let counts = Confusion {
                true_positive: *happened,
                false_positive: leads - happened,
                false_negative: won - happened,
                true_negative: all - leads - (won - happened),
            };
            rows.push(line(format!("{from} <= score.{name} < {}", from + 10), &counts));
        }
    }
    let window = ask.within.map_or_else(|| "ever".to_owned(), |within| format!("within {within}"));
    let counts = &counted.stage;
    let mut facts = vec![
        (say("基準日", "as of"), query.as_of.to_string()),
        (
            say("比べるもの", "against"),
            format!("{} -> {} {window}", about(ask.base).name, about(ask.target).name),
        ),
        (
            say("窓の終わった件", "mature"),
            format!("{all} ({}: {})", say("未確定で除いた件", "open, left out"), counted.open),
        ),
        (
            say("当たり/空振り/見逃し/正しく除外", "hit / false alarm / missed / rightly left"),
            format!(
                "{} / {} / {} / {}",
                counts.true_positive,
                counts.false_positive,
                counts.false_negative,
                counts.true_negative
            ),
        ),
        (say("全体の率", "base rate"), percent(counts.base_rate())),
    ];
    if human {
        let kappa = counted.human.kappa();
        let text = kappa.map_or_else(|| "–".to_owned(), |kappa| format!("{kappa:.3}"));
        facts.push((
            say("人の判断との一致 (Cohen's kappa)", "agreement with people (Cohen's kappa)"),
            text,
        ));
    }
    if all < FEW {
        facts.push((say("注意", "note"), say("件数が少ない(30件未満)", "few leads (under 30)")));
    }
    for column in written_later(model, ask) {
        let text =
            say("は後から書かれる列。その時点では分からない", "is written later; not known then");
        facts.push((say("漏れの疑い", "leakage"), format!("{column} {text}")));
    }
    let columns = ["what", "fulfilled", "converted", "precision", "low", "high", "recall", "lift"];
    List {
        title: about(ask.stage).label.clone(),
        facts,
        columns: columns.map(str::to_owned).to_vec(),
        rows,
        time_zone: model.project.time_zone.clone(),
        language: model.project.language.clone(),
    }
}

/// Fulfilled, converted of these, precision with its 95 % Wilson interval, recall, lift.
fn line(what: String, counts: &Confusion) -> Vec<Value> {
    let foretold = counts.foretold() as u64;
    let interval = wilson(counts.true_positive, foretold, Z_95);
    vec![
        Value::Text(what),
        Value::Integer(foretold as i64),
        Value::Integer(counts.true_positive as i64),
        rounded(counts.precision()),
        rounded(interval.map(|interval| interval.lower)),
        rounded(interval.map(|interval| interval.upper)),
        rounded(counts.recall()),
        rounded(counts.lift()),
    ]
}

fn rounded(share: Option<f64>) -> Value {
    let round = |share: f64| Value::Decimal { units: (share * 1000.0).round() as i128, scale: 3 };
    share.map_or(Value::Missing, round)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// Columns of the condition that are filled in after their row came.
fn written_later(model: &Model, ask: &Ask) -> Vec<String> {
    let of = model.funnels[model.stages[ask.stage.0].funnel.0].of;
    let mut found = Vec::new();
    let mut look = |formula: &Formula, source: Option<crate::model::SourceId>| {
        if let (Node::Column(id), Some(source)) = (&formula.node, source) {
            let held = model.source(source);
            let name = format!("{}.{}", held.name, held.column(*id).name);
            if held.column(*id).known_from.is_some() && !found.contains(&name) {
                found.push(name);
            }
        }
    };
    for (_, clause) in &ask.clauses {
        crate::model::visit(model, clause, Some(of), &mut look);
    }
    found
}
