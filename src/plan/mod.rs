//! How to compute it: a logical plan of relational nodes over typed scalars.
//!
//! Everything here can be said in portable SQL. `lower` makes plans, engines run them; a plan knows
//! no KPI names and no places in files. Its `Display` is `kpi explain --stage plan`.

mod columns;
mod display;
mod scalar;
mod shape;

use std::sync::Arc;

use crate::dataset::{ColumnType, Dataset};
use jiff::civil::Date;

/// Relations that are computed together, each dataset being scanned once.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is asked for, with a name each.
    pub outputs: Vec<Output>,
    /// IANA name of the zone that cuts days.
    pub time_zone: String,
}

/// One result of a plan.
#[derive(Debug, Clone)]
pub struct Output {
    /// Unique within the plan.
    pub name: String,
    /// Its rows; their order is unspecified.
    pub relation: Arc<Relation>,
}

/// A table to compute. Column names are unique within a relation.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// Typed columns of a dataset. For a name in `faults`, a boolean column `NAME!bad` tells that a
    /// value is present in the file but does not fit its type (the typed column is then missing).
    Scan {
        /// What to read.
        dataset: Arc<Dataset>,
        /// Declared names of the columns to read.
        columns: Vec<String>,
        /// Those of `columns` that also give their `NAME!bad`.
        faults: Vec<String>,
    },
    /// A small table given by its rows.
    Values {
        /// Names and types.
        columns: Vec<(String, ValueType)>,
        /// Rows, each as long as `columns`.
        rows: Vec<Vec<Value>>,
    },
    /// Rows for which the condition is true.
    Filter {
        /// From.
        input: Arc<Relation>,
        /// Boolean, never missing.
        condition: Scalar,
    },
    /// Exactly these columns.
    Project {
        /// From.
        input: Arc<Relation>,
        /// New name and value.
        columns: Vec<(String, Scalar)>,
    },
    /// All columns of the input and these.
    Extend {
        /// From.
        input: Arc<Relation>,
        /// New name and value; they see the input only.
        columns: Vec<(String, Scalar)>,
    },
    /// Pairs of rows whose keys are equal; a missing key equals nothing. The right keys are left out.
    Join {
        /// Left side.
        left: Arc<Relation>,
        /// Right side.
        right: Arc<Relation>,
        /// Left and right key columns.
        on: Vec<(String, String)>,
        /// Which rows stay.
        kind: JoinKind,
    },
    /// One row for every combination of `by` (missing values form a group); one row if `by` is empty.
    Aggregate {
        /// From.
        input: Arc<Relation>,
        /// Columns to group by.
        by: Vec<String>,
        /// What to compute of each group.
        measures: Vec<Measure>,
    },
    /// The first row of every combination of `by`, in the given order; missing values come last.
    Pick {
        /// From.
        input: Arc<Relation>,
        /// Columns to group by.
        by: Vec<String>,
        /// Columns to sort by.
        order: Vec<(String, Direction)>,
    },
    /// The rows of all inputs, one after another. All have the same columns with the same types, in
    /// any order; the first gives the order.
    Union {
        /// From, at least one.
        inputs: Vec<Arc<Relation>>,
    },
    /// All columns of the input and these, each computed along the rows of the same `by` (missing
    /// values form a group).
    Window {
        /// From.
        input: Arc<Relation>,
        /// Columns to partition by.
        by: Vec<String>,
        /// Columns to sort by, missing values last.
        order: Vec<(String, Direction)>,
        /// New name and what to compute.
        columns: Vec<(String, WindowFunction)>,
    },
}

/// What [`Relation::Window`] computes along the rows of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowFunction {
    /// Sum of an integer, decimal or duration column over the rows up to this one and all its peers
    /// (rows equal in `order`); missing values are left out, 0 of nothing. Keeps the type of the
    /// column; overflow is an error.
    RunningSum(String),
    /// Least value of a column over the rows up to this one and its peers; missing of nothing.
    RunningMinimum(String),
    /// Greatest value of a column over the rows up to this one and its peers; missing of nothing.
    RunningMaximum(String),
    /// The value of a column on the row before; missing on the first. `order` tells all rows of a
    /// partition apart.
    Previous(String),
    /// 1, 2, .. as an integer. Where `order` does not tell rows apart, any numbering serves.
    RowNumber,
}

/// Which rows of a join stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// Every left row; right columns missing where nothing matches.
    Left,
    /// Matching pairs.
    Inner,
}

/// Order of a column in [`Relation::Pick`]; text by code point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// One aggregated column.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name of the new column.
    pub name: String,
    /// What to compute.
    pub aggregation: Aggregation,
    /// Of what; missing values are left out. A row counts for [`Aggregation::Count`] where it is
    /// not missing.
    pub argument: Scalar,
}

/// Core aggregations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aggregation {
    /// Number of values, an integer.
    Count,
    /// Number of distinct values, an integer.
    CountDistinct,
    /// Exact sum (integers give a decimal of scale 0; durations an integer of microseconds as
    /// decimal of scale 0); 0 of nothing. Never of floats. Overflow is an error.
    Sum,
    /// Least value; missing of nothing.
    Minimum,
    /// Greatest value; missing of nothing.
    Maximum,
    /// The value at index floor(p (n - 1)) of the sorted values.
    QuantileLower(f64),
    /// The value at index ceil(p (n - 1)) of the sorted values.
    QuantileUpper(f64),
}

