//! What each channel owes: rates, entries and spend, in all and by month. Part of `table`.

use super::table::{Sheet, money, percent, up};
use super::{ChannelBasis, Origin, Rate};
use crate::backward::Channel;
use crate::list::List;
use crate::plan::Value;

impl Sheet<'_> {
    /// Money for the required entries; none where a channel in use has no cost.
    pub(super) fn spend(&self) -> Option<f64> {
        self.monthly_spend().map(|months| months.iter().sum())
    }

    /// The same by month.
    pub(super) fn monthly_spend(&self) -> Option<Vec<f64>> {
        let required = self.outlook.required.as_ref().ok()?;
        let of = |channel: &Channel| Some(channel.share * channel.cost?);
        let each: f64 = self.outlook.problem.channels.iter().map(of).sum::<Option<f64>>()?;
        Some(required.entries.iter().map(|entries| entries * each).collect())
    }

    /// The rates of each channel.
    pub(super) fn channels(&self) -> List {
        let mut columns = vec![self.say("チャネル", "channel"), self.say("構成比", "share")];
        columns.extend(self.steps());
        let all = |rate: &Rate| matches!(&rate.origin, Origin::Counted { of_all: true, .. });
        let row = |channel: &ChannelBasis| {
            let mut row =
                vec![Value::Text(channel.name.clone()), Value::Text(percent(channel.share))];
            row.extend(channel.rates.iter().map(|rate| {
                let mark = if all(rate) { "*" } else { "" };
                Value::Text(format!("{}{mark}", percent(rate.value)))
            }));
            row
        };
        let channels = &self.outlook.basis.channels;
        let rows = channels.iter().map(row).collect();
        let mut list = self.list(self.say("チャネル別の率", "rates by channel"), columns, rows);
        if channels.iter().any(|channel| channel.rates.iter().any(all)) {
            let note = self.say(
                "その経路だけでは実績がないので、全体の率",
                "no mature entries of its own: the rate of all",
            );
            list.facts.push(("*".into(), note));
        }
        list
    }

    /// What each channel owes in all, of new leads.
    pub(super) fn needs(&self) -> List {
        let mut columns = vec![self.say("チャネル", "channel")];
        columns.extend(self.stages());
        columns.extend([self.say("単価", "cost of one"), self.say("費用", "spend")]);
        let row = |(channel, volumes): (&ChannelBasis, &Vec<Vec<f64>>)| {
            let sum = |stage: &Vec<f64>| stage.iter().sum::<f64>();
            let mut row = vec![Value::Text(channel.name.clone())];
            row.extend(volumes.iter().map(|stage| up(sum(stage))));
            let cost = |cost: f64| money(cost * volumes.first().map_or(0.0, sum));
            row.push(channel.cost.map_or(Value::Missing, money));
            row.push(channel.cost.map_or(Value::Missing, cost));
            row
        };
        let rows = self.volumes().map(row).collect();
        self.list(self.say("チャネル別の必要数(新規)", "needed by channel (new)"), columns, rows)
    }

    /// What each channel owes in each month, of new leads.
    pub(super) fn monthly_needs(&self) -> List {
        let mut columns = vec![self.say("月", "month"), self.say("チャネル", "channel")];
        columns.extend(self.stages());
        columns.push(self.say("費用", "spend"));
        let mut rows = Vec::new();
        for (month, first) in self.outlook.basis.months.iter().enumerate() {
            for (channel, volumes) in self.volumes() {
                let mut row = vec![Value::Text(first.strftime("%Y-%m").to_string())];
                row.push(Value::Text(channel.name.clone()));
                row.extend(volumes.iter().map(|stage| up(stage[month])));
                let entries = volumes.first().map_or(0.0, |first| first[month]);
                row.push(channel.cost.map_or(Value::Missing, |cost| money(cost * entries)));
                rows.push(row);
            }
        }
        let title = self.say("月別・チャネル別の必要数(新規)", "needed by month and channel (new)");
        self.list(title, columns, rows)
    }

    /// Channels with their entries by stage and month; none where nothing fulfils the plan.
    fn volumes(&self) -> impl Iterator<Item = (&ChannelBasis, &Vec<Vec<f64>>)> {
        let required = self.outlook.required.as_ref().ok();
        let volumes = required.map_or(&[][..], |required| &required.forward.volumes);
        self.outlook.basis.channels.iter().zip(volumes)
    }
}
