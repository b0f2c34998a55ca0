//! What can be said where the definitions of a side have errors: which ones differ as text.
//!
//! Under `change`.

use schemars::JsonSchema;
use serde::Serialize;

use super::words::Words;
use crate::change::Text;
use crate::diagnostic::{Diagnostic, annotation};
use crate::report::html::{Templates, html};
use crate::report::markdown::escaped;
use crate::report::page::{Block, Document, Grid, Section};
use crate::report::terminal::harmless;

/// What is shown.
#[derive(Debug)]
pub struct Differing<'a> {
    /// Full names of the definitions that differ.
    pub names: &'a [(String, Text)],
    /// The sides with errors.
    pub broken: &'a [&'a str],
    /// Name of the project.
    pub project: &'a str,
    /// `ja` or `en`.
    pub language: &'a str,
}

/// Stands for changes where the definitions of a side have errors.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct Unread<'a> {
    /// `broken-revision`.
    unanswered: &'a str,
    /// The sides with errors: revisions as asked for, or `the working tree`.
    broken: &'a [&'a str],
    /// Definitions that differ as text.
    differing: Vec<Differs<'a>>,
}

/// A definition that differs as text.
#[derive(Debug, Serialize, JsonSchema)]
struct Differs<'a> {
    /// Its full name.
    name: &'a str,
    /// `added`, `removed` or `edited`.
    text: &'a str,
}

/// Makes the text in a format of changes or reviews; the errors are those of templates.
pub fn differing_names(differing: &Differing<'_>, format: &str) -> Result<String, Diagnostic> {
    let words = Words { japanese: differing.language != "en" };
    let reason = reason(differing, words);
    Ok(match format {
        "json" => format!("{:#}\n", json(differing)),
        "html" => {
            let document = document(differing, &reason, words);
            return html(&document, &json(differing), &Templates::default());
        }
        "github" => annotation("error", None, "kpi", &reason),
        "markdown" => {
            let line = |sign, name: &str| format!("- {} {}\n", escaped(sign), escaped(name));
            format!("**{reason}**\n\n{}", list(differing.names, words, "\n", line))
        }
        _ => {
            list(differing.names, words, "", |sign, name| format!("  {sign} {}\n", harmless(name)))
        }
    })
}

fn reason(differing: &Differing<'_>, words: Words) -> String {
    let shown = |text: &&str| format!("`{}`", harmless(text).replace('`', "'"));
    let sides: Vec<String> = differing.broken.iter().map(shown).collect();
    let sides = sides.join(", ");
    match words.japanese {
        true => format!("{sides} の定義にエラーがあり、意味を比べられません。"),
        false => format!("The definitions of {sides} have errors, so meanings cannot be compared."),
    }
}

fn json(differing: &Differing<'_>) -> serde_json::Value {
    let names = differing.names.iter();
    let unread = Unread {
        unanswered: "broken-revision",
        broken: differing.broken,
        differing: names.map(|(name, text)| Differs { name, text: word(*text) }).collect(),
    };
    serde_json::to_value(unread).unwrap_or_default()
}

fn document(differing: &Differing<'_>, reason: &str, words: Words) -> Document {
    let title = match differing.names.is_empty() {
        true => words.say("文面が違う定義なし", "No definition differs as text"),
        false => words.say("文面が違う定義", "Definitions that differ as text"),
    };
    let titles = [words.say("定義", "definition"), words.say("文面", "text")];
    let row = |(name, text): &(String, Text)| vec![name.clone(), words.text(*text).to_owned()];
    let rows: Vec<Vec<String>> = differing.names.iter().map(row).collect();
    let grid = Grid {
        titles: titles.map(str::to_owned).to_vec(),
        rows: rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()).collect(),
        numbers: Vec::new(),
        names: None,
    };
    let blocks = if differing.names.is_empty() { Vec::new() } else { vec![Block::Grid(grid)] };
    Document {
        language: if words.japanese { "ja" } else { "en" }.to_owned(),
        title: words.title().to_owned(),
        project: differing.project.to_owned(),
        sentence: reason.to_owned(),
        facts: Vec::new(),
        sections: vec![Section { id: "differing", title: title.to_owned(), lead: None, blocks }],
    }
}

fn list(
    names: &[(String, Text)],
    words: Words,
    gap: &str,
    line: impl Fn(&'static str, &str) -> String,
) -> String {
    if names.is_empty() {
        let nothing = words.say("定義の文面に違いはありません。", "No definition differs as text.");
        return format!("{nothing}\n");
    }
    let title = words.say("文面が違う定義:", "Definitions that differ as text:");
    let mut out = format!("{title}\n{gap}");
    for (name, text) in names {
        out.push_str(&line(sign(*text), name));
    }
    out
}

fn sign(text: Text) -> &'static str {
    match text {
        Text::Added => "+",
        Text::Removed => "-",
        Text::Edited => "~",
    }
}

fn word(text: Text) -> &'static str {
    match text {
        Text::Added => "added",
        Text::Removed => "removed",
        Text::Edited => "edited",
    }
}
