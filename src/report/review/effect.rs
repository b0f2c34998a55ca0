//! What changes do to the data, as a page.

use super::ReviewReport;
use super::summary::{is_japanese, masked};
use crate::effect::{Clause, Decided, Flip, Moved, Movement, Mover, Outcomes, PlanMove, missing};
use crate::outlook::Exact;
use crate::report::decimal::Digits;
use crate::report::page::{Block, Grid, Heading, Page, Text, Tone};

/// Makes the page; counts below `few` are not told.
pub(super) fn page(report: &ReviewReport<'_>, few: Option<u64>) -> Page {
    let say = Say::of(report, few);
    let mut blocks = vec![Block::Facts(say.facts())];
    match &report.effect {
        Err(why) => blocks.push(Block::Sentence(Text::toned(why.clone(), Tone::Careful))),
        Ok(effect) => {
            effect.stages.iter().for_each(|(name, moved)| say.stage(&mut blocks, name, moved));
            say.kpis(&mut blocks, &effect.kpis);
            effect.plans.iter().for_each(|plan| say.plan(&mut blocks, plan));
            say.flips(
                &mut blocks,
                say.is("結果が変わる合意", "promises that turn out otherwise"),
                &effect.agreements,
            );
            say.flips(
                &mut blocks,
                say.is("結果が変わるテスト", "tests that turn out otherwise"),
                &effect.tests,
            );
            say.not_evaluated(&mut blocks);
        }
    }
    Page { title: say.is("データへの影響", "effect on the data").to_owned(), blocks }
}

/// Says things in the language of the project; counts below `few` are not told.
pub(super) struct Say<'a> {
    pub(super) report: &'a ReviewReport<'a>,
    pub(super) japanese: bool,
    pub(super) few: Option<u64>,
}

impl<'a> Say<'a> {
    pub(super) fn of(report: &'a ReviewReport<'a>, few: Option<u64>) -> Self {
        Self { report, japanese: is_japanese(report), few }
    }
}

