//! From stage to stage, and a sheet to try other rates.

use rust_xlsxwriter::{Chart, ChartType, XlsxError};

use super::draw::{self, Look};
use super::entry::{self, COUNT, Entry, SHARE, TENTHS};
use super::sheet::Sheet;
use crate::digest::{Funnel, Step, Target};
use crate::model::StageId;
use crate::report::digest::Texts;
use crate::report::digest::performance::funnel_note;
use crate::report::number::money_pattern;

pub(super) fn funnel(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    funnel: &Funnel,
) -> Result<(), XlsxError> {
    sheet.heading(&texts.model.funnels[funnel.funnel.0].about.label)?;
    let titles = [
        texts.word("ステージ", "stage"),
        texts.word("件数", "entries"),
        texts.word("転換", "converted"),
        texts.word("時間切れ", "lost"),
        texts.word("未確定", "open"),
        texts.word("次への率", "rate to next"),
        texts.word("次までの日数(中央値)", "median days to next"),
        texts.word("率の定義", "the rate"),
    ];
    let rows: Vec<Vec<Entry>> = funnel.steps.iter().map(|step| stage(texts, step)).collect();
    let place = sheet.table(&titles, &rows)?;
    sheet.notes(&[funnel_note(texts)])?;
    let mut chart = Chart::new(ChartType::BarStacked);
    chart.title().set_name(texts.say("転換・時間切れ・未確定", "Converted, lost, open"));
    chart.y_axis().set_reverse();
    for (column, look) in [(2, Look::Actual), (3, Look::Before), (4, Look::Open)] {
        let name = titles[usize::from(column)].as_str();
        draw::series(&mut chart, sheet, place, (0, column), (name, look));
    }
    draw::place(
        sheet,
        &mut chart,
        texts.say(
            "期間に各ステージに入ったもののうち、転換・時間切れ・未確定の件数",
            "Entries of the period into each stage: converted, lost, open",
        ),
    )
}

fn label(texts: &Texts<'_>, stage: StageId) -> Entry {
    texts.model.stages[stage.0].about.label.clone().into()
}

fn stage(texts: &Texts<'_>, step: &Step) -> Vec<Entry> {
    let outcome = step.rate.as_ref().and_then(|rate| rate.cell.conversion);
    let count = |count: Option<i64>| count.map_or(Entry::Empty, Entry::count);
    let days = step.days.as_ref();
    let rate = step.rate.as_ref().map(|rate| rate.title.title.label.clone());
    vec![
        label(texts, step.stage),
        entry::cell(texts, &step.entries.cell, &step.entries.title),
        count(outcome.map(|it| it.converted)),
        count(outcome.map(|it| it.lost)),
        count(outcome.map(|it| it.open)),
        rate_of(texts, step),
        days.map_or(Entry::Empty, |days| entry::cell(texts, &days.cell, &days.title)),
        Entry::quiet(rate.unwrap_or_default()),
    ]
}

/// The rate: a formula where it is the plain quotient of the counts beside it.
fn rate_of(texts: &Texts<'_>, step: &Step) -> Entry {
    let Some(rate) = &step.rate else { return Entry::Empty };
    let shown = entry::cell(texts, &rate.cell, &rate.title);
    let (Some(outcome), Some(value)) = (rate.cell.conversion, shown.number()) else { return shown };
    let quotient = outcome.converted as f64 / (outcome.converted + outcome.lost) as f64;
    match (quotient - value).abs() < 1e-9 {
        true => Entry::Formula("=C{row}/(C{row}+D{row})".into(), value, SHARE.into()),
        false => shown,
    }
}

/// Volumes that follow from the rates of a period, beside those from rates a reader tries, and the
/// volumes that a target then needs. Plain products: without the time that leads take.
pub(super) fn trial(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    funnel: &Funnel,
    revenue: Option<&Target>,
) -> Result<(), XlsxError> {
    sheet.say(&texts.word(
        "黄色のセル(試す率・試す件数・単価・目標)を書き換えると、件数と売上、目標に必要な件数が計算し直されます。",
        "Change the yellow cells (rates and volume to try, deal size, target): volumes, revenue and what the target needs follow.",
    ).into())?;
    sheet.notes(&[texts.word(
        "期間の率をそのまま掛けたもので、リードが進むのにかかる時間は見ません。時間を見た計画は kpi plan が計算します",
        "Plain products of the rates of the period, without the time leads take; kpi plan calculates with time",
    )])?;
    sheet.heading(texts.say("率を試す", "Try a rate"))?;
    let chain = Chain::of(funnel, sheet.below_titles());
    let titles = [
        texts.word("ステージ", "stage"),
        texts.word("次への率(実績)", "rate to next (actual)"),
        texts.word("次への率(試す)", "rate to next (to try)"),
        texts.word("件数(実績の率)", "volume at actual rates"),
        texts.word("件数(試す率)", "volume at rates to try"),
        texts.word("差", "difference"),
        texts.word("目標に必要な件数", "volume the target needs"),
    ];
    let money = Money::of(revenue, funnel, chain.row(funnel.steps.len()) + 3);
    let rows: Vec<Vec<Entry>> = (0..funnel.steps.len())
        .map(|at| chain.entries(label(texts, funnel.steps[at].stage), at, money.as_ref()))
        .collect();
    sheet.table(&titles, &rows)?;
    match money {
        Some(money) => money.write(texts, sheet, &chain),
        None => sheet.notes(&[texts.word(
            "売上の目標か受注がないため、売上と必要な件数はありません",
            "Without a target and deals won there is neither revenue nor what a target needs",
        )]),
    }
}

