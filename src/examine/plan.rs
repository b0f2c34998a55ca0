//! What is counted in the data, as one plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answer::repeated;
use crate::check;
use crate::lower::unique;
use crate::model::{ColumnId, Formula, Model, Node, SourceId};
use crate::plan::{
    Aggregation, Comparison, JoinKind, Measure, Output, Plan, Relation, Rows, Scalar, Value,
    ValueType,
};
use crate::types::Kind;

/// A plan and what its outputs mean.
pub(crate) struct Question {
    pub(crate) plan: Plan,
    meanings: Vec<Meaning>,
}

enum Meaning {
    Rows(SourceId, Vec<Fact>),
    DuplicateKeys(SourceId),
    Dangling(SourceId, ColumnId),
}

/// Something that is counted over the rows of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    Rows,
    Missing(ColumnId),
    Bad(ColumnId),
    /// The label of a dimension for rows without a value stands in a column.
    Label(ColumnId, String),
}

/// Counts of a whole project.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) facts: BTreeMap<(SourceId, Fact), i64>,
    pub(crate) duplicate_keys: BTreeMap<SourceId, i64>,
    pub(crate) dangling: BTreeMap<(SourceId, ColumnId), i64>,
}

impl Counted {
    pub(crate) fn get(&self, source: SourceId, fact: Fact) -> i64 {
        self.facts.get(&(source, fact)).copied().unwrap_or(0)
    }
}

impl Question {
    pub(crate) fn new(model: &Model, sources: &[SourceId]) -> Self {
        let mut question = Self {
            plan: Plan { outputs: Vec::new(), time_zone: model.project.time_zone.clone() },
            meanings: Vec::new(),
        };
        let labels = labels(model);
        for source in sources {
            question.rows(model, *source, &labels);
            question.keys(model, *source);
            for (link, to) in model.source(*source).links() {
                if sources.contains(&to) {
                    question.link(model, *source, link, to);
                }
            }
        }
        question
    }

    fn add(&mut self, name: String, relation: Relation, meaning: Meaning) {
        self.plan.outputs.push(Output { name, relation: Arc::new(relation) });
        self.meanings.push(meaning);
    }

    fn rows(&mut self, model: &Model, source: SourceId, labels: &[(SourceId, Fact)]) {
        let held = model.source(source);
        let mut facts = vec![Fact::Rows];
        for index in 0..held.columns.len() {
            facts.extend([Fact::Missing(ColumnId(index)), Fact::Bad(ColumnId(index))]);
        }
        facts.extend(labels.iter().filter(|(of, _)| *of == source).map(|(_, fact)| fact.clone()));
        let name = |id: &ColumnId| held.column(*id).name.clone();
        let column = |name: String| Box::new(Scalar::Column(name));
        let counted = |(index, fact): (usize, &Fact)| {
            let condition = match fact {
                Fact::Rows => truth(),
                Fact::Missing(id) => Scalar::IsMissing(column(name(id))),
                Fact::Bad(id) => Scalar::Column(format!("{}!bad", name(id))),
                Fact::Label(id, label) => Scalar::Compare(
                    Comparison::Equal,
                    column(name(id)),
                    Box::new(Scalar::Literal(Value::Text(label.clone()), ValueType::Text)),
                ),
            };
            count(format!("f{index}"), condition)
        };
        let measures = facts.iter().enumerate().map(counted).collect();
        let relation = Relation::Aggregate { input: scan(model, source), by: Vec::new(), measures };
        self.add(format!("{} rows", held.name), relation, Meaning::Rows(source, facts));
    }

    fn keys(&mut self, model: &Model, source: SourceId) {
        let held = model.source(source);
        let Some(key) = held.key.filter(|_| held.history.is_none()) else { return };
        let key = Scalar::Column(held.column(key).name.clone());
        let measures = unique(key);
        let relation = Relation::Aggregate { input: scan(model, source), by: Vec::new(), measures };
        self.add(format!("{} keys", held.name), relation, Meaning::DuplicateKeys(source));
    }

    fn link(&mut self, model: &Model, source: SourceId, link: ColumnId, to: SourceId) {
        let (held, target) = (model.source(source), model.source(to));
        let Some(key) = target.key else { return };
        let key = target.column(key).name.clone();
        let input = Relation::Aggregate {
            input: scan(model, to),
            by: vec![key.clone()],
            measures: Vec::new(),
        };
        let columns =
            vec![("!key".to_owned(), Scalar::Column(key)), ("!found".to_owned(), truth())];
        let right = Arc::new(Relation::Project { input: Arc::new(input), columns });
        let name = held.column(link).name.clone();
        let on = vec![(name.clone(), "!key".to_owned())];
        let input = Relation::Join { left: scan(model, source), right, on, kind: JoinKind::Left };
        let missing = |name: String| Scalar::IsMissing(Box::new(Scalar::Column(name)));
        let dangling = Scalar::And(vec![
            Scalar::Not(Box::new(missing(name.clone()))),
            missing("!found".into()),
        ]);
        let measures = vec![count("dangling".into(), dangling)];
        let relation = Relation::Aggregate { input: Arc::new(input), by: Vec::new(), measures };
        self.add(format!("{} {name}", held.name), relation, Meaning::Dangling(source, link));
    }

    /// Reads the rows of the plan.
    pub(crate) fn read(&self, rows: &[Rows]) -> Counted {
        let mut counted = Counted::default();
        for (meaning, rows) in self.meanings.iter().zip(rows) {
            let Some(row) = rows.rows.first() else { continue };
            let number = |name: &str| {
                let at = rows.columns.iter().position(|column| column == name);
                match at.map(|at| &row[at]) {
                    Some(Value::Integer(count)) => *count,
                    _ => 0,
                }
            };
            match meaning {
                Meaning::Rows(source, facts) => {
                    for (index, fact) in facts.iter().enumerate() {
                        let count = number(&format!("f{index}"));
                        counted.facts.insert((*source, fact.clone()), count);
                    }
                }
                Meaning::DuplicateKeys(source) => {
                    counted.duplicate_keys.insert(*source, repeated(rows));
                }
                Meaning::Dangling(source, link) => {
                    counted.dangling.insert((*source, *link), number("dangling"));
                }
            }
        }
        counted
    }
}

/// The columns in which a dimension's label for missing values must not occur.
fn labels(model: &Model) -> Vec<(SourceId, Fact)> {
    let mut labels = Vec::new();
    for dimension in &model.dimensions {
        for value in &dimension.of {
            check::visit(
                model,
                &value.value,
                Some(value.source),
                &mut |formula: &Formula, source| {
                    if let (Node::Column(id), Kind::Text, Some(source)) =
                        (&formula.node, &formula.kind, source)
                    {
                        labels.push((source, Fact::Label(*id, dimension.missing.clone())));
                    }
                },
            );
        }
    }
    labels.sort();
    labels.dedup();
    labels
}

fn scan(model: &Model, source: SourceId) -> Arc<Relation> {
    let dataset = model.source(source).dataset.clone();
    let columns: Vec<String> = dataset.columns.iter().map(|column| column.name.clone()).collect();
    Arc::new(Relation::Scan { dataset, faults: columns.clone(), columns })
}

fn truth() -> Scalar {
    Scalar::Literal(Value::Boolean(true), ValueType::Boolean)
}

/// Counts the rows for which a condition holds.
fn count(name: String, condition: Scalar) -> Measure {
    let nothing = Box::new(Scalar::Literal(Value::Missing, ValueType::Boolean));
    let argument = Scalar::Case(Box::new(condition), Box::new(truth()), nothing);
    Measure { name, aggregation: Aggregation::Count, argument }
}
