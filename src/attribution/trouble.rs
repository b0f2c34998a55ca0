//! What keeps a model from giving credits.

/// What is wrong; places are indices into what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A touch comes before the one listed ahead of it.
    Unordered {
        /// Of which path.
        path: usize,
        /// The later listed.
        touch: usize,
    },
    /// A model asks for a moment that a path does not carry, not even as missing.
    NoMoment {
        /// Which path.
        path: usize,
        /// Which of its moments.
        moment: usize,
    },
    /// Written weights of which none is above 0.
    NoWeight {
        /// Which weights.
        of: &'static str,
    },
    /// Written weights that together are beyond what is split exactly.
    LargeWeights {
        /// The most that is allowed.
        most: u32,
    },
    /// A half-life that is not above 0.
    HalfLife,
    /// An anchor with weight 0.
    IdleAnchor {
        /// Which.
        anchor: usize,
    },
    /// More channels than a model takes.
    Channels {
        /// How many there are.
        found: usize,
        /// How many may be.
        most: usize,
    },
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unordered { path, touch } => {
                write!(formatter, "touch {touch} of path {path} is earlier than the one before it")
            }
            Self::NoMoment { path, moment } => {
                write!(formatter, "path {path} does not say when its moment {moment} was")
            }
            Self::NoWeight { of } => write!(formatter, "no weight for {of} is above 0"),
            Self::LargeWeights { most } => {
                write!(formatter, "the weights add up to more than {most}")
            }
            Self::HalfLife => formatter.write_str("a half-life must be above 0"),
            Self::IdleAnchor { anchor } => write!(formatter, "anchor {anchor} has weight 0"),
            Self::Channels { found, most } => {
                write!(formatter, "{found} channels are more than the {most} this model takes")
            }
        }
    }
}

impl std::error::Error for Trouble {}
