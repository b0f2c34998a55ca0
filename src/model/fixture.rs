//! A small model for tests. Under `model`.

use super::Model;
use crate::source::{File, Sources};

/// Leads and their touches.
const PROJECT: &str = r#"
[project]
name = "p"
time_zone = "UTC"
[source.leads]
path = "l.csv"
key = "id"
time = "at"
columns = { id = { type = "text" }, at = { type = "datetime" }, n = { type = "integer" } }
[source.touches]
path = "t.csv"
key = "id"
time = "at"
columns = { id = { type = "text" }, lead = { type = "text", links = "leads" }, at = { type = "datetime" }, kind = { type = "text" } }
"#;

/// The model of some definitions, which are without errors.
pub(super) fn model(definitions: &str) -> Model {
    let file = File { name: "kpi.toml".into(), text: format!("{PROJECT}{definitions}") };
    let (model, found) = crate::analyse(&Sources::new(vec![file]));
    assert!(!found.has_errors(), "{found:?}");
    model
}
