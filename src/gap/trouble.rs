//! What keeps a gap from being split.

/// Of which side something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the two sides")]
pub enum Which {
    Plan,
    Actual,
}

/// What is wrong; stages are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody has a stage.
    NoStage,
    /// A channel has another number of stages than the first channel of the plan.
    Stages {
        /// Of which side.
        which: Which,
        /// Which channel.
        channel: String,
    },
    /// A channel is listed twice on one side.
    Twice {
        /// Of which side.
        which: Which,
        /// Which channel.
        channel: String,
    },
    /// Entries or their timing are no number, below 0, or of a size beyond use.
    Count {
        /// Of which side.
        which: Which,
        /// Which channel.
        channel: String,
        /// Entries into which stage.
        stage: usize,
    },
    /// Revenue below 0 or beyond use.
    Revenue {
        /// Of which side.
        which: Which,
        /// Which channel.
        channel: String,
    },
    /// Entries into a stage, or revenue, while nothing entered the stage before in time: no rate leads there.
    FromNothing {
        /// Of which side.
        which: Which,
        /// Which channel.
        channel: String,
        /// The stage without entries.
        stage: usize,
    },
    /// More factors than the method takes.
    Factors {
        /// How many there are.
        found: usize,
        /// How many may be.
        most: usize,
    },
}

impl std::fmt::Display for Which {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Plan => "plan",
            Self::Actual => "actual",
        })
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStage => formatter.write_str("no stage to split a gap over"),
            Self::Stages { which, channel } => {
                write!(formatter, "{which}: `{channel}` has another number of stages")
            }
            Self::Twice { which, channel } => {
                write!(formatter, "{which}: `{channel}` is listed twice")
            }
            Self::Count { which, channel, stage } => {
                write!(formatter, "{which}: stage {stage} of `{channel}` has no usable count")
            }
            Self::Revenue { which, channel } => {
                write!(formatter, "{which}: the revenue of `{channel}` is below 0 or too large")
            }
            Self::FromNothing { which, channel, stage } => write!(
                formatter,
                "{which}: nothing entered stage {stage} of `{channel}`, yet something came after it"
            ),
            Self::Factors { found, most } => {
                write!(formatter, "{found} factors, where at most {most} can be split by shapley")
            }
        }
    }
}
