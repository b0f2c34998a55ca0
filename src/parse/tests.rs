use super::*;
use crate::diagnostic::Diagnostics;

fn read(text: &str) -> (Expression, Vec<(String, String)>) {
    let mut diagnostics = Diagnostics::default();
    let expression = parse_plain(FileId(0), text, &mut diagnostics);
    let found = diagnostics.iter();
    let found = found.map(|d| (d.code.to_owned(), d.message.clone())).collect();
    (expression, found)
}

/// Writes the tree with all parentheses.
fn shape(expression: &Expression) -> String {
    match &expression.node {
        Node::Binary(operator, a, b) => format!("({} {} {})", operator.word(), shape(a), shape(b)),
        Node::Unary(operator, inner) => format!("({operator:?} {})", shape(inner)),
        Node::In(a, b) => format!("(in {} {b})", shape(a)),
        Node::IsMissing(a, _) => format!("(missing {})", shape(a)),
        Node::Between(a, b, c) => format!("(between {} {} {})", shape(a), shape(b), shape(c)),
        _ => expression.to_string(),
    }
}

#[track_caller]
fn shaped(text: &str, expected: &str) {
    let (expression, found) = read(text);
    assert!(found.is_empty(), "{text}: {found:?}");
    assert_eq!(shape(&expression), expected, "{text}");
}

#[test]
fn precedence() {
    shaped("a + b * c - d", "(- (+ a (* b c)) d)");
    shaped("not a = b", "(Not (= a b))");
    shaped("not a and b", "(and (Not a) b)");
    shaped("a or b or c", "(or (or a b) c)");
    shaped("-a * b", "(* (Negate a) b)");
    shaped("a + b in [1, 2]", "(in (+ a b) [1, 2])");
    shaped("a between b + 1 and c and d", "(and (between a (+ b 1) c) d)");
    shaped("not a is missing", "(Not (missing a))");
    shaped("a / b / c", "(/ (/ a b) c)");
    shaped("a - b", "(- a b)");
}

#[test]
fn the_language_of_the_manual_is_read() {
    for text in [
        "first(touches.at where kind in ['資料請求', 'お問い合わせ'])",
        "count(deals where status = 'won' at deals.closed_at) / count(deals where status in ['won', 'lost'] at deals.closed_at)",
        "cv -> opportunity within 90 days",
        "cv -> mql within 30 days -> sql within 14 days",
        "leads where industry = 'IT' -> first(deals.created_at) within ever",
        "sql -> first(activities.at where kind in ['電話'] since sql) within 2 business days",
        "median(sql.at - mql.at over sql)",
        "survival median(mql where leads.industry = 'IT' -> sql)",
        "expected rate(mql -> first(deals.created_at) within 30 days) * 2",
        "(a -> b within 30 days) * 2",
        "same period last year(kpi.x) + to date(kpi.x, fiscal year) + rolling(kpi.x, 3 months)",
        "count(distinct touches.lead_id in last 30 days)",
        "if a then b else coalesce(c, 120_000 JPY)",
        "受注率 >= 30% and x = 2026-04-01 # 説明",
        "deals.company_id.employees is not missing",
        "business days(a, b) + p90(x)",
        "a.where = 'It''s'",
    ] {
        let (expression, found) = read(text);
        assert!(found.is_empty(), "{text}: {found:?}");
        let again = expression.to_string();
        let (second, found) = read(&again);
        assert!(found.is_empty(), "{again}: {found:?}");
        assert_eq!(second.to_string(), again, "{text}");
    }
}

#[test]
fn suffixes_bind_to_the_call() {
    let (expression, _) = read("count(deals where a = 1 at b)");
    let Node::Call(call) = expression.node else { panic!("a call") };
    let kinds: Vec<_> = call.suffixes.iter().map(|suffix| suffix.kind.word()).collect();
    assert_eq!(kinds, ["where", "at"]);
}

