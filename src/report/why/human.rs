//! Why a lead is in a stage, for a terminal.

use crate::period::Zone;
use crate::plan::Value;
use crate::report::Style;
use crate::report::number::{for_people, short};
use crate::report::terminal::{Paint, harmless, paint, with_codes};
use crate::report::words::Words;
use crate::table::{KpiTitle, Title};
use crate::types::Kind;
use crate::why::{Change, Clause, Form, Gap, InStage, Lack, Points, Seen, Shown, What, Why};

pub(super) fn render(why: &Why, style: Style) -> String {
    let words = Words::of(&why.language);
    let zone = Zone::named(&why.time_zone).unwrap_or_default();
    let mut page = Page { words, zone, style, out: String::new() };
    for (at, funnel) in why.funnels.iter().enumerate() {
        if at > 0 {
            page.out.push('\n');
        }
        let title = format!("{}  {}", harmless(&why.lead), harmless(&funnel.label));
        page.line(0, &paint(&title, Paint::Bold, style));
        let as_of = paint(&format!("{}:", words.as_of), Paint::Dim, style);
        page.line(0, &format!("{as_of} {} ({})", why.as_of, why.time_zone));
        for journey in &funnel.journeys {
            if funnel.cycles {
                let number = journey.cycle;
                let number = page.say(format!("cycle {number}"), format!("サイクル {number}"));
                page.out.push('\n');
                page.line(0, &paint(&number, Paint::Bold, style));
            }
            for stage in &journey.stages {
                page.out.push('\n');
                page.stage(stage);
            }
        }
    }
    with_codes(&page.out)
}

/// Work in progress.
struct Page {
    words: &'static Words,
    zone: Zone,
    style: Style,
    out: String,
}

