//! What is asked of a conversion other than its rate: `survival median(..)`, `expected rate(..)`.

use super::operators::is_calendar_length;
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::expression::{Call, Node as Written, Step};
use crate::functions::ConversionFunction;
use crate::model::Formula;
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn of_conversion(
        &mut self,
        call: &Call,
        function: ConversionFunction,
        span: Span,
        scope: Scope,
    ) -> Formula {
        self.no_suffixes(call);
        let listed = function.listed();
        let (name, signature) = (listed.name, listed.signature);
        let wrong = |span, message| {
            Diagnostic::error("wrong-arguments", span, message)
                .help(format!("write `{signature}`, for example `{}`", listed.example))
        };
        let [argument] = call.arguments.as_slice() else {
            return self.fail(wrong(span, format!("`{name}` takes one conversion")));
        };
        let Written::Conversion(from, steps) = &argument.node else {
            let found = wrong(argument.span, format!("`{name}` takes a conversion"));
            return self.fail(found.label("not a conversion"));
        };
        if call.distinct {
            return self.fail(wrong(call.name.span, format!("`{name}` takes no `distinct`")));
        }
        let fits = match steps.as_slice() {
            [step] => window_fits(function, step, name),
            [.., last] => Err(Diagnostic::error(
                "wrong-arguments",
                last.span,
                format!("`{name}` takes a conversion of one step"),
            )
            .label("a further step")
            .help("ask for each step in a KPI of its own, or name the first and the last stage")),
            [] => Ok(()),
        };
        match fits {
            Ok(()) => self.conversion(Some(function), (from, steps), span, scope),
            Err(found) => self.fail(found),
        }
    }
}

/// A median waits as long as it takes; an expected rate needs an end, in whole days.
fn window_fits(function: ConversionFunction, step: &Step, name: &str) -> Result<(), Diagnostic> {
    let wrong = |span, message: &str| {
        Diagnostic::error("wrong-arguments", span, format!("`{name}` {message}"))
    };
    match (function, &step.within) {
        (ConversionFunction::SurvivalMedian, Some(within)) => {
            Err(wrong(within.span, "waits as long as it takes")
                .label("cuts off long waits")
                .help("leave the window out, as in `survival median(mql -> sql)`"))
        }
        (ConversionFunction::ExpectedRate, None) => {
            Err(wrong(step.span, "needs a window that ends")
                .label("ends never")
                .help("write when it ends, as in `within 30 days`"))
        }
        (ConversionFunction::ExpectedRate, Some(within)) if !is_calendar_length(&within.value) => {
            Err(wrong(within.span, "counts the age of entries in whole days")
                .label("not calendar days")
                .help("write the window in days, weeks or months"))
        }
        _ => Ok(()),
    }
}
