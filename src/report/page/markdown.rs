//! A page for documents and pull requests.

use super::{Block, Branch, Grid, Heading, Page};
use crate::report::markdown::{escaped, row, table};

pub(super) fn render(page: &Page) -> String {
    let mut out = format!("## {}\n", escaped(&page.title));
    for block in &page.blocks {
        if matches!(block, Block::Notes(_, notes) if notes.is_empty()) {
            continue;
        }
        out.push('\n');
        match block {
            Block::Facts(facts) => facts.iter().for_each(|(word, fact)| {
                out.push_str(&format!("- {}: {}\n", escaped(word), escaped(fact)));
            }),
            Block::Heading(it) => out.push_str(&heading(it)),
            Block::Subheading(label) => out.push_str(&format!("#### {}\n", escaped(label))),
            Block::Grid(it) => grid(&mut out, it),
            Block::Figure(it) => {
                out.push_str(&format!("#### {}\n\n", escaped(&it.title)));
                grid(&mut out, &it.grid);
                if !it.notes.is_empty() {
                    out.push('\n');
                    it.notes
                        .iter()
                        .for_each(|note| out.push_str(&format!("- {}\n", escaped(note))));
                }
            }
            Block::Table(it) => table(&mut out, it),
            Block::Sentence(sentence) => {
                out.push_str(&format!("**{}**\n", escaped(&sentence.text)));
            }
            Block::Tree(it) => Branch::lines(it).into_iter().for_each(|(depth, line)| {
                out.push_str(&format!("{}- {}\n", "  ".repeat(depth), escaped(line)));
            }),
            Block::Lines(lines) | Block::Notes(_, lines) => {
                lines.iter().for_each(|line| out.push_str(&format!("- {}\n", escaped(line))));
            }
        }
    }
    out
}

fn heading(heading: &Heading) -> String {
    let verdict = heading.verdict.as_ref().map(|it| format!("{}: ", escaped(&it.text)));
    let name = heading.name.as_ref().map(|name| format!(" ({})", escaped(name)));
    let [verdict, name] = [verdict, name].map(Option::unwrap_or_default);
    format!("### {verdict}{}{name}\n", escaped(&heading.label))
}

fn grid(out: &mut String, grid: &Grid) {
    row(out, &grid.titles);
    let rule = |column| if grid.numbers.contains(&column) { "---:|" } else { "---|" };
    let rules: String = (0..grid.titles.len()).map(rule).collect();
    out.push_str(&format!("|{rules}\n"));
    for cells in &grid.rows {
        row(out, &cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>());
    }
}