/// Volumes from stage to stage by the rates of the period.
struct Chain {
    rates: Vec<Option<f64>>,
    volumes: Vec<Option<f64>>,
    /// Row of the first stage, counted from 0.
    first: u32,
}

impl Chain {
    fn of(funnel: &Funnel, first: u32) -> Self {
        let value = |it: &crate::diagnose::Number| crate::digest::number(&it.cell.value);
        let rates: Vec<Option<f64>> =
            funnel.steps.iter().map(|step| step.rate.as_ref().and_then(value)).collect();
        let start = funnel.steps.first().and_then(|step| value(&step.entries));
        let mut volumes = vec![start];
        for rate in &rates[..rates.len().saturating_sub(1)] {
            let before = volumes.last().copied().flatten();
            volumes.push(before.zip(*rate).map(|(before, rate)| before * rate));
        }
        Self { rates, volumes, first }
    }

    /// Row of a stage, counted from 1.
    fn row(&self, at: usize) -> u32 {
        self.first + 1 + u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn last(&self) -> u32 {
        self.row(self.rates.len() - 1)
    }

    fn entries(&self, label: Entry, at: usize, money: Option<&Money>) -> Vec<Entry> {
        let share = SHARE.to_owned();
        let (actual, tried) = match self.rates[at] {
            Some(rate) => (Entry::Number(rate, share.clone()), Entry::Input(rate, share)),
            None if at + 1 == self.rates.len() => (Entry::Empty, Entry::Empty),
            None => (Entry::none(), Entry::none()),
        };
        let Some(volume) = self.volumes[at] else {
            let none = Entry::none;
            return vec![label, actual, tried, none(), none(), none(), none()];
        };
        let tenths = || TENTHS.to_owned();
        let product = |column: char, rate: char| {
            let above = self.row(at) - 1;
            Entry::Formula(format!("={column}{above}*{rate}{above}"), volume, tenths())
        };
        let volumes = match at {
            0 => [Entry::Number(volume, COUNT.into()), Entry::Input(volume, COUNT.into())],
            _ => [product('D', 'B'), product('E', 'C')],
        };
        let needed = money.and_then(|money| money.needed(self, at)).unwrap_or_else(Entry::none);
        let difference = Entry::Formula("=E{row}-D{row}".into(), 0.0, tenths());
        let [measured, tried_volume] = volumes;
        vec![label, actual, tried, measured, tried_volume, difference, needed]
    }
}

/// What a deal brings, and the target.
struct Money {
    deal: f64,
    target: f64,
    /// Row of the deal size, counted from 1; revenue and target stand below.
    row: u32,
}

impl Money {
    fn of(revenue: Option<&Target>, funnel: &Funnel, row: u32) -> Option<Self> {
        let number = crate::digest::number;
        let revenue = revenue?;
        let earned = number(&revenue.actual.cell.value)?;
        let won = number(&funnel.steps.last()?.entries.cell.value)?;
        let target = revenue.plan.as_ref().and_then(number)?;
        (won > 0.0 && earned > 0.0).then(|| Self { deal: earned / won, target, row })
    }

    /// Volume of a stage so that the deals won bring the target.
    fn needed(&self, chain: &Chain, at: usize) -> Option<Entry> {
        let mut rates = chain.rates[at..chain.rates.len() - 1].iter().copied();
        let product = rates.try_fold(1.0, |all, rate| rate.map(|rate| all * rate))?;
        let formula = match at + 1 == chain.rates.len() {
            true => format!("=B{}/B{}", self.row + 3, self.row),
            false => format!("=G{}/C{{row}}", chain.row(at) + 1),
        };
        let needed = self.target / self.deal / product;
        needed.is_finite().then(|| Entry::Formula(formula, needed, TENTHS.to_owned()))
    }

    fn write(&self, texts: &Texts<'_>, sheet: &mut Sheet, chain: &Chain) -> Result<(), XlsxError> {
        sheet.row = self.row - 2;
        let pattern = money_pattern(&texts.model.project.currency, texts.words);
        sheet.entries(&[Entry::strong(texts.say("売上", "Revenue"))])?;
        let last = chain.last();
        let won = chain.volumes.last().copied().flatten();
        let revenue = |column: char| match won {
            Some(won) => Entry::Formula(
                format!("={column}{last}*$B${}", self.row),
                won * self.deal,
                pattern.clone(),
            ),
            None => Entry::none(),
        };
        let lines = [
            (
                texts.word("単価(売上 ÷ 受注)", "deal size (revenue / deals won)"),
                Entry::Input(self.deal, pattern.clone()),
            ),
            (texts.word("売上(実績の率)", "revenue at actual rates"), revenue('D')),
            (texts.word("売上(試す率)", "revenue at rates to try"), revenue('E')),
            (texts.word("目標", "target"), Entry::Input(self.target, pattern.clone())),
        ];
        lines.into_iter().try_for_each(|(word, entry)| sheet.entries(&[word.into(), entry]))
    }
}
