//! A definition file in one spelling, for comparing versions line by line.
//!
//! Needs no project: tables by name, keys by name, expressions in the canonical format with what `and`
//! joins on lines of its own. Comments, order, layout and another spelling of an expression are gone.

use std::fmt::Write;

use toml::de::{DeTable, DeValue};

use super::fields::Entry;
use crate::diagnostic::Diagnostics;
use crate::expression::{BinaryOperator, Expression, Node};
use crate::parse::parse_plain;
use crate::source::FileId;

/// Keys whose text is an expression.
const EXPRESSIONS: [&str; 9] =
    ["at", "channel", "formula", "of", "promise", "touches", "value", "when", "where"];

/// Gives the text of a file in one spelling; none where it does not read as TOML.
pub fn canonical(text: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let mut blocks = Vec::new();
    for entry in sorted(root.get_ref()) {
        block(&mut blocks, String::new(), entry);
    }
    Some(blocks.concat())
}

/// By name, so that moving does not count.
fn sorted<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<Entry> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.get_ref().to_string());
    entries
}

/// Where each has a name, as tests have, by it; else as written, as the order may count.
fn by_name<'t, 'i>(mut tables: Vec<&'t DeTable<'i>>) -> Vec<&'t DeTable<'i>> {
    let name =
        |table: &DeTable| table.get("name").and_then(|it| it.get_ref().as_str()).map(str::to_owned);
    if tables.iter().all(|table| name(table).is_some()) {
        tables.sort_by_key(|table| name(table));
    }
    tables
}

/// Adds a table below a header of its own, and those inside it below theirs.
fn block(blocks: &mut Vec<String>, prefix: String, (key, value): Entry) {
    let path = format!("{prefix}{}", key.get_ref());
    match value.get_ref() {
        DeValue::Table(table) => {
            let outer = prefix.is_empty() && table.values().all(|it| is_table(it.get_ref()));
            if outer && !table.is_empty() {
                let inner = sorted(table);
                inner.into_iter().for_each(|entry| block(blocks, format!("{path}."), entry));
                return;
            }
            let mut out = format!("[{path}]\n");
            body(&mut out, table, "");
            blocks.push(out + "\n");
        }
        DeValue::Array(items) if items.iter().all(|it| is_table(it.get_ref())) => {
            let named: Vec<&DeTable> =
                items.iter().filter_map(|it| it.get_ref().as_table()).collect();
            for table in by_name(named) {
                let mut out = format!("[[{path}]]\n");
                body(&mut out, table, "");
                blocks.push(out + "\n");
            }
        }
        other => blocks.push(format!("{path} = {}\n", plain(other))),
    }
}

fn is_table(value: &DeValue) -> bool {
    matches!(value, DeValue::Table(_))
}

fn body(out: &mut String, table: &DeTable, indent: &str) {
    for (key, value) in sorted(table) {
        let key = key.get_ref();
        match value.get_ref() {
            DeValue::Table(inner) => {
                let _ = writeln!(out, "{indent}{key}:");
                body(out, inner, &format!("{indent}  "));
            }
            DeValue::Array(items) if items.iter().any(|it| is_table(it.get_ref())) => {
                let _ = writeln!(out, "{indent}{key}:");
                for item in items.iter() {
                    let _ = writeln!(out, "{indent}  -");
                    match item.get_ref() {
                        DeValue::Table(inner) => body(out, inner, &format!("{indent}    ")),
                        other => {
                            let _ = writeln!(out, "{indent}    {}", plain(other));
                        }
                    }
                }
            }
            DeValue::String(text) if EXPRESSIONS.contains(&key.as_ref()) => {
                expression(out, indent, key, text);
            }
            DeValue::String(text) if text.contains('\n') => {
                let _ = writeln!(out, "{indent}{key}:");
                text.trim().lines().for_each(|line| {
                    let _ = writeln!(out, "{indent}  {}", line.trim());
                });
            }
            other => {
                let _ = writeln!(out, "{indent}{key} = {}", plain(other));
            }
        }
    }
}

