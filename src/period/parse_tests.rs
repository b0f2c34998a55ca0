//! What periods read as, and what is answered to what is none.

use super::*;
use crate::period::cells;
use jiff::civil::date;

const APRIL: Settings = Settings { fiscal_year_starts: 4, week_starts: Weekday::Monday };
const SUNDAY: Settings = Settings { fiscal_year_starts: 10, week_starts: Weekday::Sunday };

fn read(text: &str) -> String {
    match parse(text, date(2026, 11, 18), &APRIL) {
        Ok(asked) => asked.span.to_string(),
        Err(error) => error.message,
    }
}

#[test]
fn absolute_periods() {
    for (text, span) in [
        ("2026", "2026-01-01..2026-12-31"),
        ("2026-04", "2026-04-01..2026-04-30"),
        ("2026-04-01", "2026-04-01..2026-04-01"),
        ("2026-W14", "2026-03-30..2026-04-05"),
        ("2026-W53", "2026-12-28..2027-01-03"),
        ("2026-Q1", "2026-01-01..2026-03-31"),
        ("2026-q4", "2026-10-01..2026-12-31"),
        ("2026-H1", "2026-01-01..2026-06-30"),
        ("2026-H2", "2026-07-01..2026-12-31"),
        ("FY2026", "2026-04-01..2027-03-31"),
        ("FY2026-Q1", "2026-04-01..2026-06-30"),
        ("FY2026-Q4", "2027-01-01..2027-03-31"),
        ("FY2026-H2", "2026-10-01..2027-03-31"),
        ("fiscal 2026", "2026-04-01..2027-03-31"),
        ("fiscal year  2026", "2026-04-01..2027-03-31"),
        ("　２０２６－０４ ", "2026-04-01..2026-04-30"),
        ("ＦＹ２０２６", "2026-04-01..2027-03-31"),
        ("2026-03-30/7d", "2026-03-30..2026-04-05"),
    ] {
        assert_eq!(read(text), span, "{text}");
    }
}

#[test]
fn ranges_include_both_ends() {
    assert_eq!(read("2017-01..2017-12"), "2017-01-01..2017-12-31");
    assert_eq!(read("2017-01 .. 2017-01"), "2017-01-01..2017-01-31");
    assert_eq!(read("2026-01-15..2026-Q2"), "2026-01-15..2026-06-30");
    assert_eq!(read("FY2024..FY2025-H1"), "2024-04-01..2025-09-30");
    assert_eq!(read("2026-04..this month"), "2026-04-01..2026-11-30");
    assert_eq!(read("２０１７－０１．．２０１７－１２"), "2017-01-01..2017-12-31");
    let unit = |text| parse(text, date(2026, 11, 18), &APRIL).map(|asked| asked.unit);
    assert_eq!(unit("2017-01..2017-12"), Ok(Some(PeriodUnit::Month)));
    assert_eq!(unit("2017-01..2017-Q4"), Ok(None));
}

#[test]
fn relative_periods_are_whole_units_before_that_of_the_as_of_day() {
    for (text, span) in [
        ("last 12 months", "2025-11-01..2026-10-31"),
        ("last 1 month", "2026-10-01..2026-10-31"),
        ("last month", "2026-10-01..2026-10-31"),
        ("last 4 quarters", "2025-10-01..2026-09-30"),
        ("last 2 halves", "2025-07-01..2026-06-30"),
        ("last 2 years", "2024-01-01..2025-12-31"),
        ("last 3 weeks", "2026-10-26..2026-11-15"),
        ("last 30 days", "2026-10-19..2026-11-17"),
        ("last 2 fiscal years", "2024-04-01..2026-03-31"),
        ("last fiscal half", "2026-04-01..2026-09-30"),
        ("last １２ months", "2025-11-01..2026-10-31"),
        ("this month", "2026-11-01..2026-11-30"),
        ("this quarter", "2026-10-01..2026-12-31"),
        ("This Fiscal Year", "2026-04-01..2027-03-31"),
        ("this week", "2026-11-16..2026-11-22"),
        ("this day", "2026-11-18..2026-11-18"),
    ] {
        assert_eq!(read(text), span, "{text}");
    }
    let end_of_month = parse("last 1 month", date(2026, 3, 31), &APRIL).unwrap();
    assert_eq!(end_of_month.span.to_string(), "2026-02-01..2026-02-28");
}

