//! pest pairs -> expression.

use pest::iterators::{Pair, Pairs};
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use super::{Places, Rule, literal};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expression::{
    BinaryOperator, Call, Expression, Literal, Node, Step, Suffix, SuffixKind, UnaryOperator,
};
use crate::source::{Span, Spanned};

/// Loosest first.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let infix = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(infix(Rule::or_word))
        .op(infix(Rule::and_word))
        .op(Op::prefix(Rule::not_word))
        .op(infix(Rule::equal)
            | infix(Rule::not_equal)
            | infix(Rule::less)
            | infix(Rule::less_or_equal)
            | infix(Rule::greater)
            | infix(Rule::greater_or_equal)
            | infix(Rule::contains_word)
            | infix(Rule::starts_with)
            | infix(Rule::ends_with)
            | infix(Rule::matches_word)
            | Op::postfix(Rule::in_list)
            | Op::postfix(Rule::not_in)
            | Op::postfix(Rule::between)
            | Op::postfix(Rule::is_missing)
            | Op::postfix(Rule::is_not_missing))
        .op(infix(Rule::add) | infix(Rule::subtract))
        .op(infix(Rule::multiply) | infix(Rule::divide))
        .op(Op::prefix(Rule::negate))
});

/// What an operand is made of at its top, parentheses aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Top {
    Or,
    And,
    Comparison,
    Other,
}

struct Operand {
    expression: Expression,
    top: Top,
}

