//! The tables of an explanation: denominators, sets with their clocks, columns, inputs, users.

use super::about::{column_type, header};
use super::display::{Line, Section, Sort};
use super::item::Item;
use super::lineage::{self, Role};
use super::phrases::Phrases;
use crate::model::{
    Aggregate, ColumnId, Formula, KpiId, Model, Node, Promise, Set, SourceId, Target, Window,
};

fn section(kind: Sort, title: &str, lines: Vec<Line>) -> Option<Section> {
    (!lines.is_empty()).then(|| Section { kind, title: title.to_owned(), lines })
}

/// What rates, ratios and averages are a share of.
pub(super) fn denominators(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let Item::Kpi(id) = item else { return None };
    let found = phrases.denominators(&phrases.model.kpis[id.0].formula);
    let lines = found.into_iter().map(|text| Line::new(vec![text])).collect();
    section(Sort::Denominators, phrases.say("Denominator", "分母"), lines)
}

/// Every set with its clock and its conditions.
pub(super) fn sets(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let mut sets = Sets { phrases, seen: Vec::new(), lines: Vec::new() };
    sets.item(item);
    section(Sort::Sets, phrases.say("Rows and their dates", "対象の行と日付"), sets.lines)
}

struct Sets<'p, 'm> {
    phrases: &'p Phrases<'m>,
    seen: Vec<Item>,
    lines: Vec<Line>,
}

impl<'m> Sets<'_, 'm> {
    fn item(&mut self, item: Item) {
        if self.seen.contains(&item) {
            return;
        }
        self.seen.push(item);
        let model: &'m Model = self.phrases.model;
        match item {
            Item::Kpi(id) => self.formula(&model.kpis[id.0].formula, None),
            Item::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                self.formula(&criterion.when, Some(criterion.of));
            }
            Item::Dimension(id) => {
                for value in &model.dimensions[id.0].of {
                    self.formula(&value.value, Some(value.source));
                }
            }
            Item::Score(id) => {
                for rule in &model.scores[id.0].rules {
                    self.formula(&rule.when, Some(rule.source));
                }
            }
            Item::Stage(id) => {
                let stage = &model.stages[id.0];
                let of = model.funnels[stage.funnel.0].of;
                self.formula(stage.entry.formula(), Some(of));
            }
            Item::Funnel(id) => {
                let stages = model.funnels[id.0].stages.iter();
                stages.for_each(|stage| self.item(Item::Stage(*stage)));
            }
            Item::Attribution(id) => {
                for (_, part, source) in super::attribution::parts(model, id) {
                    self.formula(&part.formula, Some(source));
                }
            }
            Item::Diagnosis(id) => self.formula(&model.diagnoses[id.0].when, None),
            Item::Plan(_) => {}
            Item::Agreement(id) => {
                if let Promise::Measured(part) = &model.agreements[id.0].promise {
                    self.formula(&part.formula, None);
                }
            }
            Item::Source(_) | Item::Column(..) => {}
        }
    }

    fn formula(&mut self, formula: &'m Formula, source: Option<SourceId>) {
        match &formula.node {
            Node::Literal(_)
            | Node::Duration(_)
            | Node::Column(_)
            | Node::InForce(..)
            | Node::Poison => {}
            Node::Score(id) => self.item(Item::Score(*id)),
            Node::Walk(_, to, inner) => self.formula(inner, Some(*to)),
            Node::Journey(id, inner) => {
                self.formula(inner, Some(self.phrases.model.funnels[id.0].journeys));
            }
            Node::Criterion(id) => self.item(Item::Criterion(*id)),
            Node::Dimension(id, _) => self.item(Item::Dimension(*id)),
            Node::Kpi(id) | Node::Planned(id) => self.item(Item::Kpi(*id)),
            Node::Aggregate(aggregate) => self.aggregate(aggregate, source),
            Node::Conversion(conversion) => {
                self.set(&conversion.from, None, None);
                for step in &conversion.steps {
                    match &step.target {
                        Target::Moment(moment) => {
                            self.formula(moment, Some(conversion.from.source))
                        }
                        Target::First(first) => {
                            self.aggregate(first, Some(conversion.from.source));
                        }
                    }
                }
            }
            Node::OtherPeriod(_, inner)
            | Node::In(inner, _)
            | Node::Text(_, inner, _)
            | Node::Shift(inner, ..) => self.formula(inner, source),
            Node::Call(_, parts) | Node::Operator(_, parts) => {
                parts.iter().for_each(|part| self.formula(part, source));
            }
        }
    }

    fn aggregate(&mut self, aggregate: &'m Aggregate, outer: Option<SourceId>) {
        let argument = aggregate.argument.as_ref();
        // A moment that is looked for takes the place of the clock.
        let moment = argument.filter(|argument| argument.kind.is_moment() && outer.is_some());
        self.set(&aggregate.set, outer, moment);
        if let Some(argument) = argument {
            self.formula(argument, Some(aggregate.set.source));
        }
    }

    fn set(&mut self, set: &'m Set, outer: Option<SourceId>, moment: Option<&'m Formula>) {
        let phrases = self.phrases;
        let model = phrases.model;
        let clock = match moment {
            Some(moment) => Some(phrases.value(moment, Some(set.source))),
            None => phrases.clock(set),
        };
        let mut name = phrases.set_name(set);
        if let Some(outer) = outer {
            let row = model.source(outer);
            let subject = row.funnel.map(|id| model.source(model.funnels[id.0].of));
            let outer = &subject.unwrap_or(row).name;
            name.push_str(&match phrases.japanese {
                true => format!("（{outer} ごと）"),
                false => format!(" (of each of {outer})"),
            });
        }
        let clock = match (clock, phrases.japanese) {
            (Some(clock), true) => format!("日付: {clock}"),
            (Some(clock), false) => format!("dated by {clock}"),
            (None, true) => "日付なし".to_owned(),
            (None, false) => "without a date".to_owned(),
        };
        let mut words: Vec<String> =
            set.windows.iter().map(|window| phrases.window(window, outer)).collect();
        words.extend(phrases.filters(set));
        let every = phrases.say("every row", "すべての行");
        let words =
            if words.is_empty() { every.to_owned() } else { words.join(phrases.say(", ", "、")) };
        let line = Line::new(vec![name, clock, words]);
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
        set.filters.iter().for_each(|filter| self.formula(filter, Some(set.source)));
        if let Some(clock) = &set.clock {
            self.formula(clock, Some(set.source));
        }
        for bound in set.windows.iter().filter_map(Window::bound) {
            self.formula(bound, outer);
        }
    }
}

