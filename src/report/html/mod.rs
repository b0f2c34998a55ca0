//! A document as one HTML file: no script, nothing from outside, and a policy that proves it.
//!
//! `context` says what templates see, `svg` draws, `palette` holds the colours. Templates of the project
//! take the place of those that are built in.

mod context;
mod palette;
mod svg;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde_json::Value as Json;

use super::page::Document;
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::hash;

/// Texts of templates by the name of their file.
pub type Templates = BTreeMap<String, String>;

/// Templates that are built in.
const BUILT_IN: [(&str, &str); 3] = [
    ("report.html", include_str!("templates/report.html")),
    ("blocks.html", include_str!("templates/blocks.html")),
    (STYLE, include_str!("templates/report.css")),
];

const STYLE: &str = "report.css";

/// Makes the file; `payload` is embedded as data. The errors are in templates of the project.
pub fn html(text: &Document, payload: &Json, own: &Templates) -> Result<String, Diagnostic> {
    let style = own.get(STYLE).map_or(include_str!("templates/report.css"), String::as_str);
    let style = format!("{}{style}", palette::css());
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash::base64_digest(&style)
    );
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|error| broken(&error))?);
    for (name, built_in) in BUILT_IN {
        let source = own.get(name).map_or(built_in, String::as_str);
        environment.add_template_owned(name, source.to_owned()).map_err(|it| broken(&it))?;
    }
    for (name, source) in own.iter().filter(|(name, _)| name.ends_with(".html")) {
        environment
            .add_template_owned(name.clone(), source.clone())
            .map_err(|error| broken(&error))?;
    }
    let context = context::Context::new(text, &style, &policy, payload);
    let template = environment.get_template("report.html").map_err(|error| broken(&error))?;
    template.render(Serde(&context)).map_err(|error| broken(&error))
}

fn broken(error: &minijinja::Error) -> Diagnostic {
    let file = format!("templates/{}", error.name().unwrap_or("report.html"));
    let row = error.line().and_then(|line| u64::try_from(line).ok());
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Diagnostic::general("bad-template", format!("the template does not render: {detail}"))
        .data(DataPlace { file, row, ..DataPlace::default() })
        .help("correct the template, or take the file away to use the one that is built in")
}
