//! Tests of the sample as a whole, on the CSV files it writes.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

type Table = Vec<BTreeMap<String, String>>;

fn options(leads: u64, seed: u64, format: Format) -> Options {
    Options { leads, seed, format, ..Options::default() }
}

fn bytes(options: &Options) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let summary = write(options, folder.path(), &mut |_, _, _| ()).unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, summary.tables.len(), "nothing else is left behind");
    summary.tables.iter().map(|table| std::fs::read(&table.path).unwrap()).collect()
}

/// Reads what the writer writes: no line ends inside quotes.
fn rows(text: &[u8]) -> Table {
    let text = std::str::from_utf8(text).unwrap();
    let mut lines = text.lines().map(|line| {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                _ => fields.last_mut().unwrap().push(character),
            }
        }
        fields
    });
    let header = lines.next().unwrap();
    let lines = lines.map(|line| {
        assert_eq!(line.len(), header.len(), "{line:?}");
        header.iter().cloned().zip(line).collect()
    });
    lines.collect()
}

fn tables(leads: u64, seed: u64) -> BTreeMap<&'static str, Table> {
    let files = bytes(&options(leads, seed, Format::Csv));
    let names = schema::TABLES.iter().map(|table| table.name);
    names.zip(files.iter().map(|file| rows(file))).collect()
}

fn set<'a>(
    table: &'a Table,
    column: &str,
    keep: impl Fn(&BTreeMap<String, String>) -> bool,
) -> BTreeSet<&'a str> {
    table.iter().filter(|row| keep(row)).map(|row| row[column].as_str()).collect()
}

#[test]
fn the_seed_decides_every_byte() {
    for format in [Format::Csv, Format::Parquet] {
        let once = bytes(&options(300, 5, format));
        assert_eq!(once, bytes(&options(300, 5, format)));
        let other = bytes(&options(300, 6, format));
        assert!(once.iter().zip(&other).all(|(one, other)| one != other));
    }
}

/// The same on every machine; where the generator is changed on purpose, so is the number.
#[test]
fn a_small_sample_stays_as_it_is() {
    let files = bytes(&options(200, 1, Format::Csv));
    let sum = files.iter().flatten().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    assert_eq!(format!("{sum:016x}"), "ff8226ad08693e68");
}

#[test]
fn values_fit_the_description() {
    let tables = tables(1500, 1);
    for table in schema::TABLES {
        let rows = &tables[table.name];
        assert_eq!(set(rows, table.key(), |_| true).len(), rows.len(), "{}", table.name);
        for column in table.columns {
            let values = rows.iter().map(|row| row[column.name].as_str());
            for value in values.filter(|value| !value.is_empty()) {
                let fits = match column.holds {
                    schema::Holds::Integer | schema::Holds::Money => {
                        value.parse::<i64>().is_ok_and(|value| value > 0)
                    }
                    schema::Holds::Date => value.parse::<Date>().is_ok(),
                    schema::Holds::Datetime => {
                        ("2024-11-01 00:00:00".."2026-11-01").contains(&value) && value.len() == 19
                    }
                    schema::Holds::Words(words) => words.contains(&value),
                    _ => true,
                };
                assert!(fits, "{}.{}: {value}", table.name, column.name);
            }
        }
    }
}

#[test]
fn deals_are_coherent() {
    let tables = tables(3000, 2);
    let created: BTreeMap<_, _> =
        tables["leads"].iter().map(|row| (row["lead_id"].as_str(), &row["created_at"])).collect();
    for deal in &tables["deals"] {
        assert!(created[deal["lead_id"].as_str()] < &deal["created_at"], "{deal:?}");
        assert_eq!(deal["status"] == "open", deal["closed_at"].is_empty(), "{deal:?}");
        assert!(deal["status"] == "open" || deal["closed_at"] >= deal["created_at"], "{deal:?}");
        assert!(deal["status"] == "lost" || deal["lost_reason"].is_empty(), "{deal:?}");
    }
    for kind in ["新規", "更新", "拡張"] {
        assert!(tables["deals"].iter().any(|deal| deal["kind"] == kind), "{kind}");
    }
}

