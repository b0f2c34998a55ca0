//! Documents that are too long for a comment, cut where something new begins.

/// Most bytes of a comment, less than the 65,536 characters that forges take.
const MOST: usize = 64_000;
/// Most bytes of what stands first.
const SUMMARY: usize = 2_000;
/// Where something new begins, never within code.
const MARKS: [&str; 4] = ["\n## ", "\n### ", "\n#### ", "\n- "];

/// Shortens a text of one line.
pub(super) fn summary(text: &str) -> String {
    match text.len() <= SUMMARY {
        true => text.to_owned(),
        false => format!("{}…", start(text, SUMMARY)),
    }
}

/// Joins what stands first, the changes, what follows and a picture. Of what is too long the picture
/// is left out, then the end of the changes, then that of what follows; and it says so.
pub(super) fn joined([first, changes, rest, picture]: [&str; 4], japanese: bool) -> String {
    let all = [first, changes, rest, picture].concat();
    if all.len() <= MOST {
        return all;
    }
    let room = MOST.saturating_sub(first.len());
    let changes = cut(changes, room.saturating_sub(rest.len()).max(room / 2), japanese);
    let rest = cut(rest, room.saturating_sub(changes.len()), japanese);
    [first, &changes, &rest].concat()
}

fn cut(text: &str, most: usize, japanese: bool) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let note = match japanese {
        true => "長すぎるため、このあとを省略しました。`kpi review` がすべてを表示します。",
        false => "Cut here, as the rest is too long: `kpi review` shows all of it.",
    };
    let head = start(text, most.saturating_sub(note.len() + 4));
    let end = MARKS.iter().filter_map(|mark| head.rfind(mark)).max().or_else(|| head.rfind('\n'));
    format!("{}\n\n{note}\n", head[..end.unwrap_or(0)].trim_end())
}

/// The start of a text, up to so many bytes.
fn start(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(count: usize) -> String {
        let code = format!("\n  ```diff\n    when\n  - {}\n  ```\n", "あ".repeat(3_000));
        let change = |at: usize| format!("\n### 変更 {at}\n\n- 性質\n{code}\n- 範囲\n");
        format!("## 定義の変更\n{}", (0..count).map(change).collect::<String>())
    }

    #[test]
    fn a_long_text_keeps_its_ends_and_says_what_is_left_out() {
        let (first, rest) = ("**まとめ**\n\n", "\n## 承認\n\n- 判定\n\n## 影響\n");
        let found = joined([first, &changes(40), rest, "図"], true);
        assert!(found.len() < 65_000 && found.len() > 50_000, "{}", found.len());
        assert!(found.starts_with(first) && found.ends_with(rest));
        assert_eq!(found.matches("省略しました").count(), 1);
        assert_eq!(found.matches("```").count() % 2, 0, "code ends");
        assert!(!found.contains('図'));
        let short = joined([first, &changes(1), rest, "図"], true);
        assert!(short.ends_with('図') && !short.contains("省略しました"));
    }

    #[test]
    fn whatever_is_long_is_cut() {
        let long = "長い言葉 ".repeat(20_000);
        let lines = "- 行\n".repeat(20_000);
        for parts in [
            ["", long.as_str(), "", ""],
            ["", "", long.as_str(), ""],
            ["", lines.as_str(), lines.as_str(), ""],
            ["", long.as_str(), lines.as_str(), long.as_str()],
        ] {
            let found = joined(parts, true);
            assert!(found.len() <= MOST, "{}", found.len());
            assert!(found.contains("省略しました"));
        }
        assert!(summary(&long).len() < 2_100);
        assert_eq!(summary("short"), "short");
    }
}
