//! An explanation of a definition, a code or a word of a table, for programs.

use serde_json::{Value as Json, json};

use crate::codes::CodeDoc;
use crate::explain::{Explanation, Line, Section, StatusText};

/// A definition as JSON; ends in one line break.
pub fn explanation(of: &Explanation) -> String {
    let facts: Vec<Json> =
        of.facts.iter().map(|it| json!({ "word": it.word, "text": it.text })).collect();
    let line = |line: &Line| json!({ "depth": line.depth, "cells": line.cells });
    let section = |section: &Section| {
        let lines: Vec<Json> = section.lines.iter().map(line).collect();
        json!({ "title": section.title, "lines": lines })
    };
    let sections: Vec<Json> = of.sections.iter().map(section).collect();
    let document = json!({
        "name": of.name,
        "label": of.label,
        "sort": of.sort,
        "means": of.sentence,
        "facts": facts,
        "sections": sections,
    });
    format!("{document:#}\n")
}

/// A word of a table as JSON; ends in one line break.
pub fn status(of: &StatusText) -> String {
    let (word, label, explanation) = of.parts();
    let document = json!({ "status": word, "label": label, "explanation": explanation });
    format!("{document:#}\n")
}

/// A code as JSON; ends in one line break.
pub fn code(of: &CodeDoc) -> String {
    let document = json!({
        "code": of.code,
        "summary": of.summary,
        "explanation": of.explanation,
        "example": of.example,
        "repaired": of.repaired,
    });
    format!("{document:#}\n")
}
