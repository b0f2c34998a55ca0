//! One expression: dispatch over its forms, literals, choices.

use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::expression::{Call, Decimal, Expression, Literal, Node as Written, UnaryOperator};
use crate::functions::{self, Form, Function, OtherPeriodForm};
use crate::model::{Formula, Node, Operator, OtherPeriod};
use crate::plan::Value;
use crate::source::Span;
use crate::suggest;
use crate::types::{Kind, Unit};

impl Resolver<'_> {
    pub(super) fn expression(&mut self, written: &Expression, scope: Scope) -> Formula {
        let span = written.span;
        match &written.node {
            Written::Literal(literal) => self.literal(literal, span),
            Written::Name(parts) => self.name(parts, span, scope),
            Written::List(_) => self.fail(
                Diagnostic::error("type-mismatch", span, "a list stands only after `in`")
                    .help("write `x in [..]`"),
            ),
            Written::Unary(UnaryOperator::Not, inner) => {
                let inner = self.boolean(inner, scope);
                Formula::new(Node::Operator(Operator::Not, vec![inner]), Kind::Boolean, span)
            }
            Written::Unary(UnaryOperator::Negate, inner) => self.negate(inner, span, scope),
            Written::Binary(operator, left, right) => {
                self.binary(*operator, left, right, span, scope)
            }
            Written::In(left, right) => self.membership(left, right, span, scope),
            Written::Between(value, low, high) => self.between(value, low, high, span, scope),
            Written::IsMissing(inner, negated) => self.is_missing(inner, *negated, span, scope),
            Written::If(condition, then, otherwise) => {
                self.choice([condition, then, otherwise], span, scope)
            }
            Written::Call(call) => self.call(call, span, scope),
            Written::Clause(inner, _) => {
                self.expression(inner, Scope::Formula);
                self.fail(
                    Diagnostic::error("mixed-levels", span, "this is a set of rows, not a number")
                        .label("needs an aggregate")
                        .help("write `count(..)` around it"),
                )
            }
            Written::Conversion(from, steps) => self.conversion(None, (from, steps), span, scope),
            Written::Poison => Formula::poison(span),
        }
    }

    /// An expression that is true or false.
    pub(super) fn boolean(&mut self, written: &Expression, scope: Scope) -> Formula {
        let formula = self.expression(written, scope);
        if matches!(formula.kind, Kind::Boolean | Kind::Poison) {
            return formula;
        }
        let message = format!("a condition is true or false, this is {}", article(&formula.kind));
        self.fail(
            Diagnostic::error("type-mismatch", written.span, message)
                .label("not a condition")
                .help("compare it with something, as in `.. = ..` or `.. is not missing`"),
        )
    }

    /// A condition in which dates and datetimes that meet are whole days throughout.
    pub(super) fn condition(&mut self, written: &Expression, scope: Scope) -> Formula {
        let outer = std::mem::take(&mut self.mixed_moments);
        let formula = self.boolean(written, scope);
        let mixed = std::mem::replace(&mut self.mixed_moments, outer);
        if mixed { super::whole_days::whole_days(formula) } else { formula }
    }

    fn literal(&mut self, literal: &Literal, span: Span) -> Formula {
        let (value, kind) = match literal {
            Literal::Number(number) => (exact(*number), Kind::plain()),
            Literal::Percent(number) => {
                (Value::Decimal { units: number.units, scale: number.scale + 2 }, Kind::ratio())
            }
            Literal::Money(amount, currency) => (exact(*amount), Kind::money(currency)),
            Literal::Text(text) => (Value::Text(text.clone()), Kind::Text),
            Literal::Boolean(value) => (Value::Boolean(*value), Kind::Boolean),
            Literal::Date(date) => (Value::Date(*date), Kind::Date),
            Literal::Duration(duration) => {
                return Formula::new(Node::Duration(*duration), Kind::duration(), span);
            }
            Literal::Period(_) => {
                return self.fail(
                    Diagnostic::error("syntax", span, "a period stands only in `to date`")
                        .help("write `to date(kpi.x, fiscal year)`"),
                );
            }
        };
        Formula::new(Node::Literal(value), kind, span)
    }

    fn choice(&mut self, parts: [&Expression; 3], span: Span, scope: Scope) -> Formula {
        let condition = self.boolean(parts[0], scope);
        let then = self.expression(parts[1], scope);
        let otherwise = self.expression(parts[2], scope);
        match then.kind.joined(&otherwise.kind) {
            Some(kind) => Formula::new(
                Node::Operator(Operator::If, vec![condition, then, otherwise]),
                kind,
                span,
            ),
            None => {
                let message = format!(
                    "one branch is {}, the other {}",
                    article(&then.kind),
                    article(&otherwise.kind)
                );
                self.fail(
                    Diagnostic::error("type-mismatch", span, message)
                        .help("give both branches the same kind and unit"),
                )
            }
        }
    }

    fn call(&mut self, call: &Call, span: Span, scope: Scope) -> Formula {
        let Some((function, number)) = functions::find(&call.name.value) else {
            return self.unknown_function(call);
        };
        match &function.form {
            Form::Aggregate { function: which, takes } => {
                let which = match number {
                    Some(percent) => functions::AggregateFunction::Percentile(percent),
                    None => *which,
                };
                self.aggregate(call, which, *takes, span, scope)
            }
            Form::Scalar { check, .. } => self.scalar_call(call, function, *check, span, scope),
            Form::Conversion(which) => self.of_conversion(call, *which, span, scope),
            Form::OtherPeriod(form) => self.other_period(call, *form, span, scope),
        }
    }

    fn unknown_function(&mut self, call: &Call) -> Formula {
        let name = &call.name.value;
        let names = functions::ALL.iter().map(|function| function.name);
        let near = suggest::nearest(name, names.clone());
        let help = suggest::did_you_mean(&near).unwrap_or_else(|| {
            format!("the functions are {}", names.collect::<Vec<_>>().join(", "))
        });
        self.fail(
            Diagnostic::error(
                "unknown-function",
                call.name.span,
                format!("there is no function `{name}`"),
            )
            .label("not a function")
            .help(help),
        )
    }

    fn scalar_call(
        &mut self,
        call: &Call,
        function: &'static Function,
        check: fn(&[Kind]) -> Result<Kind, String>,
        span: Span,
        scope: Scope,
    ) -> Formula {
        self.no_suffixes(call);
        let arguments: Vec<Formula> =
            call.arguments.iter().map(|argument| self.expression(argument, scope)).collect();
        if arguments.iter().any(|argument| argument.kind.is_poison()) {
            return Formula::poison(span);
        }
        let kinds: Vec<Kind> = arguments.iter().map(|argument| argument.kind.clone()).collect();
        if function.name == "business days" && !self.calendar_known(span) {
            return Formula::poison(span);
        }
        match check(&kinds) {
            Ok(kind) => Formula::new(Node::Call(function, arguments), kind, span),
            Err(message) => self.fail(
                Diagnostic::error(
                    "wrong-arguments",
                    span,
                    format!("`{}` {message}", function.name),
                )
                .help(format!(
                    "write `{}`, for example `{}`",
                    function.signature, function.example
                )),
            ),
        }
    }

    pub(super) fn no_suffixes(&mut self, call: &Call) {
        if let Some(suffix) = call.suffixes.first() {
            let message =
                format!("`{}` does not gather rows, nothing can narrow it", call.name.value);
            self.diagnostics.push(
                Diagnostic::error("wrong-arguments", suffix.span, message)
                    .help("put the suffix into the aggregate that gathers rows"),
            );
        }
    }

    /// Business days need a calendar.
    pub(super) fn calendar_known(&mut self, span: Span) -> bool {
        if self.model.calendar.is_none() {
            self.diagnostics.push(
                Diagnostic::error("no-calendar", span, "business days need a calendar")
                    .help("add `[calendar.business]` with `weekend` and `holidays` to `kpi.toml`"),
            );
        }
        self.model.calendar.is_some()
    }

    fn other_period(
        &mut self,
        call: &Call,
        form: OtherPeriodForm,
        span: Span,
        scope: Scope,
    ) -> Formula {
        self.no_suffixes(call);
        let name = &call.name.value;
        if scope != Scope::Formula {
            let message = format!("`{name}` evaluates a KPI, a row has none");
            return self.fail(
                Diagnostic::error("mixed-levels", span, message)
                    .help("use it in the formula of a KPI"),
            );
        }
        let other = match (form, call.arguments.get(1).map(|argument| &argument.node)) {
            (OtherPeriodForm::Previous, None) => Some(OtherPeriod::Previous),
            (OtherPeriodForm::SamePeriodLastYear, None) => Some(OtherPeriod::SamePeriodLastYear),
            (OtherPeriodForm::ToDate, Some(Written::Literal(Literal::Period(unit)))) => {
                Some(OtherPeriod::ToDate(*unit))
            }
            (OtherPeriodForm::Rolling, Some(Written::Literal(Literal::Duration(length)))) => {
                super::operators::is_calendar_length(length)
                    .then_some(OtherPeriod::Rolling(*length))
            }
            _ => None,
        };
        let (Some(other), Some(inner)) = (other, call.arguments.first()) else {
            let signature = functions::find(name).map_or("", |found| found.0.signature);
            let message = format!("`{name}` is called in another way");
            return self.fail(
                Diagnostic::error("wrong-arguments", span, message)
                    .help(format!("write `{signature}`")),
            );
        };
        let inner = self.expression(inner, Scope::Formula);
        let kind = inner.kind.clone();
        Formula::new(Node::OtherPeriod(other, Box::new(inner)), kind, span)
    }
}

/// Gives an exact constant, as an integer where it is one.
fn exact(number: Decimal) -> Value {
    match i64::try_from(number.units) {
        Ok(integer) if number.scale == 0 => Value::Integer(integer),
        _ => Value::Decimal { units: number.units, scale: number.scale },
    }
}

/// Puts an article before a kind.
pub(super) fn article(kind: &Kind) -> String {
    match kind {
        Kind::Number(Unit { money: 1, .. }) | Kind::Text | Kind::Boolean | Kind::Poison => {
            kind.to_string()
        }
        _ => format!("a {kind}"),
    }
}
