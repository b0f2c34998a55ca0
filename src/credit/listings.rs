//! What is listed for an attribution: its touches, the entries, the rows of KPIs.

use crate::attribution::Gives;
use crate::leads::entries;
use crate::lower::Listing;
use crate::model::{
    Aggregate, Attribution, Formula, FunnelId, Model, Node, Operator, Set, StageId, Window,
};
use crate::plan::Comparison;
use crate::types::Kind;

/// Place of the moment that is compared in the row of a touch, after the number of the journey.
pub(super) const MOMENT: usize = 1;
/// Place of the channel.
pub(super) const CHANNEL: usize = 2;

/// Where the other values of a touch stand in its row.
pub(super) struct TouchColumns {
    /// The moment that puts touches of one day in order.
    pub(super) exact: Option<usize>,
    pub(super) direct: Option<usize>,
    pub(super) since: Option<usize>,
    pub(super) key: Option<usize>,
}

/// The moment that is compared and the channel, then what [`TouchColumns`] says. Only touches up to the entry of their journey; where the model learns
/// from all journeys, those of journeys without entry too.
pub(super) fn touches(model: &Model, attribution: &Attribution) -> (Listing, TouchColumns) {
    let source = model.source(attribution.touches);
    let column = |id: crate::model::ColumnId| {
        let held = source.column(id);
        Formula::new(Node::Column(id), held.kind.clone(), held.span)
    };
    let time = column(source.time.unwrap_or_default());
    let moment = compared(attribution, time.clone());
    let entry = compared(attribution, entry_of(model, attribution.stage));
    let span = attribution.about.span;
    let operator =
        |operator, parts| Formula::new(Node::Operator(operator, parts), Kind::Boolean, span);
    let by_then =
        operator(Operator::Compare(Comparison::LessOrEqual), vec![moment.clone(), entry.clone()]);
    let learns = learns(attribution);
    let condition = match learns {
        true => operator(Operator::Or, vec![operator(Operator::IsMissing, vec![entry]), by_then]),
        false => by_then,
    };
    let mut values = vec![moment.clone(), attribution.channel.formula.clone()];
    let mut add = |formula: Formula| {
        values.push(formula);
        values.len()
    };
    let exact = (moment.kind != time.kind).then(|| add(time));
    let direct = attribution.direct.as_ref().map(|part| add(part.formula.clone()));
    let look_back = attribution.look_back.filter(|_| learns);
    let since = look_back.map(|length| add(before(moment, length)));
    let key = source.key.map(|key| add(column(key)));
    let set = Set {
        source: attribution.touches,
        stage: None,
        filters: vec![condition],
        clock: None,
        windows: Vec::<Window>::new(),
    };
    let journey = Some(funnel(model, attribution));
    let listing = Listing { set, values, at_entry: false, journey, whole: true };
    (listing, TouchColumns { exact, direct, since, key })
}

/// The moment of entry, the moment from which on touches count (where there is a look-back), the
/// anchors.
pub(super) fn entered(model: &Model, attribution: &Attribution) -> Listing {
    let moment = compared(attribution, own_entry(model, attribution.stage));
    let since = attribution.look_back.map(|length| before(moment.clone(), length));
    let anchors = attribution.anchors.iter().map(|stage| own_entry(model, *stage));
    let anchors = anchors.map(|anchor| compared(attribution, anchor));
    let values = [moment].into_iter().chain(since).chain(anchors).collect();
    let journey = Some(funnel(model, attribution));
    Listing {
        set: entries(model, attribution.stage),
        values,
        at_entry: false,
        journey,
        whole: true,
    }
}

/// The clock and the argument of a KPI, on the rows of its cells.
pub(super) fn asked(model: &Model, attribution: &Attribution, aggregate: &Aggregate) -> Listing {
    let set = aggregate.set.clone();
    let clock = set.clock.clone().unwrap_or_else(|| own_entry(model, attribution.stage));
    let values = [clock].into_iter().chain(aggregate.argument.clone()).collect();
    Listing {
        set,
        values,
        at_entry: false,
        journey: Some(funnel(model, attribution)),
        whole: false,
    }
}

/// The model learns from journeys without entry.
pub(super) fn learns(attribution: &Attribution) -> bool {
    attribution.model.method().gives == Gives::Channels
}

fn funnel(model: &Model, attribution: &Attribution) -> FunnelId {
    model.stages[attribution.stage.0].funnel
}

/// The entry into a stage, on a journey.
fn own_entry(model: &Model, stage: StageId) -> Formula {
    let (source, id) = model.entries(stage);
    let column = model.source(source).column(id);
    Formula::new(Node::Column(id), column.kind.clone(), column.span)
}

/// The entry into a stage, on a row below the subject.
fn entry_of(model: &Model, stage: StageId) -> Formula {
    let inner = own_entry(model, stage);
    let (kind, span) = (inner.kind.clone(), inner.span);
    Formula::new(Node::Journey(model.stages[stage.0].funnel, Box::new(inner)), kind, span)
}

/// A moment as the attribution compares it.
fn compared(attribution: &Attribution, moment: Formula) -> Formula {
    if !attribution.whole_days || moment.kind != Kind::Datetime {
        return moment;
    }
    let span = moment.span;
    Formula::new(Node::Operator(Operator::LocalDate, vec![moment]), Kind::Date, span)
}

fn before(moment: Formula, length: crate::expression::Duration) -> Formula {
    let (kind, span) = (moment.kind.clone(), moment.span);
    Formula::new(Node::Shift(Box::new(moment), length, -1), kind, span)
}
