//! The steps of the workflow for GitHub, against a `gh` that keeps comments in files.

use super::{MARKER, block, lacks_programs, program, repository, script};
use crate::workspace::{Ran, Workspace};

const GH: &str = r#"
echo "$*" >> calls.txt
method=GET filter=. body=
while [ $# -gt 0 ]; do
  case "$1" in
    --method) method=$2; shift ;;
    --jq) filter=$2; shift ;;
    --input) body=$2; shift ;;
  esac
  shift
done
[ ! -e down ] || { echo "HTTP 502" >&2; exit 1; }
case "$method" in
  GET) jq -r "$filter" comments.json ;;
  *) jq -r .body "$body" > posted.md ;;
esac
"#;

const BOT: &str = "github-actions[bot]";

/// Runs one step as the second commit's pull request would.
fn step(workspace: &Workspace, name: &str) -> Ran {
    let text = workspace.read(".github/workflows/kpi.yml");
    let text = block(&text, &format!("- name: {name}\n"), "run: |");
    let variables = [
        ("BASE", "main~1"),
        ("HEAD", "main"),
        ("KPI_PROJECT", "kpis"),
        ("RUNNER_TEMP", "."),
        ("GITHUB_STEP_SUMMARY", "summary.md"),
        ("REPOSITORY", "acme/kpis"),
        ("NUMBER", "7"),
    ];
    script(workspace, &text, &variables)
}

fn comments(workspace: &Workspace, of: &[(u32, &str, &str)]) {
    let one = |(id, who, body): &(u32, &str, &str)| {
        format!("{{\"id\": {id}, \"user\": {{\"login\": \"{who}\"}}, \"body\": \"{body}\"}}")
    };
    let all: Vec<String> = of.iter().map(one).collect();
    workspace.write("comments.json", format!("[{}]", all.join(", ")));
    program(workspace, "gh", GH);
}

const STRICTER: &str =
    "sed -i 's/score.engagement >= 20/score.engagement >= 40/' kpi-definitions/funnel.toml";

#[test]
fn one_comment_is_made_and_later_replaced() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("github", STRICTER);
    let ran = step(&workspace, "Review");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("::notice file=kpis/kpi-definitions/funnel.toml"),
        "{}",
        ran.stdout
    );
    assert!(workspace.read("summary.md").starts_with(MARKER));
    comments(&workspace, &[(1, "someone", &format!("{MARKER} mine")), (2, BOT, "built")]);
    let ran = step(&workspace, "Comment");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(workspace.read("posted.md").trim(), workspace.read("summary.md").trim());
    let calls = workspace.read("calls.txt");
    assert!(calls.contains("--method POST repos/acme/kpis/issues/7/comments "), "{calls}");
    let ours = format!("{MARKER} old");
    comments(
        &workspace,
        &[(1, "someone", &ours), (2, BOT, "built"), (3, BOT, &ours), (4, BOT, &ours)],
    );
    workspace.write("calls.txt", "");
    assert_eq!(step(&workspace, "Comment").code, 0);
    let calls = workspace.read("calls.txt");
    assert!(calls.contains("--method PATCH repos/acme/kpis/issues/comments/3 "), "{calls}");
    assert!(!calls.contains("POST") && !calls.contains("DELETE"), "{calls}");
}

#[test]
fn a_change_without_meaning_makes_no_comment_and_empties_an_old_one() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("github", "echo '# words' >> kpi-definitions/funnel.toml");
    assert_eq!(step(&workspace, "Review").code, 0);
    comments(&workspace, &[]);
    assert_eq!(step(&workspace, "Comment").code, 0);
    assert!(!workspace.read("calls.txt").contains("POST"));
    comments(&workspace, &[(3, BOT, &format!("{MARKER} old"))]);
    assert_eq!(step(&workspace, "Comment").code, 0);
    let posted = workspace.read("posted.md");
    assert!(posted.starts_with(MARKER) && posted.contains("No change of meaning"), "{posted}");
}

#[test]
fn what_could_not_be_reviewed_is_never_called_unchanged() {
    if lacks_programs() {
        return;
    }
    let unreadable = "printf '\\377\\376' > kpi-definitions/x.toml";
    let workspace = repository("github", unreadable);
    assert_eq!(step(&workspace, "Review").code, 3);
    comments(&workspace, &[(3, BOT, &format!("{MARKER} old"))]);
    assert_eq!(step(&workspace, "Comment").code, 0);
    let posted = workspace.read("posted.md");
    assert!(posted.starts_with(MARKER) && posted.contains("could not be made"), "{posted}");
    let broken = "printf '[kpi.z]\\nformula = \"count(nowhere)\"\\n' > kpi-definitions/x.toml";
    let workspace = repository("github", broken);
    let ran = step(&workspace, "Review");
    assert!(ran.code == 0 && ran.stdout.contains("::error title=kpi"), "{}", ran.stdout);
    assert!(workspace.read("summary.md").starts_with(MARKER));
}

#[test]
fn annotations_come_also_where_data_is_not_here() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("github", &format!("rm -r data; {STRICTER}"));
    let ran = step(&workspace, "Review");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("::warning title=kpi review::not everything"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("::notice file=kpis/kpi-definitions/funnel.toml"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_forge_that_does_not_answer_gets_no_second_comment() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("github", "true");
    workspace.write("review.md", MARKER);
    comments(&workspace, &[]);
    workspace.write("down", "");
    assert_ne!(step(&workspace, "Comment").code, 0);
    assert!(!workspace.read("calls.txt").contains("POST"));
}

#[test]
fn a_long_review_is_cut_and_says_so() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("github", "true");
    workspace.write("review.md", format!("{MARKER}\n{}", "定義".repeat(40_000)));
    comments(&workspace, &[]);
    let ran = step(&workspace, "Comment");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let posted = workspace.read("posted.md");
    assert!(posted.chars().count() < 65_536 && posted.contains("(cut; "));
}
