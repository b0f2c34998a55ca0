//! The shipped definitions pass their own tests, which notice nearly every small change of them.

use crate::workspace::Workspace;

#[test]
fn shipped_tests_pass_and_kill_nine_of_ten_mutants() {
    let workspace = Workspace::example("b2b");
    let ran = workspace.kpi(&["test", "--mutate", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let mutation = &answer["mutation"];
    let tried = mutation["tried"].as_u64().unwrap() as usize;
    let survivors = mutation["survivors"].as_array().unwrap().len();
    assert!(tried > 100 && survivors * 10 <= tried, "{survivors} of {tried} survive");
}
