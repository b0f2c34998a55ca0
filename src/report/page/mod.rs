//! What a result says, as people read it: headings, facts, grids, sentences, notes.
//!
//! Every command that shows more than one table makes a page; a format shows any page, so a report
//! can hold them all.

mod document;
mod figure;
mod human;
mod markdown;

pub use document::{Document, Section};
pub use figure::{Chart, Column, Figure, Mark, Sign};

use super::Style;
use crate::table::Table;

/// A result for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// In the order of reading.
    pub blocks: Vec<Block>,
}

/// A part of a page. What follows a heading belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Word and text, one below the other.
    Facts(Vec<(String, String)>),
    /// Starts something new.
    Heading(Heading),
    /// Starts something within a heading.
    Subheading(String),
    /// Rows under titles.
    Grid(Grid),
    /// Rows with a drawing.
    Figure(Box<Figure>),
    /// A table of KPIs.
    Table(Box<Table>),
    /// Lines of a heading.
    Lines(Vec<String>),
    /// What leads to what.
    Tree(Vec<Branch>),
    /// What it all comes to.
    Sentence(Text),
    /// What a reader must know beside the numbers, under a word; none where there is nothing.
    Notes(String, Vec<String>),
}

/// A line and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The line.
    pub text: String,
    /// What hangs on it.
    pub below: Vec<Branch>,
}

/// A name and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// A verdict that comes first, if there is one.
    pub verdict: Option<Text>,
    /// For people.
    pub label: String,
    /// In the definitions.
    pub name: Option<String>,
}

impl Heading {
    /// The verdict, then the label.
    pub fn text(&self) -> String {
        match &self.verdict {
            Some(verdict) => format!("{}: {}", verdict.text, self.label),
            None => self.label.clone(),
        }
    }
}

/// Rows under titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// One for every column.
    pub titles: Vec<String>,
    /// Each as long as the titles.
    pub rows: Vec<Vec<Text>>,
    /// Columns of numbers.
    pub numbers: Vec<usize>,
    /// How many columns name a row: where the grid is too wide, each of its parts begins with them.
    pub names: Option<usize>,
}

/// A text, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The words.
    pub text: String,
    /// How.
    pub tone: Tone,
}

/// How a text is read; never the only thing that tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// First.
    Strong,
    /// After everything else.
    Quiet,
    /// With care.
    Careful,
}

impl Branch {
    /// Gives every line with its depth, from the top.
    pub(in crate::report) fn lines(branches: &[Self]) -> Vec<(usize, &str)> {
        let mut lines = Vec::new();
        for branch in branches {
            lines.push((0, branch.text.as_str()));
            lines.extend(Self::lines(&branch.below).into_iter().map(|(at, it)| (at + 1, it)));
        }
        lines
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, tone: Tone::Plain }
    }
}

impl Text {
    /// Gives a text with a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl Grid {
    /// Gives a grid whose columns after the first `names` hold numbers and may be split.
    pub fn of_numbers(titles: Vec<String>, rows: Vec<Vec<String>>, names: usize) -> Self {
        let numbers = (names..titles.len()).collect();
        let rows = rows.into_iter().map(|row| row.into_iter().map(Text::from).collect()).collect();
        Self { titles, rows, numbers, names: Some(names) }
    }
}

/// Makes the text of a page as `markdown`, else for a terminal; ends in one line break.
pub fn page(page: &Page, format: &str, style: Style) -> String {
    match format {
        "markdown" => markdown::render(page),
        _ => human::render(page, style),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Page {
        let verdict = Some(Text::toned("broken", Tone::Careful));
        let heading = Heading { verdict, label: "a|b".into(), name: Some("a_b".into()) };
        let rows = vec![vec!["x".into(), "1".into()], vec!["y\u{1b}".into(), "20".into()]];
        let grid = Grid::of_numbers(vec!["what".into(), "n".into()], rows, 1);
        Page {
            title: "b2b".into(),
            blocks: vec![
                Block::Facts(vec![("as of".into(), "2026-10-31".into())]),
                Block::Heading(heading),
                Block::Facts(vec![("who".into(), "sales".into())]),
                Block::Grid(grid.clone()),
                Block::Lines(vec!["late: L1".into()]),
                Block::Tree(vec![Branch {
                    text: "root".into(),
                    below: vec![Branch { text: "leaf".into(), below: vec![] }],
                }]),
                Block::Subheading("more".into()),
                Block::Grid(grid),
                Block::Sentence(Text::toned("all in all", Tone::Strong)),
                Block::Notes("notes".into(), vec!["one".into()]),
                Block::Notes("notes".into(), vec![]),
            ],
        }
    }

    #[test]
    fn for_people() {
        insta::assert_snapshot!(page(&example(), "human", Style::default()), @r"
        b2b
        as of: 2026-10-31

        [broken] a|b  a_b
          who: sales
        ───────────
         what    n
        ───────────
         x       1
         y�     20
        ───────────
          late: L1
          root
            leaf

        more
        ───────────
         what    n
        ───────────
         x       1
         y�     20
        ───────────

        all in all

        notes:
          - one
        ");
    }

    #[test]
    fn for_documents() {
        insta::assert_snapshot!(page(&example(), "markdown", Style::default()), @r"
        ## b2b

        - as of: 2026-10-31

        ### broken: a\|b (a\_b)

        - who: sales

        | what | n |
        |---|---:|
        | x | 1 |
        | y� | 20 |

        - late: L1

        - root
          - leaf

        #### more

        | what | n |
        |---|---:|
        | x | 1 |
        | y� | 20 |

        **all in all**

        - one
        ");
    }
}
