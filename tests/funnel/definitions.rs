//! Random definitions: scores, stages, KPIs. Comes after `model`, before `random`.

use super::model::{
    Bound, Condition, Dimension, Fades, Goal, Kpi, Name, Operator, Project, Restart, Rows, Rule,
    SUBJECT, Score, Stage, Step, Value,
};
use super::moments::{Length, Unit, length};
use crate::agreement::choices::Choices;
use jiff::civil::date;

pub(super) const INDUSTRIES: [&str; 3] = ["IT", "製造", "小売"];
pub(super) const LEVELS: [&str; 3] = ["部長", "役員", "一般"];
pub(super) const TOUCHES: [&str; 3] = ["お問い合わせ", "資料請求", "メルマガ"];
pub(super) const CHANNELS: [&str; 3] = ["SEO", "広告", "ウェビナー"];
pub(super) const ACTIVITIES: [&str; 3] = ["電話", "訪問", "メール"];

const SOURCES: [&str; 4] = ["touches", "page_views", "activities", "deals"];

const ORDERS: [Operator; 6] = [
    Operator::AtLeast,
    Operator::Equal,
    Operator::More,
    Operator::Less,
    Operator::AtMost,
    Operator::Unequal,
];

/// The definitions of a project that has its calendar.
pub(super) fn define(choices: &mut Choices, project: &mut Project) {
    let mut random = Random { choices, hours: !project.calendar.whole_days, scores: 0 };
    for _ in 0..random.choices.below(3) {
        project.scores.push(random.score());
    }
    random.scores = project.scores.len();
    for place in 0..3 + random.choices.below(3) {
        project.stages.push(random.stage(place));
    }
    if random.choices.once_in(3) {
        project.restart = Some(random.restart());
    }
    project.dimensions = vec![
        Dimension::First(name("touches", "channel")),
        Dimension::Last(name("touches", "channel")),
        Dimension::Column(name(SUBJECT, "industry")),
        Dimension::Column(name("companies", "industry")),
    ];
    for _ in 0..4 {
        project.kpis.push(random.kpi(project.stages.len()));
    }
}

struct Random<'a> {
    choices: &'a mut Choices,
    /// Whether spans may be hours.
    hours: bool,
    scores: usize,
}

fn name(source: &'static str, column: &'static str) -> Name {
    Name { source, column }
}

fn texts(list: &[&str]) -> Vec<Value> {
    list.iter().map(|text| Value::from(*text)).collect()
}

