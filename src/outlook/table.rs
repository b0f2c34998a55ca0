//! A calculated plan as lists: summary and months, rates, channels, open leads, capacity, worth of a
//! point.

use super::{Origin, Outlook, Rate};
use crate::backward::Unreachable;
use crate::list::List;
use crate::model::{Model, PlanId};
use crate::plan::Value;
use crate::query::Query;

/// Makes the lists of one plan; the first holds the summary.
pub fn tables(model: &Model, plan: PlanId, query: &Query, outlook: &Outlook) -> Vec<List> {
    let sheet = Sheet { model, plan, outlook, japanese: model.project.language == "ja" };
    let mut lists = vec![sheet.months(query), sheet.rates()];
    if outlook.basis.channels.len() > 1 {
        lists.extend([sheet.channels(), sheet.needs()]);
    }
    lists.push(sheet.open());
    lists.extend(outlook.served.as_ref().map(|_| sheet.capacity()));
    if outlook.required.is_ok() {
        lists.push(sheet.sensitivity());
    }
    lists
}

/// Tells in one sentence why a plan cannot be fulfilled.
pub fn obstacle(model: &Model, plan: PlanId, why: Unreachable) -> String {
    let steps = model.steps(plan);
    let label = |id: &crate::model::StageId| model.stages[id.0].about.label.clone();
    let japanese = model.project.language == "ja";
    match (why, japanese) {
        (Unreachable::Rate(step), true) => {
            let (from, to) = &steps[step];
            format!("実現できません: {}→{} の率が 0 か未定義です", label(from), label(to))
        }
        (Unreachable::Rate(step), false) => {
            let (from, to) = &steps[step];
            format!("infeasible: the rate of {} -> {} is zero or undefined", label(from), label(to))
        }
        (Unreachable::Worth, true) => "実現できません: 受注1件の金額が 0 です".into(),
        (Unreachable::Worth, false) => "infeasible: a deal brings nothing".into(),
        (Unreachable::Late, true) => {
            "実現できません: これから始めても期間内に受注が間に合いません".into()
        }
        (Unreachable::Over, true) => "期間は終わっています: 残りの月がありません".into(),
        (Unreachable::Over, false) => "the period is over: no month is left".into(),
        (Unreachable::Late, false) => {
            "infeasible: what starts now is won after the end of the period".into()
        }
    }
}

pub(super) struct Sheet<'a> {
    pub(super) model: &'a Model,
    pub(super) plan: PlanId,
    pub(super) outlook: &'a Outlook,
    pub(super) japanese: bool,
}

/// Rounded up, once; what is a hair above a whole number is that number.
pub(super) fn up(count: f64) -> Value {
    Value::Integer((count - 1e-9).ceil().max(0.0) as i64)
}

pub(super) fn money(amount: f64) -> Value {
    Value::Decimal { units: amount.round() as i128, scale: 0 }
}

