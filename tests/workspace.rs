//! A temporary folder in which the program runs, used by the other modules.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the package.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const KPI: &str = env!("CARGO_BIN_EXE_kpi");

/// A folder that vanishes with this value.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

/// What a run of the program gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workspace {
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Copies a project of `examples/`.
    pub(crate) fn example(name: &str) -> Self {
        let workspace = Self::empty();
        let from = Path::new(ROOT).join("examples").join(name);
        for file in files(&from) {
            let name = file.strip_prefix(&from).unwrap().to_str().unwrap();
            workspace.write(name, std::fs::read(&file).unwrap());
        }
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs `kpi` with words.
    pub(crate) fn kpi(&self, words: &[&str]) -> Ran {
        let mut command = Command::new(KPI);
        command.args(words);
        self.run(command)
    }

    /// Runs a line of a shell, in which `kpi` is the program.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        let mut command = Command::new("sh");
        let folder = Path::new(KPI).parent().unwrap().to_str().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        command.arg("-c").arg(line).env("PATH", format!("{folder}:{path}"));
        self.run(command)
    }

    /// Runs a command here, away from the terminal and the settings of whoever runs the tests.
    pub(crate) fn run(&self, mut command: Command) -> Ran {
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "LANG"] {
            command.env_remove(name);
        }
        // Commits are the same wherever and whenever they are made.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@b.c");
            command.env(format!("GIT_{who}_DATE"), "2026-10-31T00:00:00Z");
        }
        let output = command.current_dir(self.path()).stdin(Stdio::null()).output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// All files below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
