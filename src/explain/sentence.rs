//! Definitions in words, in the language of the project.

use super::inputs::{Item, column_line};
use crate::functions::AggregateFunction;
use crate::model::{
    Aggregate, ColumnId, Conversion, DeclaredUnit, Formula, KpiId, Model, Node, Operator,
    OtherPeriod, Set, Shown, SourceId, Target, Window,
};

/// One sentence about a definition.
pub(super) fn sentence(model: &Model, item: Item) -> String {
    let words = Words { model, japanese: model.project.language == "ja" };
    match item {
        Item::Kpi(id) => words.kpi(&model.kpis[id.0].formula),
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            let source = &model.source(criterion.of).name;
            let condition = words.shown(&criterion.when, Some(criterion.of));
            words.pick(
                format!("{condition} を満たす {source} の行"),
                format!("the rows of {source} for which {condition}"),
            )
        }
        Item::Dimension(id) => {
            let dimension = &model.dimensions[id.0];
            let names: Vec<&str> =
                dimension.of.iter().map(|it| model.source(it.source).name.as_str()).collect();
            let (names, missing) = (names.join(", "), &dimension.missing);
            words.pick(
                format!(
                    "{names} の行を分ける切り口（リンクでたどれる行も）。値がない行は「{missing}」"
                ),
                format!(
                    "groups rows of {names} and rows that link to them; without a value: {missing}"
                ),
            )
        }
        Item::Source(_) | Item::Column(..) => String::new(),
    }
}

/// What a source or column holds.
pub(super) fn stored(model: &Model, item: Item) -> Vec<String> {
    match item {
        Item::Source(id) => {
            let columns = 0..model.source(id).columns.len();
            columns.map(|at| column_line(model, id, ColumnId(at))).collect()
        }
        Item::Column(source, column) => vec![column_line(model, source, column)],
        _ => Vec::new(),
    }
}

/// The unit of a KPI, and which direction is good.
pub(super) fn unit(model: &Model, id: KpiId) -> String {
    let kpi = &model.kpis[id.0];
    let japanese = model.project.language == "ja";
    let unit = match &kpi.unit {
        Some(DeclaredUnit::Percent) => "percent".to_owned(),
        Some(DeclaredUnit::Time(word, _)) => word.clone(),
        _ => kpi.formula.kind.to_string(),
    };
    let direction = match (kpi.good, japanese) {
        (None, _) => "",
        (Some(crate::model::Good::Up), true) => "（高いほど良い）",
        (Some(crate::model::Good::Up), false) => ", up is good",
        (Some(crate::model::Good::Down), true) => "（低いほど良い）",
        (Some(crate::model::Good::Down), false) => ", down is good",
    };
    format!("{unit}{direction}")
}

struct Words<'m> {
    model: &'m Model,
    japanese: bool,
}

