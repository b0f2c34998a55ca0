//! Every format over small tables that hold everything a table can hold.

mod snapshots;

use super::{ALL, Style, find};
use crate::model::DeclaredUnit;
use crate::plan::Value;
use crate::table::{
    Cell, Header, KpiTitle, Line, Note, Outcome, PeriodTitle, Status, Table, Title,
};
use crate::types::{Kind, Unit};

fn title(name: &str, label: &str) -> Title {
    Title { name: name.into(), label: label.into() }
}

fn kpi(name: &str, label: &str, kind: Kind) -> KpiTitle {
    KpiTitle {
        title: title(name, label),
        kind,
        unit: None,
        minimum: None,
        period_ratio: false,
        as_of_run: false,
        so_far: false,
        companion_of: None,
    }
}

fn kpis() -> Vec<KpiTitle> {
    let per_lead = Unit {
        money: 1,
        currency: Some("JPY".into()),
        things: -1,
        thing: Some("leads".into()),
        ..Unit::default()
    };
    let rate = kpi("opportunity_rate", "商談化率", Kind::ratio());
    let days = kpi("days_to_won", "受注までの期間", Kind::duration());
    vec![
        KpiTitle { unit: Some(DeclaredUnit::Percent), minimum: Some(30), ..rate },
        kpi("revenue", "売上", Kind::money("JPY")),
        KpiTitle {
            companion_of: Some("revenue".into()),
            ..kpi("cpa", "CPA", Kind::Number(per_lead))
        },
        kpi("leads", "リード数", Kind::count("leads")),
        KpiTitle { as_of_run: true, ..days },
        KpiTitle { period_ratio: true, so_far: true, ..kpi("ratio", "比", Kind::ratio()) },
        kpi("last_won", "最終受注", Kind::Datetime),
    ]
}

fn ok(value: Value, n: i64) -> Cell {
    Cell { value, status: Status::Ok, n: Some(n), conversion: None }
}

fn without(status: Status, n: Option<i64>) -> Cell {
    Cell { value: Value::Missing, status, n, conversion: None }
}

fn decimal(units: i128, scale: u8) -> Value {
    Value::Decimal { units, scale }
}

fn rate(value: Value, status: Status, outcome: [i64; 4]) -> Cell {
    let [converted, lost, open, early] = outcome;
    let conversion = Some(Outcome { converted, lost, open, early });
    Cell { value, status, n: Some(converted + lost), conversion }
}

/// Good numbers, among them a negative one.
fn full() -> Vec<Cell> {
    vec![
        rate(Value::Float(0.631_500_521_531_813_5), Status::Ok, [4238, 2473, 1200, 35]),
        ok(decimal(-1_234_567_005, 3), 12),
        ok(Value::Float(30_608.5), 110),
        ok(Value::Integer(6711), 6711),
        ok(Value::Duration(57 * 86_400_000_000 + 4_320_000_000), 9),
        ok(Value::Float(1.25), 4),
        ok(Value::Datetime(1_775_005_200_000_000), 12),
    ]
}

/// One cell of every status, and a number that no float holds.
fn troubled() -> Vec<Cell> {
    let few = Cell { status: Status::Insufficient, ..ok(Value::Float(12.0), 2) };
    vec![
        rate(Value::Missing, Status::Immature, [0, 0, 8, 0]),
        ok(decimal(9_007_199_254_740_993, 0), 1),
        few,
        ok(Value::Integer(0), 0),
        without(Status::Undefined, Some(0)),
        without(Status::MissingInput, None),
        without(Status::Undefined, Some(0)),
    ]
}

fn month(label: &str, last: u8, unfinished: bool, partial: bool) -> PeriodTitle {
    let day = |day: u8| format!("{label}-{day:02}");
    PeriodTitle {
        label: label.into(),
        first: day(1),
        last: day(last),
        unfinished,
        partial,
        changed: false,
    }
}

fn header(language: &str) -> Header {
    Header {
        project: "株式会社 逆算".into(),
        language: language.into(),
        as_of: "2026-05-20".into(),
        time_zone: "Asia/Tokyo".into(),
        period: None,
        by_period: None,
        calendar: None,
        filter: None,
        definitions: "4f0a1c".into(),
    }
}

