//! Versions of rows that overlap: at some instant a key would have two.
//!
//! Every version meets itself; a key with more meetings than versions has two that overlap.

use std::sync::Arc;

use super::frame::Scans;
use super::row::{all, always};
use super::{Lowering, shared};
use crate::model::SourceId;
use crate::plan::{Aggregation, Comparison, JoinKind, Measure, Relation, Scalar};

impl Lowering<'_> {
    /// The keys whose versions overlap, of versions that have begun as of the run.
    pub(super) fn overlaps(&self, scans: &Scans, source: SourceId) -> Option<Relation> {
        let held = self.model.source(source);
        let ((from, to), key) = held.history.zip(held.key)?;
        let Relation::Filter { input: scan, .. } = scans.rows(source)?.as_ref() else {
            return None;
        };
        let named = |id| column(&held.column(id).name);
        let begun = Relation::Filter { input: scan.clone(), condition: self.by_as_of(held, from) };
        let version = |suffix: &str| {
            let columns = [("key", key), ("from", from), ("to", to)];
            let columns = columns.map(|(name, id)| (format!("{name}{suffix}"), named(id)));
            let input = shared(begun.clone());
            let input = shared(Relation::Project { input, columns: columns.to_vec() });
            let condition = before(&format!("from{suffix}"), &format!("to{suffix}"));
            shared(Relation::Filter { input, condition })
        };
        let on = vec![("key".to_owned(), "key 2".to_owned())];
        let (left, right) = (version(""), version(" 2"));
        let input = shared(Relation::Join { left, right, on, kind: JoinKind::Inner });
        let condition = all(vec![before("from", "to 2"), before("from 2", "to")]);
        let meetings = counted(shared(Relation::Filter { input, condition }), "key", "meetings");
        let versions = counted(version(" 2"), "key 2", "versions");
        let on = vec![("key".to_owned(), "key 2".to_owned())];
        let (left, right) = (shared(meetings), shared(versions));
        let input = shared(Relation::Join { left, right, on, kind: JoinKind::Inner });
        let (more, less) = (Box::new(column("meetings")), Box::new(column("versions")));
        let condition = Scalar::Compare(Comparison::Greater, more, less);
        let input = shared(Relation::Filter { input, condition });
        Some(Relation::Project { input, columns: vec![("key".into(), column("key"))] })
    }
}

fn column(name: &str) -> Scalar {
    Scalar::Column(name.to_owned())
}

/// A version begins before another ends; without an end it holds until now.
fn before(from: &str, to: &str) -> Scalar {
    let endless = Scalar::IsMissing(Box::new(column(to)));
    let (from, to) = (Box::new(column(from)), Box::new(column(to)));
    Scalar::Or(vec![endless, Scalar::Compare(Comparison::Less, from, to)])
}

fn counted(input: Arc<Relation>, by: &str, name: &str) -> Relation {
    let aggregation = Aggregation::Count;
    let measures = vec![Measure { name: name.into(), aggregation, argument: always() }];
    Relation::Aggregate { input, by: vec![by.to_owned()], measures }
}
