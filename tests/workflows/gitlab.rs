//! The script of the workflow for GitLab, against a `curl` that keeps notes in files.

use super::{MARKER, block, lacks_programs, program, repository, script};
use crate::workspace::{Ran, Workspace};

const CURL: &str = r#"
echo "$*" >> calls.txt
method=GET data= url=
while [ $# -gt 0 ]; do
  case "$1" in
    --request) method=$2; shift ;;
    --header | --output) shift ;;
    --data-urlencode) data=${2#body@}; shift ;;
    http*) url=$1 ;;
  esac
  shift
done
[ ! -e down ] || { echo "HTTP 502" >&2; exit 22; }
case "$method $url" in
  "GET "*/user) echo '{"id": 5}' ;;
  GET*) cat "page-${url##*page=}.json" ;;
  *) cp "$data" posted.md ;;
esac
"#;

fn job(workspace: &Workspace) -> Ran {
    let text = workspace.read(".gitlab-ci.yml");
    let whole = block(&text, "  script:\n", "- |");
    let variables = [
        ("KPI_PROJECT", "kpis"),
        ("KPI_TOKEN", "t"),
        ("CI_MERGE_REQUEST_IID", "7"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "main~1"),
        ("CI_COMMIT_SHA", "main"),
        ("CI_API_V4_URL", "https://forge/api/v4"),
        ("CI_PROJECT_ID", "1"),
    ];
    program(workspace, "curl", CURL);
    script(workspace, &whole, &variables)
}

fn page(workspace: &Workspace, number: u32, notes: &[(u32, u32, &str)]) {
    let one = |(id, author, body): &(u32, u32, &str)| {
        format!("{{\"id\": {id}, \"author\": {{\"id\": {author}}}, \"body\": \"{body}\"}}")
    };
    let all: Vec<String> = notes.iter().map(one).collect();
    workspace.write(&format!("page-{number}.json"), format!("[{}]", all.join(", ")));
}

#[test]
fn one_note_is_made_and_later_replaced_on_whatever_page_it_is() {
    if lacks_programs() {
        return;
    }
    let workspace = repository(
        "gitlab",
        "sed -i 's|^minimum = 5$|minimum = 6|' kpi-definitions/contribution.toml",
    );
    page(&workspace, 1, &[(1, 9, MARKER)]);
    page(&workspace, 2, &[]);
    let ran = job(&workspace);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(workspace.read("posted.md").starts_with(MARKER));
    assert!(workspace.read("kpi-tests.xml").starts_with("<?xml"));
    assert!(workspace.read("calls.txt").contains("--request POST"));
    page(&workspace, 1, &vec![(1, 9, MARKER); 100]);
    page(&workspace, 2, &[(8, 5, "words"), (9, 5, MARKER)]);
    workspace.write("calls.txt", "");
    assert_eq!(job(&workspace).code, 0);
    let calls = workspace.read("calls.txt");
    assert!(calls.contains("--request PUT") && calls.contains("/notes/9\n"), "{calls}");
    assert!(!calls.contains("POST"), "{calls}");
    workspace.write("down", "");
    workspace.write("calls.txt", "");
    assert_ne!(job(&workspace).code, 0);
    assert!(!workspace.read("calls.txt").contains("--request"));
}

#[test]
fn a_test_that_fails_leaves_the_review() {
    if lacks_programs() {
        return;
    }
    let workspace = repository(
        "gitlab",
        "sed -i '0,/^expect.mql.*/s//expect.mql = [\"nobody\"]/' kpi-definitions/tests.toml",
    );
    page(&workspace, 1, &[(9, 5, MARKER)]);
    page(&workspace, 2, &[]);
    let ran = job(&workspace);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let posted = workspace.read("posted.md");
    assert!(!posted.contains("could not be made"), "{posted}");
}

#[test]
fn what_could_not_be_reviewed_is_never_called_unchanged() {
    if lacks_programs() {
        return;
    }
    let workspace = repository("gitlab", "printf '\\377\\376' > kpi-definitions/x.toml");
    page(&workspace, 1, &[(9, 5, MARKER)]);
    assert_eq!(job(&workspace).code, 3);
    let posted = workspace.read("posted.md");
    assert!(posted.starts_with(MARKER) && posted.contains("could not be made"), "{posted}");
}
