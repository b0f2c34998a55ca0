//! `w_shaped`

use super::path::{Kept, Path};
use super::{Gives, Method, Trouble};

/// Gives the touches that led to named moments what is written, the others the rest.
pub(super) const W_SHAPED: Method = Method {
    name: "w_shaped",
    summary: "Gives the touches that led to named moments what is written, the others the rest.",
    gives: Gives::Touches,
};

/// The most that written weights may add up to; products with the touches of any path then fit.
const MOST: u32 = 100_000;

/// Written weights of anchors and of the rest; only their ratio counts.
///
/// - The touch of an anchor is the last at or before its moment. Anchors on one touch add up.
/// - What missing anchors would get goes to those present, in proportion to their weights.
/// - The rest is shared equally by the touches at no anchor; without any it goes to the anchors, in
///   proportion. Without any anchor all touches share equally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WShaped {
    /// Touches that stand out.
    pub anchors: Vec<Anchor>,
    /// For all other touches together.
    pub rest: u32,
}

/// A touch that stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Which touch.
    pub at: At,
    /// Its weight, above 0.
    pub weight: u32,
}

/// Which touch an anchor means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The earliest.
    First,
    /// The latest.
    Last,
    /// The last at or before this of [`Path::moments`].
    Moment(usize),
}

impl WShaped {
    /// Tells what is wrong with the written numbers.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.anchors.is_empty() {
            return Err(Trouble::NoWeight { of: "anchors" });
        }
        if let Some(anchor) = self.anchors.iter().position(|it| it.weight == 0) {
            return Err(Trouble::IdleAnchor { anchor });
        }
        let written: u64 = self.anchors.iter().map(|it| u64::from(it.weight)).sum();
        if written + u64::from(self.rest) > u64::from(MOST) {
            return Err(Trouble::LargeWeights { most: MOST });
        }
        Ok(())
    }

    /// Weighs the touches of a path.
    pub(super) fn weigh(
        &self,
        number: usize,
        path: &Path,
        touches: &[Kept],
    ) -> Result<Vec<u64>, Trouble> {
        let mut anchored = vec![0_u64; touches.len()];
        for anchor in &self.anchors {
            if let Some(at) = touch_of(anchor.at, number, path, touches)? {
                anchored[at] += u64::from(anchor.weight);
            }
        }
        let written: u64 = self.anchors.iter().map(|it| u64::from(it.weight)).sum();
        let present: u64 = anchored.iter().sum();
        let others = anchored.iter().filter(|weight| **weight == 0).count() as u64;
        if present == 0 {
            return Ok(vec![1; touches.len()]);
        }
        if others == 0 {
            return Ok(anchored);
        }
        // written * weight / present for an anchor, rest / others for another touch, made integers.
        let other = u64::from(self.rest) * present;
        let weight = |anchor: u64| if anchor > 0 { written * anchor * others } else { other };
        Ok(anchored.into_iter().map(weight).collect())
    }
}

fn touch_of(
    at: At,
    number: usize,
    path: &Path,
    touches: &[Kept],
) -> Result<Option<usize>, Trouble> {
    let up_to = match at {
        At::First => touches.len().min(1),
        At::Last => touches.len(),
        At::Moment(index) => {
            let moment = path.moments.get(index);
            let moment = moment.ok_or(Trouble::NoMoment { path: number, moment: index })?;
            moment.map_or(0, |moment| touches.partition_point(|it| it.touch.moment <= moment))
        }
    };
    Ok(up_to.checked_sub(1))
}
