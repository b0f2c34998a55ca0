//! Reports as understood: which parts, of what, over which days.

use super::{About, DimensionId, KpiId, LookAt, Model, PlanId};

/// A report that people read; what is not written is chosen by `digest`.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Words; none for the report that nobody wrote down.
    pub about: Option<About>,
    /// What it holds, in order.
    pub parts: Vec<Part>,
    /// The period as written; relative ones are counted from as of.
    pub period: Option<String>,
    /// The plan it compares with.
    pub plan: Option<PlanId>,
    /// `ja` or `en`; else that of the project.
    pub language: Option<String>,
    /// Months of the trends.
    pub months: u16,
    /// Rows of a list at most.
    pub top: usize,
    /// KPIs compared with the plan, the first one the goal.
    pub targets: Vec<KpiId>,
    /// KPIs month by month.
    pub trends: Vec<KpiId>,
    /// What tells channels apart.
    pub by: Option<DimensionId>,
    /// KPIs by channel.
    pub channels: Vec<KpiId>,
    /// What shows interest.
    pub interest: Vec<LookAt>,
}

/// A part of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Actual values against plan and previous year.
    Targets,
    /// From stage to stage.
    Funnel,
    /// The gap to the plan, split.
    Gap,
    /// Month by month.
    Trends,
    /// By channel.
    Channels,
    /// Promises between teams.
    Agreements,
    /// Readings of several KPIs.
    Diagnoses,
    /// Who looks at what.
    Interest,
    /// Every definition in words.
    Definitions,
    /// What changed in meaning.
    Changes,
    /// What the data is like.
    Data,
    /// What words mean, and what not.
    Glossary,
}

impl Part {
    /// Every part, in the order of a report that does not choose.
    pub const ALL: [Part; 12] = [
        Part::Targets,
        Part::Funnel,
        Part::Gap,
        Part::Trends,
        Part::Channels,
        Part::Agreements,
        Part::Diagnoses,
        Part::Interest,
        Part::Changes,
        Part::Data,
        Part::Definitions,
        Part::Glossary,
    ];

    /// Gives the word of `parts`.
    pub fn word(self) -> &'static str {
        match self {
            Part::Targets => "targets",
            Part::Funnel => "funnel",
            Part::Gap => "gap",
            Part::Trends => "trends",
            Part::Channels => "channels",
            Part::Agreements => "agreements",
            Part::Diagnoses => "diagnoses",
            Part::Interest => "interest",
            Part::Definitions => "definitions",
            Part::Changes => "changes",
            Part::Data => "data",
            Part::Glossary => "glossary",
        }
    }
}

impl Report {
    /// Months of trends unless another number is written: a year and the month before it.
    pub const MONTHS: u16 = 13;
    /// Rows of a list unless another number is written.
    pub const TOP: usize = 20;

    /// Gives the report that nobody wrote down.
    pub fn usual() -> Self {
        Self { parts: Part::ALL.to_vec(), months: Self::MONTHS, top: Self::TOP, ..Self::default() }
    }
}

impl Model {
    /// Finds a report by name.
    pub fn report_named(&self, name: &str) -> Option<&Report> {
        let named = |it: &&Report| it.about.as_ref().is_some_and(|about| about.name == name);
        self.reports.iter().find(named)
    }
}