impl Words<'_> {
    fn pick(&self, japanese: String, english: String) -> String {
        if self.japanese { japanese } else { english }
    }

    fn shown(&self, formula: &Formula, source: Option<SourceId>) -> String {
        Shown { model: self.model, formula, source }.to_string()
    }

    fn kpi(&self, formula: &Formula) -> String {
        match &formula.node {
            Node::Aggregate(aggregate) => self.aggregate(aggregate),
            Node::Conversion(conversion) => self.conversion(conversion),
            Node::Kpi(id) => {
                let label = &self.model.kpis[id.0].about.label;
                self.pick(format!("「{label}」"), format!("\"{label}\""))
            }
            Node::OtherPeriod(other, inner) => self.other_period(*other, inner),
            Node::Operator(operator, parts) => self.operator(*operator, parts, formula),
            _ => self.shown(formula, None),
        }
    }

    fn operator(&self, operator: Operator, parts: &[Formula], whole: &Formula) -> String {
        let words: Vec<String> = parts.iter().map(|part| self.kpi(part)).collect();
        let [a, b] = words.as_slice() else { return self.shown(whole, None) };
        match operator {
            Operator::Add => self.pick(format!("{a} と {b} の和"), format!("{a} plus {b}")),
            Operator::Subtract => {
                self.pick(format!("{a} から {b} を引いた差"), format!("{a} less {b}"))
            }
            Operator::Multiply => self.pick(format!("{a} と {b} の積"), format!("{a} times {b}")),
            Operator::Divide => {
                self.pick(format!("分子: {a}、分母: {b}"), format!("{a}, divided by {b}"))
            }
            _ => self.shown(whole, None),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        use AggregateFunction as A;
        let set = self.set(&aggregate.set);
        let source = Some(aggregate.set.source);
        let of = aggregate.argument.as_ref().map(|argument| self.shown(argument, source));
        let of = of.unwrap_or_default();
        let (ja, en) = match aggregate.function {
            A::Count => return self.pick(format!("{set} の件数"), format!("the number of {set}")),
            A::Any => {
                return self.pick(format!("{set} があるか"), format!("whether there are {set}"));
            }
            A::None => {
                return self.pick(format!("{set} がないか"), format!("whether there are no {set}"));
            }
            A::CountDistinct => {
                ("異なる値の数".to_owned(), "the number of distinct values".to_owned())
            }
            A::Sum => ("合計".into(), "the sum".into()),
            A::Average => ("平均".into(), "the mean".into()),
            A::Percentile(50) => ("中央値".into(), "the median".into()),
            A::Percentile(percent) => {
                (format!("{percent}パーセンタイル"), format!("the {percent}th percentile"))
            }
            A::Minimum => ("最小".into(), "the least".into()),
            A::Maximum => ("最大".into(), "the greatest".into()),
            A::First => ("最初の値".into(), "the first".into()),
            A::Last => ("最後の値".into(), "the last".into()),
        };
        self.pick(format!("{set} の {of} の{ja}"), format!("{en} of {of} over {set}"))
    }

    fn set(&self, set: &Set) -> String {
        let source = self.model.source(set.source);
        let mut conditions: Vec<String> =
            set.filters.iter().map(|filter| self.shown(filter, Some(set.source))).collect();
        conditions.extend(set.windows.iter().filter_map(|window| match window {
            Window::InLast(length) => {
                Some(self.pick(format!("直近 {length}"), format!("in the last {length}")))
            }
            _ => None,
        }));
        let clock = match (&set.clock, source.time) {
            (Some(clock), _) => Some(self.shown(clock, Some(set.source))),
            (None, Some(time)) => Some(format!("{}.{}", source.name, source.column(time).name)),
            (None, None) => None,
        };
        let name = &source.name;
        let conditions = conditions.join(&self.pick(" かつ ".into(), " and ".into()));
        match (conditions.is_empty(), clock) {
            (true, None) => name.clone(),
            (true, Some(clock)) => {
                self.pick(format!("{name}（日付: {clock}）"), format!("{name}, dated by {clock}"))
            }
            (false, None) => self.pick(
                format!("{name}（条件: {conditions}）"),
                format!("{name} where {conditions}"),
            ),
            (false, Some(clock)) => self.pick(
                format!("{name}（条件: {conditions}、日付: {clock}）"),
                format!("{name} where {conditions}, dated by {clock}"),
            ),
        }
    }

    fn conversion(&self, conversion: &Conversion) -> String {
        let from = self.set(&conversion.from);
        let source = Some(conversion.from.source);
        let steps: Vec<String> = conversion
            .steps
            .iter()
            .map(|step| {
                let target = match &step.target {
                    Target::Moment(formula) => self.shown(formula, source),
                    Target::First(aggregate) => self.aggregate(aggregate),
                };
                match &step.within {
                    Some(within) => self.pick(
                        format!("{within} 以内に {target}"),
                        format!("{target} within {within}"),
                    ),
                    None => self.pick(format!("いつか {target}"), format!("{target} at any time")),
                }
            })
            .collect();
        let steps = steps.join(&self.pick("、続いて ".into(), ", then ".into()));
        self.pick(
            format!("期間内の {from} のうち、{steps} に至った割合。期限がまだ来ていないものは「未確定」とし、分母に入れない"),
            format!("of {from} in the period, the share that reached {steps}; those whose window is not over are open and not counted"),
        )
    }

    fn other_period(&self, other: OtherPeriod, inner: &Formula) -> String {
        let inner = self.kpi(inner);
        match other {
            OtherPeriod::Previous => self.pick(
                format!("直前の同じ長さの期間の {inner}"),
                format!("{inner} of the span just before"),
            ),
            OtherPeriod::SamePeriodLastYear => self.pick(
                format!("前年同期の {inner}"),
                format!("{inner} of the same period last year"),
            ),
            OtherPeriod::ToDate(unit) => self.pick(
                format!("{unit} の初めから期末までの {inner}"),
                format!("{inner} from the start of the {unit}"),
            ),
            OtherPeriod::Rolling(length) => self.pick(
                format!("期末までの {length} の {inner}"),
                format!("{inner} over the last {length}"),
            ),
        }
    }
}
