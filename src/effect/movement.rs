//! Who stays in a stage, who leaves and enters it, and what became of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Ask;
use super::deciding::{self, Clause, Decided, Found};
use super::journeys::{Journeys, KEY};
use super::relations::{
    column, compare, counted, filtered, holds, joined, literal, not, projected,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lower::Listed;
use crate::model::{Model, StageId};
use crate::outlook::Exact;
use crate::plan::{Comparison, JoinKind, Output, Relation, Scalar, Value, ValueType};
use crate::run;

/// Journeys are the same where their keys are.
const SAME: [(&str, &str); 2] = [(KEY[0], KEY[0]), (KEY[1], KEY[1])];
const NOTHING: Exact = Exact { units: 0, scale: 0 };

/// How the entries into a stage differ between two models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Label of the stage.
    pub label: String,
    /// Its position in the funnel.
    pub position: usize,
    /// Entries in both.
    pub stay: u64,
    /// Of these, entered at another moment.
    pub moved: u64,
    /// Entries of the base alone.
    pub leave: Vec<Mover>,
    /// Entries of the head alone.
    pub enter: Vec<Mover>,
    /// Clauses of the head alone that decide who leaves; empty where they were not looked at.
    pub leave_by: Vec<Clause>,
    /// Clauses of the base alone that decide who enters; the same.
    pub enter_by: Vec<Clause>,
    /// What became of those who leave, in the base.
    pub left: Outcomes,
    /// What became of those who enter, in the head.
    pub entered: Outcomes,
    /// Journeys of the base that reached the last stage: all of them, and those whose own condition put
    /// them into this stage under the base and under the head. None for the last stage itself.
    pub caught: Option<[u64; 3]>,
}

/// An entry that changes sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    /// Key of the subject.
    pub subject: String,
    /// 1 for the first cycle.
    pub cycle: i64,
    /// How far it went.
    pub became: Became,
    /// The other side counts it all the same, as it entered a later stage.
    pub filled: bool,
    /// What it brought.
    pub money: Exact,
    /// What decides.
    pub why: Decided,
    /// Of what these clauses compare, what is missing; in the canonical format, sorted.
    pub missing: Vec<String>,
}

/// Counts for how many each value is missing.
pub fn missing<'m>(movers: impl Iterator<Item = &'m Mover>) -> BTreeMap<&'m str, u64> {
    let mut counts = BTreeMap::new();
    for what in movers.flat_map(|mover| &mover.missing) {
        *counts.entry(what.as_str()).or_insert(0) += 1;
    }
    counts
}

/// How far a journey went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// No further than the stage.
    Nothing,
    /// The position of the last stage it entered.
    Stage(usize),
}

/// What became of some entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// How many went no further.
    pub nothing: u64,
    /// For every stage after this one: its label, and for how many it is the last.
    pub stages: Vec<(String, u64)>,
    /// What they brought; none where no plan says what counts.
    pub money: Option<Exact>,
}

/// A model with the journeys of a stage, and what it has alone.
struct Side<'a> {
    /// `base` or `head`; before the names of its columns.
    name: &'static str,
    journeys: Journeys<'a>,
    clauses: Vec<Found>,
    /// Journeys without each of the clauses.
    without: Vec<Journeys<'a>>,
}

/// Compares the entries into a stage, all in one question.
pub(super) fn movement(
    ask: &Ask<'_>,
    base: StageId,
    head: StageId,
) -> Result<Movement, Diagnostics> {
    same_keys(ask, base, head)?;
    let [added, gone] = deciding::alone(ask, base, head);
    let lighter = |model: &Model, clauses: &[Found]| -> Vec<Model> {
        clauses.iter().map(|clause| deciding::without(model, clause)).collect()
    };
    let (of_base, of_head) = (lighter(ask.base, &gone), lighter(ask.head, &added));
    let base = Side::new(ask, (ask.base, base), "base", gone, &of_base)?;
    let head = Side::new(ask, (ask.head, head), "head", added, &of_head)?;
    let compared = joined(&base.journeys.rows, &head.journeys.rows, &SAME, JoinKind::Left);
    let leave = base.movers(&head);
    let enter = head.movers(&base);
    let mut asked = vec![counts(&base, &head, &compared), leave.rows, enter.rows];
    asked.extend([leave.money, enter.money].into_iter().flatten());
    let outputs = asked.into_iter().enumerate();
    let outputs = outputs.map(|(at, relation)| Output { name: at.to_string(), relation }).collect();
    let parts: Vec<(&Model, &Listed)> = base.parts().chain(head.parts()).collect();
    let mut found = run::composed(&parts, outputs, ask.engine)?.into_iter().map(|it| it.rows);
    let mut next = || found.next().unwrap_or_default();
    let (counts, leave, enter) = (next(), next(), next());
    let earned = [&base, &head].map(|side| side.journeys.money.as_ref().map(|_| next()));
    Ok(told(&base, &head, &counts, [leave, enter], earned))
}

