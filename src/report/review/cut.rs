//! Documents that are too long for a comment, cut at a section.

/// Most bytes of a comment, less than the 65,536 characters that forges take.
const MOST: usize = 64_000;

/// Leaves sections out from the end, and says so.
pub(super) fn cut(text: &str, japanese: bool) -> String {
    if text.len() <= MOST {
        return text.to_owned();
    }
    let mut end = MOST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let end = ["\n## ", "\n### ", "\n"].iter().find_map(|mark| head.rfind(mark));
    let head = &head[..end.unwrap_or(head.len())];
    let note = match japanese {
        true => "長すぎるため、ここから先は省略しました。`kpi review` がすべてを表示します。",
        false => "Cut here, as the rest is too long: `kpi review` shows all of it.",
    };
    format!("{}\n\n{note}\n", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_at_a_section_and_says_so() {
        let section = format!("\n## 章\n{}", "あ".repeat(9_000));
        let text = section.repeat(4);
        let found = cut(&text, true);
        assert!(found.len() < 65_000);
        assert_eq!(found.matches("## 章").count(), 2);
        assert!(found.contains("省略しました"));
        assert_eq!(cut("short\n", true), "short\n");
    }
}
