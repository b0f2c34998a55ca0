//! What is read first: the state of the target, facts about the run, targets against results.

use super::Texts;
use crate::digest::{Goal, Target};
use crate::plan::Value;
use crate::report::page::{Block, Figure, Grid, Mark, Sign, Text, Tone};

/// How the target stands.
pub(super) fn sentence(texts: &Texts<'_>) -> String {
    let Ok(goal) = &texts.digest.goal else {
        let period = &texts.digest.period.label;
        return texts.say(
            format!("{period} の実績です。目標(計画)は定義されていません。"),
            format!("Results of {period}. No target is defined by a plan."),
        );
    };
    let plan = &texts.model.plans[goal.plan.0];
    let (kpi, label) = (&goal.title.title.label, &plan.about.label);
    let share = texts.percent(if goal.target > 0.0 { goal.actual / goal.target } else { 0.0 });
    let [target, actual] = [goal.target, goal.actual].map(|amount| texts.money(amount));
    let as_of = texts.digest.as_of;
    let mut sentence = texts.say(
        format!("{label}: {kpi}の目標 {target}に対し、{as_of} までの実績は {actual}({share})。"),
        format!("{label}: {actual} of the target of {target} for {kpi} by {as_of} ({share})."),
    );
    sentence.push_str(&pace(texts, goal));
    sentence.push_str(&prospect(texts, goal));
    sentence
}

fn pace(texts: &Texts<'_>, goal: &Goal) -> String {
    let Some((due, span, actual)) = goal.due else { return String::new() };
    let (last, amount) = (span.last(), texts.money(due));
    let apart = texts.money((due - actual).abs());
    match actual < due {
        true => texts.say(
            format!("{last} までの計画 {amount}を {apart} 下回っています。"),
            format!(" It is {apart} short of the {amount} planned by {last}."),
        ),
        false => texts.say(
            format!("{last} までの計画 {amount}を {apart} 上回っています。"),
            format!(" It is {apart} ahead of the {amount} planned by {last}."),
        ),
    }
}

fn prospect(texts: &Texts<'_>, goal: &Goal) -> String {
    match &goal.prospect {
        Err(why) => texts.say(format!("このままでは計画が立ちません: {why}。"), format!(" {why}.")),
        Ok(prospect) => match prospect.chance {
            None => String::new(),
            Some((reached, [low, middle, high])) => {
                let chance = texts.percent(reached);
                let [low, middle, high] = [low, middle, high].map(|it| texts.money(it));
                texts.say(
                    format!("達成の確率は {chance}、着地の見込みは {middle}(80%の幅 {low} – {high})。"),
                    format!(
                        " The chance to reach it is {chance}, the likely end {middle} (80% range {low} – {high})."
                    ),
                )
            }
        },
    }
}

/// What the run rests on.
pub(super) fn facts(texts: &Texts<'_>) -> Vec<(String, String)> {
    let digest = texts.digest;
    let span = digest.period.span;
    let mut period = match digest.period.label == span.to_string() {
        true => format!("{} .. {}", span.start, span.last()),
        false => format!("{} ({} .. {})", digest.period.label, span.start, span.last()),
    };
    if digest.unfinished {
        period.push_str(texts.say(" ・期間の途中", " · not over"));
    }
    let fresh: Vec<String> = (digest.sources.iter())
        .filter(|it| it.newest != Value::Missing)
        .map(|it| format!("{} {}", it.name, texts.day(&it.newest)))
        .collect();
    let zone = &texts.model.project.time_zone;
    let mut facts = vec![
        (texts.word("期間", "period"), period),
        (texts.word("時点", "as of"), format!("{} ({zone})", digest.as_of)),
        (texts.word("定義", "definitions"), digest.definitions.clone()),
        (texts.word("承認", "approval"), approvals(texts)),
    ];
    if !fresh.is_empty() {
        facts.push((texts.word("データの最新の行", "newest rows"), fresh.join(" · ")));
    }
    facts
}

fn approvals(texts: &Texts<'_>) -> String {
    let found = &texts.digest.approvals;
    let mut parts = vec![texts.say(
        format!("{} 件中 {} 件を全当事者が承認", found.all, found.approved),
        format!("{} of {} definitions approved by all parties", found.approved, found.all),
    )];
    if !found.open.is_empty() {
        let count = found.open.len();
        parts.push(
            texts
                .say(format!("承認の切れたもの {count} 件"), format!("{count} no longer approved")),
        );
    }
    if !found.proposed.is_empty() {
        let count = found.proposed.len();
        parts.push(texts.say(format!("提案中 {count} 件"), format!("{count} proposed")));
    }
    parts.join(texts.say("、", ", "))
}