impl Page {
    fn say(&self, english: impl Into<String>, japanese: impl Into<String>) -> String {
        if self.words.japanese { japanese.into() } else { english.into() }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn dim(&self, text: &str) -> String {
        paint(text, Paint::Dim, self.style)
    }

    fn stage(&mut self, stage: &InStage) {
        let name = match stage.label == stage.name {
            true => harmless(&stage.name),
            false => {
                format!("{} {}", harmless(&stage.label), self.dim(&format!("({})", stage.name)))
            }
        };
        let when = match &stage.entered {
            None => self.say("not entered", "入っていない"),
            Some(entry) => {
                let at = Shown { value: Some(entry.at.clone()), kind: Kind::Datetime };
                let mut parts = vec![self.value(&at)];
                if entry.backfilled {
                    parts.push(self.say(
                        "(backfilled: a later stage was entered first)",
                        "（補完: 後のステージが先に記録された）",
                    ));
                }
                if entry.recorded_earlier {
                    parts.push(self.say(
                        "(recorded before the lead came into being)",
                        "（リードの作成より前に記録された）",
                    ));
                }
                parts.join(" ")
            }
        };
        let mark = mark(stage.entered.is_some());
        self.line(0, &format!("{mark} {}  {when}", paint(&name, Paint::Bold, self.style)));
        self.line(2, &harmless(&stage.means));
        if let Some(days) = self.days(stage) {
            self.line(2, &self.dim(&days));
        }
        match &stage.condition {
            None => {
                let written = format!("{}: {}", stage.word, harmless(&stage.written));
                self.line(2, &self.dim(&written));
            }
            Some(condition) => self.condition(condition, stage),
        }
        if let Some(lack) = &stage.lack {
            self.lack(lack, stage.condition.as_ref());
        }
    }

    /// The days on which the definition that is shown is in force.
    fn days(&self, stage: &InStage) -> Option<String> {
        Some(match (stage.from, stage.last) {
            (None, None) => return None,
            (Some(from), None) => {
                self.say(format!("as defined since {from}"), format!("{from} からの定義による"))
            }
            (None, Some(last)) => {
                self.say(format!("as defined until {last}"), format!("{last} までの定義による"))
            }
            (Some(from), Some(last)) => self.say(
                format!("as defined from {from} to {last}"),
                format!("{from} から {last} までの定義による"),
            ),
        })
    }

    fn condition(&mut self, condition: &Clause, stage: &InStage) {
        let moment = match &stage.entered {
            Some(_) => self.say("at the moment of entry:", "入った時点の値:"),
            None => self.say("as of the run:", "基準日時点の値:"),
        };
        self.line(2, &self.dim(&moment));
        self.clause(condition, 2);
    }

    fn clause(&mut self, clause: &Clause, depth: usize) {
        let mut text = match clause.form {
            Form::All => self.say("all of", "次のすべて"),
            Form::Any => self.say("at least one of", "次の1つ以上"),
            Form::Not => self.say("not", "次が成り立たない"),
            Form::Criterion | Form::Test => harmless(&clause.text),
        };
        if let Some(label) = &clause.label {
            text.push_str(&self.dim(&format!("  {}", harmless(label))));
        }
        let seen = self.seen(&clause.seen);
        if !seen.is_empty() {
            text.push_str(&format!("   ({seen})"));
        }
        self.line(depth, &format!("{} {text}", mark(clause.holds)));
        self.points(clause, depth + 2);
        clause.parts.iter().for_each(|part| self.clause(part, depth + 1));
    }

    fn seen(&self, seen: &[Seen]) -> String {
        let several = seen.iter().filter(|it| it.what == What::Value).count() > 1;
        let parts = seen.iter().map(|it| {
            let value = self.value(&it.found);
            match it.what {
                What::Value if several => format!("{} = {value}", harmless(&it.of)),
                What::Value => value,
                What::Rows if value == "1" => self.say("1 row", "1件"),
                What::Rows => self.say(format!("{value} rows"), format!("{value}件")),
                What::Latest => self.say(format!("latest {value}"), format!("最後は {value}")),
            }
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Rules with their points; their sum where the score bounds it to something else.
    fn points(&mut self, clause: &Clause, depth: usize) {
        let score = clause.seen.first().and_then(|seen| seen.found.value.clone());
        let bounded = |it: &&Points| it.rule.is_some() || Some(&it.points) != score.as_ref();
        let lines: Vec<(String, String)> = clause
            .points
            .iter()
            .filter(bounded)
            .map(|it| {
                let sum = || {
                    self.say(
                        "all rules, before the cap and floor of the score",
                        "全規則の合計（スコアの上限・下限の前）",
                    )
                };
                (short(&it.points), it.rule.as_deref().map_or_else(sum, harmless))
            })
            .collect();
        let width = lines.iter().map(|(points, _)| points.len()).max().unwrap_or(0);
        for (points, rule) in lines {
            self.line(depth, &self.dim(&format!("{points:>width$}  {rule}")));
        }
    }

    fn value(&self, shown: &Shown) -> String {
        let Some(value) = &shown.value else {
            return self.say("hidden, see --show-pii", "非表示、--show-pii で表示");
        };
        if *value == Value::Missing {
            return self.say("missing", "値なし");
        }
        let title = Title { name: String::new(), label: String::new() };
        let kpi = KpiTitle {
            title,
            kind: shown.kind.clone(),
            unit: None,
            minimum: None,
            period_ratio: false,
            as_of_run: false,
            so_far: false,
            companion_of: None,
        };
        harmless(&for_people(value, &kpi, self.words, &self.zone))
    }

    fn lack(&mut self, lack: &Lack, condition: Option<&Clause>) {
        let title = self.say("missing:", "足りないもの:");
        let mut lines = Vec::new();
        if let Some(before) = &lack.before {
            let before = harmless(before);
            lines.push(self.say(
                format!("the stage before, {before}, is not entered"),
                format!("前のステージ「{before}」に入っていない"),
            ));
        }
        if lack.unrecorded {
            lines.push(self.say("no such moment is recorded", "この時刻の記録がない"));
        }
        if lack.over {
            lines.push(
                self.say("the lead has started a new cycle", "このリードは次のサイクルに移った"),
            );
        }
        if condition.is_some_and(|it| it.holds) {
            lines.push(self.say("the condition itself is true", "条件そのものは成り立っている"));
        }
        if lack.ways.len() > 1 {
            lines.push(self.say("one of these:", "次のどれか:"));
        }
        self.line(2, &paint(&title, Paint::Yellow, self.style));
        lines.iter().for_each(|line| self.line(3, line));
        let depth = if lack.ways.len() > 1 { 4 } else { 3 };
        for way in &lack.ways {
            let changes: Vec<String> = way.iter().map(|it| self.change(it)).collect();
            let text = changes.join(&self.say(" and ", " かつ "));
            self.line(depth, &format!("- {text}"));
        }
        if lack.more {
            self.line(
                depth,
                &self.say("- .. and other ways as short", "- ほかにも同じ数の変化で入る道がある"),
            );
        }
    }

    fn change(&self, change: &Change) -> String {
        let clause = harmless(&change.clause);
        let clause = match change.to {
            true => clause,
            false => self
                .say(format!("no longer {clause}"), format!("「{clause}」が成り立たなくなること")),
        };
        match change.gap.as_ref().map(|gap| self.gap(gap)) {
            Some(gap) => self.say(format!("{clause} ({gap})"), format!("{clause}（{gap}）")),
            None => clause,
        }
    }

    fn gap(&self, gap: &Gap) -> String {
        let mut size = self.value(&gap.size);
        let shown = gap.size.value.is_some();
        if gap.points && shown {
            size.push_str(&self.say(if size == "1" { " point" } else { " points" }, "点"));
        }
        let (size, more) = (size.as_str(), gap.more);
        match (gap.rise, more) {
            (true, false) => match size.split_once(' ').filter(|_| !self.words.japanese && shown) {
                Some((number, unit)) => format!("needs {number} more {unit}"),
                None => self.say(format!("needs {size} more"), format!("あと{size}")),
            },
            (true, true) => {
                self.say(format!("needs more than {size} more"), format!("あと{size}より多く"))
            }
            (false, false) => self.say(format!("{size} too much"), format!("{size}多い")),
            (false, true) => {
                self.say(format!("to fall by more than {size}"), format!("{size}より多く減ること"))
            }
        }
    }
}

fn mark(holds: bool) -> char {
    if holds { '✓' } else { '✗' }
}
