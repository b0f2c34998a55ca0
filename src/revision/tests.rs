//! Small repositories, made and read.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Repository;
use crate::load;
use crate::source::Sources;

struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        let made = Self::plain();
        made.git(&["init", "-q", "-b", "main"]);
        made
    }

    fn plain() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn git(&self, words: &[&str]) {
        let output = Command::new("git")
            .current_dir(self.path())
            .args(words)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@example.com")])
            .envs([("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@example.com")])
            .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    fn open(&self) -> Repository {
        Repository::open(self.path()).unwrap()
    }
}

fn contents(sources: &Sources) -> Vec<(String, String)> {
    sources.iter().map(|(_, file)| (file.name.clone(), file.text.clone())).collect()
}

fn help(error: &crate::diagnostic::Diagnostic) -> String {
    format!("{}: {}", error.message, error.help.clone().unwrap_or_default())
}

#[test]
fn a_revision_gives_what_the_folder_gave() {
    let made = Made::new();
    made.write("kpi.toml", "\u{feff}[project]\r\nname = \"p\"\r\n");
    made.write("kpi-definitions/受注 率.toml", "[kpi.受注率]\nformula = \"count(deals)\"\n");
    made.write("kpi-definitions/sub/b.toml", "# b\n");
    made.write("kpi-definitions/.hidden/c.toml", "# c\n");
    made.write("kpi-definitions/readme.md", "no definition\n");
    made.write("data/leads.csv", "id\n1\n");
    made.commit("one");
    let kept = contents(&load::load(made.path()).unwrap());
    made.write("kpi-definitions/sub/b.toml", "# later\n");
    let repository = made.open();
    let revision = repository.revision("HEAD").unwrap();
    let found = repository.load(&revision).unwrap();
    assert_eq!(contents(&found.sources.unwrap()), kept);
    assert_eq!(found.moved_from, None);
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[0].0, "kpi.toml");
}

#[test]
fn a_project_below_the_top_and_one_that_moved() {
    let made = Made::new();
    made.write("old place/kpi.toml", "[project]\n");
    made.write("old place/kpi-definitions/a.toml", "# a\n");
    made.write("kpi-definitions/other.toml", "# of nobody\n");
    made.commit("one");
    std::fs::rename(made.path().join("old place"), made.path().join("定義")).unwrap();
    made.commit("two");
    let repository = Repository::open(&made.path().join("定義")).unwrap();
    for (name, moved) in [("HEAD", None), ("HEAD~1", Some("old place/".to_owned()))] {
        let found = repository.load(&repository.revision(name).unwrap()).unwrap();
        let files = contents(&found.sources.unwrap());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["kpi.toml", "kpi-definitions/a.toml"], "{name}");
        assert_eq!(found.moved_from, moved);
    }
}

#[test]
fn before_the_first_definitions_there_is_nothing() {
    let made = Made::new();
    made.write("a.txt", "a");
    made.commit("one");
    made.write("kpi.toml", "[project]\n");
    let repository = made.open();
    assert!(repository.load(&repository.revision("main").unwrap()).unwrap().sources.is_none());
    made.write("x/kpi.toml", "");
    made.write("y/kpi.toml", "");
    std::fs::remove_file(made.path().join("kpi.toml")).unwrap();
    made.commit("two");
    let several = repository.load(&repository.revision("main").unwrap()).unwrap_err();
    assert!(help(several.iter().next().unwrap()).contains("`x/kpi.toml`, `y/kpi.toml`"));
}

#[test]
fn ranges_have_two_sides() {
    let made = Made::new();
    made.write("kpi.toml", "");
    made.commit("one");
    made.git(&["switch", "-q", "-c", "提案 ".trim()]);
    made.commit("two");
    made.git(&["switch", "-q", "main"]);
    made.commit("three");
    let repository = made.open();
    let first = repository.revision("main~1").unwrap().commit;
    let fork = repository.range("main...提案").unwrap();
    assert_eq!(fork.base.commit, first);
    assert_eq!(fork.head.map(|head| head.name).as_deref(), Some("提案"));
    assert_ne!(repository.range("main..提案").unwrap().base.commit, first);
    assert_eq!(repository.range("").unwrap().head, None);
    made.git(&["checkout", "-q", "--detach"]);
    assert_eq!(repository.range("HEAD~1").unwrap().base.commit, first);
}

