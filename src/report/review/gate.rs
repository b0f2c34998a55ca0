//! Whether changes may go in, in words.

use super::ReviewReport;
use super::effect::Say;
use crate::approval::{Asked, State};
use crate::report::page::{Block, Page};

/// Makes the page: what it comes to, and whose approval is there or not.
pub(super) fn page(report: &ReviewReport<'_>) -> Page {
    let say = Say::of(report, None);
    let gate = report.gate;
    let mut facts = vec![(say.is("判定", "verdict").to_owned(), say.gate(gate.state()).to_owned())];
    if !gate.blocked.is_empty() {
        let word = say.is("このままでは入れられない", "must not go in like this");
        facts.push((word.to_owned(), gate.blocked.join(", ")));
    }
    for (given, word) in
        [(false, say.is("承認待ち", "waits for")), (true, say.is("承認済み", "approved"))]
    {
        let mut parties: Vec<&str> = Vec::new();
        let asked: Vec<&Asked> = gate.asked.iter().filter(|it| it.given == given).collect();
        asked.iter().for_each(|it| match parties.contains(&it.party.as_str()) {
            true => {}
            false => parties.push(&it.party),
        });
        for party in parties {
            let own = asked.iter().filter(|it| it.party == party);
            let names: Vec<&str> = own.map(|it| it.name.as_str()).collect();
            facts.push((format!("{word} [{party}]"), names.join(", ")));
        }
    }
    let title = say.is("承認", "approval").to_owned();
    let mut blocks = vec![Block::Facts(facts)];
    if gate.state() == State::Waiting {
        let help = say.is(
            "承認する: `kpi approve 名前 --as チーム` を実行し、agreements/ のファイルをコミットする",
            "to approve: `kpi approve NAME --as TEAM`, then commit the file below agreements/",
        );
        blocks.push(Block::Lines(vec![help.to_owned()]));
    }
    Page { title, blocks }
}

impl Say<'_> {
    /// What a gate comes to.
    pub(super) fn gate(&self, state: State) -> &'static str {
        let asked = !self.report.gate.asked.is_empty();
        match state {
            State::Open if asked => self.is("承認はそろっている", "every approval is there"),
            State::Open => self.is("承認は要らない", "no approval is needed"),
            State::Waiting => self.is("承認待ち", "waits for approval"),
            State::Blocked => self.is("入れられない", "blocked"),
        }
    }
}
