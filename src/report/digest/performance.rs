//! What happened, part by part: funnel, gap, trends, agreements, diagnoses, interest.

use std::collections::BTreeSet;

use super::Texts;
use super::front::legend;
use crate::diagnose::Finding;
use crate::digest::{Funnel, Interest, Step, Trend, Trends, number};
use crate::gap::GapReport;
use crate::query::Asked;
use crate::report::page::{Block, Chart, Column, Figure, Grid, Heading, Mark, Sign, Text, Tone};
use crate::report::{diagnose, gap as gaps, verify};
use crate::table::{PeriodTitle, Table};
use crate::verify::Verdict;

pub(super) type Part = (Option<Text>, Vec<Block>);

/// From stage to stage.
pub(super) fn funnel(texts: &Texts<'_>, funnel: &Funnel) -> Part {
    let titles = [
        texts.say("ステージ", "stage"),
        texts.say("件数", "entries"),
        texts.say("次への率", "rate to next"),
        texts.say("転換", "converted"),
        texts.say("時間切れ", "lost"),
        texts.say("未確定", "open"),
        texts.say("次までの日数(中央値)", "median days to next"),
        texts.say("率の定義", "the rate"),
    ];
    let rows = funnel.steps.iter().map(|step| stage(texts, step)).collect();
    let figure = Figure {
        title: texts.model.funnels[funnel.funnel.0].about.label.clone(),
        about: texts.word(
            "期間に各ステージに入った件数と、そのうち次のステージに進んだもの・時間切れ・未確定",
            "Entries of the period into each stage: those that went on, that did not in time, that still may",
        ),
        grid: Grid {
            titles: titles.map(str::to_owned).to_vec(),
            rows,
            numbers: (1..7).collect(),
            names: None,
        },
        marks: funnel.steps.iter().map(|step| Some(parts(step))).collect(),
        before: 1,
        legend: vec![
            (Sign::Actual, texts.word("転換(最後のステージは件数)", "converted (of the last stage: entries)")),
            (Sign::Lost, texts.word("時間切れ", "lost")),
            (Sign::Forecast, texts.word("未確定", "open")),
        ],
        charts: Vec::new(),
        notes: vec![funnel_note(texts)],
    };
    (None, vec![Block::Figure(Box::new(figure))])
}

/// What rates and days are taken from.
pub(in crate::report) fn funnel_note(texts: &Texts<'_>) -> String {
    texts.word(
            "率は、期限の過ぎたものだけで計算する(転換 ÷ (転換 + 時間切れ))。日数は、期間に次のステージに入ったものの値",
            "Rates are those of entries whose window is over: converted / (converted + lost). Days are those of entries into the next stage",
        )
}

fn stage(texts: &Texts<'_>, step: &Step) -> Vec<Text> {
    let outcome = step.rate.as_ref().and_then(|rate| rate.cell.conversion);
    let count =
        |count: Option<i64>| Text::from(count.map_or_else(String::new, |it| it.to_string()));
    let or_none = |text: Option<Text>| text.unwrap_or_else(|| Text::from(String::new()));
    let rate = step.rate.as_ref().map(|rate| rate.title.title.label.clone());
    vec![
        texts.model.stages[step.stage.0].about.label.clone().into(),
        Text { tone: Tone::Strong, ..texts.number(&step.entries) },
        or_none(step.rate.as_ref().map(|rate| texts.number(rate))),
        count(outcome.map(|it| it.converted)),
        count(outcome.map(|it| it.lost)),
        count(outcome.map(|it| it.open)),
        or_none(step.days.as_ref().map(|days| texts.number(days))),
        Text::toned(rate.unwrap_or_default(), Tone::Quiet),
    ]
}

fn parts(step: &Step) -> Mark {
    let entries = number(&step.entries.cell.value).unwrap_or(0.0);
    let Some(outcome) = step.rate.as_ref().and_then(|rate| rate.cell.conversion) else {
        return Mark::Parts(vec![(Sign::Actual, entries)]);
    };
    Mark::Parts(vec![
        (Sign::Actual, outcome.converted as f64),
        (Sign::Lost, outcome.lost as f64),
        (Sign::Forecast, outcome.open as f64),
    ])
}

/// The gap to the plan.
pub(super) fn gap(report: &GapReport) -> Part {
    let figure = Figure { notes: gaps::notes(report), ..gaps::waterfall(report) };
    let mut blocks = vec![Block::Figure(Box::new(figure))];
    blocks.extend(gaps::channels(report).map(Block::Grid));
    (Some(gaps::verdict(report)), blocks)
}

