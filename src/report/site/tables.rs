//! The lists on the page of a definition: earlier definitions, tests, approvals, history, uses.

use serde::Serialize;

use super::page::Section;
use super::{Beyond, Cell, Event, Pages, names};
use crate::approval;
use crate::explain::{self, Item, Sort};
use crate::model::{Expected, LookAt, Report, Test};
use crate::report::terminal::harmless;

/// Rows, each with its depth.
#[derive(Serialize, Default)]
pub(super) struct Table {
    title: String,
    head: Vec<&'static str>,
    rows: Vec<(usize, Vec<Cell>)>,
}

impl Table {
    fn of(head: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> Self {
        Self { head, rows: rows.into_iter().map(|row| (0, row)).collect(), ..Self::default() }
    }

    /// The table of a section that has no other.
    pub(super) fn untitled(self) -> Self {
        Self { title: String::new(), ..self }
    }
}

/// A list of an explanation; full names lead to their pages.
pub(super) fn listed(site: &Pages<'_>, of: &explain::Section) -> Table {
    let named = matches!(of.kind, Sort::Inputs | Sort::Users | Sort::Links);
    let cell = |(at, text): (usize, &String)| match (named && at == 0, of.kind) {
        (true, _) => Cell { class: "name", ..site.link(text) },
        (_, Sort::Links) => {
            let href = text.strip_prefix("-> ").and_then(|to| site.href(&format!("source.{to}")));
            Cell { href, ..Cell::plain(text) }
        }
        _ => Cell::plain(text),
    };
    let columns = of.lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let row = |line: &explain::Line| {
        let mut cells: Vec<Cell> = line.cells.iter().enumerate().map(cell).collect();
        cells.resize_with(columns, Cell::default);
        (line.depth, cells)
    };
    Table { title: of.title.clone(), head: Vec::new(), rows: of.lines.iter().map(row).collect() }
}

/// Earlier definitions of a stage, and from when on the latest one holds.
pub(super) fn versions(site: &Pages<'_>, item: Item) -> Option<Section> {
    let Item::Stage(id) = item else { return None };
    let stage = &site.model.stages[id.0];
    let versions = &stage.versions;
    let from = versions.effective_from?;
    let start = site.say("はじめ", "the start");
    let row = |day: Option<String>, text: String| {
        vec![Cell::plain(day.as_deref().unwrap_or(start)), Cell::toned(&text, "code")]
    };
    let mut rows = vec![row(Some(from.to_string()), stage.latest().to_string())];
    let earlier = versions.earlier.iter().rev();
    rows.extend(earlier.map(|(day, text)| row(day.map(|it| it.to_string()), text.to_string())));
    let lead = match versions.restates {
        true => site.say(
            "いまの定義は、この日より前にもさかのぼって使われます。",
            "The definition of now holds for earlier days, too.",
        ),
        false => site.say(
            "到達はその日に有効だった定義で数えます。",
            "Entries are counted by the definition of their day.",
        ),
    };
    Some(Section {
        id: "versions",
        title: site.say("定義の版", "Versions"),
        lead: Some(lead.to_owned()),
        tables: vec![Table::of(site.say(vec!["から", "定義"], vec!["from", "definition"]), rows)],
        ..Section::default()
    })
}

/// Tests that expect something of it, or in which a condition on it has to decide.
pub(super) fn tests(site: &Pages<'_>, item: Item) -> Option<Section> {
    let names = |test: &&Test| {
        let expects = test.expect.iter().any(|it| match it.of {
            Expected::Stage(id) => item == Item::Stage(id),
            Expected::Criterion(id) => item == Item::Criterion(id),
        });
        let understood = test.because.iter().flat_map(|because| &because.understood);
        expects
            || understood.into_iter().any(|(source, formula)| {
                explain::inputs_of(site.model, formula, Some(*source)).contains_key(&item)
            })
    };
    let found: Vec<&Test> = site.model.tests.iter().filter(names).collect();
    let testable = matches!(item, Item::Stage(_) | Item::Criterion(_));
    if found.is_empty() && !testable {
        return None;
    }
    let row = |test: &&Test| {
        let because: Vec<String> = test.because.iter().map(|it| it.written.to_string()).collect();
        vec![
            Cell::plain(&test.name),
            Cell::toned(&because.join(" / "), "code"),
            Cell::toned(&test.as_of.to_string(), "short"),
            Cell::plain(&test.agreed_by.join(", ")),
        ]
    };
    let head = site.say(
        vec!["テスト", "決め手の条件", "時点", "合意したチーム"],
        vec!["test", "because", "as of", "agreed by"],
    );
    let none = site.say("これを名指すテストはありません。", "No test names it.");
    let empty = found.is_empty();
    Some(Section {
        id: "tests",
        title: site.say("テスト", "Tests"),
        lead: empty.then(|| none.to_owned()),
        tables: (!empty)
            .then(|| Table::of(head, found.iter().map(row).collect()))
            .into_iter()
            .collect(),
        ..Section::default()
    })
}

/// Who approved it, where anybody approved anything.
pub(super) fn approvals(site: &Pages<'_>, item: Item) -> Option<Section> {
    let parties = approval::parties(site.model, item);
    if site.of.locks.is_empty() || parties.is_empty() {
        return None;
    }
    let name = item.name(site.model);
    let row = |party: &String| {
        let state =
            match (site.approvals.holds(party, &name), site.approvals.is_given(party, &name)) {
                (true, _) => Cell::plain(site.say("✓ 承認済み", "✓ approved")),
                (_, true) => Cell::toned(
                    site.say(
                        "△ 前の意味を承認。いまの意味は未承認",
                        "△ approved an earlier meaning, not this one",
                    ),
                    "careful",
                ),
                _ => Cell::toned(site.say("✗ 未承認", "✗ not approved"), "careful"),
            };
        vec![Cell::plain(party), state]
    };
    let head = site.say(vec!["チーム", "承認"], vec!["party", "approval"]);
    Some(Section {
        id: "approvals",
        title: site.say("承認", "Approvals"),
        tables: vec![Table::of(head, parties.iter().map(row).collect())],
        ..Section::default()
    })
}

/// The commits that changed what it means.
pub(super) fn history(site: &Pages<'_>, item: Item) -> Section {
    let title = site.say("定義の履歴", "History");
    let id = "history";
    let known = match site.of.history {
        Ok(known) => known,
        Err(why) => {
            let lead = site.say(
                format!("変更の記録はありません: {why}。"),
                format!("There is no record of changes: {why}."),
            );
            return Section { id, title, lead: Some(harmless(&lead)), ..Section::default() };
        }
    };
    let events = known.events.get(&names::full(site.model, item)).map_or(&[][..], Vec::as_slice);
    let mut lead = Vec::new();
    if events.is_empty() {
        lead.push(
            site.say("意味を変えたコミットはありません。", "No commit changed its meaning.")
                .to_owned(),
        );
    }
    lead.extend(known.beyond.as_ref().map(|beyond| cut(site, beyond)));
    let head = site.say(
        vec!["日付", "性質", "何を通して", "件名", "コミット"],
        vec!["day", "nature", "through", "subject", "commit"],
    );
    let table = || Table::of(head, events.iter().map(|it| event(site, it)).collect());
    Section {
        id,
        title,
        lead: (!lead.is_empty()).then(|| lead.join(" ")),
        tables: (!events.is_empty()).then(table).into_iter().collect(),
        ..Section::default()
    }
}

fn event(site: &Pages<'_>, event: &Event) -> Vec<Cell> {
    let through = match event.through.as_slice() {
        [] => Cell::default(),
        [only] => Cell { class: "name", ..site.link(only) },
        several => Cell::toned(&several.join(", "), "name"),
    };
    vec![
        Cell::toned(&event.day, "short"),
        Cell::plain(&event.nature),
        through,
        Cell::plain(&event.subject),
        Cell::toned(&event.commit, "name"),
    ]
}

fn cut(site: &Pages<'_>, beyond: &Beyond) -> String {
    match beyond {
        Beyond::Latest(count) => site.say(
            format!("定義に触れた最新の {count} コミットだけを見ています。"),
            format!("Only the latest {count} commits that touched definitions were looked at."),
        ),
        Beyond::Shallow(line) => site.say(
            format!("ここの履歴は途中までです。`{line}` で残りを取得できます。"),
            format!("The history here is cut off; `{line}` fetches the rest."),
        ),
    }
}

/// Who uses it: definitions, and reports.
pub(super) fn used(site: &Pages<'_>, item: Item, mut tables: Vec<Table>) -> Section {
    let reports = site.model.reports.iter().filter(|it| shows(it, item));
    let rows = reports.filter_map(|report| {
        let about = report.about.as_ref()?;
        let name = Cell::toned(&format!("report.{}", about.name), "name");
        let label = Some(&about.label).filter(|label| **label != about.name);
        Some(vec![name, Cell::plain(label.map_or("", String::as_str))])
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        tables = tables.into_iter().map(Table::untitled).collect();
    } else {
        let title = site.say("載っているレポート", "Reports that show it").to_owned();
        tables.push(Table { title, ..Table::of(Vec::new(), rows) });
    }
    let none = site.say("使っているものはありません。", "Nothing uses it.");
    Section {
        id: "users",
        title: site.say("使われているところ", "Where it is used"),
        lead: tables.is_empty().then(|| none.to_owned()),
        tables,
        ..Section::default()
    }
}

/// Tells whether a report names it.
fn shows(report: &Report, item: Item) -> bool {
    let looks = |it: &LookAt| match item {
        Item::Kpi(id) => it.kpi == id,
        Item::Dimension(id) => it.by.contains(&id),
        _ => false,
    };
    let named = match item {
        Item::Kpi(id) => {
            [&report.targets, &report.trends, &report.channels].iter().any(|all| all.contains(&id))
        }
        Item::Dimension(id) => report.by == Some(id),
        Item::Plan(id) => report.plan == Some(id),
        _ => false,
    };
    named || report.interest.iter().any(looks)
}
