//! Leads that change sides or lie near a threshold, where they are asked for.

use super::effect::Say;
use crate::effect::Mover;
use crate::pseudonym::Salt;
use crate::report::number::text;
use crate::report::page::Block;
use crate::trial::Near;

/// Leads that are listed at most.
const LEADS: usize = 20;

/// Leads that are asked for.
#[derive(Debug)]
pub struct Leads<'a> {
    /// By stage, those near the thresholds of its later rule.
    pub near: &'a [(String, Vec<Near>)],
    /// What makes names for leads where others may read.
    pub salt: Option<&'a Salt>,
    /// Their own keys may be read there too.
    pub published: bool,
}

impl Leads<'_> {
    /// Gives the leads near the thresholds of a stage.
    pub(super) fn near_of(&self, stage: &str) -> &[Near] {
        self.near.iter().find(|(name, _)| name == stage).map_or(&[], |(_, near)| near)
    }

    /// What a lead is called; nothing where it must not be named.
    fn name(&self, key: &str, public: bool) -> Option<String> {
        let other = self.salt.map(|salt| salt.name(key));
        match (public && !self.published, other) {
            (true, other) => other,
            (false, Some(other)) if !public => Some(format!("{key} ({other})")),
            (false, _) => Some(key.to_owned()),
        }
    }
}

impl Say<'_> {
    /// Names leads that change sides; none of a group that is too small where others may read.
    pub(super) fn leads(&self, what: &str, movers: &[Mover]) -> Option<String> {
        let leads = self.report.leads.as_ref()?;
        if movers.is_empty() || self.few.is_some_and(|few| (movers.len() as u64) < few) {
            return None;
        }
        let named = |it: &Mover| leads.name(&it.subject, self.few.is_some());
        let mut names: Vec<String> = movers.iter().filter_map(named).collect();
        names.truncate(LEADS);
        let of = match self.japanese {
            true => format!("{}件中{}件", movers.len(), names.len()),
            false => format!("{} of {}", names.len(), movers.len()),
        };
        (!names.is_empty()).then(|| format!("{what} ({of}): {}", names.join(", ")))
    }

    /// Lists leads near the thresholds of a stage with what its clauses see.
    pub(super) fn near(&self, blocks: &mut Vec<Block>, stage: &str) {
        let Some(leads) = self.report.leads.as_ref() else { return };
        let near = leads.near_of(stage);
        let lines: Vec<String> = near.iter().filter_map(|it| self.near_line(leads, it)).collect();
        if lines.is_empty() {
            return;
        }
        let title = self.is("変更後の境界に近いリード", "near the boundary after the change");
        blocks.push(Block::Subheading(title.to_owned()));
        blocks.push(Block::Lines(lines));
    }

    fn near_line(&self, leads: &Leads<'_>, near: &Near) -> Option<String> {
        let name = leads.name(&text(&near.key), self.few.is_some())?;
        let holds = match near.holds {
            true => self.is("満たす", "holds"),
            false => self.is("満たさない", "does not hold"),
        };
        let missing = self.is("なし", "missing");
        let seen = near.seen.iter().map(|(what, value)| {
            let shown = text(value);
            format!("{what} = {}", if shown.is_empty() { missing } else { &shown })
        });
        let seen = seen.collect::<Vec<_>>().join(", ");
        let seen = if seen.is_empty() { seen } else { format!(" ({seen})") };
        Some(format!("{name}: {} {holds}{seen}", near.clause))
    }
}
