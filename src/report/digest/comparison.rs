//! The words of a report against what is measured now.

use super::recorded::{Comparison, Difference};

/// Differences that are shown.
const SHOWN: usize = 20;

/// Says whether a report still holds, in the language of the project; ends in one line break.
pub fn comparison(of: &Comparison, language: &str) -> String {
    let says = Says { japanese: language != "en" };
    let (compared, differing) = (of.compared, of.differing.len());
    let mut lines = vec![match differing {
        0 => says.say(
            format!("同じ: {compared} 個の数字がいまの定義とデータから再現できます"),
            format!("same: {compared} numbers follow from the definitions and data that are here"),
        ),
        _ => says.say(
            format!("異なる: {compared} 個の数字のうち {differing} 個"),
            format!("different: {differing} of {compared} numbers"),
        ),
    }];
    lines.extend(of.differing.iter().take(SHOWN).map(|it| says.difference(it, of)));
    if differing > SHOWN {
        lines.push(says.say(
            format!("  ({differing} 件中 {SHOWN} 件)"),
            format!("  ({SHOWN} of {differing})"),
        ));
    }
    lines.extend(says.listed("変わった定義", "definitions that changed", &of.definitions));
    if of.inherited > 0 {
        let count = of.inherited;
        lines.push(says.say(
            format!("  それによって意味の変わった定義: {count} 件"),
            format!("  {count} more mean something else as they rest on these"),
        ));
    }
    lines.extend(says.listed("変わったデータ", "data that changed", &of.rows));
    lines.extend(says.listed(
        "中身の変わったデータ(時点までの行数は同じ)",
        "files that changed, with as many rows up to as of",
        &of.files,
    ));
    lines.join("\n") + "\n"
}

/// A long number with few digits behind the point.
fn short(text: &str) -> String {
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() > PLACES && !text.contains('e') => {
            let rounded = text.parse::<f64>().map(|it| format!("{it:.PLACES$}"));
            rounded.unwrap_or_else(|_| text.to_owned())
        }
        _ => text.to_owned(),
    }
}

/// Digits behind the point of a long number.
const PLACES: usize = 6;

struct Says {
    japanese: bool,
}

impl Says {
    fn say(&self, japanese: String, english: String) -> String {
        if self.japanese { japanese } else { english }
    }

    fn difference(&self, it: &Difference, of: &Comparison) -> String {
        let whole = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        let (mut then, mut now) = (short(&whole(&it.then)), short(&whole(&it.now)));
        if then == now {
            (then, now) = (whole(&it.then), whole(&it.now));
        }
        let (data, meaning) =
            (!(of.rows.is_empty() && of.files.is_empty()), !of.definitions.is_empty());
        let cause = match (it.redefined || meaning && !data, data) {
            (true, _) => self.say("定義".to_owned(), "definition".to_owned()),
            (false, true) => self.say("データ".to_owned(), "data".to_owned()),
            (false, false) => self.say("レポートの内容".to_owned(), "what is reported".to_owned()),
        };
        format!("  {}: {then} → {now} ({cause})", it.path)
    }

    fn listed(&self, japanese: &str, english: &str, names: &[String]) -> Option<String> {
        let word = self.say(japanese.to_owned(), english.to_owned());
        let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        let more = match names.len() > SHOWN {
            true => format!(" ({SHOWN} / {})", names.len()),
            false => String::new(),
        };
        (!names.is_empty()).then(|| format!("{word}: {shown}{more}"))
    }
}
