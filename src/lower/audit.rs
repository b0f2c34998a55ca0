//! Checks that travel with the numbers: values that do not fit, keys, links, newest rows.

use std::sync::Arc;

use super::frame::{Frame, Scans};
use super::row::{always, only_where};
use super::{Branch, Lowering, OutputId, shared};
use crate::model::{ColumnId, FunnelId, SourceId, StageId};
use crate::plan::{Aggregation, Measure, Output, Relation, Scalar};

/// What an output of the plan tells about the data.
#[derive(Debug, Clone)]
pub enum Audit {
    /// One row: number of rows, rows without key, newest moment, then misfits of each column.
    Rows {
        /// Of which source.
        source: SourceId,
        /// Where it stands.
        output: OutputId,
        /// Whether there is a key to miss.
        keyed: bool,
        /// Whether there is a time to be newest by.
        timed: bool,
        /// The columns whose misfits are counted.
        columns: Vec<ColumnId>,
    },
    /// One row: number of keys, number of their fingerprints; a key stands twice where they differ.
    DuplicateKeys {
        /// Of which source.
        source: SourceId,
        /// Where it stands.
        output: OutputId,
    },
    /// The keys of a source with history whose versions overlap, one a row.
    Overlaps {
        /// Of which source.
        source: SourceId,
        /// Where it stands.
        output: OutputId,
    },
    /// One row: number of rows whose link leads to no row.
    Dangling {
        /// Of which source.
        source: SourceId,
        /// Which link.
        link: ColumnId,
        /// Where it stands.
        output: OutputId,
    },
    /// The keys of subjects that skip a stage although no one may, one a row.
    Skipped {
        /// Whose subjects.
        funnel: FunnelId,
        /// Where it stands.
        output: OutputId,
    },
    /// One row: number of journeys that fulfil a `when` as of the run, but never entered the stage
    /// before it.
    Waiting {
        /// Which stage.
        stage: StageId,
        /// Where it stands.
        output: OutputId,
    },
    /// One row: least and greatest moment that met the business calendar.
    BusinessRange {
        /// Of which source.
        source: SourceId,
        /// Where it stands.
        output: OutputId,
    },
}

impl Audit {
    fn output_mut(&mut self) -> &mut OutputId {
        match self {
            Audit::Rows { output, .. }
            | Audit::DuplicateKeys { output, .. }
            | Audit::Overlaps { output, .. }
            | Audit::Dangling { output, .. }
            | Audit::Skipped { output, .. }
            | Audit::Waiting { output, .. }
            | Audit::BusinessRange { output, .. } => output,
        }
    }
}