pub(super) struct Builder<'a> {
    places: &'a Places<'a>,
    diagnostics: std::cell::RefCell<&'a mut Diagnostics>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(places: &'a Places<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { places, diagnostics: std::cell::RefCell::new(diagnostics) }
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.places.span(pair.as_span().start()..end(pair.clone()))
    }

    pub(super) fn expression(&self, pair: Pair<'_, Rule>) -> Expression {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let Some(first) = parts.next() else {
            return poison(span);
        };
        let from = self.clause(first);
        let steps: Vec<Step> = parts.map(|step| self.step(step)).collect();
        if steps.is_empty() {
            return from;
        }
        if let Node::Binary(operator, _, inner) = &from.node
            && is_arithmetic(*operator)
        {
            self.report(
                Diagnostic::error(
                    "syntax",
                    from.span,
                    "a conversion inside arithmetic stands in parentheses",
                )
                .also(inner.span, "starts here")
                .help("write `(a -> b within 30 days)`"),
            );
        }
        Expression { node: Node::Conversion(Box::new(from), steps), span }
    }

    fn step(&self, pair: Pair<'_, Rule>) -> Step {
        let span = self.span(&pair);
        let mut target = poison(span);
        let mut within = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::clause => target = self.clause(part),
                Rule::duration => {
                    let at = self.span(&part);
                    within = self.duration(part).map(|duration| Spanned::new(duration, at));
                }
                _ => {}
            }
        }
        Step { target, within, span }
    }

    fn clause(&self, pair: Pair<'_, Rule>) -> Expression {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let Some(first) = parts.next() else {
            return poison(span);
        };
        let inner = self.logic(first.into_inner()).expression;
        let suffixes = self.suffixes(parts);
        if suffixes.is_empty() {
            return inner;
        }
        Expression { node: Node::Clause(Box::new(inner), suffixes), span }
    }

    fn suffixes(&self, parts: Pairs<'_, Rule>) -> Vec<Suffix> {
        let mut suffixes: Vec<Suffix> = Vec::new();
        for pair in parts {
            let Some(suffix) = self.suffix(pair) else {
                continue;
            };
            match suffixes.iter().find(|other| other.kind == suffix.kind) {
                Some(first) => self.report(
                    Diagnostic::error(
                        "syntax",
                        suffix.span,
                        format!("`{}` stands here twice", suffix.kind.word()),
                    )
                    .also(first.span, "first one")
                    .help("join conditions with `and`; each suffix stands once"),
                ),
                None => suffixes.push(suffix),
            }
        }
        suffixes
    }

    fn suffix(&self, pair: Pair<'_, Rule>) -> Option<Suffix> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let mut kind = SuffixKind::Where;
        let mut value = poison(span);
        for part in inner.into_inner() {
            match part.as_rule() {
                Rule::last_word => kind = SuffixKind::InLast,
                Rule::after_word => kind = SuffixKind::After,
                Rule::since_word => kind = SuffixKind::Since,
                Rule::before_word => kind = SuffixKind::Before,
                Rule::until_word => kind = SuffixKind::Until,
                Rule::at_word => kind = SuffixKind::At,
                Rule::over_word => kind = SuffixKind::Over,
                Rule::logic => value = self.logic(part.into_inner()).expression,
                Rule::duration => {
                    let at = self.span(&part);
                    let duration = self.duration(part);
                    value = duration.map_or(poison(at), |duration| Expression {
                        node: Node::Literal(Literal::Duration(duration)),
                        span: at,
                    });
                }
                _ => {}
            }
        }
        Some(Suffix { kind, value, span })
    }

    fn logic(&self, pairs: Pairs<'_, Rule>) -> Operand {
        PRECEDENCE
            .map_primary(|pair| self.primary(pair))
            .map_prefix(|operator, inner| self.prefix(operator, inner))
            .map_postfix(|inner, operator| self.postfix(inner, operator))
            .map_infix(|left, operator, right| self.infix(left, operator, right))
            .parse(pairs)
    }

    fn prefix(&self, operator: Pair<'_, Rule>, inner: Operand) -> Operand {
        let unary = match operator.as_rule() {
            Rule::not_word => UnaryOperator::Not,
            _ => UnaryOperator::Negate,
        };
        let span = self.span(&operator).to(inner.expression.span);
        other(Node::Unary(unary, Box::new(inner.expression)), span)
    }

    fn postfix(&self, inner: Operand, operator: Pair<'_, Rule>) -> Operand {
        let whole = inner.expression.span.to(self.span(&operator));
        self.refuse_chain(&inner, self.span(&operator));
        let rule = operator.as_rule();
        let at = self.span(&operator);
        let mut operands = operator.into_inner().filter_map(|part| match part.as_rule() {
            Rule::list => Some(self.list(part)),
            Rule::sum => Some(self.logic(part.into_inner()).expression),
            _ => None,
        });
        let value = Box::new(inner.expression);
        let mut next = || Box::new(operands.next().unwrap_or(poison(at)));
        let node = match rule {
            Rule::in_list => Node::In(value, next()),
            Rule::not_in => return self.not_in(value, next(), at, whole),
            Rule::between => {
                let low = next();
                Node::Between(value, low, next())
            }
            Rule::is_not_missing => Node::IsMissing(value, true),
            _ => Node::IsMissing(value, false),
        };
        Operand { expression: Expression { node, span: whole }, top: Top::Comparison }
    }

    fn not_in(
        &self,
        value: Box<Expression>,
        list: Box<Expression>,
        at: Span,
        whole: Span,
    ) -> Operand {
        self.report(
            Diagnostic::error(
                "foreign-spelling",
                at,
                "`not` stands before the whole comparison here",
            )
            .label("not before `in`")
            .help(format!("write `not ({value} in {list})`")),
        );
        let inner = Expression { node: Node::In(value, list), span: whole };
        other(Node::Unary(UnaryOperator::Not, Box::new(inner)), whole)
    }

    fn refuse_chain(&self, left: &Operand, at: Span) {
        if left.top == Top::Comparison {
            self.report(
                Diagnostic::error(
                    "chained-comparison",
                    at,
                    "a comparison cannot be compared again",
                )
                .label("second comparison")
                .also(left.expression.span, "first comparison")
                .help("write `a < b and b < c`, or `b between a and c`"),
            );
        }
    }

    fn infix(&self, left: Operand, operator: Pair<'_, Rule>, right: Operand) -> Operand {
        let at = self.span(&operator);
        let operator = binary(operator.as_rule());
        let top = match operator {
            BinaryOperator::Or => Top::Or,
            BinaryOperator::And => Top::And,
            operator if is_arithmetic(operator) => Top::Other,
            _ => Top::Comparison,
        };
        let span = left.expression.span.to(right.expression.span);
        if top == Top::Comparison && left.top == Top::Comparison {
            self.refuse_chain(&left, at);
            return other(Node::Poison, span);
        }
        self.refuse_mixture(top, &left, &right, at);
        let node = Node::Binary(operator, Box::new(left.expression), Box::new(right.expression));
        Operand { expression: Expression { node, span }, top }
    }

    fn refuse_mixture(&self, top: Top, left: &Operand, right: &Operand, at: Span) {
        let mixed = [left, right].into_iter().find(|side| match top {
            Top::Or => side.top == Top::And,
            Top::And => side.top == Top::Or,
            _ => false,
        });
        if let Some(side) = mixed {
            self.report(
                Diagnostic::error(
                    "mixed-logic",
                    at,
                    "`and` and `or` are mixed without parentheses",
                )
                .label("which comes first?")
                .also(side.expression.span, "put this in parentheses?")
                .help(format!("write `({})` if that is what is meant", side.expression)),
            );
        }
    }

    fn primary(&self, pair: Pair<'_, Rule>) -> Operand {
        let span = self.span(&pair);
        let node = match pair.as_rule() {
            Rule::parentheses => return self.parentheses(pair, span),
            Rule::list => {
                return Operand { expression: self.list(pair), top: Top::Other };
            }
            Rule::choice => self.choice(pair),
            Rule::call => self.call(pair),
            Rule::name => Node::Name(self.parts(pair)),
            Rule::duration => match self.duration(pair) {
                Some(duration) => Node::Literal(Literal::Duration(duration)),
                None => Node::Poison,
            },
            _ => match literal::literal(&pair, span) {
                Ok(literal) => Node::Literal(literal),
                Err(diagnostic) => {
                    self.report(diagnostic);
                    Node::Poison
                }
            },
        };
        other(node, span)
    }

    fn parentheses(&self, pair: Pair<'_, Rule>, span: Span) -> Operand {
        let inner = pair.into_inner().find(|part| part.as_rule() == Rule::expression);
        let expression = inner.map_or(poison(span), |inner| self.expression(inner));
        Operand { expression: Expression { span, ..expression }, top: Top::Other }
    }

    fn duration(&self, pair: Pair<'_, Rule>) -> Option<crate::expression::Duration> {
        let span = self.span(&pair);
        match literal::duration(&pair, span) {
            Ok(duration) => Some(duration),
            Err(diagnostic) => {
                self.report(diagnostic);
                None
            }
        }
    }

    fn list(&self, pair: Pair<'_, Rule>) -> Expression {
        let span = self.span(&pair);
        let items = pair.into_inner().filter(|part| part.as_rule() == Rule::logic);
        let items = items.map(|item| self.logic(item.into_inner()).expression).collect();
        Expression { node: Node::List(items), span }
    }

    fn choice(&self, pair: Pair<'_, Rule>) -> Node {
        let span = self.span(&pair);
        let parts = pair.into_inner().filter(|part| part.as_rule() == Rule::logic);
        let mut parts = parts.map(|part| Box::new(self.logic(part.into_inner()).expression));
        let mut next = || parts.next().unwrap_or_else(|| Box::new(poison(span)));
        let (condition, then) = (next(), next());
        Node::If(condition, then, next())
    }

    fn parts(&self, pair: Pair<'_, Rule>) -> Vec<Spanned<String>> {
        let parts = pair.into_inner();
        parts.map(|part| Spanned::new(part.as_str().nfkc().collect(), self.span(&part))).collect()
    }

    fn call(&self, pair: Pair<'_, Rule>) -> Node {
        let mut name = Spanned::new(String::new(), self.span(&pair));
        let (mut distinct, mut arguments) = (false, Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::call_name | Rule::survival_median => {
                    let words: Vec<String> = part
                        .as_str()
                        .split_whitespace()
                        .map(|word| word.nfkc().collect())
                        .collect();
                    name = Spanned::new(words.join(" "), self.span(&part));
                }
                Rule::distinct_word => distinct = true,
                Rule::expression | Rule::transition => arguments.push(self.expression(part)),
                _ => {}
            }
        }
        let mut suffixes = Vec::new();
        if let Some(last) = arguments.last_mut()
            && let Node::Clause(inner, found) = &mut last.node
        {
            suffixes = std::mem::take(found);
            *last = std::mem::replace(inner, poison(last.span));
        }
        if name.value == "to date" {
            arguments.iter_mut().skip(1).for_each(literal::period_name);
        }
        Node::Call(Call { name, distinct, arguments, suffixes })
    }
}

