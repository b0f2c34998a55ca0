//! `[diagnosis.NAME]`.
//!
//! Called by `read`; the words of `look_at` are sorted here, `resolve` gives them a meaning.

use std::ops::Range;

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::fields::{ABOUT, Reader, entry};
use super::{Diagnosis, LookAt, name};
use crate::diagnostic::Diagnostic;
use crate::parse::parse;
use crate::source::{Embedded, Spanned};

const DIAGNOSIS: [&str; 4] = ["when", "reads", "look_at", "minimum"];

impl Reader<'_> {
    /// Reads `[diagnosis.NAME]`.
    pub(super) fn diagnosis(&mut self, table: &DeTable) -> Diagnosis {
        self.check_keys(table, &[&DIAGNOSIS[..], &ABOUT].concat(), "a diagnosis");
        Diagnosis {
            when: self.expression(table, "when"),
            reads: self.text(table, "reads"),
            look_at: self.looks(table, "look_at"),
            minimum: self.integer(table, "minimum"),
        }
    }

    /// Reads a list of what to look at.
    pub(super) fn looks(&mut self, table: &DeTable, key: &str) -> Vec<LookAt> {
        let Some((_, value)) = entry(table, key) else { return Vec::new() };
        let help = format!(r#"write it as `{key} = ["win_rate by channel"]`"#);
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of texts", help);
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(_) if !self.is_broken(&item.span()) => {
                    found.extend(self.look(item))
                }
                _ => self.wrong_type(key, item, "a list of texts", help.as_str()),
            }
        }
        found
    }

    /// `KPI`, `KPI by DIMENSION, DIMENSION`, `KPI where ..`, or all of it.
    fn look(&mut self, item: &Located<DeValue>) -> Option<LookAt> {
        let range = item.span();
        let literal = self.text.get(range.clone()).unwrap_or_default();
        let embedded = Embedded::decode(self.file, literal, range.start);
        let Some(parts) = Parts::of(&embedded.text) else {
            let message = format!("`{}` is nothing to look at", embedded.text.trim());
            self.diagnostics.push(
                Diagnostic::error("bad-value", self.span(range), message)
                    .label("not understood")
                    .help("write `KPI`, `KPI by DIMENSION, DIMENSION` or `KPI where ..`"),
            );
            return None;
        };
        let named = |range: Range<usize>| {
            let span = embedded.span(range.clone());
            let word = name::normalised(&embedded.text[range], span).0;
            let bare =
                ["kpi.", "dimension."].into_iter().find_map(|it| word.value.strip_prefix(it));
            Spanned::new(bare.map_or_else(|| word.value.clone(), str::to_owned), span)
        };
        let (kpi, by) = (named(parts.kpi), parts.by.into_iter().map(named).collect());
        let filter = parts.filter.map(|from| {
            let blank = " ".repeat(from);
            let mut blanked = embedded.clone();
            blanked.text = format!("{blank}{}", &embedded.text[from..]);
            parse(&blanked, self.diagnostics)
        });
        let text = embedded.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(LookAt { span: self.span(item.span()), text, kpi, by, filter })
    }
}

/// Places of the words of one `look_at`.
struct Parts {
    kpi: Range<usize>,
    by: Vec<Range<usize>>,
    /// Where the condition starts.
    filter: Option<usize>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let mut words = words.iter();
        let kpi = words.next().filter(|word| is_name(&text[(*word).clone()]))?.clone();
        let mut parts = Self { kpi, by: Vec::new(), filter: None };
        let mut next = words.next();
        if next.is_some_and(|word| &text[word.clone()] == "by") {
            loop {
                let name = words.next().filter(|word| is_name(&text[(*word).clone()]))?;
                parts.by.push(name.clone());
                next = words.next();
                if next.is_none_or(|word| &text[word.clone()] != ",") {
                    break;
                }
            }
        }
        match next {
            None => Some(parts),
            Some(word) if &text[word.clone()] == "where" => {
                words.next()?;
                parts.filter = Some(word.end);
                Some(parts)
            }
            Some(_) => None,
        }
    }
}

fn is_name(word: &str) -> bool {
    !["by", "where", ","].contains(&word)
        && word.chars().all(|sign| sign.is_alphanumeric() || ['_', '.'].contains(&sign))
}

/// Words and commas.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        if !sign.is_whitespace() && sign != ',' {
            start.get_or_insert(at);
            continue;
        }
        found.extend(start.take().map(|from| from..at));
        if sign == ',' {
            found.push(at..at + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, Vec<&str>, Option<&str>)> {
        let parts = Parts::of(text)?;
        let by = parts.by.into_iter().map(|range| &text[range]).collect();
        Some((&text[parts.kpi], by, parts.filter.map(|from| text[from..].trim())))
    }

    #[test]
    fn words_are_sorted() {
        assert_eq!(read("win_rate"), Some(("win_rate", vec![], None)));
        assert_eq!(read(" 受注率 by a,b , c "), Some(("受注率", vec!["a", "b", "c"], None)));
        assert_eq!(read("kpi.a where x = 'by'"), Some(("kpi.a", vec![], Some("x = 'by'"))));
        assert_eq!(read("a by b where c > 1"), Some(("a", vec!["b"], Some("c > 1"))));
        for wrong in ["", "by a", "a by", "a by ,", "a by b c", "a where", "a b", "a by b,", "a+b"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
