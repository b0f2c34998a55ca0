//! The program `git`: words in, bytes out.
//!
//! Under `revision`. Settings of a hook that point elsewhere are left out, so the repository is
//! always the one that the folder lies in.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::diagnostic::Diagnostic;

/// Variables by which git is told of another place than the folder it runs in.
const ELSEWHERE: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// Git, run in one folder.
#[derive(Debug)]
pub(super) struct Git {
    folder: PathBuf,
}

/// What a run gave.
pub(super) struct Answer {
    pub(super) fine: bool,
    pub(super) bytes: Vec<u8>,
    pub(super) said: String,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The first line of the result.
    pub(super) fn line(&self) -> String {
        self.text().lines().next().unwrap_or_default().to_owned()
    }

    /// The first line of what git complained of.
    pub(super) fn complaint(&self) -> String {
        let line = self.said.lines().next().unwrap_or("it said nothing");
        line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
    }
}

impl Git {
    pub(super) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(words);
        ELSEWHERE.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null());
        command
    }

    pub(super) fn run(&self, words: &[&str]) -> Result<Answer, Diagnostic> {
        let output = self.command(words).output().map_err(absent)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Answer { fine: output.status.success(), bytes: output.stdout, said })
    }

    /// Starts the program that gives one object after the other.
    pub(super) fn objects(&self) -> Result<Objects, Diagnostic> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(absent)?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(ask), Some(answer)) => {
                Ok(Objects { child, ask: Some(ask), answer: BufReader::new(answer) })
            }
            _ => Err(Diagnostic::general("no-repository", "`git cat-file` cannot be spoken to")
                .help("run the command again")),
        }
    }
}

fn absent(error: std::io::Error) -> Diagnostic {
    let message = format!("the program `git` cannot be run: {error}");
    Diagnostic::general("no-repository", message)
        .help("install git, or add it to PATH; earlier definitions are read with it")
}

/// A running `git cat-file --batch`, asked for one object at a time.
pub(super) struct Objects {
    child: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
}

impl Objects {
    /// Gives the bytes of an object; none where it is not here.
    pub(super) fn get(&mut self, id: &str) -> Option<Vec<u8>> {
        let ask = self.ask.as_mut()?;
        writeln!(ask, "{id}").and_then(|()| ask.flush()).ok()?;
        let mut head = String::new();
        self.answer.read_line(&mut head).ok()?;
        let mut words = head.split_whitespace();
        let (_, "blob", size) = (words.next()?, words.next()?, words.next()?) else { return None };
        let mut bytes = vec![0; size.parse().ok()?];
        self.answer.read_exact(&mut bytes).ok()?;
        self.answer.read_exact(&mut [0]).ok()?;
        Some(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // The end of its input ends it.
        self.ask = None;
        let _ = self.child.wait();
    }
}
