//! Text -> expression, with one Pratt table for all operators.
//!
//! The only module that names pest. Foreign spellings are put right by `habits` first, so that
//! everything else in the same text is found in the same run.

mod build;
mod limits;
mod literal;
mod trouble;

use pest::Parser;
use pest::error::ErrorVariant;

use crate::diagnostic::Diagnostics;
use crate::expression::{Expression, Node};
use crate::habits::{self, Respelled};
use crate::source::{Embedded, FileId, Span};

/// The generated parser lives in a module of its own because its rules carry no documentation.
mod grammar {
    #![allow(missing_docs, unreachable_pub)]

    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/expression.pest"]
    pub struct Grammar;
}

use grammar::{Grammar, Rule};

/// Parses an expression inside a TOML string; trouble gives poison and one message per spot.
pub fn parse(embedded: &Embedded, diagnostics: &mut Diagnostics) -> Expression {
    let whole = embedded.span(0..embedded.text.len());
    let poison = || Expression { node: Node::Poison, span: whole };
    if let Some(diagnostic) = limits::size(embedded) {
        diagnostics.push(diagnostic);
        return poison();
    }
    let respelled = habits::respell(embedded, diagnostics);
    let places = Places { embedded, respelled: &respelled };
    let refused = limits::depth(&respelled.text, &places);
    if let Some(diagnostic) = refused.or_else(|| trouble::unbalanced(&respelled.text, &places)) {
        diagnostics.push(diagnostic);
        return poison();
    }
    limits::bound_grammar();
    match Grammar::parse(Rule::file, &respelled.text) {
        Ok(mut pairs) => match pairs.next().and_then(|file| file.into_inner().next()) {
            Some(expression) => build::Builder::new(&places, diagnostics).expression(expression),
            None => poison(),
        },
        Err(error) if matches!(error.variant, ErrorVariant::CustomError { .. }) => {
            diagnostics.push(limits::too_many_steps(whole));
            poison()
        }
        Err(error) => {
            diagnostics.push(trouble::explain(&error, &respelled.text, &places));
            poison()
        }
    }
}

/// Parses an expression that stands as it is, for example on the command line.
pub fn parse_plain(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Expression {
    parse(&Embedded::plain(file, text, 0), diagnostics)
}

/// The way from canonical text back to the file.
struct Places<'a> {
    embedded: &'a Embedded,
    respelled: &'a Respelled,
}

impl Places<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.embedded.span(self.respelled.original(range))
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
