//! The names nearest to one that does not exist, for "did you mean".
//!
//! Used wherever a word of the user is looked up in a list: keys, names, functions, columns.

use unicode_normalization::UnicodeNormalization;

/// Lists at most three candidates that are close to `word`, the closest first.
///
/// Close are: the same after NFKC and lower-casing, a few typing mistakes (Damerau-Levenshtein
/// distance of at most a third of the longer name), one the beginning of the other.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let word = folded(word);
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&word, &folded(candidate))?, candidate)))
        .collect();
    found.sort();
    found.dedup();
    let best = found.first().map_or(0, |(distance, _)| *distance);
    found
        .into_iter()
        .filter(|(distance, _)| best > 0 || *distance == 0)
        .take(3)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// Words the question: "did you mean `a`, `b` or `c`?"; `None` where there is nothing to offer.
pub fn did_you_mean(names: &[String]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => None,
        [only] => Some(format!("did you mean {only}?")),
        [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
    }
}

/// A word as it is compared: NFKC, in lower case.
pub fn folded(word: &str) -> String {
    word.nfkc().collect::<String>().to_lowercase()
}

/// How far apart two folded names are; `None` where they are not close.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    let length = word.chars().count().max(candidate.chars().count());
    let mistakes = strsim::damerau_levenshtein(word, candidate);
    let begins = word.chars().count() >= 3
        && candidate.chars().count() >= 3
        && (candidate.starts_with(word) || word.starts_with(candidate));
    let close = mistakes == 0 || mistakes <= length.div_ceil(3).min(4) && mistakes < length;
    if close { Some(mistakes) } else { begins.then_some(5) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_only_close_names_the_closest_first() {
        let names = ["label", "means", "owner", "formula", "minimum"];
        assert_eq!(nearest("lable", names), ["label"]);
        assert_eq!(nearest("min", names), ["minimum"]);
        assert!(nearest("currency", names).is_empty());
        assert!(nearest("xy", ["ab", "cd"]).is_empty());
    }

    #[test]
    fn the_same_name_in_another_width_or_case_stands_alone() {
        assert_eq!(nearest("ＣＶ", ["cv", "cvr", "cpa"]), ["cv"]);
        assert_eq!(nearest("Leads", ["leads", "lead"]), ["leads"]);
        assert_eq!(nearest("受注数", ["受注率", "商談数"]), ["受注率"]);
    }

    #[test]
    fn words_the_question() {
        let names = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(did_you_mean(&[]), None);
        assert_eq!(did_you_mean(&names(&["a"])).unwrap(), "did you mean `a`?");
        let three = did_you_mean(&names(&["a", "b", "c"])).unwrap();
        assert_eq!(three, "did you mean `a`, `b` or `c`?");
    }
}