#[test]
fn what_is_no_period_is_an_error() {
    for (text, message) in [
        ("2026-13", "`2026-13` does not exist"),
        ("2026-02-29", "`2026-02-29` does not exist"),
        ("2025-W53", "`2025-W53` does not exist"),
        ("2026-W00", "`2026-W00` does not exist"),
        ("2026-W99", "`2026-W99` does not exist"),
        ("2026-Q5", "`2026-Q5` is not a period"),
        ("2026-4", "`2026-4` is not a period"),
        ("FY2026-04", "`FY2026-04` is not a period"),
        ("FY2026-", "`FY2026-` is not a period"),
        ("", "`` is not a period"),
        ("..", "`..` lacks an end"),
        ("2026..", "`2026..` lacks an end"),
        ("2024..2025..2026", "`2025..2026` is not a period"),
        ("last 12 moons", "`last 12 moons` is not a period"),
        ("last", "`last` is not a period"),
        ("last -1 months", "`last -1 months` is not a period"),
        ("this", "`this` is not a period"),
        ("last 0 months", "`last 0 months` is empty"),
        ("2017-12..2017-01", "`2017-12..2017-01` ends before it starts"),
        ("1899", "`1899` lies outside the years 1900 to 2199"),
        ("2200-01", "`2200-01` lies outside the years 1900 to 2199"),
        ("FY2199", "`FY2199` lies outside the years 1900 to 2199"),
        ("9999-W01", "`9999-W01` lies outside the years 1900 to 2199"),
        ("last 300 years", "`last 300 years` lies outside the years 1900 to 2199"),
        (
            "last 99999999999999999999999 weeks",
            "`last 99999999999999999999999 weeks` lies outside the years 1900 to 2199",
        ),
        ("20264", "`20264` is not a period"),
        ("二〇二六", "`二〇二六` is not a period"),
    ] {
        assert_eq!(read(text), message, "{text}");
    }
}

#[test]
fn help_names_a_repair() {
    let help = |text| parse(text, date(2026, 11, 18), &APRIL).unwrap_err().help;
    assert_eq!(help("2017-12..2017-01"), "write `2017-01..2017-12`");
    assert_eq!(help("2026-02-29"), "2026-02 has 28 days");
    assert_eq!(help("2025-W53"), "2025 has the weeks W01 to W52");
    assert_eq!(help("2026-04-01/7d"), "write `2026-03-30/7d`");
    assert!(help("soon").contains("`last 12 months`"));
}

#[test]
fn iso_weeks_need_weeks_that_start_on_monday() {
    let error = parse("2026-W14", date(2026, 11, 18), &SUNDAY).unwrap_err();
    assert!(error.message.contains("weeks do not start on monday"));
    let week = parse("2026-03-29/7d", date(2026, 11, 18), &SUNDAY).unwrap();
    assert_eq!(week.span.to_string(), "2026-03-29..2026-04-04");
}

#[test]
fn labels_of_cells_read_as_their_cells() {
    for settings in [APRIL, SUNDAY] {
        for unit in ["day", "week", "month", "quarter", "half", "year"] {
            for unit in [parse_unit(unit), parse_unit(&format!("fiscal {unit}"))] {
                let Some(unit) = unit else { continue };
                let within = Span::inclusive(date(2023, 11, 5), date(2026, 1, 20));
                for cell in cells(unit, within, &settings) {
                    let asked = parse(&cell.label, date(2000, 1, 1), &settings).unwrap();
                    assert_eq!(asked, Asked { span: cell.span, unit: Some(unit) });
                }
            }
        }
    }
}

#[test]
fn units_days_and_dates() {
    assert_eq!(parse_unit("fiscal_quarter"), Some(PeriodUnit::FiscalQuarter));
    assert_eq!(parse_unit("Fiscal  Year"), Some(PeriodUnit::FiscalYear));
    assert_eq!(parse_unit("fiscal week"), None);
    assert_eq!(parse_weekday("Sunday"), Some(Weekday::Sunday));
    assert_eq!(parse_weekday("sun"), None);
    assert_eq!(parse_date("２０２４-02-29"), Ok(date(2024, 2, 29)));
    for wrong in
        ["2024-2-9", "2023-02-29", "1899-12-31", "2200-01-01", "today", "2024-01-01x", "+024-01-01"]
    {
        assert!(parse_date(wrong).is_err(), "{wrong}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_answered(text in "(last |this |FY)?[0-9]{0,30}[-. /wqhdWQH0-9a-z]{0,12}") {
        for day in [date(2026, 11, 18), Date::MIN, Date::MAX] {
            if let Ok(asked) = parse(&text, day, &APRIL) {
                assert!(!asked.span.is_empty() && asked.span.in_range());
            }
        }
        let _ = (parse_date(&text), parse_unit(&text), parse_weekday(&text));
    }
}
