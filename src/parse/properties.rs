//! Random expressions: what is written is read again, and every node knows its place.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::parse;
use crate::diagnostic::Diagnostics;
use crate::expression::{
    BinaryOperator, Call, Decimal, Duration, DurationUnit, Expression, Literal, Node, PeriodUnit,
    Step, Suffix, SuffixKind, UnaryOperator,
};
use crate::source::{Embedded, FileId, Span, Spanned};

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

fn expression(node: Node) -> Expression {
    Expression { node, span: NOWHERE }
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (0..2_000_000i128, 0..4u8).prop_map(|(units, scale)| Decimal { units, scale })
}

fn duration() -> impl Strategy<Value = Duration> {
    use DurationUnit as U;
    let unit = select(vec![
        U::Minutes,
        U::Hours,
        U::Days,
        U::BusinessDays,
        U::Weeks,
        U::Months,
        U::Quarters,
        U::Years,
    ]);
    (0..400u32, unit).prop_map(|(amount, unit)| Duration { amount, unit })
}

fn literal() -> impl Strategy<Value = Node> {
    let text =
        select(vec!["", "IT", "製造", "it's", "''", "a == b", "# no", "(", "\"q\"", "１，０００"]);
    let date = (1900..2200i16, 1..13i8, 1..29i8);
    use PeriodUnit as P;
    prop_oneof![
        decimal().prop_map(Literal::Number),
        decimal().prop_map(Literal::Percent),
        (decimal(), select(vec!["JPY", "USD"]))
            .prop_map(|(amount, currency)| Literal::Money(amount, currency.into())),
        text.prop_map(|text| Literal::Text(text.into())),
        any::<bool>().prop_map(Literal::Boolean),
        date.prop_map(|(year, month, day)| Literal::Date(jiff::civil::date(year, month, day))),
        duration().prop_map(Literal::Duration),
        select(vec![P::FiscalQuarter, P::FiscalHalf, P::FiscalYear]).prop_map(Literal::Period),
    ]
    .prop_map(Node::Literal)
}

fn name() -> impl Strategy<Value = Node> {
    let first = select(vec!["leads", "受注率", "_x1", "last", "missing", "day", "same", "fiscal"]);
    let more = select(vec!["industry", "where", "at", "業種", "not", "id2"]);
    (first, prop::collection::vec(more, 0..3)).prop_map(|(first, more)| {
        let parts = std::iter::once(first).chain(more);
        Node::Name(parts.map(|part| Spanned::new(part.to_owned(), NOWHERE)).collect())
    })
}

type Inner = BoxedStrategy<Expression>;

fn operations(inner: Inner) -> BoxedStrategy<Node> {
    use BinaryOperator as B;
    let operator = select(vec![
        B::Or,
        B::And,
        B::Equal,
        B::NotEqual,
        B::Less,
        B::LessOrEqual,
        B::Greater,
        B::GreaterOrEqual,
        B::Contains,
        B::StartsWith,
        B::EndsWith,
        B::Matches,
        B::Add,
        B::Subtract,
        B::Multiply,
        B::Divide,
    ]);
    let one = || inner.clone().prop_map(Box::new);
    let list = || {
        let items = prop::collection::vec(inner.clone(), 0..3);
        items.prop_map(Node::List)
    };
    let unary = select(vec![UnaryOperator::Not, UnaryOperator::Negate]);
    prop_oneof![
        4 => (operator, one(), one()).prop_map(|(operator, a, b)| Node::Binary(operator, a, b)),
        2 => (unary, one()).prop_map(|(operator, a)| Node::Unary(operator, a)),
        1 => list(),
        1 => (one(), list()).prop_map(|(a, list)| Node::In(a, Box::new(expression(list)))),
        1 => (one(), one(), one()).prop_map(|(a, b, c)| Node::Between(a, b, c)),
        1 => (one(), any::<bool>()).prop_map(|(a, negated)| Node::IsMissing(a, negated)),
        1 => (one(), one(), one()).prop_map(|(a, b, c)| Node::If(a, b, c)),
    ]
    .boxed()
}

fn suffixes(inner: Inner, least: usize) -> BoxedStrategy<Vec<Suffix>> {
    use SuffixKind as S;
    let kinds = vec![S::Where, S::InLast, S::After, S::Since, S::Before, S::Until, S::At, S::Over];
    let suffix = move |kind| {
        let value = match kind {
            S::InLast => {
                let length = duration().prop_map(|length| Node::Literal(Literal::Duration(length)));
                length.prop_map(expression).boxed()
            }
            _ => inner.clone(),
        };
        value.prop_map(move |value| Suffix { kind, value, span: NOWHERE })
    };
    let kinds = subsequence(kinds, least..3).prop_shuffle();
    kinds.prop_flat_map(move |kinds| kinds.into_iter().map(&suffix).collect::<Vec<_>>()).boxed()
}

