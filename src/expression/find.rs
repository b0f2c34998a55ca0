//! The part of an expression that stands at a place.

use super::{Expression, Node};
use crate::source::Span;

impl Expression {
    /// Finds the outermost part that was written at exactly this place.
    pub fn at(&self, place: Span) -> Option<&Expression> {
        if self.span == place {
            return Some(self);
        }
        self.parts().into_iter().find_map(|part| part.at(place))
    }

    /// Lists the expressions it is made of, in the order written.
    fn parts(&self) -> Vec<&Expression> {
        match &self.node {
            Node::Literal(_) | Node::Name(_) | Node::Poison => Vec::new(),
            Node::List(items) => items.iter().collect(),
            Node::Unary(_, inner) | Node::IsMissing(inner, _) => vec![inner],
            Node::Binary(_, left, right) | Node::In(left, right) => vec![left, right],
            Node::Between(value, low, high) => vec![value, low, high],
            Node::If(condition, then, otherwise) => vec![condition, then, otherwise],
            Node::Call(call) => {
                let suffixes = call.suffixes.iter().map(|suffix| &suffix.value);
                call.arguments.iter().chain(suffixes).collect()
            }
            Node::Clause(inner, suffixes) => {
                std::iter::once(&**inner).chain(suffixes.iter().map(|it| &it.value)).collect()
            }
            Node::Conversion(from, steps) => {
                std::iter::once(&**from).chain(steps.iter().map(|step| &step.target)).collect()
            }
        }
    }
}