/// The columns of a source.
pub(super) fn columns(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let Item::Source(id) = item else { return None };
    let source = phrases.model.source(id);
    let line = |index: usize| {
        let column = ColumnId(index);
        let notes = phrases.column_notes(id, column);
        let name = source.column(column).name.clone();
        Line::new(vec![name, column_type(source, column), header(source, column), notes])
    };
    let lines = (0..source.columns.len()).map(line).collect();
    section(
        Sort::Columns,
        phrases.say("Columns: name, type, header in the file", "列: 名前、型、ファイルの見出し"),
        lines,
    )
}

/// Links from and to a source.
pub(super) fn links(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let Item::Source(id) = item else { return None };
    let model = phrases.model;
    let mut lines = Vec::new();
    for (index, source) in model.sources.iter().enumerate() {
        for (column, to) in source.links() {
            if index == id.0 || to == id {
                let from = format!("{}.{}", source.name, source.column(column).name);
                lines.push(Line::new(vec![from, format!("-> {}", model.source(to).name)]));
            }
        }
    }
    section(Sort::Links, phrases.say("Links", "リンク"), lines)
}

/// What it is made of, down to columns.
pub(super) fn inputs(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let mut lines = Vec::new();
    input_lines(phrases, item, 0, &mut Vec::new(), &mut lines);
    section(Sort::Inputs, phrases.say("Made of", "材料"), lines)
}