fn call(inner: Inner) -> BoxedStrategy<Node> {
    let name = select(vec![
        "count",
        "sum",
        "p90",
        "集計",
        "same period last year",
        "to date",
        "business days",
        "survival median",
        "expected rate",
        "first",
    ]);
    let arguments = prop::collection::vec(inner.clone(), 0..3);
    (name, any::<bool>(), arguments, suffixes(inner, 0))
        .prop_map(|(name, distinct, arguments, mut suffixes)| {
            // The suffixes of the last argument are those of the call.
            let clause = arguments.last().is_some_and(|last| matches!(last.node, Node::Clause(..)));
            if arguments.is_empty() || clause && suffixes.is_empty() {
                suffixes.clear();
            }
            let arguments = if clause && suffixes.is_empty() { Vec::new() } else { arguments };
            // Behind the first argument of this one a bare word such as `day` is a period.
            let name = if name == "to date" && arguments.len() > 1 { "sum" } else { name };
            let distinct = distinct && !arguments.is_empty();
            let name = Spanned::new(name.to_owned(), NOWHERE);
            Node::Call(Call { name, distinct, arguments, suffixes })
        })
        .boxed()
}

fn conversion(inner: Inner) -> BoxedStrategy<Node> {
    let step = (inner, prop::option::of(duration())).prop_map(|(target, within)| Step {
        target,
        within: within.map(|within| Spanned::new(within, NOWHERE)),
        span: NOWHERE,
    });
    let from = name().prop_map(|name| Box::new(expression(name)));
    (from, prop::collection::vec(step, 1..3))
        .prop_map(|(from, steps)| Node::Conversion(from, steps))
        .boxed()
}

fn expressions() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![literal(), name()].prop_map(expression);
    leaf.prop_recursive(5, 24, 3, |inner| {
        let inner = inner.boxed();
        let clause = (inner.clone(), suffixes(inner.clone(), 1));
        prop_oneof![
            5 => operations(inner.clone()),
            2 => call(inner.clone()),
            1 => clause.prop_map(|(set, suffixes)| Node::Clause(Box::new(set), suffixes)),
            1 => conversion(inner),
        ]
        .prop_map(expression)
    })
}

/// The tree without places.
fn tree(expression: &Expression) -> String {
    let written = format!("{:?}", expression.node);
    let parts = written.split("Span {").map(|part| match part.split_once("end: ") {
        Some((_, rest)) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => part,
    });
    parts.collect()
}

fn read(embedded: &Embedded) -> Result<Expression, TestCaseError> {
    let mut diagnostics = Diagnostics::default();
    let expression = parse(embedded, &mut diagnostics);
    let found: Vec<_> = diagnostics.iter().map(|found| &found.message).collect();
    prop_assert!(found.is_empty(), "{}: {found:?}", embedded.text);
    Ok(expression)
}

fn plain(text: &str) -> Result<Expression, TestCaseError> {
    read(&Embedded::plain(FileId(0), text, 0))
}

fn children(expression: &Expression) -> Vec<&Expression> {
    match &expression.node {
        Node::List(items) => items.iter().collect(),
        Node::Unary(_, a) | Node::IsMissing(a, _) => vec![a],
        Node::Binary(_, a, b) | Node::In(a, b) => vec![a, b],
        Node::Between(a, b, c) | Node::If(a, b, c) => vec![a, b, c],
        Node::Call(call) => {
            let values = call.suffixes.iter().map(|suffix| &suffix.value);
            // A conversion that names no window is not read alone, its parts are.
            let waits = call.name.value == "survival median";
            let arguments = call.arguments.iter().flat_map(|argument| match argument.node {
                Node::Conversion(..) if waits => children(argument),
                _ => vec![argument],
            });
            arguments.chain(values).collect()
        }
        Node::Clause(set, suffixes) => {
            let values = suffixes.iter().map(|suffix| &suffix.value);
            std::iter::once(&**set).chain(values).collect()
        }
        Node::Conversion(from, steps) => {
            let targets = steps.iter().map(|step| &step.target);
            std::iter::once(&**from).chain(targets).collect()
        }
        _ => Vec::new(),
    }
}

/// Every node's place holds, read alone, that node and no blank around it.
fn places_hold(file: &str, expression: &Expression) -> Result<(), TestCaseError> {
    let written = &file[expression.span.range()];
    prop_assert_eq!(written.trim(), written);
    prop_assert!(!written.ends_with("終"), "{}", written);
    prop_assert_eq!(tree(&plain(written)?), tree(expression));
    children(expression).into_iter().try_for_each(|child| places_hold(file, child))
}

/// Spreads an expression over lines with comments and Japanese between its parts.
fn spread(text: &str) -> String {
    let mut lines = text.to_owned();
    for word in ["and", "or", "+", "=", "where", "at", "over", "->"] {
        lines = lines.replace(&format!(" {word} "), &format!(" # (' 終\r\n{word}\n\t"));
    }
    lines + " # 終"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(written in expressions()) {
        let text = written.to_string();
        let again = plain(&text)?;
        prop_assert_eq!(tree(&again), tree(&written), "{}", &text);
        prop_assert_eq!(again.to_string(), text);
    }

    #[test]
    fn every_node_knows_its_place(written in expressions()) {
        let text = written.to_string();
        // Texts hold these words too; they are not to be spread.
        prop_assume!(!text.contains("a == b"));
        let file = format!("[kpi.率]\nformula = '''\n{}\n'''", spread(&text));
        let start = file.find("'''").unwrap();
        let found = read(&Embedded::decode(FileId(0), &file[start..], start))?;
        prop_assert_eq!(tree(&found), tree(&written));
        places_hold(&file, &found)?;
    }
}
