//! KPIs: leaves that read measures, and the arithmetic between them.

use std::collections::BTreeSet;

use super::branch::{DraftMeasure, How};
use super::gather::{direction, moment_argument};
use super::moments::Upper;
use super::row::{all, literal, missing, operate};
use super::{Lowering, Origins, Typed};
use crate::check;
use crate::functions::AggregateFunction as A;
use crate::model::{
    Aggregate, Formula, KpiId, Model, Node, Operator, OtherPeriod, Shown, SourceId,
};
use crate::plan::{Aggregation, Scalar, Value, ValueType};

/// How a KPI is read from the rows of branches.
#[derive(Debug, Clone)]
pub struct LoweredKpi {
    /// Which KPI.
    pub id: KpiId,
    /// Its value, over columns `m0`, `m1`, .. that stand for its leaves.
    pub value: Scalar,
    /// How many entries it rests on.
    pub numbers: Numbers,
    /// Its leaves.
    pub leaves: Vec<Leaf>,
    /// Sources whose newest row tells whether data has arrived.
    pub sources: BTreeSet<SourceId>,
    /// It is a conversion without window.
    pub so_far: bool,
    /// It looks at windows or rows below, as of the run.
    pub as_of_run: bool,
    /// It divides counts of different rows.
    pub period_ratio: bool,
}

/// A place in a branch: branch, measure.
pub type Slot = (usize, usize);

/// One number that a KPI is made of.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// How its value is read.
    pub reading: Reading,
    /// Number of rows, or of values.
    pub count: Slot,
    /// Rows without a clock.
    pub no_clock: NoClock,
    /// The source and clock, for notes.
    pub source: SourceId,
    /// Sources whose newest row tells whether its data has arrived.
    pub origins: Origins,
}

/// Where rows without a clock are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoClock {
    /// They count like any other.
    Counted,
    /// This measure, in the cell of rows without a clock.
    InCell(Slot),
    /// This measure, in every cell.
    Everywhere(Slot),
}

/// How the value of a leaf is read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// A measure; the second where no row is there.
    Value(Slot, Value),
    /// Whether there is (or, if false, is no) row.
    Exists(Slot, bool),
    /// A mean: sum and count.
    Mean(Slot, Slot),
    /// Two neighbours, how many values, which percentile.
    Percentile(Slot, Slot, Slot, u8),
    /// A conversion: converted, mature, open, early.
    Conversion(Slot, Slot, Slot, Slot),
    /// Of entries by time watched and whether they converted then.
    SurvivalMedian {
        /// How many converted.
        converted: Slot,
        /// Their tally.
        watched: Slot,
    },
    /// The rate a conversion is expected to end with.
    ExpectedRate {
        /// As in [`Reading::Conversion`].
        parts: [Slot; 4],
        /// Open entries that have not converted, by age and window.
        waiting: Slot,
        /// All entries by time watched and whether they converted then.
        history: Slot,
    },
}

/// How many entries a value rests on.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// A constant rests on none.
    Constant,
    /// That of a leaf.
    Leaf(usize),
    /// The least of its parts.
    Least(Vec<Numbers>),
}

impl LoweredKpi {
    fn new(id: KpiId) -> Self {
        Self {
            id,
            value: missing(ValueType::Integer).scalar,
            numbers: Numbers::Constant,
            leaves: Vec::new(),
            sources: BTreeSet::new(),
            so_far: false,
            as_of_run: false,
            period_ratio: false,
        }
    }
}

