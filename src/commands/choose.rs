//! The definitions of one kind that a command is to look at, chosen by name.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::explain::{self, Item};
use crate::model::Model;
use crate::suggest;

/// Finds words such as `NAME` or `KIND.NAME` among the names of a kind: their places, each once; all
/// places without words. Every word that names nothing is a problem, and so is it if nothing of the
/// kind is defined.
pub(super) fn choose(
    kind: &str,
    words: &[String],
    names: &[&str],
) -> Result<Vec<usize>, Diagnostics> {
    if names.is_empty() {
        let error = Diagnostic::general("unknown-name", format!("the definitions have no {kind}"));
        let help = format!("write `[{kind}.NAME]` in a file below `kpi-definitions`");
        return Err(error.help(help).into());
    }
    if words.is_empty() {
        return Ok((0..names.len()).collect());
    }
    let (mut chosen, mut problems) = (Vec::new(), Diagnostics::default());
    for word in words {
        let name = word.strip_prefix(kind).and_then(|rest| rest.strip_prefix('.')).unwrap_or(word);
        match names.iter().position(|known| *known == name) {
            Some(place) if chosen.contains(&place) => {}
            Some(place) => chosen.push(place),
            None => {
                let near = suggest::nearest(name, names.iter().copied());
                let listed = || format!("there are {}", names.join(", "));
                let help = suggest::did_you_mean(&near).unwrap_or_else(listed);
                let message = format!("there is no {kind} `{name}`");
                problems.push(Diagnostic::general("unknown-name", message).help(help));
            }
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(chosen) }
}

/// Finds a definition of any kind by its name, with its kind or without, or by its label.
pub(super) fn definition(model: &Model, name: &str) -> Result<Item, Diagnostic> {
    let found = explain::find(model, name).filter(|item| item.about(model).is_some());
    found.ok_or_else(|| {
        let all: Vec<String> = explain::definitions(model).map(|item| item.name(model)).collect();
        let near = suggest::nearest(name, all.iter().map(String::as_str));
        let help = suggest::did_you_mean(&near)
            .unwrap_or_else(|| "name it with its kind, as in `stage.mql`".to_owned());
        Diagnostic::general("unknown-name", format!("there is no definition `{name}`")).help(help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once_all_without_words_and_every_unknown_one_is_said() {
        let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let found = |list: &[&str]| choose("plan", &words(list), &["a", "plan"]);
        assert_eq!(found(&[]).unwrap(), [0, 1]);
        assert_eq!(found(&["plan", "plan.a", "plan.plan"]).unwrap(), [1, 0]);
        assert_eq!(found(&["b", "plan.c"]).unwrap_err().iter().count(), 2);
        assert!(choose("plan", &[], &[]).is_err());
    }
}
