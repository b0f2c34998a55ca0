//! The built-in dimension `cycle`: entries of first cycles and of later ones.

use super::Resolver;
use crate::expression::{BinaryOperator, Decimal, Expression, Literal, Node as Written};
use crate::model::{
    About, ColumnId, Dimension, DimensionValue, Formula, FunnelId, JourneyColumn, Node, Operator,
    SourceId, paths,
};
use crate::plan::{Comparison, Value};
use crate::source::{Span, Spanned};
use crate::types::Kind;

/// Its name.
const NAME: &str = "cycle";

impl Resolver<'_> {
    /// Adds the dimension where a funnel has cycles and nobody defined one of that name.
    pub(super) fn register_cycle(&mut self) {
        let cycles = |id: &FunnelId| self.model.funnels[id.0].cycle.is_some();
        let funnels: Vec<FunnelId> =
            (0..self.model.funnels.len()).map(FunnelId).filter(cycles).collect();
        let Some(first) = funnels.first() else { return };
        if self.model.dimension_named(NAME).is_some() {
            return;
        }
        let japanese = self.model.project.language == "ja";
        let span = self.model.funnels[first.0].about.span;
        let mut of: Vec<DimensionValue> = Vec::new();
        for id in funnels {
            let funnel = &self.model.funnels[id.0];
            let mut add = |source: SourceId, value: Formula| {
                if of.iter().all(|value| value.source != source) {
                    of.push(DimensionValue { source, written: written(span, japanese), value });
                }
            };
            add(funnel.journeys, label(span, japanese));
            for (index, source) in self.model.sources.iter().enumerate() {
                let source_id = SourceId(index);
                let below = paths(&self.model.sources, source_id, funnel.of).len() == 1;
                if source.funnel.is_none() && below && source.time.is_some() {
                    let node = Node::Journey(id, Box::new(label(span, japanese)));
                    add(source_id, Formula::new(node, Kind::Text, span));
                }
            }
        }
        let (label, missing) =
            if japanese { ("サイクル", "(なし)") } else { ("cycle", "(missing)") };
        let means = Some(means(japanese).into());
        let about = About { means, ..About::unwritten(NAME, label, span) };
        self.model.dimensions.push(Dimension { about, of, missing: missing.into() });
    }
}

fn means(japanese: bool) -> &'static str {
    if japanese {
        "初めての流れを「新規」、休眠のあとに戻ってきた流れを「掘り起こし」とする"
    } else {
        "new: the first time through the funnel; re-engaged: again after a time of quiet"
    }
}

/// Again, and for the first time.
fn words(japanese: bool) -> (&'static str, &'static str) {
    if japanese { ("掘り起こし", "新規") } else { ("re-engaged", "new") }
}

/// The label of a journey.
fn label(span: Span, japanese: bool) -> Formula {
    let text = |text: &str| Formula::new(Node::Literal(Value::Text(text.into())), Kind::Text, span);
    let number = Node::Column(ColumnId(JourneyColumn::Cycle.index()));
    let number = Formula::new(number, Kind::plain(), span);
    let one = Formula::new(Node::Literal(Value::Integer(1)), Kind::plain(), span);
    let greater = Operator::Compare(Comparison::Greater);
    let again = Formula::new(Node::Operator(greater, vec![number, one]), Kind::Boolean, span);
    let (later, first) = words(japanese);
    let parts = vec![again, text(later), text(first)];
    Formula::new(Node::Operator(Operator::If, parts), Kind::Text, span)
}

/// The label as it would be written.
fn written(span: Span, japanese: bool) -> Expression {
    let of = |node: Written| Box::new(Expression { node, span });
    let text = |text: &str| of(Written::Literal(Literal::Text(text.into())));
    let number = of(Written::Name(vec![Spanned::new(NAME.to_owned(), span)]));
    let one = of(Written::Literal(Literal::Number(Decimal { units: 1, scale: 0 })));
    let again = of(Written::Binary(BinaryOperator::Greater, number, one));
    let (later, first) = words(japanese);
    Expression { node: Written::If(again, text(later), text(first)), span }
}