/// Month by month.
pub(super) fn trends(texts: &Texts<'_>, trends: &Trends) -> Part {
    let mut titles = vec![texts.word("月", "month")];
    titles.extend(trends.series.iter().map(|it| it.title.title.label.clone()));
    let broken =
        |at: usize| trends.series.iter().flat_map(|it| &it.breaks).any(|it| it.month == at);
    let month = |at: usize, month: &PeriodTitle| {
        let unfinished = if month.unfinished { "*" } else { "" };
        let changed = if broken(at) { "^" } else { "" };
        let mut row = vec![Text::from(format!("{}{unfinished}{changed}", month.label))];
        row.extend(trends.series.iter().map(|it| texts.cell(&it.cells[at], &it.title)));
        row
    };
    let rows = trends.months.iter().enumerate().map(|(at, it)| month(at, it)).collect();
    let numbers = (1..titles.len()).collect();
    let mut signs = vec![Sign::Actual];
    if trends.series.iter().any(|it| it.plan.iter().any(Option::is_some)) {
        signs.push(Sign::Line);
    }
    let unfinished = trends.months.iter().any(|month| month.unfinished);
    let mut notes = Vec::new();
    if unfinished {
        signs.push(Sign::Forecast);
        notes.push(texts.words.unfinished.to_owned());
    }
    let changes = breaks(texts, trends);
    if !changes.is_empty() {
        signs.push(Sign::Break);
        notes.extend(changes);
    }
    let mut legend = legend(texts, &signs);
    for (sign, word) in &mut legend {
        match sign {
            Sign::Line => {
                *word = texts.word("計画(期間の前日の時点)", "plan as of the day before its period")
            }
            Sign::Forecast => *word = texts.word("月の途中", "month not over"),
            _ => {}
        }
    }
    let figure = Figure {
        title: texts.say(
            format!("直近 {} か月", trends.months.len()),
            format!("Last {} months", trends.months.len()),
        ),
        about: texts.word(
            "指標ごとの月の値。下の表と同じ数字",
            "Each KPI by month; the numbers are in the table below",
        ),
        grid: Grid { titles, rows, numbers, names: None },
        marks: Vec::new(),
        before: 0,
        legend,
        charts: trends.series.iter().map(|it| chart(texts, it, &trends.months)).collect(),
        notes,
    };
    (None, vec![Block::Figure(Box::new(figure))])
}

/// One sentence for each definition that changes within the months.
fn breaks(texts: &Texts<'_>, trends: &Trends) -> Vec<String> {
    let all = trends.series.iter().flat_map(|it| &it.breaks);
    let all: BTreeSet<(usize, &str)> = all.map(|it| (it.month, it.definition.as_str())).collect();
    let say = |(month, definition): (usize, &str)| {
        let month = &trends.months[month].label;
        texts.say(
            format!("^ {month} から {definition} の定義が変わる: 前の月とは比べられない"),
            format!("^ {definition} is defined anew from {month} on: not comparable with before"),
        )
    };
    all.into_iter().map(say).collect()
}

fn chart(texts: &Texts<'_>, trend: &Trend, months: &[PeriodTitle]) -> Chart {
    let values = trend.cells.iter().filter_map(|cell| number(&cell.value));
    let (short, unit) = texts.short(values.fold(0.0, |most, it| it.abs().max(most)), &trend.title);
    let column = |(at, month): (usize, &PeriodTitle)| {
        let cell = &trend.cells[at];
        Column {
            label: month.label.get(5..7).unwrap_or(&month.label).trim_start_matches('0').to_owned(),
            year: (at == 0 || month.label.ends_with("-01"))
                .then(|| month.label.get(..4).unwrap_or_default().to_owned()),
            value: number(&cell.value),
            text: short.text(&cell.value),
            plan: trend.plan[at],
            unfinished: month.unfinished,
            breaks: trend.breaks.iter().any(|it| it.month == at),
        }
    };
    let columns: Vec<Column> = months.iter().enumerate().map(column).collect();
    let known = || trend.cells.iter().zip(months).filter(|(cell, _)| number(&cell.value).is_some());
    let label = &trend.title.title.label;
    let about = match (known().next(), known().next_back()) {
        (Some((first, from)), Some((last, to))) => {
            let [first, last] = [first, last].map(|cell| texts.cell(cell, &trend.title).text);
            texts.say(
                format!("{label}: {} の {first} から {} の {last} まで", from.label, to.label),
                format!("{label}: from {first} in {} to {last} in {}", from.label, to.label),
            )
        }
        _ => texts.say(format!("{label}: 値がない"), format!("{label}: no value")),
    };
    Chart { title: label.clone(), about, unit, columns }
}

