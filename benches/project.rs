//! Projects to run on, below `target/bench-data`.

use std::path::{Path, PathBuf};

use gyakusan::init;
use gyakusan::sample::{self, Format, Options};

/// The binary that belongs to this build.
pub(crate) const KPI: &str = env!("CARGO_BIN_EXE_kpi");

/// The folder of all data of benches.
pub(crate) fn folder() -> PathBuf {
    let target = Path::new(KPI).ancestors().nth(2).expect("a binary lies in target/PROFILE");
    target.join("bench-data")
}

/// A project with the shipped definitions over Parquet files of so many leads.
pub(crate) fn shipped(leads: u64) -> PathBuf {
    let root = folder().join(format!("leads-{leads}"));
    for (name, text) in init::files() {
        write(&root.join(name), &text.replace(".csv\"", ".parquet\""));
    }
    if !root.join("data/spend.parquet").is_file() {
        eprintln!("making the data of {leads} leads in {}", root.display());
        let options = Options { leads, format: Format::Parquet, ..Options::default() };
        let made = sample::write(&options, &root.join("data"), &mut |_, _, _| {});
        made.expect("the sample is written");
    }
    root
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(folder).expect("the folder is made");
    std::fs::write(path, text).expect("the file is written");
}