/// Journeys are told apart by the keys of their subjects, so these are of one type.
fn same_keys(ask: &Ask<'_>, base: StageId, head: StageId) -> Result<(), Diagnostics> {
    let subject = |model: &Model, stage: StageId| {
        let of = model.source(model.funnels[model.stages[stage.0].funnel.0].of);
        let key = of.key.and_then(|key| of.dataset.column(&of.column(key).name));
        (of.name.clone(), key.map(|key| key.kind))
    };
    let ((name, before), (_, after)) = (subject(ask.base, base), subject(ask.head, head));
    if before == after {
        return Ok(());
    }
    let text =
        format!("the key of `{name}` is of another type, so nobody is the same on both sides");
    let error = Diagnostic::general("type-mismatch", text);
    Err(error.help("change the type of the key in a commit of its own").into())
}

/// How many stay and how many of them at another moment; how many reach the last stage in the base, and
/// how many of these the stage of either model holds.
fn counts(base: &Side<'_>, head: &Side<'_>, compared: &Arc<Relation>) -> Arc<Relation> {
    let both = || vec![holds("base.own"), holds("head.own")];
    let moved = match base.journeys.entry_kind() == head.journeys.entry_kind() {
        true => vec![compare(Comparison::NotEqual, column("base.at"), column("head.at"))],
        false => Vec::new(),
    };
    let last = base.journeys.stages().len() - 1;
    let last = literal(Value::Integer(i64::try_from(last).unwrap_or(i64::MAX)), ValueType::Integer);
    let won = || compare(Comparison::Equal, column("base.reached"), last.clone());
    let conditions = vec![
        Scalar::And(both()),
        Scalar::And([both(), moved].concat()),
        won(),
        Scalar::And(vec![won(), holds("base.own")]),
        Scalar::And(vec![won(), holds("head.own")]),
    ];
    counted(compared, conditions)
}

/// What is asked about entries that only one side has.
struct Asked {
    /// Number, subject, cycle, last stage, whether the other side counts it for a later stage; then for
    /// each clause that only the other side has whether it is in without it, and for each operand
    /// whether it is missing.
    rows: Arc<Relation>,
    /// Number, amount of what they brought.
    money: Option<Arc<Relation>>,
}

