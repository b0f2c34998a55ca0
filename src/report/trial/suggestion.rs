//! Leads at the boundary of a stage as `[[test]]` tables.

use std::fmt::Write;

use super::words::Words;
use crate::model::{Model, StageId};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::number::text;
use crate::trial::Boundary;

/// Makes the text of tests that people then agree on; what is expected is what the definitions say.
pub fn suggestions(model: &Model, stage: StageId, found: &[Boundary]) -> String {
    let words = Words::new(model);
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let name = &model.stages[stage.0].about.name;
    let mut out = String::new();
    for (number, lead) in found.iter().enumerate() {
        let holds = match lead.holds {
            true => words.choose("真", "holds"),
            false => words.choose("偽", "does not hold"),
        };
        let seen = lead.seen.iter();
        let seen: Vec<String> =
            seen.map(|(text, value)| format!("{text} = {}", words.value(value))).collect();
        let about = [lead.clause.clone(), holds].into_iter().chain(seen);
        let about = about.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "# {}", one_line(&about));
        let title = format!("{name} {}: {}", number + 1, lead.clause);
        let _ = writeln!(out, "[[test]]\nname = {}\nas_of = {}", quoted(&title), lead.as_of);
        for (source, rows) in &lead.given {
            let _ = writeln!(out, "given.{} = [", key(source));
            for row in rows {
                let cells: Vec<String> = row
                    .iter()
                    .map(|(column, value)| format!("{} = {}", key(column), cell(value, &zone)))
                    .collect();
                let _ = writeln!(out, "  {{ {} }},", cells.join(", "));
            }
            out.push_str("]\n");
        }
        let subject = if lead.entries.is_empty() { "[]".to_owned() } else { entered(lead, &zone) };
        let ask =
            words.choose("今の定義ではこうなる。これでよいか", "as defined now; is this right?");
        let _ = writeln!(out, "expect.{} = {subject}  # {ask}\n", key(name));
    }
    if found.is_empty() {
        let none = words.choose("境界にあるリードがありません", "no lead lies at a boundary");
        let _ = writeln!(out, "# {none}");
    }
    out
}

/// The lead of a suggestion has the first key.
fn entered(lead: &Boundary, zone: &Zone) -> String {
    let moments: Vec<String> = lead.entries.iter().map(|moment| cell(moment, zone)).collect();
    match moments.as_slice() {
        [only] => format!("{{ {} = {only} }}", key(&lead.key)),
        all => format!("{{ {} = [{}] }}", key(&lead.key), all.join(", ")),
    }
}

/// A value as TOML writes it.
fn cell(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Datetime(moment) => zone.rfc3339(*moment),
        other => text(other),
    }
}

fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            character if character.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_keys_are_toml() {
        assert_eq!(quoted("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\ \\u000A\"");
        assert_eq!(
            (key("mql"), key("受注"), key("")),
            ("mql".into(), "\"受注\"".into(), "\"\"".into())
        );
        assert_eq!(one_line("a\nb"), "a b");
    }
}