fn tenths(number: f64) -> Value {
    Value::Decimal { units: (number * 10.0).round() as i128, scale: 1 }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn grouped(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if amount <= -0.5 { format!("-{text}") } else { text }
}

impl Sheet<'_> {
    pub(super) fn say(&self, ja: &str, en: &str) -> String {
        if self.japanese { ja.to_owned() } else { en.to_owned() }
    }

    fn yen(&self, amount: f64) -> String {
        format!("{} {}", grouped(amount), self.model.project.currency)
    }

    pub(super) fn stages(&self) -> Vec<String> {
        let funnel = &self.model.funnels[self.model.plans[self.plan.0].funnel.0];
        funnel.stages.iter().map(|id| self.model.stages[id.0].about.label.clone()).collect()
    }

    pub(super) fn steps(&self) -> Vec<String> {
        let arrow = if self.japanese { "→" } else { " -> " };
        self.stages().windows(2).map(|pair| pair.join(arrow)).collect()
    }

    pub(super) fn list(&self, title: String, columns: Vec<String>, rows: Vec<Vec<Value>>) -> List {
        List {
            title,
            facts: Vec::new(),
            columns,
            rows,
            time_zone: self.model.project.time_zone.clone(),
            language: self.model.project.language.clone(),
        }
    }

    fn months(&self, query: &Query) -> List {
        let (outlook, basis) = (self.outlook, &self.outlook.basis);
        let stages = self.stages();
        let mut columns = vec![self.say("月", "month")];
        columns.extend(
            stages.iter().map(|label| format!("{label}{}", self.say("(必要)", " (needed)"))),
        );
        let costs = self.monthly_spend();
        columns.extend(costs.iter().map(|_| self.say("費用", "spend")));
        columns.push(self.say("売上目標の残り", "revenue still due"));
        columns.push(self.say("売上見込み", "revenue expected"));
        let mut rows = Vec::new();
        let flows: Vec<_> = (0..stages.len()).map(|stage| outlook.volumes(stage)).collect();
        let last = stages.len() - 1;
        let due = outlook.wanted + outlook.open;
        let need = |count: f64| match outlook.required {
            Ok(_) => up(count),
            Err(_) => Value::Missing,
        };
        let weights: f64 = basis.weights.iter().sum();
        for (month, first) in basis.months.iter().enumerate() {
            let mut row = vec![Value::Text(first.strftime("%Y-%m").to_string())];
            row.extend(flows.iter().map(|(new, open)| need(new[month] + open[month])));
            row.extend(costs.iter().map(|costs| money(costs[month])));
            let counts = month >= basis.from;
            let share = if counts { basis.weights[month - basis.from] } else { 0.0 };
            row.push(money(if weights > 0.0 { due * share / weights } else { 0.0 }));
            let won = flows[last].0[month] + flows[last].1[month];
            row.push(money(if counts { won * basis.worth } else { 0.0 }));
            rows.push(row);
        }
        let mut total = vec![Value::Text(self.say("合計", "total"))];
        total.extend(flows.iter().map(|(new, open)| need(new.iter().chain(open).sum())));
        total.extend(costs.iter().map(|costs| money(costs.iter().sum())));
        total.push(money(due));
        let won = |flow: &[f64]| flow.iter().skip(basis.from).sum::<f64>();
        total.push(money((won(&flows[last].0) + won(&flows[last].1)) * basis.worth));
        rows.push(total);
        let title = self.model.plans[self.plan.0].about.label.clone();
        List { facts: self.facts(query), ..self.list(title, columns, rows) }
    }

    pub(super) fn facts(&self, query: &Query) -> Vec<(String, String)> {
        let (outlook, basis) = (self.outlook, &self.outlook.basis);
        let plan = &self.model.plans[self.plan.0];
        let kpi = &self.model.kpis[plan.kpi.0].about.label;
        let period =
            format!("{} ({}..{})", plan.written_period, plan.period.start, plan.period.last());
        let mut facts = vec![
            (self.say("時点", "as of"), query.as_of.to_string()),
            (self.say("期間", "period"), period),
            (self.say("目標", "target"), format!("{kpi} {}", self.yen(basis.target))),
            (self.say("実績", "so far"), self.yen(basis.actual)),
        ];
        for (name, amount) in &plan.committed {
            facts.push((
                self.say("確定", "committed"),
                format!("{name} {}", self.yen(super::money::of(*amount))),
            ));
        }
        facts.push((self.say("進行中の案件から", "from open leads"), self.yen(outlook.open)));
        facts.push((self.say("新たに必要", "to be won anew"), self.yen(outlook.wanted)));
        facts.push((self.say("受注単価", "per deal"), self.yen(basis.worth)));
        facts.extend(self.outcome());
        facts.extend(self.breaks(query));
        facts
    }

    fn outcome(&self) -> Vec<(String, String)> {
        let outlook = self.outlook;
        let required = match &outlook.required {
            Err(why) => {
                return vec![(self.say("結論", "result"), obstacle(self.model, self.plan, *why))];
            }
            Ok(required) => required,
        };
        let first = self.stages().swap_remove(0);
        let entries: f64 = required.entries.iter().sum();
        let needed = match up(entries) {
            Value::Integer(count) => grouped(count as f64),
            _ => String::new(),
        };
        let mut facts = vec![(
            self.say("結論", "result"),
            self.say(&format!("{first} {needed}件が必要"), &format!("{needed} {first} are needed")),
        )];
        if let Some(cost) = self.spend() {
            facts.push((self.say("必要な費用", "spend needed"), self.yen(cost)));
        }
        if let Some(last) = required.last.and_then(|last| outlook.basis.months.get(last)) {
            let month = last.strftime("%Y-%m").to_string();
            facts.push((
                self.say(&format!("{first}の期限"), &format!("last month for {first}")),
                month,
            ));
        }
        if required.factor > 1.0005 {
            let factor = format!("×{:.2}", required.factor);
            facts.push((
                self.say("期間に間に合わない分の積み増し", "made up for what comes too late"),
                factor,
            ));
        }
        facts.extend(self.chance(&first));
        facts
    }

    fn chance(&self, first: &str) -> Vec<(String, String)> {
        let (outlook, basis) = (self.outlook, &self.outlook.basis);
        let Some(chance) = &outlook.chance else { return Vec::new() };
        let sure = basis.actual + basis.committed;
        let [low, middle, high] = chance.quantiles.map(|money| self.yen(money + sure));
        let need = match chance.entries_for_80 {
            Some(count) => grouped(count.ceil()),
            None => self.say("なし(試した範囲では届かない)", "none that was tried"),
        };
        vec![
            (self.say("達成の確率", "chance of the target"), percent(chance.reached)),
            (
                self.say("売上 p10 / p50 / p90", "revenue p10 / p50 / p90"),
                format!("{low} / {middle} / {high}"),
            ),
            (self.say(&format!("80%に要る{first}"), &format!("{first} for 80%")), need),
            (
                self.say("試行", "draws"),
                format!("{} (seed {})", grouped(outlook.draws as f64), outlook.seed),
            ),
        ]
    }

    /// All entries into a stage, rounded up.
    pub(super) fn total(&self, stage: usize) -> String {
        if self.outlook.required.is_err() {
            return "–".to_owned();
        }
        let (new, open) = self.outlook.volumes(stage);
        match up(new.iter().chain(&open).sum()) {
            Value::Integer(count) => grouped(count as f64),
            _ => String::new(),
        }
    }

    fn rates(&self) -> List {
        let columns = [
            self.say("段階", "step"),
            self.say("率", "rate"),
            self.say("出どころ", "source"),
            "n".into(),
            self.say("95%区間", "95% interval"),
            self.say("未確定", "open"),
            self.say("平均の月数", "mean months"),
        ];
        let basis = &self.outlook.basis;
        let each = self.steps().into_iter().zip(basis.rates.iter().zip(&basis.lags));
        let rows = each.map(|(step, (rate, lag))| self.rate(step, rate, lag)).collect();
        self.list(self.say("率と期間", "rates and lags"), columns.to_vec(), rows)
    }

    fn rate(&self, step: String, rate: &Rate, lag: &[f64]) -> Vec<Value> {
        let months: f64 = lag.iter().enumerate().map(|(month, share)| month as f64 * share).sum();
        let value = match &rate.origin {
            Origin::Counted { counts, .. } if counts.mature() == 0 => Value::Missing,
            _ => Value::Text(percent(rate.value)),
        };
        let mut row = vec![Value::Text(step), value];
        match &rate.origin {
            Origin::Written => row.push(Value::Text(self.say("記載", "written"))),
            Origin::Agreed(id) => {
                let label = &self.model.agreements[id.0].about.label;
                row.push(Value::Text(format!("{} {label}", self.say("合意", "agreed"))));
            }
            Origin::Counted { period, .. } => {
                row.push(Value::Text(format!("{} {period}", self.say("実測", "measured"))));
            }
        }
        match &rate.origin {
            Origin::Counted { counts, .. } => {
                row.push(Value::Integer(counts.mature() as i64));
                let interval = counts.interval();
                let text =
                    interval.map(|it| format!("{} – {}", percent(it.lower), percent(it.upper)));
                row.push(text.map_or(Value::Missing, Value::Text));
                row.push(Value::Integer(counts.open as i64));
            }
            _ => row.extend([Value::Missing, Value::Missing, Value::Missing]),
        }
        row.push(tenths(months));
        row
    }

    fn open(&self) -> List {
        let mut columns = vec![self.say("月", "month")];
        columns.extend(self.stages().into_iter().skip(1));
        let basis = &self.outlook.basis;
        let row = |(month, first): (usize, &jiff::civil::Date)| {
            let mut row = vec![Value::Text(first.strftime("%Y-%m").to_string())];
            row.extend(self.outlook.pipeline.iter().skip(1).map(|stage| tenths(stage[month])));
            row
        };
        let mut rows: Vec<Vec<Value>> = basis.months.iter().enumerate().map(row).collect();
        let mut total = vec![Value::Text(self.say("合計", "total"))];
        total.extend(self.outlook.pipeline.iter().skip(1).map(|stage| tenths(stage.iter().sum())));
        rows.push(total);
        let title = self.say("進行中のリードから見込む件数", "expected of open leads");
        let mut list = self.list(title, columns, rows);
        let leads: u64 = basis.open.iter().map(|cohort| cohort.leads).sum();
        list.facts.push((self.say("進行中のリード", "open leads"), grouped(leads as f64)));
        list
    }

    fn capacity(&self) -> List {
        let columns = [
            self.say("段階", "stage"),
            self.say("月の上限", "limit per month"),
            self.say("必要な上限", "limit needed"),
            self.say("最大の待ち", "most waiting"),
            self.say("期末の待ち", "waiting at the end"),
        ];
        let outlook = self.outlook;
        let mut rows = Vec::new();
        for (stage, label) in self.stages().into_iter().enumerate() {
            let (Some(limit), Some(served)) = (outlook.basis.capacity[stage], &outlook.served)
            else {
                continue;
            };
            let waiting = &served.waiting[stage];
            rows.push(vec![
                Value::Text(label),
                up(limit),
                outlook.needed[stage].map_or(Value::Missing, |need| Value::Integer(need as i64)),
                up(waiting.iter().copied().fold(0.0, f64::max)),
                up(waiting.last().copied().unwrap_or(0.0)),
            ]);
        }
        let mut list = self.list(self.say("受け入れの上限", "capacity"), columns.to_vec(), rows);
        if let Some(served) = &outlook.served {
            let basis = &outlook.basis;
            let reached = basis.actual + basis.committed + outlook.open + served.total();
            list.facts.push((
                self.say("上限内で届く売上", "revenue within the limits"),
                self.yen(reached),
            ));
        }
        list
    }

    fn sensitivity(&self) -> List {
        let columns = [
            self.say("率を1ポイント上げると", "one point more of"),
            self.say("売上", "revenue"),
            format!("{}{}", self.stages()[0], self.say("の節約", " saved")),
        ];
        let steps = self.steps();
        let row = |it: super::Sensitivity| {
            vec![
                Value::Text(steps[it.step].clone()),
                money(it.revenue),
                Value::Integer(it.saved.floor() as i64),
            ]
        };
        let rows = self.outlook.sensitivity().into_iter().map(row).collect();
        self.list(self.say("率の1ポイントの重み", "what a point is worth"), columns.to_vec(), rows)
    }
}

/// Makes the list of what every channel owes in every month, for programs.
pub fn detail(model: &Model, plan: PlanId, outlook: &Outlook) -> List {
    Sheet { model, plan, outlook, japanese: model.project.language == "ja" }.monthly_needs()
}