fn expression(out: &mut String, indent: &str, key: &str, text: &str) {
    let mut problems = Diagnostics::default();
    let read = parse_plain(FileId(0), text, &mut problems);
    if problems.has_errors() {
        let _ = writeln!(out, "{indent}{key} = {text:?}");
        return;
    }
    match lines(&read).as_slice() {
        [only] => {
            let _ = writeln!(out, "{indent}{key} = {only}");
        }
        all => {
            let _ = writeln!(out, "{indent}{key} =");
            all.iter().for_each(|line| {
                let _ = writeln!(out, "{indent}  {line}");
            });
        }
    }
}

/// What `and` or `or` joins on lines of its own, sorted; anything else on one line.
fn lines(expression: &Expression) -> Vec<String> {
    let Node::Binary(operator @ (BinaryOperator::And | BinaryOperator::Or), ..) = &expression.node
    else {
        return vec![expression.to_string()];
    };
    let mut parts = Vec::new();
    joined(expression, *operator, &mut parts);
    parts.sort();
    let mut out = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let word = if at == 0 { String::new() } else { format!("{} ", operator.word()) };
        match part.as_slice() {
            [only] => out.push(format!("{word}{only}")),
            inner => {
                out.push(format!("{word}("));
                out.extend(inner.iter().map(|line| format!("  {line}")));
                out.push(")".to_owned());
            }
        }
    }
    out
}

fn joined(expression: &Expression, by: BinaryOperator, parts: &mut Vec<Vec<String>>) {
    match &expression.node {
        Node::Binary(operator, left, right) if *operator == by => {
            joined(left, by, parts);
            joined(right, by, parts);
        }
        _ => parts.push(lines(expression)),
    }
}

fn plain(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string().replace('_', ""),
        DeValue::Float(number) => number.to_string().replace('_', ""),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|it| plain(it.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let pairs: Vec<String> = sorted(table)
                .into_iter()
                .map(|(key, value)| format!("{} = {}", key.get_ref(), plain(value.get_ref())))
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# words\n[kpi.b]\nlabel = 'B'\nformula = \"count(leads  where x=1)\"\n\
        [stage.a]\nwhen = 'b=2  and a = 1 and (c or d)'\n[kpi.a]\nformula = 'sum( deals.amount )'\n";

    #[test]
    fn layout_order_and_spelling_are_gone() {
        let other = "[kpi]\na.formula = 'sum(deals.amount)'\n[stage.a]\n\
            when = \"\"\"\n  (c or d) and\n  a = 1 and b = 2\n\"\"\"\n[kpi.b]\n\
            formula = \"count(leads where x = 1)\"\nlabel = \"B\"\n";
        let found = canonical(TEXT).unwrap();
        assert_eq!(found, canonical(other).unwrap());
        insta::assert_snapshot!(found, @r#"
        [kpi.a]
        formula = sum(deals.amount)

        [kpi.b]
        formula = count(leads where x = 1)
        label = "B"

        [stage.a]
        when =
          a = 1
          and b = 2
          and (
            c
            or d
          )

        "#);
    }

    #[test]
    fn tests_stand_by_name_and_what_has_none_as_written() {
        let test = |name: &str| format!("[[test]]\nname = '{name}'\n");
        let (one, other) = (test("a") + &test("b"), test("b") + &test("a"));
        assert_eq!(canonical(&one), canonical(&other));
        let (one, other) = ("[[x]]\ny = 1\n[[x]]\ny = 2\n", "[[x]]\ny = 2\n[[x]]\ny = 1\n");
        assert_ne!(canonical(one), canonical(other));
    }

    #[test]
    fn every_shipped_file_has_a_spelling_that_stays() {
        for (name, text) in crate::init::files() {
            let found = canonical(text).unwrap();
            assert!(found.contains('['), "{name}");
            assert_ne!(found, canonical(&text.replacen(" = ", " = 1", 3)).unwrap_or_default());
        }
        assert_eq!(canonical("[kpi.a"), None);
    }
}
