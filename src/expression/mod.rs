//! What was written: the untyped tree of one expression.
//!
//! Comes from `parse`; `resolve` gives names a meaning. Its `Display` is the canonical format.

mod display;
mod find;

use crate::source::{Span, Spanned};
use jiff::civil::Date;

/// One expression with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

/// The forms of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `42`, `30%`, `'text'`, `2026-04-01`, `30 days`, `120_000 JPY`
    Literal(Literal),
    /// `leads.industry`, `mql`, `deals.company_id.employees`: parts as written, NFKC
    Name(Vec<Spanned<String>>),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `not x`, `-x`
    Unary(UnaryOperator, Box<Expression>),
    /// `a and b`, `a + b`, `a >= b`, `a contains b`
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
    /// `x in [..]`; the right side is a [`Node::List`]
    In(Box<Expression>, Box<Expression>),
    /// `x between a and b`
    Between(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `x is missing`; `true` for `is not missing`
    IsMissing(Box<Expression>, bool),
    /// `if c then a else b`
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `sum(deals.amount where .. at ..)`, `coalesce(a, b)`, `same period last year(kpi.x)`
    Call(Call),
    /// A set with suffixes outside a call: `mql where leads.industry = 'IT'`
    Clause(Box<Expression>, Vec<Suffix>),
    /// `a -> b within 30 days -> c within 14 days`
    Conversion(Box<Expression>, Vec<Step>),
    /// What could not be read; silences everything it touches
    Poison,
}

/// A function with arguments and the suffixes that bind to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Words of the name joined by one blank.
    pub name: Spanned<String>,
    /// `count(distinct x)`
    pub distinct: bool,
    /// Arguments; a period word such as `fiscal year` is a [`Literal::Period`].
    pub arguments: Vec<Expression>,
    /// `where ..`, `in last ..`, `at ..`, in the order written, each kind at most once.
    pub suffixes: Vec<Suffix>,
}

/// One suffix of an aggregate or set.
#[derive(Debug, Clone, PartialEq)]
pub struct Suffix {
    /// Which.
    pub kind: SuffixKind,
    /// What follows the word; for `in last` a duration literal.
    pub value: Expression,
    /// From the word to the end of the value.
    pub span: Span,
}

/// The suffixes of section 4 of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum SuffixKind {
    Where,
    InLast,
    After,
    Since,
    Before,
    Until,
    At,
    Over,
}

/// One `-> target within D` of a conversion.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// A stage, a moment column, or `first(..)`; may be a [`Node::Clause`].
    pub target: Expression,
    /// `None` is `ever`.
    pub within: Option<Spanned<Duration>>,
    /// From the arrow to the end of the window.
    pub span: Span,
}

/// A literal value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Digits without sign as an exact decimal.
    Number(Decimal),
    /// `30%`, as the number before the sign.
    Percent(Decimal),
    /// `120_000 JPY`
    Money(Decimal, String),
    /// `'text'`; a quote inside is doubled.
    Text(String),
    /// `true`
    Boolean(bool),
    /// `2026-04-01`
    Date(Date),
    /// `30 days`
    Duration(Duration),
    /// `fiscal year` as an argument of `to date`
    Period(PeriodUnit),
}

/// An exact decimal: `units / 10^scale`, not normalised so that it prints as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// All digits as an integer.
    pub units: i128,
    /// Digits after the point.
    pub scale: u8,
}

/// An amount of time with its unit, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: DurationUnit,
}

/// Units of durations; singular and plural read the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum DurationUnit {
    Minutes,
    Hours,
    Days,
    BusinessDays,
    Weeks,
    Months,
    Quarters,
    Years,
}

/// Periods of the calendar, from short to long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum PeriodUnit {
    Day,
    Week,
    Month,
    Quarter,
    Half,
    Year,
    FiscalQuarter,
    FiscalHalf,
    FiscalYear,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the operator itself")]
pub enum UnaryOperator {
    Not,
    Negate,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the operator itself")]
pub enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    Add,
    Subtract,
    Multiply,
    Divide,
}
