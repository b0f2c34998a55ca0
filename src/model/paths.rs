//! Ways of links from one source to another.

use super::{ColumnId, Source, SourceId};

/// Links to follow, each with the source it leads to.
pub type Path = Vec<(ColumnId, SourceId)>;

/// Links followed at most; longer ways are written out by the user.
const LONGEST: usize = 6;

/// Lists the ways of links from a row of one source to a row of another, shortest first; none
/// visits a source twice.
pub fn paths(sources: &[Source], from: SourceId, to: SourceId) -> Vec<Path> {
    let mut found = Vec::new();
    let mut trail = Vec::new();
    walk(sources, from, to, &mut trail, &mut vec![from], &mut found);
    found.sort_by_key(Vec::len);
    found
}

fn walk(
    sources: &[Source],
    at: SourceId,
    to: SourceId,
    trail: &mut Path,
    visited: &mut Vec<SourceId>,
    found: &mut Vec<Path>,
) {
    if at == to {
        found.push(trail.clone());
        return;
    }
    if trail.len() == LONGEST {
        return;
    }
    for (column, next) in sources[at.0].links() {
        if !visited.contains(&next) {
            trail.push((column, next));
            visited.push(next);
            walk(sources, next, to, trail, visited, found);
            visited.pop();
            trail.pop();
        }
    }
}