#[test]
fn what_is_not_here_is_told_with_the_line_that_fetches_it() {
    let made = Made::new();
    let unborn = made.open().revision("HEAD").unwrap_err();
    assert!(unborn.message.contains("no commit yet"), "{}", unborn.message);
    made.write("kpi.toml", "");
    made.commit("one");
    made.commit("two");
    let clone = Made::plain();
    let from = format!("file://{}", made.path().display());
    clone.git(&["clone", "-q", "--depth", "1", &from, "."]);
    let repository = clone.open();
    let told = [
        ("HEAD~1", "`git fetch --unshallow origin`"),
        ("origin/release", "`git fetch origin release:refs/remotes/origin/release`"),
        ("release", "`git fetch origin release:release`"),
        ("1234567", "`git fetch --unshallow origin`"),
        (
            "1234567890123456789012345678901234567890",
            "`git fetch origin 1234567890123456789012345678901234567890`",
        ),
    ];
    for (name, line) in told {
        let error = repository.revision(name).unwrap_err();
        assert!(help(&error).contains(line), "{}", help(&error));
    }
    let near = made.open().revision("mian").unwrap_err();
    assert!(help(&near).contains("did you mean `main`?"), "{}", help(&near));
    assert!(made.open().revision("--all").is_err());
}

#[test]
fn the_history_goes_on_before_a_move() {
    let made = Made::new();
    made.write("a.txt", "of nobody");
    made.commit("zero");
    made.write("定義 *[1]/kpi.toml", "[project]\n");
    made.write("定義 11/kpi-definitions/a.toml", "# of nobody\n");
    made.commit("one");
    made.write("定義 *[1]/kpi-definitions/a.toml", "# a\n");
    made.commit("two");
    std::fs::rename(made.path().join("定義 *[1]"), made.path().join("kpis")).unwrap();
    made.commit("moved");
    made.write("定義 11/kpi-definitions/a.toml", "# later\n");
    made.commit("of nobody");
    let repository = Repository::open(&made.path().join("kpis")).unwrap();
    let subjects = |repository: &Repository| {
        let commits = repository.history("HEAD").unwrap();
        commits.into_iter().map(|commit| commit.subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects(&repository), ["moved", "two", "one"]);
    let oldest = repository.history("HEAD").unwrap().pop().unwrap();
    assert!(!repository.is_cut_before(&oldest));
    let clone = Made::plain();
    let from = format!("file://{}", made.path().display());
    clone.git(&["clone", "-q", "--depth", "3", &from, "."]);
    let repository = Repository::open(&clone.path().join("kpis")).unwrap();
    assert_eq!(subjects(&repository), ["moved", "two"]);
    let oldest = repository.history("HEAD").unwrap().pop().unwrap();
    assert!(repository.is_cut_before(&oldest));
    assert_eq!(repository.deepening(), "git fetch --unshallow origin");
}

#[test]
fn definitions_in_another_repository_are_not_taken_for_none() {
    let other = Made::new();
    other.write("a.toml", "# a\n");
    other.commit("one");
    let made = Made::new();
    made.write("kpi.toml", "[project]\n");
    let from = format!("file://{}", other.path().display());
    let words = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
    made.git(&[words.as_slice(), &[&from, "kpi-definitions"]].concat());
    made.git(&[words.as_slice(), &[&from, "elsewhere"]].concat());
    made.commit("one");
    let repository = made.open();
    let errors = repository.load(&repository.revision("HEAD").unwrap()).unwrap_err();
    let told: Vec<String> = errors.iter().map(help).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("`kpi-definitions` is a submodule"), "{}", told[0]);
}

#[test]
fn a_folder_without_git_is_said_to_be_none() {
    let made = Made::plain();
    let error = Repository::open(made.path()).unwrap_err();
    assert_eq!(error.code, "no-repository");
    assert!(help(&error).contains("no git repository"), "{}", help(&error));
}