/// Where a pair ends; a rule that ends with an optional part also takes in blanks and comments.
fn end(pair: Pair<'_, Rule>) -> usize {
    let own = pair.as_span().end();
    match pair.as_rule() {
        Rule::expression
        | Rule::transition
        | Rule::step
        | Rule::open_step
        | Rule::clause
        | Rule::suffix
        | Rule::where_suffix
        | Rule::last_suffix
        | Rule::moment_suffix
        | Rule::logic
        | Rule::sum
        | Rule::choice
        | Rule::between => pair.into_inner().next_back().map_or(own, end),
        _ => own,
    }
}

fn other(node: Node, span: Span) -> Operand {
    Operand { expression: Expression { node, span }, top: Top::Other }
}

fn poison(span: Span) -> Expression {
    Expression { node: Node::Poison, span }
}

fn is_arithmetic(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Add, Divide, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide)
}

fn binary(rule: Rule) -> BinaryOperator {
    match rule {
        Rule::or_word => BinaryOperator::Or,
        Rule::and_word => BinaryOperator::And,
        Rule::equal => BinaryOperator::Equal,
        Rule::not_equal => BinaryOperator::NotEqual,
        Rule::less => BinaryOperator::Less,
        Rule::less_or_equal => BinaryOperator::LessOrEqual,
        Rule::greater => BinaryOperator::Greater,
        Rule::greater_or_equal => BinaryOperator::GreaterOrEqual,
        Rule::contains_word => BinaryOperator::Contains,
        Rule::starts_with => BinaryOperator::StartsWith,
        Rule::ends_with => BinaryOperator::EndsWith,
        Rule::matches_word => BinaryOperator::Matches,
        Rule::add => BinaryOperator::Add,
        Rule::subtract => BinaryOperator::Subtract,
        Rule::multiply => BinaryOperator::Multiply,
        _ => BinaryOperator::Divide,
    }
}