/// Promises between teams.
pub(super) fn agreements(texts: &Texts<'_>, verdicts: &[Verdict]) -> Part {
    let report = crate::report::VerifyReport {
        model: texts.model,
        sources: texts.shown.sources,
        verdicts,
        as_of: texts.digest.as_of,
    };
    let mut blocks = vec![Block::Grid(verify::verdict_grid(&report))];
    let lines = [verify::verdict_breaks(&report), verify::verdict_trouble(&report)].concat();
    if !lines.is_empty() {
        blocks.push(Block::Lines(lines));
    }
    (Some(verify::verdict_summary(&report).into()), blocks)
}

/// Readings of several KPIs.
pub(super) fn diagnoses(texts: &Texts<'_>, period: &Asked, findings: &[Finding]) -> Part {
    let shown = crate::report::Diagnosed {
        model: texts.model,
        definitions: &texts.digest.definitions,
        as_of: texts.digest.as_of,
        period,
        findings,
    };
    let holding =
        findings.iter().filter(|it| it.verdict == crate::diagnose::Verdict::Holds).count();
    let all = findings.len();
    let lead = texts.say(
        format!("{all} 件中 {holding} 件が当てはまります。"),
        format!("{holding} of {all} hold."),
    );
    (Some(lead.into()), diagnose::diagnosed_blocks(&shown))
}

/// Who looks at what.
pub(super) fn interest(texts: &Texts<'_>, interest: &Interest) -> Part {
    let mut blocks = Vec::new();
    if !interest.numbers.is_empty() {
        let titles = vec![texts.word("指標", "KPI"), texts.word("値", "value")];
        let row = |it: &crate::diagnose::Number| {
            vec![Text::from(it.title.title.label.clone()), texts.number(it)]
        };
        let rows = interest.numbers.iter().map(row).collect();
        blocks.push(Block::Grid(Grid { titles, rows, numbers: vec![1], names: None }));
    }
    for seen in &interest.seen {
        match &seen.table {
            Err(why) => {
                blocks.push(Block::Subheading(seen.text.clone()));
                blocks.push(Block::Lines(vec![why.clone()]));
            }
            Ok(table) => {
                let label = split_title(texts, table, seen.groups);
                blocks.push(Block::Heading(Heading { verdict: None, label, name: None }));
                blocks.push(Block::Grid(plain(texts, table)));
            }
        }
    }
    (None, blocks)
}

/// What a split KPI is called, with how many of its groups are shown.
pub(in crate::report) fn split_title(texts: &Texts<'_>, table: &Table, groups: usize) -> String {
    let label = |titles: Vec<&str>| titles.join(texts.say("・", ", "));
    let kpi = table.kpis.first().map_or("", |kpi| kpi.title.label.as_str());
    let by = label(table.dimensions.iter().map(|it| it.label.as_str()).collect());
    let cut = texts.cut(table.lines.len(), groups);
    let text = texts.say(format!("{kpi}({by}別) {cut}"), format!("{kpi} by {by} {cut}"));
    text.trim().to_owned()
}

/// The dimensions and KPIs of a split.
pub(in crate::report) fn split_titles(table: &Table) -> Vec<String> {
    let kpis = table.kpis.iter().map(|kpi| kpi.title.label.clone());
    table.dimensions.iter().map(|it| it.label.clone()).chain(kpis).collect()
}

fn plain(texts: &Texts<'_>, table: &Table) -> Grid {
    let (titles, names) = (split_titles(table), table.dimensions.len());
    let row = |line: &crate::table::Line| {
        let mut row: Vec<Text> = line.group.iter().cloned().map(Text::from).collect();
        row.extend(line.cells.iter().zip(&table.kpis).map(|(cell, kpi)| texts.cell(cell, kpi)));
        row
    };
    let rows = table.lines.iter().map(row).collect();
    let numbers = (names..titles.len()).collect();
    Grid { titles, rows, numbers, names: None }
}
