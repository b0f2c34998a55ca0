//! The closest change that makes a condition true.

use super::{Change, Clause, Form, Lack};

fn clause(form: Form, text: &str, holds: bool, parts: Vec<Clause>) -> Clause {
    let (text, label) = (text.to_owned(), None);
    Clause { form, text, label, holds, seen: Vec::new(), points: Vec::new(), gap: None, parts }
}

/// A test that holds where its name is a capital.
fn test(name: &str) -> Clause {
    clause(Form::Test, name, name.chars().all(char::is_uppercase), Vec::new())
}

fn all(parts: Vec<Clause>) -> Clause {
    let holds = parts.iter().all(|part| part.holds);
    clause(Form::All, "", holds, parts)
}

fn any(parts: Vec<Clause>) -> Clause {
    let holds = parts.iter().any(|part| part.holds);
    clause(Form::Any, "", holds, parts)
}

fn not(part: Clause) -> Clause {
    clause(Form::Not, "", !part.holds, vec![part])
}

fn ways(condition: &Clause) -> Vec<String> {
    let change = |change: &Change| format!("{}{}", if change.to { "" } else { "-" }, change.clause);
    let lack = Lack::default().closest(condition);
    let mut ways: Vec<String> =
        lack.ways.iter().map(|way| way.iter().map(change).collect::<Vec<_>>().join("+")).collect();
    ways.extend(lack.more.then(|| "more".to_owned()));
    ways
}

#[test]
fn a_true_condition_lacks_nothing() {
    assert_eq!(ways(&all(vec![test("A"), test("B")])), Vec::<String>::new());
}

#[test]
fn of_all_every_false_clause_has_to_change() {
    assert_eq!(ways(&all(vec![test("a"), test("B"), test("c")])), ["a+c"]);
}

#[test]
fn of_several_ways_the_shortest_are_told() {
    let long = all(vec![test("a"), test("b")]);
    assert_eq!(ways(&any(vec![long.clone(), test("c")])), ["c"]);
    assert_eq!(ways(&any(vec![all(vec![test("a"), test("B")]), test("c")])), ["a", "c"]);
    assert_eq!(ways(&all(vec![any(vec![test("a"), test("b")]), test("c")])), ["a+c", "b+c"]);
    let many = any(["a", "b", "c", "d"].map(test).to_vec());
    assert_eq!(ways(&many), ["a", "b", "c", "more"]);
}

#[test]
fn under_a_negation_what_holds_has_to_stop() {
    assert_eq!(ways(&not(test("A"))), ["-A"]);
    assert_eq!(ways(&not(any(vec![test("A"), test("B"), test("c")]))), ["-A+-B"]);
    assert_eq!(ways(&not(all(vec![test("A"), test("B")]))), ["-A", "-B"]);
    assert_eq!(ways(&not(not(test("a")))), ["a"]);
}
