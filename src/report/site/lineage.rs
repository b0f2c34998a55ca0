//! The picture of a definition between what it rests on and what rests on it.
//!
//! The browser lays out the boxes; lines meet them because all boxes of a side are equally high.

use serde::Serialize;

use super::{Pages, names};
use crate::explain::{self, Item};
use crate::report::terminal::harmless;

/// Boxes of a side; more are counted and listed elsewhere.
const MOST: usize = 9;

#[derive(Serialize)]
pub(super) struct Picture {
    left: Side,
    middle: Node,
    right: Side,
}

#[derive(Serialize)]
struct Side {
    title: String,
    nodes: Vec<Node>,
    /// How many are not shown, and where they are.
    more: Option<String>,
    href: &'static str,
    none: &'static str,
    lines: String,
}

#[derive(Serialize)]
struct Node {
    href: String,
    label: String,
    name: String,
    kind: &'static str,
}

impl Picture {
    pub(super) fn new(site: &Pages<'_>, item: Item) -> Self {
        let (mut made_of, mut files) = (Vec::new(), Vec::new());
        for input in explain::inputs(site.model, item).into_keys().rev() {
            match input {
                Item::Source(id) | Item::Column(id, _)
                    if site.model.source(id).funnel.is_none() =>
                {
                    files.push(Item::Source(id));
                }
                Item::Source(_) | Item::Column(..) => {}
                input => made_of.push(input),
            }
        }
        files.sort();
        files.dedup();
        made_of.extend(files);
        let users = explain::users(site.model, item).into_iter();
        let users = users.filter(|user| user.distance == 1).map(|user| user.item).collect();
        let left = site.say("これを形づくるもの", "It rests on");
        let right = site.say("これを使うもの", "What rests on it");
        Self {
            left: side(site, left, "#inputs", made_of, true),
            middle: node(site, item),
            right: side(site, right, "#users", users, false),
        }
    }
}

fn side(site: &Pages<'_>, title: &str, href: &'static str, of: Vec<Item>, left: bool) -> Side {
    // One more fits where the count of the rest would stand.
    let shown = if of.len() <= MOST + 1 { of.len() } else { MOST };
    let rest = of.len() - shown;
    let rows = shown + usize::from(rest > 0);
    Side {
        title: format!("{title} ({})", of.len()),
        nodes: of.iter().take(shown).map(|item| node(site, *item)).collect(),
        more: (rest > 0).then(|| site.say(format!("ほか {rest} 件"), format!("{rest} more"))),
        href,
        none: site.say("なし", "nothing"),
        lines: (0..rows).map(|row| line(row, rows, left)).collect(),
    }
}

fn node(site: &Pages<'_>, item: Item) -> Node {
    Node {
        href: names::file(&names::full(site.model, item)),
        label: harmless(&site.label(item)),
        name: harmless(&names::full(site.model, item)),
        kind: site.kind(item).1,
    }
}

/// The way from the middle of a row to the middle of the picture, in a square of 100.
fn line(row: usize, rows: usize, left: bool) -> String {
    let at = (2 * row + 1) * 500 / rows;
    let y = format!("{}.{}", at / 10, at % 10);
    match left {
        true => format!("M0 {y}C60 {y} 40 50 100 50"),
        false => format!("M0 50C60 50 40 {y} 100 {y}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_in_the_middle_of_their_row() {
        assert_eq!(line(0, 1, true), "M0 50.0C60 50.0 40 50 100 50");
        assert_eq!(line(2, 3, false), "M0 50C60 50 40 83.3 100 83.3");
    }
}
