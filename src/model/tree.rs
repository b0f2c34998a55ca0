//! An understood expression as a tree: one node a line, each with the kind of its value.
//!
//! Printed by `kpi explain NAME --stage formula`; leaves read as in [`Shown`].

use std::fmt::{self, Display, Formatter};

use super::display::{aggregate_name, other_period_name, sign};
use super::{
    Aggregate, ColumnId, Conversion, Formula, Model, Node, Operator, Set, Shown, SourceId, Target,
    Window,
};

/// A formula with what it takes to name its ids. `source` is the one whose row it speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// The model.
    pub model: &'a Model,
    /// The formula.
    pub formula: &'a Formula,
    /// The source of the row at hand; none in the formula of a KPI.
    pub source: Option<SourceId>,
}

impl Display for Tree<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut lines = Lines { model: self.model, written: String::new(), depth: 0 };
        lines.formula(self.formula, self.source);
        f.write_str(&lines.written)
    }
}

/// Work in progress. `source` below is the source of the row at hand.
struct Lines<'a> {
    model: &'a Model,
    written: String,
    depth: usize,
}

impl<'a> Lines<'a> {
    fn line(&mut self, text: &str) {
        self.written.push_str(&"  ".repeat(self.depth));
        self.written.push_str(text);
        self.written.push('\n');
    }

    fn inside(&mut self, inner: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inner(self);
        self.depth -= 1;
    }

    fn formula(&mut self, formula: &'a Formula, source: Option<SourceId>) {
        let kind = &formula.kind;
        let (word, parts): (String, Vec<(&Formula, Option<SourceId>)>) = match &formula.node {
            Node::Walk(link, to, inner) => {
                (format!("through {}", self.link(*link, source)), vec![(&**inner, Some(*to))])
            }
            Node::Journey(id, inner) => {
                let journeys = self.model.funnels[id.0].journeys;
                ("on the journey".to_owned(), vec![(&**inner, Some(journeys))])
            }
            Node::OtherPeriod(other, inner) => {
                (other_period_name(*other), vec![(&**inner, source)])
            }
            Node::Call(function, parts) => {
                (function.name.to_owned(), parts.iter().map(|part| (part, source)).collect())
            }
            Node::Operator(operator, parts) => {
                (word(*operator).to_owned(), parts.iter().map(|part| (part, source)).collect())
            }
            Node::Shift(inner, by, sign) => {
                let sign = if *sign < 0 { "-" } else { "+" };
                (format!("{sign} {by}"), vec![(&**inner, source)])
            }
            Node::Aggregate(aggregate) => return self.aggregate(aggregate, formula, source),
            Node::Conversion(conversion) => return self.conversion(conversion, formula),
            _ => (self.shown(formula, source), Vec::new()),
        };
        self.line(&format!("{word} : {kind}"));
        self.inside(|lines| parts.into_iter().for_each(|(part, at)| lines.formula(part, at)));
    }

    fn shown(&self, formula: &'a Formula, source: Option<SourceId>) -> String {
        Shown { model: self.model, formula, source }.to_string()
    }

    fn link(&self, link: ColumnId, source: Option<SourceId>) -> String {
        source.map_or_else(|| "?".to_owned(), |id| self.model.column_name(id, link))
    }

    fn aggregate(&mut self, aggregate: &'a Aggregate, of: &Formula, source: Option<SourceId>) {
        self.line(&format!("{} : {}", aggregate_name(aggregate.function), of.kind));
        self.inside(|lines| {
            if let Some(argument) = &aggregate.argument {
                lines.part("of", argument, Some(aggregate.set.source));
            }
            lines.set("rows", &aggregate.set, source);
            let mut at = aggregate.set.source;
            for (link, to) in &aggregate.path {
                let link = lines.link(*link, Some(at));
                lines.line(&format!("below {} by {link}", lines.model.source(*to).name));
                at = *to;
            }
        });
    }

    fn part(&mut self, word: &str, formula: &'a Formula, source: Option<SourceId>) {
        self.line(word);
        self.inside(|lines| lines.formula(formula, source));
    }

    fn set(&mut self, word: &str, set: &'a Set, outer: Option<SourceId>) {
        let source = self.model.source(set.source);
        self.line(&format!("{word} {}", self.model.set_name(set)));
        self.inside(|lines| {
            for filter in &set.filters {
                lines.part("where", filter, Some(set.source));
            }
            for window in &set.windows {
                match window {
                    Window::InLast(length) => lines.line(&format!("in last {length}")),
                    Window::After(bound) => lines.part("after", bound, outer),
                    Window::Since(bound) => lines.part("since", bound, outer),
                    Window::Before(bound) => lines.part("before", bound, outer),
                    Window::Until(bound) => lines.part("until", bound, outer),
                }
            }
            match (&set.clock, source.time) {
                (Some(clock), _) => lines.part("at", clock, Some(set.source)),
                (None, Some(time)) => {
                    let column = source.column(time);
                    lines.line(&format!("at {}.{} : {}", source.name, column.name, column.kind));
                }
                (None, None) => lines.line("without a clock"),
            }
        });
    }

    fn conversion(&mut self, conversion: &'a Conversion, of: &Formula) {
        let days = if conversion.whole_days { " by whole days" } else { "" };
        let word = conversion.function.map_or("conversion", |function| function.listed().name);
        self.line(&format!("{word}{days} : {}", of.kind));
        self.inside(|lines| {
            let from = &conversion.from;
            lines.set("from", from, None);
            for step in &conversion.steps {
                match &step.within {
                    Some(within) => lines.line(&format!("to, within {within}")),
                    None if conversion.function.is_some() => lines.line("to"),
                    None => lines.line("to, ever"),
                }
                lines.inside(|lines| match &step.target {
                    Target::Moment(moment) => lines.formula(moment, Some(from.source)),
                    Target::First(first) => {
                        let whole = first.argument.as_ref().unwrap_or(of);
                        lines.aggregate(first, whole, Some(from.source));
                    }
                });
            }
        });
    }
}

fn word(operator: Operator) -> &'static str {
    match operator {
        Operator::Not => "not",
        Operator::IsMissing => "is missing",
        Operator::If => "if, then, else",
        Operator::LocalDate => "day of",
        other => sign(other),
    }
}
