//! A new definitions project: `kpi.toml`, the shipped definitions, sample data.
//!
//! Comes after `sample`, which makes the data; a command calls [`write`].

// A diagnostic is an error of a whole run here, never on a hot path.
#![allow(clippy::result_large_err)]

mod ci;
mod owners;
#[cfg(test)]
mod tests;

pub use ci::{Forge, ci};
pub use owners::owners;

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::sample::{self, Format, Options, schema};

/// Folder of the data inside a project.
const DATA: &str = "data";

/// Leads of the sample; few enough to look at, enough for rates by channel.
const LEADS: u64 = 300;

/// Lists the files of definitions: path inside the project, with `/`, and text.
pub fn files() -> Vec<(&'static str, &'static str)> {
    macro_rules! shipped {
        ($($name:literal),*) => {
            vec![
                ("kpi.toml", include_str!("kpi.toml")),
                $((
                    concat!("kpi-definitions/", $name),
                    include_str!(concat!("../../kpi-definitions/", $name)),
                ),)*
            ]
        };
    }
    shipped!(
        "agreements.toml",
        "attribution.toml",
        "contribution.toml",
        "conversion.toml",
        "criteria.toml",
        "diagnoses.toml",
        "dimensions.toml",
        "economics.toml",
        "funnel.toml",
        "inside-sales.toml",
        "interest.toml",
        "marketing.toml",
        "plan.toml",
        "report.toml",
        "revenue.toml",
        "sales.toml",
        "tests.toml"
    )
}

/// Gives what the data of a new project is made from.
pub fn options() -> Options {
    Options { leads: LEADS, format: Format::Csv, ..Options::default() }
}

/// Writes a new project into `folder`, which is made where it does not exist, and lists its files
/// by their paths inside it, with `/`.
///
/// Nothing is overwritten: where one of the files is there already, none is written.
pub fn write(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let definitions = files();
    let extension = options().format.extension();
    let data = schema::TABLES.iter().map(|table| format!("{DATA}/{}.{extension}", table.name));
    let names: Vec<String> =
        definitions.iter().map(|(name, _)| (*name).to_owned()).chain(data).collect();
    let taken = |path: &Path| path.symlink_metadata().is_ok();
    if let Some(name) = names.iter().find(|name| taken(&folder.join(name))) {
        return Err(already_exists(&folder.join(name)));
    }
    sample::write(&options(), &folder.join(DATA), &mut |_, _, _| ())?;
    for (name, text) in definitions {
        create(&folder.join(name), text)?;
    }
    Ok(names)
}

fn create(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let write = || -> io::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => already_exists(path),
        _ => {
            let message = format!("cannot write `{}`: {error}", path.display());
            Diagnostic::general("cannot-write", message)
                .help("choose a folder in which you may write")
        }
    })
}

fn already_exists(path: &Path) -> Diagnostic {
    let message = format!("`{}` is already there", path.display());
    Diagnostic::general("already-exists", message)
        .help("name a new folder, as in `kpi init my-kpis`; nothing is overwritten")
}
