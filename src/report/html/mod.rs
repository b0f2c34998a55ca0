//! Pages of HTML: nothing from outside, and a policy that proves it. A report is one of them, without script.
//!
//! `context` says what the templates of a report see, `svg` draws, `palette` holds the colours. Templates of
//! the project take the place of those that are built in. `site` makes its pages here, too.

mod context;
mod palette;
mod svg;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use serde_json::Value as Json;

use super::page::Document;
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::hash;

/// Texts of templates by the name of their file.
pub type Templates = BTreeMap<String, String>;

/// Templates that are built in.
const BUILT_IN: [(&str, &str); 9] = [
    ("head.html", include_str!("templates/head.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("report.html", include_str!("templates/report.html")),
    ("blocks.html", include_str!("templates/blocks.html")),
    (STYLE, include_str!("templates/report.css")),
    ("docs.html", include_str!("templates/docs.html")),
    ("definition.html", include_str!("templates/definition.html")),
    ("docs-blocks.html", include_str!("templates/docs-blocks.html")),
    ("docs.css", include_str!("templates/docs.css")),
];

/// The style that all pages share.
const STYLE: &str = "report.css";

/// Makes the file; `payload` is embedded as data. The errors are in templates of the project.
pub fn html(text: &Document, payload: &Json, own: &Templates) -> Result<String, Diagnostic> {
    let renderer = Renderer::new(own, &[STYLE])?;
    let policy = renderer.policy(None);
    renderer.render("report.html", &context::Context::new(text, &renderer.style, &policy, payload))
}

/// Templates, those of the project first, with the style of their pages.
pub(super) struct Renderer {
    environment: Environment<'static>,
    /// The colours, and the style files in their order.
    pub(super) style: String,
}

impl Renderer {
    /// Reads the templates; `styles` are files of style.
    pub(super) fn new(own: &Templates, styles: &[&str]) -> Result<Self, Diagnostic> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| broken(&error))?);
        let built_in = BUILT_IN.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let mut sources = Templates::from(built_in);
        let used = |name: &str| name.ends_with(".html") || BUILT_IN.iter().any(|it| it.0 == name);
        sources.extend(own.clone().into_iter().filter(|(name, _)| used(name)));
        let files = styles.iter().map(|name| sources[*name].as_str());
        let style = std::iter::once(palette::css().as_str()).chain(files).collect();
        for (name, source) in sources {
            environment.add_template_owned(name, source).map_err(|error| broken(&error))?;
        }
        Ok(Self { environment, style })
    }

    /// The policy of a page with this style and no script, or this one alone.
    pub(super) fn policy(&self, script: Option<&str>) -> String {
        let allowed =
            |kind: &str, text: &str| format!("; {kind}-src 'sha256-{}'", hash::base64_digest(text));
        let script = script.map(|it| allowed("script", it)).unwrap_or_default();
        let style = allowed("style", &self.style);
        format!("default-src 'none'{style}{script}; base-uri 'none'; form-action 'none'")
    }

    /// Makes a page.
    pub(super) fn render(&self, name: &str, of: &impl Serialize) -> Result<String, Diagnostic> {
        let template = self.environment.get_template(name).map_err(|error| broken(&error))?;
        template.render(Serde(of)).map_err(|error| broken(&error))
    }
}

fn broken(error: &minijinja::Error) -> Diagnostic {
    let file = format!("templates/{}", error.name().unwrap_or("report.html"));
    let row = error.line().and_then(|line| u64::try_from(line).ok());
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Diagnostic::general("bad-template", format!("the template does not render: {detail}"))
        .data(DataPlace { file, row, ..DataPlace::default() })
        .help("correct the template, or take the file away to use the one that is built in")
}
