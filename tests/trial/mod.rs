//! Tests of definitions in small projects: what `kpi test` prints is a snapshot.
//!
//! A case has the form of those in `errors`; `base.txt` holds the funnel that all of them test.

mod shipped;

use std::path::Path;

use crate::errors::Case;
use crate::workspace::{ROOT, files};

#[test]
fn every_project_says_what_it_said() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for path in files(&Path::new(ROOT).join("tests/trial")) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension() == Some("txt".as_ref()) && name != "base" {
            insta::assert_snapshot!(name, Case::read(&path).run());
        }
    }
}