fn input_lines(
    phrases: &Phrases<'_>,
    item: Item,
    depth: usize,
    seen: &mut Vec<Item>,
    lines: &mut Vec<Line>,
) {
    let model = phrases.model;
    let inputs = lineage::inputs(model, item);
    for (input, _) in inputs.iter().rev().filter(|(input, _)| input.is_definition()) {
        let again = seen.contains(input);
        let label = input.label(model).unwrap_or_default().to_owned();
        let note = if again { phrases.say("(see above)", "（上記）") } else { "" };
        let cells = vec![input.name(model), format!("{label}{note}")];
        lines.push(Line { depth, cells });
        if !again {
            seen.push(*input);
            input_lines(phrases, *input, depth + 1, seen, lines);
        }
    }
    for (input, roles) in &inputs {
        let Item::Column(id, column) = *input else { continue };
        let source = model.source(id);
        let roles: Vec<&str> = roles.iter().map(|role| role_word(phrases, *role)).collect();
        let file = format!("{} [{}]", source.dataset.path, header(source, column));
        let roles = roles.join(phrases.say(", ", "・"));
        let cells = vec![input.name(model), column_type(source, column), file, roles];
        lines.push(Line { depth, cells });
    }
}

fn role_word(phrases: &Phrases<'_>, role: Role) -> &'static str {
    match role {
        Role::Rows => phrases.say("rows", "行"),
        Role::Value => phrases.say("value", "値"),
        Role::Condition => phrases.say("condition", "条件"),
        Role::Clock => phrases.say("date", "日付"),
        Role::Link => phrases.say("link", "リンク"),
        Role::Order => phrases.say("order", "順序"),
        Role::Known => phrases.say("as of", "時点"),
    }
}

/// Who uses it, direct users first.
pub(super) fn users(phrases: &Phrases<'_>, item: Item) -> Option<Section> {
    let model = phrases.model;
    let mut lines: Vec<Line> = lineage::users(model, item)
        .into_iter()
        .map(|user| {
            let through = match (user.distance, phrases.japanese) {
                (1, true) => "直接".to_owned(),
                (1, false) => "directly".to_owned(),
                (_, true) => format!("{} を通して", user.through.name(model)),
                (_, false) => format!("through {}", user.through.name(model)),
            };
            let label = user.item.label(model).unwrap_or_default().to_owned();
            Line::new(vec![user.item.name(model), label, through])
        })
        .collect();
    if let Item::Kpi(id) = item {
        for (index, kpi) in model.kpis.iter().enumerate() {
            if kpi.companions.contains(&id) {
                let other = Item::Kpi(KpiId(index));
                let label = other.label(model).unwrap_or_default().to_owned();
                let note = phrases.say("prints it alongside", "に併記される").to_owned();
                lines.push(Line::new(vec![other.name(model), label, note]));
            }
        }
    }
    section(Sort::Users, phrases.say("Used by", "使っている定義"), lines)
}

impl Phrases<'_> {
    /// Roles and repairs of a column, in a few words.
    fn column_notes(&self, id: SourceId, column: ColumnId) -> String {
        let source = self.model.source(id);
        let held = source.column(column);
        let mut notes = Vec::new();
        if source.key == Some(column) {
            notes.push(self.say("key", "キー").to_owned());
        }
        if source.time == Some(column) {
            notes.push(self.say("time", "時刻").to_owned());
        }
        if let Some(to) = held.links {
            notes.push(format!("-> {}", self.model.source(to).name));
        }
        if let Some(known) = held.known_from {
            let known = &source.column(known).name;
            notes.push(match self.japanese {
                true => format!("{known} から判明"),
                false => format!("known from {known}"),
            });
        }
        let Some(stored) = source.dataset.column(&held.name) else { return notes.join(", ") };
        if !stored.missing.is_empty() {
            let texts: Vec<String> =
                stored.missing.iter().map(|text| format!("'{text}'")).collect();
            notes.push(format!("{}: {}", self.say("missing", "値なし"), texts.join(" ")));
        }
        if !stored.replace.is_empty() {
            let count = stored.replace.len();
            notes.push(match self.japanese {
                true => format!("置き換え {count}件"),
                false => format!("{count} replaced"),
            });
        }
        notes.join(self.say(", ", "、"))
    }
}
