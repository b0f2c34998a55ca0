//! What can be said where the definitions of a side have errors: which ones differ as text.
//!
//! Under `change`.

use serde_json::json;

use super::words::Words;
use crate::change::Text;
use crate::diagnostic::annotation;
use crate::report::markdown::escaped;
use crate::report::terminal::harmless;

/// Makes the text in a format of changes or reviews; `broken` names the sides with errors.
pub fn differing_names(
    names: &[(String, Text)],
    broken: &[&str],
    language: &str,
    format: &str,
) -> String {
    let words = Words { japanese: language != "en" };
    let shown = |text: &str| format!("`{}`", harmless(text).replace('`', "'"));
    let sides: Vec<String> = broken.iter().map(|side| shown(side)).collect();
    let sides = sides.join(", ");
    let reason = match words.japanese {
        true => format!("{sides} の定義にエラーがあり、意味を比べられません。"),
        false => format!("The definitions of {sides} have errors, so meanings cannot be compared."),
    };
    match format {
        "json" => {
            let one = |(name, text): &(String, Text)| json!({ "name": name, "text": word(*text) });
            let differing: Vec<_> = names.iter().map(one).collect();
            let whole = json!({ "unanswered": "broken-revision", "broken": broken, "differing": differing });
            format!("{whole:#}\n")
        }
        "github" => annotation("error", None, "kpi", &reason),
        "markdown" => {
            let line = |sign, name: &str| format!("- {} {}\n", escaped(sign), escaped(name));
            format!("**{reason}**\n\n{}", list(names, words, "\n", line))
        }
        _ => list(names, words, "", |sign, name| format!("  {sign} {}\n", harmless(name))),
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