impl Lowering<'_> {
    pub(super) fn kpi(&mut self, id: KpiId) -> LoweredKpi {
        let formula = self.model.kpis[id.0].formula.clone();
        let mut kpi = LoweredKpi::new(id);
        let (value, numbers) = self.cell(&formula, &mut Vec::new(), &mut kpi);
        kpi.value = value.scalar;
        kpi.numbers = numbers;
        kpi.period_ratio = is_period_ratio(self.model, &formula);
        kpi
    }

    /// An expression over cells.
    fn cell(
        &mut self,
        formula: &Formula,
        transforms: &mut Vec<OtherPeriod>,
        kpi: &mut LoweredKpi,
    ) -> (Typed, Numbers) {
        match &formula.node {
            Node::Literal(value) => (literal(value), Numbers::Constant),
            Node::Kpi(id) => {
                let inner = self.model.kpis[id.0].formula.clone();
                self.cell(&inner, transforms, kpi)
            }
            Node::OtherPeriod(other, inner) => {
                transforms.push(*other);
                let result = self.cell(inner, transforms, kpi);
                transforms.pop();
                result
            }
            Node::Aggregate(aggregate) => {
                let (leaf, kind) = self.leaf(aggregate, transforms, kpi);
                self.add_leaf(kpi, leaf, kind)
            }
            Node::Conversion(conversion) => {
                let is_rate = conversion.function.is_none();
                kpi.so_far |= is_rate && conversion.steps.iter().any(|step| step.within.is_none());
                let from = &conversion.from;
                kpi.as_of_run |= from.stage.is_none()
                    && from.filters.iter().any(|filter| looks_below(self.model, filter));
                let leaf = self.conversion(conversion, transforms);
                let kind = match leaf.reading {
                    Reading::SurvivalMedian { .. } => ValueType::Duration,
                    _ => ValueType::Float,
                };
                self.add_leaf(kpi, leaf, kind)
            }
            Node::Operator(operator, parts) => {
                let (values, numbers) = self.cells(parts, transforms, kpi);
                let numbers = match operator {
                    Operator::Divide => numbers.into_iter().nth(1).unwrap_or(Numbers::Constant),
                    _ => least(numbers),
                };
                (operate(*operator, values), numbers)
            }
            Node::Call(function, parts) => {
                let (values, numbers) = self.cells(parts, transforms, kpi);
                (self.call(function, values), least(numbers))
            }
            Node::In(inner, values) => {
                let (inner, numbers) = self.cell(inner, transforms, kpi);
                let scalar = Scalar::In(Box::new(inner.scalar), values.clone());
                (Typed { scalar, kind: ValueType::Boolean }, numbers)
            }
            Node::Text(test, inner, pattern) => {
                let (inner, numbers) = self.cell(inner, transforms, kpi);
                let scalar = Scalar::Text(*test, Box::new(inner.scalar), pattern.clone());
                (Typed { scalar, kind: ValueType::Boolean }, numbers)
            }
            Node::Shift(inner, length, sign) => {
                let (inner, numbers) = self.cell(inner, transforms, kpi);
                let mut frame = super::frame::Frame::default();
                (self.shift(&mut frame, inner, length, *sign), numbers)
            }
            _ => (missing(ValueType::Integer), Numbers::Constant),
        }
    }

    fn cells(
        &mut self,
        parts: &[Formula],
        transforms: &mut Vec<OtherPeriod>,
        kpi: &mut LoweredKpi,
    ) -> (Vec<Typed>, Vec<Numbers>) {
        parts.iter().map(|part| self.cell(part, transforms, kpi)).unzip()
    }

    fn add_leaf(&mut self, kpi: &mut LoweredKpi, leaf: Leaf, kind: ValueType) -> (Typed, Numbers) {
        let index = kpi.leaves.len();
        kpi.sources.extend(leaf.origins.all());
        kpi.leaves.push(leaf);
        (Typed { scalar: Scalar::Column(format!("m{index}")), kind }, Numbers::Leaf(index))
    }

    fn leaf(
        &mut self,
        aggregate: &Aggregate,
        transforms: &[OtherPeriod],
        kpi: &mut LoweredKpi,
    ) -> (Leaf, ValueType) {
        let set = &aggregate.set;
        let looks = |formula: &Formula| looks_below(self.model, formula);
        kpi.as_of_run |= !set.windows.is_empty()
            || set.stage.is_none() && set.filters.iter().chain(&aggregate.argument).any(looks);
        let moment = moment_argument(aggregate);
        let (argument, clock, flag, key) = self.with_rows(set, |this, frame| {
            let argument = aggregate.argument.as_ref().map(|it| this.row(frame, it));
            let clock = this.clock(frame, set, argument.as_ref().filter(|_| moment));
            let upper = Upper::Row(Vec::new());
            let mut flag = this.set_conditions(frame, set, clock.as_ref(), &upper);
            let ordered = matches!(aggregate.function, A::First | A::Last);
            flag.extend(clock.as_ref().filter(|_| ordered).map(|clock| this.has(clock)));
            let key = this.model.source(set.source).key;
            (argument, clock, flag, key.map(|key| this.column(frame, key)))
        });
        self.check_clock(set, clock.is_some(), transforms);
        let branch = self.branch((set.source, set.stage), clock.clone(), transforms);
        let rows = Rows { branch, flag: all(flag), source: set.source };
        let (mut leaf, kind) = self.read(aggregate.function, rows, argument, clock, key);
        leaf.origins = Origins::of_aggregate(self.model, aggregate);
        (leaf, kind)
    }

    fn read(
        &mut self,
        function: A,
        rows: Rows,
        argument: Option<Typed>,
        clock: Option<Typed>,
        key: Option<Typed>,
    ) -> (Leaf, ValueType) {
        let one = literal(&Value::Boolean(true));
        let value = argument.unwrap_or_else(|| one.clone());
        let mut core = |aggregation, argument: &Typed| {
            let (how, flag) = (How::Core(aggregation), rows.flag.clone());
            self.measure(rows.branch, DraftMeasure { how, flag, argument: argument.clone() })
        };
        let all_rows = core(Aggregation::Count, &one);
        let count = core(Aggregation::Count, &value);
        let kind = value.kind;
        let (reading, kind) = match function {
            A::Count => (Reading::Value(count, Value::Integer(0)), ValueType::Integer),
            A::Any => (Reading::Exists(count, true), ValueType::Boolean),
            A::None => (Reading::Exists(count, false), ValueType::Boolean),
            A::CountDistinct => {
                let distinct = core(Aggregation::CountDistinct, &value);
                (Reading::Value(distinct, Value::Integer(0)), ValueType::Integer)
            }
            A::Sum => {
                let kind = super::gather::sum_type(super::gather::summable(value.clone()).kind);
                let zero = super::gather::zero_of(kind);
                (Reading::Value(core(Aggregation::Sum, &value), zero), kind)
            }
            A::Average => (Reading::Mean(core(Aggregation::Sum, &value), count), ValueType::Float),
            A::Percentile(percent) => {
                let share = f64::from(percent) / 100.0;
                let low = core(Aggregation::QuantileLower(share), &value);
                let high = core(Aggregation::QuantileUpper(share), &value);
                (Reading::Percentile(low, high, count, percent), kind)
            }
            A::Minimum => {
                (Reading::Value(core(Aggregation::Minimum, &value), Value::Missing), kind)
            }
            A::Maximum => {
                (Reading::Value(core(Aggregation::Maximum, &value), Value::Missing), kind)
            }
            A::First | A::Last => {
                let order: Vec<Typed> = [clock, key].into_iter().flatten().collect();
                let how = How::Pick(order, direction(function));
                let flag = rows.flag.clone();
                let measure = DraftMeasure { how, flag, argument: value };
                (Reading::Value(self.measure(rows.branch, measure), Value::Missing), kind)
            }
        };
        let timed = self.is_timed(rows.branch);
        let no_clock = if timed { NoClock::InCell(all_rows) } else { NoClock::Counted };
        let (source, origins) = (rows.source, Origins::default());
        (Leaf { reading, count, no_clock, source, origins }, kind)
    }
}

