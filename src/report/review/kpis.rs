//! How KPIs move, in words.

use super::effect::{Say, heading};
use crate::digest::number;
use crate::effect::{KpiMove, Moved, Verdict};
use crate::period::Zone;
use crate::report::decimal::Digits;
use crate::report::layout::cell;
use crate::report::number::is_rate;
use crate::report::page::{Block, Grid};
use crate::report::words::Words;
use crate::table::{Cell, KpiTitle, Status};

/// KPIs that are listed at most.
const KPIS: usize = 30;

impl Say<'_> {
    /// Those that move in a grid, the others counted.
    pub(super) fn kpis(&self, blocks: &mut Vec<Block>, kpis: &[KpiMove]) {
        if kpis.is_empty() {
            return;
        }
        blocks.push(heading("KPI", None));
        blocks.push(Block::Lines(vec![self.counted(kpis)]));
        let rows: Vec<Vec<String>> = kpis.iter().filter_map(|kpi| self.row(kpi)).collect();
        let more = rows.len().saturating_sub(KPIS);
        let rows: Vec<Vec<String>> = rows.into_iter().take(KPIS).collect();
        if !rows.is_empty() {
            let titles = [
                self.is("指標", "KPI"),
                self.is("変更前", "before"),
                self.is("変更後", "after"),
                self.is("変化", "moves by"),
            ];
            blocks.push(Block::Grid(Grid::of_numbers(titles.map(str::to_owned).to_vec(), rows, 1)));
        }
        let mut lines = Vec::new();
        if more > 0 {
            lines.push(match self.japanese {
                true => format!("ほか {more} (--format json にすべて)"),
                false => format!("and {more} more (all with --format json)"),
            });
        }
        lines.extend(self.within(kpis));
        if !lines.is_empty() {
            blocks.push(Block::Lines(lines));
        }
    }

    fn counted(&self, kpis: &[KpiMove]) -> String {
        let all = [Verdict::Moves, Verdict::Within, Verdict::NoneObserved, Verdict::NotEvaluated];
        let count = |verdict| kpis.iter().filter(|it| it.verdict() == verdict).count();
        let word = |verdict| match verdict {
            Verdict::Moves => self.is("動く", "move"),
            Verdict::Within => self.is("許容幅の範囲内", "within their materiality"),
            Verdict::NoneObserved => self.is("このデータでは動かない", "do not move on this data"),
            Verdict::NotEvaluated => self.is("評価できない", "not evaluated"),
        };
        let always = [Verdict::Moves, Verdict::NoneObserved];
        let said = all.into_iter().filter(|it| always.contains(it) || count(*it) > 0);
        let parts: Vec<String> = said.map(|it| format!("{} {}", word(it), count(it))).collect();
        parts.join(self.is("、", ", "))
    }

    fn row(&self, kpi: &KpiMove) -> Option<Vec<String>> {
        let (Some(title), Moved::Values(cells)) = (&kpi.title, &kpi.moved) else { return None };
        if kpi.verdict() != Verdict::Moves {
            return None;
        }
        let words = Words::of(&self.report.model.project.language);
        let zone = Zone::named(&self.report.model.project.time_zone).unwrap_or_default();
        let [before, after] = cells.as_ref();
        let shown = [before, after].map(|it| cell(it, title, words, &zone).to_string());
        let [earlier, later] = shown;
        Some(vec![title.title.label.clone(), earlier, later, distance(before, after, title)])
    }

    /// Names those that move, but not so far that it matters.
    fn within(&self, kpis: &[KpiMove]) -> Option<String> {
        let named = |kpi: &KpiMove| {
            let title = kpi.title.as_ref().map_or(&kpi.name, |it| &it.title.label);
            Some(format!("{title} (±{})", kpi.within?))
        };
        let within = kpis.iter().filter(|it| it.verdict() == Verdict::Within);
        let names: Vec<String> = within.filter_map(named).collect();
        let word = self.is("許容幅の範囲内", "within their materiality");
        (!names.is_empty()).then(|| format!("{word}: {}", names.join(self.is("、", ", "))))
    }
}

/// How far a value moves: a rate in points, else in percent of the earlier value.
fn distance(before: &Cell, after: &Cell, title: &KpiTitle) -> String {
    let usable = |cell: &Cell| match cell.status {
        Status::Ok | Status::Insufficient => number(&cell.value),
        _ => None,
    };
    let (Some(old), Some(new)) = (usable(before), usable(after)) else { return "–".to_owned() };
    let (moved, sign) = match is_rate(title) {
        true => (new - old, "pt"),
        false if old == 0.0 => return "–".to_owned(),
        false => ((new - old) / old.abs(), "%"),
    };
    let digits = Digits::shortest(moved).percent().rounded(1).text(true);
    let plus = if digits.starts_with('-') { "" } else { "+" };
    format!("{plus}{digits}{sign}")
}