/// Targets against results.
pub(super) fn targets(texts: &Texts<'_>, targets: &[Target]) -> (Option<Text>, Vec<Block>) {
    let mut blocks = Vec::new();
    if let Ok(goal) = &texts.digest.goal {
        blocks.push(Block::Figure(Box::new(year(texts, goal))));
    }
    let titles = [
        texts.say("指標", "KPI"),
        texts.say("実績", "actual"),
        texts.say("計画", "plan"),
        texts.say("計画比", "pace"),
        texts.say("前年同期", "year before"),
    ];
    let row = |target: &Target| {
        let title = &target.actual.title;
        let dash = || Text::toned("–", Tone::Quiet);
        let plan = target.plan.as_ref().map(|plan| texts.planned(plan, title));
        let pace = target.pace.map(|pace| {
            let sign = if pace < 1.0 { "▼" } else { "▲" };
            let tone = if pace < 1.0 { Tone::Careful } else { Tone::Plain };
            Text::toned(format!("{sign} {}", texts.percent(pace)), tone)
        });
        vec![
            Text::from(title.title.label.clone()),
            Text { tone: Tone::Strong, ..texts.number(&target.actual) },
            plan.map_or_else(dash, Text::from),
            pace.unwrap_or_else(dash),
            target.year_before.as_ref().map_or_else(dash, |it| texts.number(it)),
        ]
    };
    let grid = Grid {
        titles: titles.map(str::to_owned).to_vec(),
        rows: targets.iter().map(row).collect(),
        numbers: vec![1, 2, 3, 4],
        names: None,
    };
    let mut notes = vec![texts.word(
        "計画は期間の前日の時点で立てたもの。▲ 計画以上、▼ 計画に届かない。横棒は計画(計画がなければ前年)を 100% とする",
        "The plan is the one of the day before the period. ▲ reached, ▼ not reached. Bars take the plan (else the year before) as 100%",
    )];
    if targets.iter().all(|target| target.plan.is_none()) {
        notes.push(
            texts.word(
                "この期間の計画の値はありません",
                "there is no planned value for this period",
            ),
        );
    }
    blocks.push(Block::Figure(Box::new(Figure {
        title: texts.word("売上から逆にたどる", "Backward from revenue"),
        about: texts.word(
            "指標ごとの実績を、計画と前年同期に並べる",
            "Each KPI beside its plan and the year before",
        ),
        grid,
        marks: targets.iter().map(|it| Some(bullet(it))).collect(),
        before: 1,
        legend: legend(texts, &[Sign::Actual, Sign::Before, Sign::Plan]),
        charts: Vec::new(),
        notes,
    })));
    (None, blocks)
}

fn bullet(target: &Target) -> Mark {
    let number = crate::digest::number;
    Mark::Bullet {
        actual: number(&target.actual.cell.value),
        plan: target.plan.as_ref().and_then(number),
        before: target.year_before.as_ref().and_then(|it| number(&it.cell.value)),
        forecast: None,
    }
}

/// The whole period of the plan.
fn year(texts: &Texts<'_>, goal: &Goal) -> Figure {
    let plan = &texts.model.plans[goal.plan.0];
    let chance = goal.prospect.as_ref().ok().and_then(|it| it.chance);
    let mut titles =
        vec![plan.about.label.clone(), texts.word("実績", "actual"), texts.word("目標", "target")];
    let share = if goal.target > 0.0 { goal.actual / goal.target } else { 0.0 };
    let mut row: Vec<Text> = vec![
        goal.title.title.label.clone().into(),
        Text::toned(texts.money(goal.actual), Tone::Strong),
        texts.money(goal.target).into(),
    ];
    titles.push(texts.word("達成率", "reached"));
    row.push(texts.percent(share).into());
    if let Some((reached, [low, middle, high])) = chance {
        titles.push(texts.word("着地の見込み", "likely end"));
        row.push(texts.money(middle).into());
        titles.push(texts.word("80%の幅", "80% range"));
        row.push(format!("{} – {}", texts.money(low), texts.money(high)).into());
        titles.push(texts.word("達成の確率", "chance"));
        row.push(texts.percent(reached).into());
    }
    let numbers = (1..titles.len()).collect();
    Figure {
        title: texts.word("計画の期間全体", "Over the whole plan"),
        about: texts.word(
            "実績に、進行中のリードと計画した新規リードから見込む分を加え、目標に並べる",
            "Results with what open and planned leads are likely to add, beside the target",
        ),
        grid: Grid { titles, rows: vec![row], numbers, names: None },
        marks: vec![Some(Mark::Bullet {
            actual: Some(goal.actual),
            plan: Some(goal.target),
            before: None,
            forecast: chance.map(|(_, [_, middle, _])| middle),
        })],
        before: 1,
        legend: legend(texts, &[Sign::Actual, Sign::Forecast, Sign::Plan]),
        charts: Vec::new(),
        notes: Vec::new(),
    }
}

/// Signs with their meaning.
pub(super) fn legend(texts: &Texts<'_>, signs: &[Sign]) -> Vec<(Sign, String)> {
    let word = |sign: Sign| match sign {
        Sign::Actual => texts.word("実績", "actual"),
        Sign::Before => texts.word("前年", "year before"),
        Sign::Plan | Sign::Line => texts.word("計画・目標", "plan, target"),
        Sign::Forecast => texts.word("見込み", "forecast"),
        Sign::Break => texts.word("定義の変わり目", "definition changes"),
        Sign::Lost => texts.word("時間切れ", "lost"),
        Sign::More => texts.word("増", "more"),
        Sign::Less => texts.word("減", "less"),
    };
    signs.iter().map(|sign| (*sign, word(*sign))).collect()
}