/// Rows a measure gathers.
struct Rows {
    branch: usize,
    flag: Scalar,
    source: SourceId,
}

/// Gives the least of the parts that rest on entries.
fn least(parts: Vec<Numbers>) -> Numbers {
    let mut parts: Vec<Numbers> =
        parts.into_iter().filter(|part| !matches!(part, Numbers::Constant)).collect();
    match parts.len() {
        0 => Numbers::Constant,
        1 => parts.swap_remove(0),
        _ => Numbers::Least(parts),
    }
}

/// A filter or value looks at rows below its row, so it is seen as of the run.
fn looks_below(model: &Model, formula: &Formula) -> bool {
    let mut found = false;
    check::visit(model, formula, None, &mut |formula, _| {
        found |= matches!(formula.node, Node::Aggregate(_));
    });
    found
}

/// A quotient of two counts of other rows or by other dates; it may exceed 100 %.
fn is_period_ratio(model: &Model, formula: &Formula) -> bool {
    let Node::Operator(Operator::Divide, parts) = &formula.node else { return false };
    let is_count =
        |part: &Formula| matches!(&part.kind, crate::types::Kind::Number(unit) if unit.is_count());
    let mut sets: Vec<String> = Vec::new();
    for part in parts {
        clocks(model, part, &mut sets);
    }
    sets.dedup();
    parts.iter().all(is_count) && sets.len() > 1
}

/// Sources with their clocks, as text.
fn clocks(model: &Model, formula: &Formula, found: &mut Vec<String>) {
    check::visit(model, formula, None, &mut |formula, source| match &formula.node {
        Node::Aggregate(aggregate) if source.is_none() => {
            let set = &aggregate.set;
            let clock = set
                .clock
                .as_ref()
                .map(|formula| Shown { model, formula, source: Some(set.source) }.to_string());
            found.push(format!("{:?} {clock:?}", set.source));
        }
        Node::Kpi(id) => clocks(model, &model.kpis[id.0].formula, found),
        _ => {}
    });
}
