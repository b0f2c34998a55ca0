//! The touches of one subject, and which of them a model sees.

use super::Trouble;

/// One contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// Through which channel.
    pub channel: u32,
    /// When, in microseconds.
    pub moment: i64,
    /// It came by itself, as by typing an address: no channel brought it.
    pub direct: bool,
}

/// What happened to one subject up to an entry, or up to now without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// Ascending by moment; whoever gives them leaves out what came after the entry.
    pub touches: Vec<Touch>,
    /// Touches before this moment do not count.
    pub since: Option<i64>,
    /// What the entry is worth, in the smallest unit that is split; `None` if there was no entry.
    pub value: Option<i128>,
    /// Moments that a model may hang on, in an order that all paths share; `None` where missing.
    pub moments: Vec<Option<i64>>,
}

/// What becomes of a channel that is touched again at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// Each touch stands.
    AsIs,
    /// Neighbours of one channel become one touch with the moment of the earliest that counts. It is
    /// direct if all of them are.
    Collapse,
}

/// A touch that a model sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// Its index in the path as given.
    pub(super) index: usize,
    /// What it is.
    pub(super) touch: Touch,
}

/// Gives the touches of path number `path` that count, first cut, then collapsed.
pub(super) fn kept(number: usize, path: &Path, repeats: Repeats) -> Result<Vec<Kept>, Trouble> {
    let unordered = path.touches.windows(2).position(|pair| pair[1].moment < pair[0].moment);
    if let Some(before) = unordered {
        return Err(Trouble::Unordered { path: number, touch: before + 1 });
    }
    let mut kept: Vec<Kept> = Vec::with_capacity(path.touches.len());
    for (index, touch) in path.touches.iter().enumerate() {
        if path.since.is_some_and(|since| touch.moment < since) {
            continue;
        }
        match kept.last_mut() {
            Some(last) if repeats == Repeats::Collapse && last.touch.channel == touch.channel => {
                last.touch.direct &= touch.direct;
            }
            _ => kept.push(Kept { index, touch: *touch }),
        }
    }
    Ok(kept)
}