#[test]
fn rates_are_those_of_a_plausible_funnel() {
    let tables = tables(6000, 3);
    let asked = ["資料請求", "お問い合わせ", "無料相談予約"];
    let leads = tables["leads"].len() as f64;
    let asking = set(&tables["touches"], "lead_id", |row| asked.contains(&row["kind"].as_str()));
    let worked = set(&tables["activities"], "lead_id", |_| true);
    let agreed = set(&tables["deals"], "lead_id", |row| row["kind"] == "新規");
    let first = |status: &str| {
        let deals = tables["deals"].iter();
        deals.filter(|deal| deal["kind"] == "新規" && deal["status"] == status).count() as f64
    };
    let per_lead = |table: &str| tables[table].len() as f64 / leads;
    let measured = [
        ("asking", asking.len() as f64 / leads, 0.31, 0.40),
        ("worked", worked.len() as f64 / leads, 0.2, 0.35),
        ("agreed", agreed.len() as f64 / leads, 0.10, 0.14),
        ("won", first("won") / (first("won") + first("lost")), 0.25, 0.35),
        ("views", per_lead("page_views"), 9.0, 11.0),
        ("touches", per_lead("touches"), 2.0, 4.0),
        ("activities", per_lead("activities"), 0.7, 1.6),
    ];
    for (name, value, low, high) in measured {
        println!("{name} {value:.3}");
        assert!((low..high).contains(&value), "{name}: {value}");
    }
}

#[test]
fn dirt_and_returns_are_there() {
    let tables = tables(6000, 4);
    let leads = set(&tables["leads"], "lead_id", |_| true);
    let strays =
        set(&tables["activities"], "lead_id", |row| !leads.contains(row["lead_id"].as_str()));
    assert!(!strays.is_empty());
    let industries = set(&tables["leads"], "industry", |_| true);
    assert!(["Select", "", "ＩＴ", "不明"].iter().all(|dirty| industries.contains(dirty)));
    assert!(set(&tables["leads"], "company_id", |_| true).contains(""));
    assert!(tables["deals"].iter().any(|deal| deal["amount"].is_empty()));

    let mut moments: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in tables["touches"].iter().chain(&tables["activities"]) {
        moments.entry(&row["lead_id"]).or_default().push(&row["at"][..10]);
    }
    let day = |text: &str| text.parse::<Date>().unwrap();
    let silent = |pair: &[&str]| (day(pair[1]) - day(pair[0])).get_days() > 180;
    let returns = moments.values_mut().filter_map(|days| {
        days.sort_unstable();
        days.windows(2).any(silent).then_some(())
    });
    assert!((100..900).contains(&returns.count()));
}

#[test]
fn tables_grow_with_the_leads() {
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Vec::new();
    let mut count = |leads| {
        let options = options(leads, 1, Format::Csv);
        let mut progress = |table: &str, done, all| heard.push((table.to_owned(), done, all));
        let summary = write(&options, folder.path(), &mut progress).unwrap();
        summary.tables.iter().map(|table| table.rows).collect::<Vec<_>>()
    };
    let (few, many) = (count(1000), count(4000));
    assert_eq!((few[1], many[1]), (1000, 4000));
    for place in [2, 3, 4, 5] {
        assert!((3 * few[place]..5 * few[place]).contains(&many[place]), "{few:?} {many:?}");
    }
    assert_eq!(few[6], many[6], "channels by months");
    assert!(heard.contains(&("leads".to_owned(), 4000, 4000)));
}

#[test]
fn impossible_samples_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for options in [
        Options { leads: 0, ..Options::default() },
        Options { months: 0, ..Options::default() },
        Options { months: 4000, ..Options::default() },
    ] {
        let error = write(&options, folder.path(), &mut |_, _, _| ()).unwrap_err();
        assert_eq!(error.code, "bad-sample");
    }
    let taken = folder.path().join("file");
    std::fs::write(&taken, "").unwrap();
    let error = write(&Options::default(), &taken, &mut |_, _, _| ()).unwrap_err();
    assert_eq!(error.code, "cannot-write");
}