impl Lowering<'_> {
    /// Turns what was gathered into outputs, branches and audits; so many outputs come before.
    pub(super) fn emit_with(&self, before: usize) -> (Scans, Vec<Output>, Vec<Branch>, Vec<Audit>) {
        let drafts = self.funnels.values().flat_map(|draft| draft.frames());
        let frames: Vec<&Frame> = self.frames.values().chain(drafts).collect();
        let mut scans = Scans::new(self.model, &frames, &|frame| self.existing(frame));
        for source in scans.sources().collect::<Vec<_>>() {
            let held = self.model.source(source);
            if let Some((from, _)) = held.history {
                scans.set_begun(source, self.by_as_of(held, from));
            }
        }
        let mut outputs = Vec::new();
        let mut audits = Vec::new();
        let sources: Vec<SourceId> = scans.sources().collect();
        self.emit_funnels(&mut scans, &mut outputs, &mut audits);
        let branches = self.emit_branches(&scans, &mut outputs);
        for source in sources {
            self.audit_rows(&scans, source, &mut outputs, &mut audits);
            self.audit_keys(&scans, source, &mut outputs, &mut audits);
            if let Some(relation) = self.overlaps(&scans, source) {
                let name = format!("{} overlaps", self.model.source(source).name);
                let output = push(&mut outputs, name, relation);
                audits.push(Audit::Overlaps { source, output });
            }
        }
        for frame in frames {
            let mut frames = Vec::new();
            frame.visit(&mut |frame| frames.push(frame));
            for frame in frames {
                self.audit_frame(&scans, frame, &mut outputs, &mut audits);
            }
        }
        for audit in &mut audits {
            *audit.output_mut() += before;
        }
        (scans, outputs, branches, audits)
    }

    fn audit_rows(
        &self,
        scans: &Scans,
        source: SourceId,
        outputs: &mut Vec<Output>,
        audits: &mut Vec<Audit>,
    ) {
        let Some(rows) = scans.rows(source) else {
            return;
        };
        let held = self.model.source(source);
        let name = |id: ColumnId| held.columns[id.0].name.clone();
        let true_where = |condition| only_where(condition, super::row::boolean(always()));
        let mut measures = vec![count("rows", always())];
        if let Some(key) = held.key {
            let missing = Scalar::IsMissing(Box::new(Scalar::Column(name(key))));
            measures.push(count("no key", true_where(missing)));
        }
        if let Some(time) = held.time {
            let argument = Scalar::Column(name(time));
            let aggregation = Aggregation::Maximum;
            measures.push(Measure { name: "newest".into(), aggregation, argument });
        }
        let columns = scanned(rows, held);
        for id in &columns {
            let bad = format!("{}!bad", name(*id));
            measures.push(count(&bad.clone(), true_where(Scalar::Column(bad))));
        }
        let relation = Relation::Aggregate { input: rows.clone(), by: Vec::new(), measures };
        let output = push(outputs, format!("{} rows", held.name), relation);
        let (keyed, timed) = (held.key.is_some(), held.time.is_some());
        audits.push(Audit::Rows { source, output, keyed, timed, columns });
    }

    fn audit_keys(
        &self,
        scans: &Scans,
        source: SourceId,
        outputs: &mut Vec<Output>,
        audits: &mut Vec<Audit>,
    ) {
        let held = self.model.source(source);
        let (Some(rows), Some(key)) = (scans.rows(source), held.key) else {
            return;
        };
        let key = Scalar::Column(held.columns[key.0].name.clone());
        let input = rows.clone();
        let relation = Relation::Aggregate { input, by: Vec::new(), measures: unique(key) };
        let output = push(outputs, format!("{} duplicate keys", held.name), relation);
        audits.push(Audit::DuplicateKeys { source, output });
    }

    fn audit_frame(
        &self,
        scans: &Scans,
        frame: &Frame,
        outputs: &mut Vec<Output>,
        audits: &mut Vec<Audit>,
    ) {
        let held = self.model.source(frame.source);
        let found = frame.links.iter().filter(|_| held.funnel.is_none());
        // what is gathered or brought by journeys does not matter to a link
        let links =
            Frame { below: Vec::new(), tours: Vec::new(), useful: Vec::new(), ..frame.clone() };
        let rows =
            scans.relation(self.model, if frame.business.is_empty() { &links } else { frame });
        let mut add = |what: String, measures| {
            let relation = Relation::Aggregate { input: rows.clone(), by: Vec::new(), measures };
            let name = format!("{} {what} {}", held.name, outputs.len());
            push(outputs, name, relation)
        };
        for linked in found {
            let link = held.columns[linked.link.0].name.clone();
            let missing = |name: String| Scalar::IsMissing(Box::new(Scalar::Column(name)));
            let present = Scalar::Not(Box::new(missing(link.clone())));
            let dangling = Scalar::And(vec![present, missing(format!("{link}!found"))]);
            let argument = only_where(dangling, super::row::boolean(always()));
            let output = add(format!("dangling {link}"), vec![count("dangling", argument)]);
            audits.push(Audit::Dangling { source: frame.source, link: linked.link, output });
        }
        for moment in &frame.business {
            let day = Scalar::LocalDate(Box::new(moment.clone()));
            let bound = |name: &str, aggregation| Measure {
                name: name.into(),
                aggregation,
                argument: day.clone(),
            };
            let measures =
                vec![bound("first", Aggregation::Minimum), bound("last", Aggregation::Maximum)];
            let output = add("business days".into(), measures);
            audits.push(Audit::BusinessRange { source: frame.source, output });
        }
    }
}

/// Measures that tell whether all keys differ, in a fraction of the memory of the keys.
pub(crate) fn unique(key: Scalar) -> Vec<Measure> {
    let prints = Measure {
        name: "fingerprints".into(),
        aggregation: Aggregation::CountDistinct,
        argument: Scalar::Fingerprint(Box::new(key.clone())),
    };
    vec![count("keys", key), prints]
}

fn count(name: &str, argument: Scalar) -> Measure {
    Measure { name: name.into(), aggregation: Aggregation::Count, argument }
}

pub(super) fn push(outputs: &mut Vec<Output>, name: String, relation: Relation) -> OutputId {
    outputs.push(Output { name, relation: shared(relation) });
    outputs.len() - 1
}

/// The columns a scan below reads.
fn scanned(rows: &Arc<Relation>, source: &crate::model::Source) -> Vec<ColumnId> {
    match rows.as_ref() {
        Relation::Filter { input, .. } => scanned(input, source),
        Relation::Scan { faults, .. } => {
            faults.iter().filter_map(|name| source.column_named(name)).collect()
        }
        _ => Vec::new(),
    }
}