/// Types of values in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// Unicode text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// Exact decimal, 38 digits.
    Decimal {
        /// Digits after the point.
        scale: u8,
    },
    /// 64-bit float; only from a division.
    Float,
    /// Boolean.
    Boolean,
    /// Calendar day.
    Date,
    /// Instant in microseconds.
    Datetime,
    /// Elapsed time in microseconds.
    Duration,
}

impl From<ColumnType> for ValueType {
    fn from(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text => ValueType::Text,
            ColumnType::Integer => ValueType::Integer,
            ColumnType::Decimal { scale } => ValueType::Decimal { scale },
            ColumnType::Boolean => ValueType::Boolean,
            ColumnType::Date => ValueType::Date,
            ColumnType::Datetime => ValueType::Datetime,
        }
    }
}

/// A value of a plan or of its result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Missing,
    /// Unicode text.
    Text(String),
    /// 64-bit signed integer.
    Integer(i64),
    /// `units / 10^scale`
    Decimal {
        /// All digits.
        units: i128,
        /// Digits after the point.
        scale: u8,
    },
    /// 64-bit float, finite.
    Float(f64),
    /// Boolean.
    Boolean(bool),
    /// Calendar day.
    Date(Date),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Datetime(i64),
    /// Microseconds.
    Duration(i64),
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A column of the input.
    Column(String),
    /// The same value for every row; a missing one has a type.
    Literal(Value, ValueType),
    /// Plain negation of a boolean that is never missing.
    Not(Box<Scalar>),
    /// All are true.
    And(Vec<Scalar>),
    /// One is true.
    Or(Vec<Scalar>),
    /// Two-valued comparison: false where a side is missing, also for [`Comparison::NotEqual`].
    /// Integers, decimals and floats compare by value.
    Compare(Comparison, Box<Scalar>, Box<Scalar>),
    /// True where the value is one of the literals; false where it is missing.
    In(Box<Scalar>, Vec<Value>),
    /// True where there is no value.
    IsMissing(Box<Scalar>),
    /// Two-valued test of text against a constant pattern; false where the text is missing.
    Text(TextTest, Box<Scalar>, String),
    /// Exact `+`, `-`, `*` on integers and decimals (overflow is an error), floats where a side is a
    /// float; `/` gives a float, missing where the divisor is 0. Missing where a side is missing.
    /// Durations add and subtract. Times an exact number they stay durations, rounded half away from
    /// zero to microseconds; times a float, and divided, they are floats of microseconds.
    Arithmetic(Arithmetic, Box<Scalar>, Box<Scalar>),
    /// `then` where the condition is true, else `otherwise`; both have one type.
    Case(Box<Scalar>, Box<Scalar>, Box<Scalar>),
    /// The first that is not missing; all have one type.
    Coalesce(Vec<Scalar>),
    /// NFKC and case folding.
    Fold(Box<Scalar>),
    /// A 64-bit fingerprint of a value as an integer: equal for equal values, almost never for
    /// others; missing where the value is. Only for checks that settle equal ones exactly.
    Fingerprint(Box<Scalar>),
    /// Absolute value.
    Absolute(Box<Scalar>),
    /// A number rounded half away from zero to so many digits, as a decimal of that scale.
    Round(Box<Scalar>, u8),
    /// The local calendar day of a datetime; a date stays.
    LocalDate(Box<Scalar>),
    /// The instant at which a local calendar day starts.
    StartOfDay(Box<Scalar>),
    /// A date or datetime moved on the local calendar: same clock time, months clamp to the last day.
    Shift(Box<Scalar>, i64, ShiftUnit),
    /// Elapsed time from the second to the first; both dates or both datetimes.
    Difference(Box<Scalar>, Box<Scalar>),
    /// The business day (a date) that is so many business days after day 0 of the moment; for
    /// datetimes day 0 depends on the closing time.
    BusinessShift(Box<Scalar>, i64, Arc<BusinessCalendar>),
    /// Business days from day 0 of the first to day 0 of the second, an integer.
    BusinessDays(Box<Scalar>, Box<Scalar>, Arc<BusinessCalendar>),
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator itself")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Tests of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest {
    /// Has the pattern in it.
    Contains,
    /// Begins with it.
    StartsWith,
    /// Ends with it.
    EndsWith,
    /// The regular expression is found in it.
    Matches,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator itself")]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Units of [`Scalar::Shift`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftUnit {
    /// Elapsed microseconds; datetimes only.
    Microseconds,
    /// Local days.
    Days,
    /// Months.
    Months,
}

/// Which days are business days, flattened for engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCalendar {
    /// Monday first: is it a working day of the week?
    pub week: [bool; 7],
    /// Sorted closed days (holidays and company closures), those on weekends included.
    pub closed: Vec<Date>,
    /// Minutes from midnight at which the day closes; the whole day without hours.
    pub closing_minute: Option<u16>,
    /// First and last day the calendar knows.
    pub range: (Date, Date),
}

/// Rows of one output, in no particular order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// Column names.
    pub columns: Vec<String>,
    /// Values, each row as long as `columns`.
    pub rows: Vec<Vec<Value>>,
}