impl Random<'_> {
    fn span(&mut self) -> Length {
        let spans = [
            length(30, Unit::Days),
            length(7, Unit::Days),
            length(1, Unit::Months),
            length(1, Unit::Days),
            length(2, Unit::Months),
            length(1, Unit::Weeks),
            length(36, Unit::Hours),
            length(3, Unit::Hours),
        ];
        self.choices.one_of(&spans[..if self.hours { 8 } else { 6 }])
    }

    /// A condition in which stages before a place may be named.
    fn condition(&mut self, depth: usize, stages: usize) -> Condition {
        if depth > 0 {
            match self.choices.below(8) {
                5 => return Condition::Not(Box::new(self.condition(depth - 1, stages))),
                6 => return Condition::All(self.conditions(depth - 1, stages)),
                7 => return Condition::Either(self.conditions(depth - 1, stages)),
                _ => {}
            }
        }
        match self.choices.below(9) {
            0 | 1 => Condition::Any(self.rows(stages)),
            2 => Condition::None(self.rows(stages)),
            3 => {
                let number = self.choices.between(0, 3);
                Condition::Count(self.rows(stages), self.choices.one_of(&ORDERS), number)
            }
            4 => self.sum(stages),
            5 | 6 if self.scores > 0 => {
                let score = self.choices.below(self.scores);
                let threshold = self.choices.one_of(&[10, 5, 0, 20, 15, 30, -3]);
                Condition::Score(score, self.choices.one_of(&ORDERS), threshold)
            }
            _ => self.of_subject(),
        }
    }

    fn conditions(&mut self, depth: usize, stages: usize) -> Vec<Condition> {
        (0..2 + self.choices.below(2)).map(|_| self.condition(depth, stages)).collect()
    }

    fn sum(&mut self, stages: usize) -> Condition {
        let mut rows = self.rows(stages);
        let order = self.choices.one_of(&ORDERS);
        if rows.source == "deals" {
            let number = self.choices.one_of(&[1000, 1500, 0]);
            return Condition::Sum(rows, "amount", order, number);
        }
        if rows.source != "page_views" {
            rows = Rows { source: "page_views", filter: None, ..rows };
        }
        Condition::Sum(rows, "seconds", order, self.choices.one_of(&[60, 90, 0, 10]))
    }

    /// A comparison of the subject or its company.
    fn of_subject(&mut self) -> Condition {
        let industry = name(SUBJECT, "industry");
        let level = name(SUBJECT, "job_level");
        let employees = name("companies", "employees");
        match self.choices.below(7) {
            0 => Condition::Compare(employees, self.choices.one_of(&ORDERS), Value::Number(100)),
            1 => Condition::In(level, texts(&["部長", "役員"])),
            2 => Condition::Compare(industry, Operator::Equal, Value::from("IT")),
            3 => Condition::Missing(industry),
            4 => Condition::Present(name("companies", "industry")),
            5 => Condition::Compare(level, Operator::Unequal, Value::from("一般")),
            _ => Condition::Missing(employees),
        }
    }

    /// A comparison of a row of a source.
    fn of_row(&mut self, source: &'static str) -> Condition {
        let kinds = |kinds: &[&str; 3], choices: &mut Choices| {
            let kind = name(source, "kind");
            match choices.below(4) {
                0 => Condition::Compare(kind, Operator::Equal, Value::from(kinds[0])),
                1 => Condition::In(kind, texts(&kinds[1..])),
                2 => Condition::Compare(kind, Operator::Unequal, Value::from(kinds[1])),
                _ => Condition::Missing(kind),
            }
        };
        match source {
            "touches" if self.choices.once_in(4) => {
                Condition::In(name(source, "channel"), texts(&CHANNELS[..2]))
            }
            "touches" => kinds(&TOUCHES, self.choices),
            "activities" => kinds(&ACTIVITIES, self.choices),
            "page_views" if self.choices.once_in(3) => {
                Condition::Compare(name(source, "seconds"), Operator::AtLeast, Value::Number(60))
            }
            "page_views" => Condition::StartsWith(name(source, "path"), "/pricing"),
            _ => {
                let status = name(source, "status");
                match self.choices.below(4) {
                    0 => Condition::Compare(status, Operator::Equal, Value::from("won")),
                    1 => Condition::Compare(status, Operator::Equal, Value::from("open")),
                    2 => Condition::Missing(status),
                    _ => Condition::Missing(name(source, "closed_at")),
                }
            }
        }
    }

    /// What rows of a source are filtered by, perhaps with a column of the subject.
    fn filter(&mut self, source: &'static str) -> Condition {
        let own = self.of_row(source);
        match self.choices.below(6) {
            4 => Condition::Not(Box::new(own)),
            5 => Condition::All(vec![own, self.of_subject()]),
            _ => own,
        }
    }

    fn rows(&mut self, stages: usize) -> Rows {
        let source = self.choices.one_of(&SOURCES);
        let filter = if self.choices.below(3) == 0 { None } else { Some(self.filter(source)) };
        let last = if self.choices.once_in(2) { Some(self.span()) } else { None };
        Rows { source, filter: filter.map(Box::new), last, from: self.bound(stages) }
    }

    fn bound(&mut self, stages: usize) -> Option<Bound> {
        if stages == 0 || !self.choices.once_in(4) {
            return None;
        }
        Some(Bound { strict: self.choices.below(2) == 0, stage: self.choices.below(stages) })
    }

    fn score(&mut self) -> Score {
        let cap = self.choices.one_of(&[None, Some(30), Some(15)]);
        let floor = self.choices.one_of(&[None, Some(0), Some(-5)]);
        let rules = (0..1 + self.choices.below(3)).map(|_| self.rule()).collect();
        Score { cap, floor, rules }
    }

    fn rule(&mut self) -> Rule {
        let points = self.choices.one_of(&[100, 50, 55, 200, -30, 1]);
        let cap = self.choices.one_of(&[None, None, Some(12), Some(20)]);
        if self.choices.once_in(4) {
            let (source, fades) = (None, Fades::Never);
            return Rule { source, when: self.of_subject(), points, cap, fades };
        }
        let source = self.choices.one_of(&SOURCES);
        let when = self.filter(source);
        let fades = match self.choices.below(4) {
            0 => Fades::Never,
            1 => Fades::Window(self.span()),
            _ => {
                let lose = self.choices.one_of(&[50, 25, 100, 10]);
                let days = |every, ends| (length(every, Unit::Days), length(ends, Unit::Days));
                let spans = [
                    days(30, 90),
                    days(7, 30),
                    days(1, 7),
                    (length(1, Unit::Months), length(2, Unit::Months)),
                ];
                let (every, ends) = self.choices.one_of(&spans);
                Fades::Decay { lose, every, ends }
            }
        };
        Rule { source: Some(source), when, points, cap, fades }
    }

    fn stage(&mut self, place: usize) -> Stage {
        if self.choices.below(2) == 0 {
            let when = self.condition(2, place);
            return match self.choices.below(3) {
                0 => self.changed(place, when),
                _ => Stage::When(when),
            };
        }
        let (source, moment) = match self.choices.below(5) {
            0 | 1 => ("touches", "at"),
            2 => ("activities", "at"),
            3 => ("deals", "created_at"),
            _ if self.choices.below(2) == 0 => ("deals", "closed_at"),
            _ => return Stage::Recorded("qualified_at"),
        };
        // What a deal will be is not asked of its creation.
        let filter = match (source, moment) {
            ("deals", "created_at") => None,
            ("deals", _) => {
                let won = Value::from("won");
                Some(Condition::Compare(name(source, "status"), Operator::Equal, won))
            }
            _ if self.choices.below(3) == 0 => None,
            _ => Some(self.filter(source)),
        };
        Stage::First { source, moment, filter, from: None }
    }

    /// Defined anew once or twice, also at ends of months and where clocks change.
    fn changed(&mut self, place: usize, oldest: Condition) -> Stage {
        let any = self.choices.below(120) as i64;
        let any = date(2026, 1, 1).checked_add(jiff::Span::new().days(any)).unwrap();
        let days = [any, date(2026, 1, 5), date(2026, 1, 31), date(2026, 3, 8), date(2026, 4, 1)];
        let (first, second) = (self.choices.one_of(&days), self.choices.one_of(&days));
        let mut later = vec![(first, self.condition(2, place))];
        if second > first {
            later.push((second, self.condition(2, place)));
        }
        Stage::Changed(oldest, later)
    }

    fn restart(&mut self) -> Restart {
        let restarts_at = self.choices.one_of(&["touches", "activities", "deals"]);
        let mut quiet_in = vec![restarts_at];
        let others = ["touches", "page_views", "activities"];
        let more = others.into_iter().filter(|other| *other != restarts_at);
        quiet_in.extend(more.filter(|_| self.choices.below(2) == 0));
        let dormant = [length(30, Unit::Days), length(2, Unit::Months), length(7, Unit::Days)];
        Restart { restarts_at, dormant: self.choices.one_of(&dormant), quiet_in }
    }

    fn entry_filter(&mut self, stage: usize) -> Option<Condition> {
        (self.choices.below(2) == 0).then(|| self.condition(1, stage))
    }

    fn kpi(&mut self, stages: usize) -> Kpi {
        match self.choices.below(8) {
            0 => {
                let stage = self.choices.below(stages);
                Kpi::Count { stage, filter: self.entry_filter(stage) }
            }
            1 => {
                let earlier = self.choices.below(stages - 1);
                let later = earlier + 1 + self.choices.below(stages - 1 - earlier);
                Kpi::Median { later, earlier }
            }
            2 => {
                let (from, to, minimum) = self.ends(stages);
                Kpi::SurvivalMedian { from, filter: self.entry_filter(from), to, minimum }
            }
            3 => {
                let (from, to, minimum) = self.ends(stages);
                let spans = [30, 7, 1].map(|count| length(count, Unit::Days));
                let spans = [&spans[..], &[length(1, Unit::Months), length(2, Unit::Weeks)]];
                let window = self.choices.one_of(&spans.concat());
                let filter = self.entry_filter(from);
                Kpi::ExpectedRate { from, filter, to, window, minimum }
            }
            _ => self.conversion(stages),
        }
    }

    /// A stage, where it leads, and a minimum.
    fn ends(&mut self, stages: usize) -> (usize, Goal, Option<usize>) {
        let minimum = self.choices.one_of(&[None, None, Some(2)]);
        (self.choices.below(stages), self.goal(stages), minimum)
    }

    fn conversion(&mut self, stages: usize) -> Kpi {
        let from = self.choices.below(stages);
        let filter = self.entry_filter(from);
        let minimum = self.choices.one_of(&[None, None, Some(2)]);
        let chain = self.choices.once_in(3);
        let mut steps = Vec::new();
        for place in 0..1 + usize::from(chain) {
            let last = place == usize::from(chain);
            steps.push(Step { to: self.goal(stages), window: self.window(chain, last) });
        }
        Kpi::Conversion { from, filter, steps, minimum }
    }

    fn goal(&mut self, stages: usize) -> Goal {
        match self.choices.below(4) {
            0 => {
                let source = self.choices.one_of(&["touches", "activities"]);
                Goal::First { source, moment: "at", filter: Some(self.filter(source)) }
            }
            1 => {
                let to = self.choices.below(stages);
                Goal::Stage(to, self.entry_filter(to))
            }
            _ => Goal::Stage(self.choices.below(stages), None),
        }
    }

    /// No window is `ever`.
    fn window(&mut self, chain: bool, last: bool) -> Option<Length> {
        let windows = [
            length(30, Unit::Days),
            length(7, Unit::Days),
            length(1, Unit::Months),
            length(2, Unit::Weeks),
            length(1, Unit::Days),
            length(2, Unit::BusinessDays),
        ];
        if last && self.choices.once_in(5) {
            return None;
        }
        let of = if chain { 5 } else { 6 };
        Some(self.choices.one_of(&windows[..of]))
    }
}