impl Say<'_> {
    pub(super) fn is(&self, japanese: &'static str, english: &'static str) -> &'static str {
        if self.japanese { japanese } else { english }
    }

    fn count(&self, count: u64) -> String {
        masked(count, self.few)
    }

    fn facts(&self) -> Vec<(String, String)> {
        let zone = &self.report.model.project.time_zone;
        vec![
            (self.is("時点", "as of").to_owned(), format!("{} ({zone})", self.report.as_of)),
            (self.is("KPIの期間", "period of KPIs").to_owned(), self.report.period.to_owned()),
        ]
    }

    fn stage(&self, blocks: &mut Vec<Block>, name: &str, moved: &Result<Movement, String>) {
        let movement = match moved {
            Ok(movement) => movement,
            Err(why) => {
                blocks.push(heading(name, Some(format!("stage.{name}"))));
                blocks.push(Block::Lines(vec![why.clone()]));
                return;
            }
        };
        blocks.push(heading(&movement.label, Some(format!("stage.{name}"))));
        let moves = !movement.leave.is_empty() || !movement.enter.is_empty();
        let leave = self.alone(
            &movement.leave,
            "は後のステージに届くので数え続ける",
            "still count, from a later stage",
        );
        let enter = self.alone(
            &movement.enter,
            "は後のステージに届くので前から数えている",
            "counted before, from a later stage",
        );
        let mut facts = vec![
            self.fact("残る", "stay", self.stay(movement)),
            self.fact("外れる", "leave", leave),
            self.fact("入る", "enter", enter),
        ];
        if let Some([won, before, after]) = movement.caught.filter(|[won, ..]| *won > 0) {
            // A share of a number that is told tells the part.
            let share = |part: u64| match self.tells(part) && self.tells(won) {
                true => {
                    let share = part as f64 / won as f64;
                    format!("{}%", Digits::shortest(share).percent().rounded(1).text(true))
                }
                false => "–".to_owned(),
            };
            let text = format!("{} → {} (n={})", share(before), share(after), self.count(won));
            facts.push(self.fact(
                "最後のステージに届いた件のうち、このステージが捉える割合",
                "of those that reach the last stage, caught by this one",
                text,
            ));
        }
        blocks.push(Block::Facts(facts));
        if moves {
            blocks.push(Block::Subheading(
                self.is("外れる件・入る件のその後", "what became of them").to_owned(),
            ));
            blocks.push(Block::Grid(self.outcomes(movement)));
        }
        let mut lines = self.why(
            self.is("だけで外れる", "alone makes leave"),
            &movement.leave_by,
            &movement.leave,
        );
        lines.extend(self.why(
            self.is("だけで入れなかった", "alone kept out"),
            &movement.enter_by,
            &movement.enter,
        ));
        lines.extend(self.leads(self.is("外れる", "leave"), &movement.leave));
        lines.extend(self.leads(self.is("入る", "enter"), &movement.enter));
        if !lines.is_empty() {
            blocks.push(Block::Subheading(self.is("理由", "why").to_owned()));
            blocks.push(Block::Lines(lines));
        }
        self.near(blocks, name);
    }

    fn fact(
        &self,
        japanese: &'static str,
        english: &'static str,
        text: String,
    ) -> (String, String) {
        (self.is(japanese, english).to_owned(), text)
    }

    fn stay(&self, movement: &Movement) -> String {
        let stay = self.count(movement.stay);
        match (movement.moved, self.japanese) {
            (0, _) => stay,
            (moved, true) => format!("{stay} (うち入る時点が変わる {})", self.count(moved)),
            (moved, false) => format!("{stay} ({} at another moment)", self.count(moved)),
        }
    }

    /// How many move, and how many of them the other side counts all the same.
    fn alone(&self, movers: &[Mover], japanese: &str, english: &str) -> String {
        let all = movers.len() as u64;
        let filled = movers.iter().filter(|it| it.filled).count() as u64;
        let count = self.count(all);
        match filled > 0 && [all, filled, all - filled].into_iter().all(|it| self.tells(it)) {
            true if self.japanese => format!("{count} (うち {filled} {japanese})"),
            true => format!("{count} ({filled} {english})"),
            false => count,
        }
    }

    /// Whether a count may be told.
    fn tells(&self, count: u64) -> bool {
        self.few.is_none_or(|few| !(1..few).contains(&count))
    }

    fn outcomes(&self, movement: &Movement) -> Grid {
        let titles = ["", self.is("外れる", "leave"), self.is("入る", "enter")];
        let count = |left: u64, entered: u64| vec![self.count(left), self.count(entered)];
        let (left, entered) = (&movement.left, &movement.entered);
        let mut rows = Vec::new();
        let mut row = |label: String, cells: Vec<String>| {
            rows.push([label].into_iter().chain(cells).collect::<Vec<_>>());
        };
        row(self.is("その先なし", "no further").to_owned(), count(left.nothing, entered.nothing));
        for ((label, left), (_, entered)) in left.stages.iter().zip(&entered.stages) {
            let label = match self.japanese {
                true => format!("{label}まで"),
                false => format!("as far as {label}"),
            };
            row(label, count(*left, *entered));
        }
        if left.money.is_some() || entered.money.is_some() {
            let money = |of: &Outcomes, count: usize| match self.few {
                Some(few) if count > 0 && (count as u64) < few => "–".to_owned(),
                _ => of.money.map_or_else(|| "–".to_owned(), |money| self.money(money)),
            };
            let cells =
                vec![money(left, movement.leave.len()), money(entered, movement.enter.len())];
            row(self.is("もたらした売上", "revenue they brought").to_owned(), cells);
        }
        Grid::of_numbers(titles.map(str::to_owned).to_vec(), rows, 1)
    }

    fn money(&self, money: Exact) -> String {
        let digits = Digits::new(money.units, usize::from(money.scale)).text(true);
        format!("{digits} {}", self.report.model.project.currency)
    }

    fn why(&self, what: &str, clauses: &[Clause], movers: &[Mover]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = |text: String, why: Decided, count: u64| {
            if count > 0 {
                lines.push(format!("{text}: {}{}", self.count(count), self.missing(movers, why)));
            }
        };
        for (place, clause) in clauses.iter().enumerate() {
            line(format!("{} {what}", clause.text), Decided::Clause(place), clause.decides);
        }
        let several = movers.iter().filter(|it| it.why == Decided::Several).count() as u64;
        let text = self.is("複数の条件が重なる", "several clauses together");
        line(text.to_owned(), Decided::Several, several);
        lines
    }

    /// Names what is missing for those that are decided like this.
    fn missing(&self, movers: &[Mover], why: Decided) -> String {
        let missing = missing(movers.iter().filter(|it| it.why == why));
        let one = |(what, count): (&str, u64)| match self.japanese {
            true => format!(" (うち {what} の値がない: {})", self.count(count)),
            false => format!(" ({what} is missing: {})", self.count(count)),
        };
        missing.into_iter().map(one).collect()
    }

    fn plan(&self, blocks: &mut Vec<Block>, plan: &PlanMove) {
        blocks.push(heading(&plan.label, Some(format!("plan.{}", plan.name))));
        match &plan.stages {
            Err(why) => blocks.push(Block::Lines(vec![why.clone()])),
            Ok(stages) => {
                let up = |count: f64| masked((count - 1e-9).ceil().max(0.0) as u64, None);
                let rows = stages
                    .iter()
                    .map(|(label, both)| [label.clone()].into_iter().chain(both.map(up)).collect())
                    .collect();
                let titles = [
                    self.is("必要な件数", "needed"),
                    self.is("変更前", "before"),
                    self.is("変更後", "after"),
                ];
                let grid = Grid::of_numbers(titles.map(str::to_owned).to_vec(), rows, 1);
                blocks.push(Block::Grid(grid));
            }
        }
    }

    fn flips(&self, blocks: &mut Vec<Block>, title: &str, flips: &[Flip]) {
        if flips.is_empty() {
            return;
        }
        blocks.push(heading(title, None));
        let line = |it: &Flip| {
            format!("{}: {} → {}", it.what, self.word(&it.before), self.word(&it.after))
        };
        blocks.push(Block::Lines(flips.iter().map(line).collect()));
    }

    fn word<'w>(&self, word: &'w str) -> &'w str {
        match (word, self.japanese) {
            ("kept", true) => "守られた",
            ("broken", true) => "破られた",
            ("too_early", true) => "まだ言えない",
            ("not_enough_data", true) => "データ不足",
            ("pass", true) => "成功",
            ("fail", true) => "失敗",
            ("error", true) => "エラー",
            ("too_early", false) => "too early",
            ("not_enough_data", false) => "not enough data",
            (word, _) => word,
        }
    }

    fn not_evaluated(&self, blocks: &mut Vec<Block>) {
        let Ok(effect) = &self.report.effect else { return };
        let lines: Vec<String> = effect
            .kpis
            .iter()
            .filter_map(|kpi| match &kpi.moved {
                Moved::NotEvaluated(why) => Some(format!("kpi.{}: {why}", kpi.name)),
                Moved::Values(_) => None,
            })
            .collect();
        if !lines.is_empty() {
            blocks.push(heading(self.is("評価していないもの", "not evaluated"), None));
            blocks.push(Block::Lines(lines));
        }
    }
}

pub(super) fn heading(label: &str, name: Option<String>) -> Block {
    Block::Heading(Heading { verdict: None, label: label.to_owned(), name })
}