impl<'a> Side<'a> {
    fn new(
        ask: &Ask<'_>,
        (model, stage): (&'a Model, StageId),
        name: &'static str,
        clauses: Vec<Found>,
        lighter: &'a [Model],
    ) -> Result<Self, Diagnostics> {
        let operands = clauses.iter().flat_map(|clause| &clause.operands);
        let journeys = Journeys::new(ask, model, stage, name, operands)?;
        let without = lighter.iter().enumerate();
        let without = without.map(|(at, model)| {
            Journeys::new(ask, model, stage, &format!("without{at}"), std::iter::empty())
        });
        let without = without.collect::<Result<_, _>>()?;
        Ok(Self { name, journeys, clauses, without })
    }

    fn parts(&self) -> impl Iterator<Item = (&Model, &Listed)> {
        let all = [&self.journeys].into_iter().chain(&self.without);
        all.map(|journeys| (journeys.model, &journeys.listed))
    }

    /// Entries that the other side does not have.
    fn movers(&self, other: &Side<'_>) -> Asked {
        let (own, others) = (self.name, other.name);
        let both = joined(&self.journeys.rows, &other.journeys.rows, &SAME, JoinKind::Left);
        let alone = vec![holds(&format!("{own}.own")), not(holds(&format!("{others}.own")))];
        let movers = filtered(&both, Scalar::And(alone));
        let number = format!("{own}.number");
        let mut columns = vec![number.clone()];
        columns.extend(KEY.map(str::to_owned));
        columns.push(format!("{own}.reached"));
        let mut columns: Vec<(String, Scalar)> =
            columns.into_iter().map(|name| (name.clone(), column(&name))).collect();
        let mut flags = vec![format!("{others}.entered")];
        let mut all = movers.clone();
        for (at, without) in other.without.iter().enumerate() {
            let is_in = format!("without{at}.own");
            let inside = filtered(&without.rows, holds(&is_in));
            let kept = KEY.iter().copied().chain([is_in.as_str()]);
            let inside =
                projected(&inside, kept.map(|name| (name.to_owned(), column(name))).collect());
            all = joined(&all, &inside, &SAME, JoinKind::Left);
            flags.push(is_in);
        }
        let lacks = other.clauses.iter().map(|clause| clause.operands.len()).sum();
        flags.extend((0..lacks).map(|at: usize| format!("{others}.lacks{at}")));
        columns.extend(flags.into_iter().map(|name| (name.clone(), holds(&name))));
        let money = self.journeys.money.as_ref().map(|money| {
            let numbers = projected(&movers, vec![(number.clone(), column(&number))]);
            joined(money, &numbers, &[("number", &number)], JoinKind::Inner)
        });
        Asked { rows: projected(&all, columns), money }
    }
}

fn told(
    base: &Side<'_>,
    head: &Side<'_>,
    counts: &[Vec<Value>],
    [leave, enter]: [Vec<Vec<Value>>; 2],
    [lost, won]: [Option<Vec<Vec<Value>>>; 2],
) -> Movement {
    let count = |at: usize| match counts.first().and_then(|row| row.get(at)) {
        Some(Value::Integer(count)) => u64::try_from(*count).unwrap_or(0),
        _ => 0,
    };
    let position = head.journeys.position();
    let mut leave = movers(&leave, base.journeys.position(), lost.as_deref());
    let mut enter = movers(&enter, position, won.as_deref());
    let (leave_by, enter_by) =
        (deciding::decide(&head.clauses, &mut leave), deciding::decide(&base.clauses, &mut enter));
    let [leave, enter] =
        [leave, enter].map(|all| all.into_iter().map(|it| it.0).collect::<Vec<_>>());
    let stages = base.journeys.stages();
    Movement {
        label: head.journeys.stages()[position].to_owned(),
        position,
        stay: count(0),
        moved: count(1),
        left: outcomes(&leave, &base.journeys),
        entered: outcomes(&enter, &head.journeys),
        leave,
        enter,
        leave_by,
        enter_by,
        caught: (base.journeys.position() + 1 < stages.len()).then(|| [2, 3, 4].map(count)),
    }
}

/// Movers with what was seen of each, sorted by subject and cycle.
fn movers(
    rows: &[Vec<Value>],
    position: usize,
    money: Option<&[Vec<Value>]>,
) -> Vec<(Mover, Vec<bool>)> {
    let money = by_number(money.unwrap_or_default());
    let mover = |row: &Vec<Value>| {
        let [number, subject, Value::Integer(cycle), Value::Integer(reached), flags @ ..] =
            row.as_slice()
        else {
            return None;
        };
        let flags: Vec<bool> = flags.iter().map(|it| *it == Value::Boolean(true)).collect();
        let (filled, seen) = flags.split_first()?;
        let reached = usize::try_from(*reached).unwrap_or(0);
        let mover = Mover {
            subject: match subject {
                Value::Text(text) => text.clone(),
                other => other.to_string(),
            },
            cycle: *cycle,
            became: if reached > position { Became::Stage(reached) } else { Became::Nothing },
            filled: *filled,
            money: match number {
                Value::Integer(number) => money.get(number).copied().unwrap_or(NOTHING),
                _ => NOTHING,
            },
            why: Decided::NotLookedAt,
            missing: Vec::new(),
        };
        Some((mover, seen.to_vec()))
    };
    let mut movers: Vec<(Mover, Vec<bool>)> = rows.iter().filter_map(mover).collect();
    movers.sort_by(|(a, _), (b, _)| (&a.subject, a.cycle).cmp(&(&b.subject, b.cycle)));
    movers
}

fn by_number(rows: &[Vec<Value>]) -> HashMap<i64, Exact> {
    let mut money: HashMap<i64, Exact> = HashMap::new();
    for row in rows {
        let [Value::Integer(number), amount] = row.as_slice() else { continue };
        if let Some(amount) = Exact::of(amount) {
            let sum = money.entry(*number).or_insert(NOTHING);
            *sum = sum.plus(amount);
        }
    }
    money
}

fn outcomes(movers: &[Mover], journeys: &Journeys<'_>) -> Outcomes {
    let count = |became: Became| movers.iter().filter(|it| it.became == became).count() as u64;
    let stages = journeys.stages().into_iter().enumerate().skip(journeys.position() + 1);
    let stages = stages.map(|(at, label)| (label.to_owned(), count(Became::Stage(at)))).collect();
    let all = || movers.iter().fold(NOTHING, |sum, it| sum.plus(it.money));
    Outcomes { nothing: count(Became::Nothing), stages, money: journeys.money.is_some().then(all) }
}
