//! Targets against results, and the whole period of the plan.

use rust_xlsxwriter::{Chart, XlsxError};

use super::draw;
use super::entry::{self, Entry, SHARE};
use super::sheet::Sheet;
use crate::digest::{Goal, Target};
use crate::report::digest::Texts;
use crate::report::number::money_pattern;
use crate::table::Status;

pub(super) fn targets(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    targets: &[Target],
) -> Result<(), XlsxError> {
    if let Ok(goal) = &texts.digest.goal {
        whole(texts, sheet, goal)?;
    }
    sheet.heading(texts.say("売上から逆にたどる", "Backward from revenue"))?;
    let titles = [
        texts.word("指標", "KPI"),
        texts.word("実績", "actual"),
        texts.word("計画", "plan"),
        texts.word("計画比", "pace"),
        texts.word("前年同期", "year before"),
        texts.word("前年比", "per year before"),
    ];
    let rows: Vec<Vec<Entry>> = targets.iter().map(|it| row(texts, it)).collect();
    let place = sheet.table(&titles, &rows)?;
    sheet.notes(&[texts.word(
        "計画は期間の前日の時点で立てたもの。計画比と前年比は式で、数字を書き換えると計算し直される",
        "The plan is the one of the day before the period. Pace and the share of the year before are formulas: change a number and they follow",
    )])?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut chart = Chart::new_bar();
    chart.title().set_name(texts.say("計画比・前年比", "Per plan, per year before"));
    chart.x_axis().set_num_format("0%").set_min(0);
    chart.y_axis().set_reverse();
    for (column, look) in [(3, draw::Look::Actual), (5, draw::Look::Before)] {
        let name = titles[usize::from(column)].as_str();
        draw::series(&mut chart, sheet, place, (0, column), (name, look));
    }
    draw::place(
        sheet,
        &mut chart,
        texts.say("計画と前年に対する割合", "Shares of plan and year before"),
    )
}

fn row(texts: &Texts<'_>, target: &Target) -> Vec<Entry> {
    let title = &target.actual.title;
    let actual = entry::cell(texts, &target.actual.cell, title);
    let plan = target.plan.as_ref();
    let plan = plan.map_or_else(Entry::none, |plan| entry::planned(texts, plan, title));
    let before = target.year_before.as_ref();
    let before = before.map_or_else(Entry::none, |it| entry::cell(texts, &it.cell, &it.title));
    let share = |whole: &Entry, column: char| match (actual.number(), whole.number()) {
        (Some(part), Some(whole)) if whole > 0.0 && target.actual.cell.status == Status::Ok => {
            Entry::share('B', column, part / whole)
        }
        _ => Entry::none(),
    };
    let (pace, growth) = (share(&plan, 'C'), share(&before, 'E'));
    vec![title.title.label.clone().into(), actual, plan, pace, before, growth]
}

/// The whole period of the plan.
fn whole(texts: &Texts<'_>, sheet: &mut Sheet, goal: &Goal) -> Result<(), XlsxError> {
    let plan = &texts.model.plans[goal.plan.0].about.label;
    sheet.heading(
        &texts.say(format!("計画の期間全体: {plan}"), format!("Over the whole plan: {plan}")),
    )?;
    let pattern = money_pattern(&texts.model.project.currency, texts.words);
    let money = |amount: f64| Entry::Number(amount, pattern.clone());
    let mut titles = vec![
        texts.word("指標", "KPI"),
        texts.word("実績", "actual"),
        texts.word("目標", "target"),
        texts.word("達成率", "reached"),
        texts.word("目標まで", "to go"),
    ];
    let share = if goal.target > 0.0 { goal.actual / goal.target } else { 0.0 };
    let mut row = vec![
        goal.title.title.label.clone().into(),
        money(goal.actual),
        money(goal.target),
        match goal.target > 0.0 {
            true => Entry::share('B', 'C', share),
            false => Entry::none(),
        },
        Entry::Formula(
            "=MAX(0,C{row}-B{row})".into(),
            (goal.target - goal.actual).max(0.0),
            pattern.clone(),
        ),
    ];
    let chance = goal.prospect.as_ref().ok().and_then(|it| it.chance);
    if let Some((reached, [low, middle, high])) = chance {
        titles.extend([
            texts.word("着地の見込み", "likely end"),
            texts.word("80%の幅の下", "80% range from"),
            texts.word("80%の幅の上", "80% range to"),
            texts.word("達成の確率", "chance"),
        ]);
        row.extend([middle, low, high].map(money));
        row.push(Entry::Number(reached, SHARE.to_owned()));
    }
    sheet.table(&titles, &[row])?;
    Ok(())
}
