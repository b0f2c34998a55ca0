//! For which cells of a KPI the data has not arrived: what `cell` asks before it judges a value.
//!
//! A source that ends before a cell has not arrived for it, unless the KPI has rows made of that
//! source in the cell: a deal can be closed in a month in which none is created.

use std::collections::{BTreeMap, BTreeSet};

use super::{Facts, Index, Place};
use crate::lower::{EARLIEST, Leaf, Lowered, LoweredKpi, Reading, Slot};
use crate::model::{KpiId, SourceId};
use crate::query::Query;
use jiff::civil::Date;

/// The cells without data; the total is none.
#[derive(Default)]
pub(super) struct Arrival(BTreeSet<(KpiId, Option<usize>)>);

impl Arrival {
    pub(super) fn new(query: &Query, lowered: &Lowered, index: &Index<'_>, facts: &Facts) -> Self {
        let mut missing = BTreeSet::new();
        let asked = query.period.as_ref().map_or(EARLIEST, |asked| asked.span.start);
        let mut cells: Vec<(Option<usize>, Date)> = vec![(None, asked)];
        cells.extend(
            lowered
                .cells
                .iter()
                .map(|it| it.clipped.start)
                .enumerate()
                .map(|(cell, start)| (Some(cell), start)),
        );
        if lowered.cells.is_empty() {
            cells.push((Some(0), asked));
        }
        for kpi in &lowered.kpis {
            let late = cells.iter().map(|(cell, start)| (*cell, late(kpi, facts, *start)));
            let late: Vec<_> = late.filter(|(_, sources)| !sources.is_empty()).collect();
            if late.is_empty() {
                continue;
            }
            let proofs = Proofs::new(kpi, lowered, index);
            let lacks = |(cell, sources): &(Option<usize>, BTreeSet<SourceId>)| {
                sources.iter().any(|source| !proofs.holds(*source, *cell))
            };
            missing.extend(late.iter().filter(|it| lacks(it)).map(|(cell, _)| (kpi.id, *cell)));
        }
        Self(missing)
    }

    pub(super) fn lacks(&self, kpi: KpiId, place: Place<'_>) -> bool {
        let cell = match place {
            Place::Cell { cell, .. } => Some(cell),
            Place::Total => None,
        };
        self.0.contains(&(kpi, cell))
    }
}

/// The sources of a KPI that end before a day.
fn late(kpi: &LoweredKpi, facts: &Facts, start: Date) -> BTreeSet<SourceId> {
    // Over all rows, a target that nothing has reached yet is no gap in the data.
    let counts = |source| start > EARLIEST || kpi.leaves.iter().any(|it| it.source == source);
    let ends = |source: &&SourceId| facts.ends_before(**source, start, counts(**source));
    kpi.sources.iter().filter(ends).copied().collect()
}

/// Cells in which a KPI has rows made of a source.
struct Proofs(BTreeMap<SourceId, BTreeSet<usize>>);

impl Proofs {
    fn new(kpi: &LoweredKpi, lowered: &Lowered, index: &Index<'_>) -> Self {
        let mut found: BTreeMap<SourceId, BTreeSet<usize>> = BTreeMap::new();
        // Rows of other spans tell nothing about the cell.
        for leaf in kpi.leaves.iter().filter(|leaf| !lowered.branches[leaf.count.0].elsewhere) {
            let (rows, reached) = counts(leaf);
            for (sources, counts) in [(&leaf.origins.rows, rows), (&leaf.origins.targets, reached)]
            {
                let cells: BTreeSet<usize> =
                    counts.into_iter().flat_map(|slot| index.cells_with(slot)).collect();
                for source in sources {
                    found.entry(*source).or_default().extend(&cells);
                }
            }
        }
        Self(found)
    }

    /// Whether there are any in a cell; in the total, in any cell.
    fn holds(&self, source: SourceId, cell: Option<usize>) -> bool {
        let cells = self.0.get(&source);
        cells.is_some_and(|cells| cell.map_or(!cells.is_empty(), |cell| cells.contains(&cell)))
    }
}

/// The counts of rows, and of those that reached what they lead to.
fn counts(leaf: &Leaf) -> (Vec<Slot>, Vec<Slot>) {
    match leaf.reading {
        Reading::Conversion(converted, mature, open, early)
        | Reading::ExpectedRate { parts: [converted, mature, open, early], .. } => {
            (vec![mature, open], vec![converted, early])
        }
        Reading::SurvivalMedian { converted, .. } => (vec![leaf.count], vec![converted]),
        _ => (vec![leaf.count], Vec::new()),
    }
}