/// Groups and months, with a total.
fn table(language: &str) -> Table {
    let (april, may) = (month("2026-04", 30, false, true), month("2026-05", 31, true, false));
    let line = |group: &str, period: &PeriodTitle, cells| Line {
        group: vec![group.into()],
        period: Some(period.clone()),
        cells,
    };
    let lines = vec![
        line("ウェビナー", &april, full()),
        line("=cmd|'A', \"x\"", &may, troubled()),
        line("不明", &may, troubled()),
    ];
    let whole = PeriodTitle { label: "2026".into(), last: "2026-05-31".into(), ..may };
    let header = Header {
        period: Some(PeriodTitle { first: "2026-04-05".into(), ..whole }),
        by_period: Some("month".into()),
        calendar: Some("年度は4月から".into()),
        filter: Some("leads.industry = 'IT'".into()),
        ..header(language)
    };
    let text = "3 rows have no time".into();
    Table {
        header,
        dimensions: vec![title("channel", "チャネル")],
        kpis: kpis(),
        lines,
        total: Some(full()),
        notes: vec![Note { code: "no-clock", text, count: Some(3) }],
    }
}

/// The same KPIs of everything.
fn list(language: &str, cells: Vec<Cell>) -> Table {
    Table {
        header: header(language),
        dimensions: Vec::new(),
        kpis: kpis(),
        lines: vec![Line { group: Vec::new(), period: None, cells }],
        total: None,
        notes: Vec::new(),
    }
}

/// A table of two columns, small enough to show whole.
fn small(language: &str) -> Table {
    let mut table = table(language);
    table.kpis.drain(2..);
    let cells = table.lines.iter_mut().map(|line| &mut line.cells);
    cells.chain(&mut table.total).for_each(|cells| drop(cells.drain(2..)));
    table.lines.truncate(2);
    table
}

fn rendered(format: &str, table: &Table, style: Style) -> String {
    (find(format).unwrap().render)(table, style)
}

fn plain(format: &str, table: &Table) -> String {
    rendered(format, table, Style::default())
}

/// Columns that a line takes at a terminal.
fn columns(line: &str) -> usize {
    line.chars().map(|character| if character > '\u{2fff}' { 2 } else { 1 }).sum()
}

#[test]
fn every_format_ends_in_one_line_break_and_repeats_itself() {
    let empty = Table { lines: Vec::new(), total: None, ..table("en") };
    for format in ALL {
        for table in [table("ja"), list("en", full()), empty.clone()] {
            let text = plain(format.name, &table);
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{}", format.name);
            assert_eq!(text, plain(format.name, &table), "{}", format.name);
        }
    }
    assert!(find("xml").is_none());
}

#[test]
fn the_width_of_the_terminal_is_kept() {
    for width in [78, 100, 140] {
        let style = Style { color: false, width: Some(width) };
        let text = rendered("human", &table("ja"), style);
        let lines = text.lines().filter(|line| line.starts_with('─'));
        assert!(lines.clone().count() >= 3);
        for line in lines {
            assert!(line.chars().count() <= usize::from(width), "{line}");
        }
        assert_eq!(text.matches("不明").count(), text.matches("チャネル").count(), "{text}");
    }
}

#[test]
fn colours_do_not_move_columns() {
    let bare = |text: &str| {
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
    };
    for table in [table("ja"), list("en", troubled())] {
        let painted = rendered("human", &table, Style { color: true, width: None });
        assert!(painted.contains("\u{1b}[33m") && painted.contains("\u{1b}[2m(n="));
        assert_eq!(bare(&painted), plain("human", &table));
    }
}

#[test]
fn labels_cannot_steer_a_terminal_or_break_a_table() {
    let mut table = small("en");
    table.lines[0].group = vec!["a\u{1b}[31m\nb\u{202e}|c".into()];
    let text = rendered("human", &table, Style { color: true, width: None });
    assert!(text.contains("a\u{fffd}[31m b\u{fffd}|c"), "{text}");
    assert!(plain("markdown", &table).contains("| a\u{fffd}\\[31m b\u{fffd}\\|c | "));
    assert!(plain("csv", &table).contains("\n\"a\u{1b}[31m\nb\u{202e}|c\",2026-04,"));
}

#[test]
fn spreadsheets_do_not_run_labels() {
    let mut table = small("en");
    for label in ["=1+1", "+1", "-1", "@x", "＝1", "\tx"] {
        table.lines[0].group = vec![label.into()];
        assert!(plain("csv", &table).contains(&format!("\n'{label},")), "{label}");
    }
    assert!(plain("csv", &table).contains(",-1234567.005,"), "numbers stay numbers");
}

#[test]
fn wide_characters_take_two_columns() {
    let text = plain("human", &small("ja"));
    let ends: Vec<usize> = text.lines().filter(|line| line.contains(" JPY")).map(columns).collect();
    assert_eq!(ends.len(), 3);
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{text}");
}
