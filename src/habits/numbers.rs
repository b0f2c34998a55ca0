//! Numbers in full-width digits or with commas between thousands.
//!
//! Part of `habits`.

use super::{Scanner, half_width};
use crate::diagnostic::Diagnostic;

impl Scanner<'_> {
    /// A number, perhaps with commas between thousands.
    pub(super) fn number(&mut self) {
        if let Some((length, spelled)) = day(self.rest())
            && !self.out.text.ends_with('.')
        {
            return self.plain_replacement(length, spelled);
        }
        let run = self.rest().chars().map(|c| (c.len_utf8(), half_width(c).unwrap_or(c)));
        let run: Vec<(usize, char)> =
            run.take_while(|(_, c)| c.is_ascii_digit() || "_,.".contains(*c)).collect();
        let all: String = run.iter().map(|(_, c)| *c).collect();
        let after_dot = self.out.text.ends_with('.');
        let grouped = thousands(&all).filter(|_| !after_dot);
        let count = grouped.unwrap_or_else(|| plain(&all));
        let length = run[..count].iter().map(|(length, _)| length).sum();
        let spelled = all[..count].replace(',', "_");
        if grouped.is_some() && self.commas.last() == Some(&true) {
            self.several(length, &spelled);
            self.silently(length, &all[..count]);
        } else if self.rest()[..length] == *spelled {
            self.copy(length);
        } else {
            self.plain_replacement(length, spelled);
        }
    }

    /// A number with commas where commas separate values: only the writer knows what is meant.
    fn several(&mut self, length: usize, spelled: &str) {
        let span = self.embedded.span(self.at..self.at + length);
        let message = format!("`{}` reads as several values here", &self.rest()[..length]);
        let help = format!("write `{spelled}` for one number, or blanks after commas for several");
        self.report(
            Diagnostic::error("foreign-spelling", span, message)
                .label("comma separates values")
                .help(help),
        );
    }
}

/// A day such as `2026/4/1` or `2026-4-1`: its length and its spelling, where that is another.
fn day(text: &str) -> Option<(usize, String)> {
    let halves = text.chars().map(|c| (c.len_utf8(), half_width(c).unwrap_or(c)));
    let run: Vec<(usize, char)> =
        halves.take_while(|(_, c)| c.is_alphanumeric() || "_/-.".contains(*c)).collect();
    let length: usize = run.iter().map(|(length, _)| length).sum();
    let all: String = run.iter().map(|(_, c)| *c).collect();
    let sign = if all.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = all.split(sign).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let is_plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || month.len() > 2 || day.len() > 2 || !parts.iter().all(is_plain) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let is_day = (1900..2200).contains(&year) && (1..=12).contains(&month) && day <= 31 && day > 0;
    let spelled = format!("{year}-{month:02}-{day:02}");
    (is_day && text[..length] != spelled).then_some((length, spelled))
}

/// Length of digits with an optional fraction.
fn plain(text: &str) -> usize {
    let whole = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let fraction = text[whole..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 { whole + 1 + fraction } else { whole }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Length of the whole part of a number with commas between thousands: `1,000`, `12,345,678`.
fn thousands(text: &str) -> Option<usize> {
    let first = digits(text);
    let mut end = first;
    while text[end..].starts_with(',') && digits(&text[end + 1..]) == 3 {
        end += 4;
    }
    let goes_on = text[end..].starts_with(|c: char| c.is_ascii_digit() || c == '_');
    ((1..=3).contains(&first) && end > first && !goes_on).then_some(end)
}