#[track_caller]
fn trouble(text: &str, code: &str, part: &str) {
    let (_, found) = read(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    assert_eq!(found[0].0, code, "{text}: {found:?}");
    assert!(found[0].1.contains(part), "{text}: {found:?}");
}

#[test]
fn each_spot_of_trouble_gets_one_message() {
    trouble("a and b or c", "mixed-logic", "mixed");
    trouble("1 < x < 3", "chained-comparison", "again");
    trouble("x not in ['a']", "foreign-spelling", "before the whole");
    trouble("count(deals where a = 1 where b = 2)", "syntax", "twice");
    trouble("a + (b", "syntax", "never closed");
    trouble("a = 'b", "syntax", "no closing quote");
    trouble("x = 2026-02-30", "syntax", "no day");
    trouble("x LIKE 'a'", "syntax", "searched with words");
    trouble("a +", "syntax", "too early");
    trouble("", "syntax", "no expression");
    trouble("a b", "syntax", "`b` does not fit");
}

#[test]
fn size_and_depth_are_bounded() {
    trouble(&"(".repeat(1_000), "too-complex", "nested");
    trouble(&"not ".repeat(1_000), "too-complex", "`not`");
    trouble(&"-".repeat(1_000), "too-complex", "nested");
    trouble(&"1 + ".repeat(250_000), "too-complex", "bytes");
    trouble(&format!("1{}", " + 1".repeat(8_000)), "too-complex", "parts");
}

#[test]
fn no_spelling_slips_past_the_bounds() {
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(90), close.repeat(90));
    for text in [
        format!("# it's\n{}", nested("(", ")")),
        format!("\"'\" = {}", nested("（", "）")),
        format!("「'」 = {}", nested("[", "]")),
        "！".repeat(5_000) + "a",
        "－".repeat(5_000) + "1",
        "−".repeat(5_000) + "1",
        "NOT ".repeat(5_000) + "a",
        "ｎｏｔ　".repeat(5_000) + "a",
        "a=not ".repeat(1_200) + "a",
        "(if a then 1 else\n".repeat(60) + &nested("f(", ")"),
        "、".repeat(20_000),
    ] {
        let (_, found) = read(&text);
        let start: String = text.chars().take(20).collect();
        assert_eq!(found.last().unwrap().0, "too-complex", "{start}");
        assert!(found.len() <= 102, "{start}: {}", found.len());
    }
}

#[test]
fn ordinary_text_of_the_greatest_size_is_read() {
    let sum = format!("1{}", "+1".repeat(7_900));
    let list = format!("x in [{}]", ["'製造業・その他'"; 1_900].join(","));
    for text in [sum, list] {
        let (_, found) = read(&text);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn frequent_slips_get_an_answer_of_their_own() {
    trouble("a -> b within 30 days * 2", "syntax", "stands in parentheses");
    trouble("count(x) > 1 and (a -> b within 3 days >= 30%)", "syntax", "stands in parentheses");
    trouble("a -> b", "syntax", "says by when");
    trouble("expected rate(a -> b)", "syntax", "says by when");
    trouble("count(*)", "syntax", "naming their set");
    trouble("x in ('a', 'b')", "syntax", "stand in brackets");
    trouble("x = 2026/4/1", "foreign-spelling", "`2026-04-01`");
    trouble("x = 2026-4-1", "foreign-spelling", "`2026-04-01`");
    trouble("x = ２０２６／０４／０１", "foreign-spelling", "`2026-04-01`");
    for text in ["2026/4/1000 = x", "2026 - 4 - 1 = x", "100/4/1 = x", "x = 2026-04-01"] {
        assert!(read(text).1.is_empty(), "{text}");
    }
}

#[test]
fn a_median_of_waiting_says_no_window() {
    for text in [
        "survival median(a -> b)",
        "survival median(a where x = 1 -> first(c.at where y = 2))",
        "survival median(a -> b within 3 days)",
        "survival median(a -> b within ever -> c within ever)",
    ] {
        shaped(text, text);
    }
    shaped("survival  median ( a -> b within ever )", "survival median(a -> b)");
    trouble("1 + survival median(a -> )", "syntax", "");
}
