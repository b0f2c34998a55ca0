//! The KPIs out of the numbers that `by_hand` computed, and their comparison with the product's.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use serde_json::{Value, json};

/// A group and a month, counted from the year 0.
type Place = (String, i32);

/// Numbers by name, for each place and, where they do not add up, in total.
#[derive(Default)]
pub(crate) struct Numbers {
    cells: BTreeMap<String, BTreeMap<Place, f64>>,
    totals: BTreeMap<String, f64>,
}

/// The months of one cell, or of the total.
#[derive(Clone)]
struct Seen<'n> {
    numbers: &'n Numbers,
    /// Nothing for the total.
    channel: Option<&'n str>,
    /// First and last month.
    months: (i32, i32),
}

impl Numbers {
    /// Takes the rows of a query: by `channel` and `month_number`, or one row in total.
    pub(crate) fn take(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        let keys = frame.column("channel").ok().zip(frame.column("month_number").ok());
        for column in frame.columns() {
            let name = column.name().to_string();
            if name == "channel" || name == "month_number" {
                continue;
            }
            let values = column.cast(&DataType::Float64)?;
            let values = values.f64()?.iter().collect::<Vec<_>>();
            let Some((channels, months)) = keys else {
                self.totals.extend(values[0].map(|value| (name, value)));
                continue;
            };
            let places = channels.str()?.iter().zip(months.i32()?.iter());
            let cells = self.cells.entry(name).or_default();
            for ((channel, month), value) in places.zip(values) {
                if let (Some(month), Some(value)) = (month, value) {
                    cells.insert((channel.unwrap_or("不明").to_owned(), month), value);
                }
            }
        }
        Ok(())
    }

    /// All KPIs, in the form of `kpi run --format json`, without states.
    pub(crate) fn answers(&self, period: Option<(i32, i32)>) -> Value {
        let places: BTreeSet<&Place> = self.cells.values().flat_map(BTreeMap::keys).collect();
        let channels: BTreeSet<&str> = places.iter().map(|(channel, _)| channel.as_str()).collect();
        let seen = || places.iter().map(|(_, month)| *month);
        let all = (seen().min().unwrap_or(0), seen().max().unwrap_or(0));
        let months = period.unwrap_or(all);
        let mut lines = BTreeMap::new();
        for channel in channels {
            for month in months.0..=months.1 {
                let place = Seen { numbers: self, channel: Some(channel), months: (month, month) };
                let label =
                    format!("{channel} {:04}-{:02}", (month - 1) / 12, (month - 1) % 12 + 1);
                lines.insert(label, place.kpis());
            }
        }
        json!({ "lines": lines, "total": Seen { numbers: self, channel: None, months }.kpis() })
    }
}

impl Seen<'_> {
    /// A number that adds up.
    fn sum(&self, name: &str) -> f64 {
        let Some(cells) = self.numbers.cells.get(name) else { return 0.0 };
        if let Some(channel) = self.channel {
            let key = |month| (channel.to_owned(), month);
            return cells
                .range(key(self.months.0)..=key(self.months.1))
                .map(|(_, value)| value)
                .sum();
        }
        let inside = |month: i32| self.months.0 <= month && month <= self.months.1;
        cells.iter().filter(|((_, month), _)| inside(*month)).map(|(_, value)| value).sum()
    }

    /// A number that does not.
    fn own(&self, name: &str) -> Option<f64> {
        match self.channel {
            Some(channel) => {
                self.numbers.cells.get(name)?.get(&(channel.to_owned(), self.months.0)).copied()
            }
            None => self.numbers.totals.get(name).copied(),
        }
    }

    fn over(&self, months: (i32, i32)) -> Self {
        Self { months, ..self.clone() }
    }

    fn kpis(&self) -> BTreeMap<&'static str, Option<f64>> {
        let n = |name| Some(self.sum(name));
        let distinct = |name| Some(self.own(name).unwrap_or(0.0));
        let ratio = |a: Option<f64>, b: Option<f64>| {
            a.zip(b).filter(|(_, b)| *b != 0.0).map(|(a, b)| a / b)
        };
        let (first, last) = self.months;
        let length = last - first + 1;
        let revenue = |months| Some(self.over(months).sum("new_revenue"));
        let growth = |before| ratio(n("new_revenue"), before).map(|ratio| ratio - 1.0);
        // the month of a fiscal year's start, April, in months since the year 0
        let fiscal = (last - 4).div_euclid(12) * 12 + 4;
        let quarter = self.over((last - 2, last));
        let ended = |seen: &Self| Some(seen.sum("won") + seen.sum("lost"));
        BTreeMap::from([
            ("new_leads", n("new_leads")),
            ("cv_leads", distinct("cv_leads")),
            ("icp_leads", n("icp_leads")),
            ("icp_share", ratio(n("icp_leads"), n("new_leads"))),
            ("decision_maker_share", ratio(n("deciders"), n("new_leads"))),
            ("spend", n("spend")),
            ("cost_per_lead", ratio(n("spend"), n("new_leads"))),
            ("cost_per_opportunity", ratio(n("spend"), n("opportunities"))),
            ("cost_per_won", ratio(n("spend"), n("won"))),
            ("page_views_per_lead", ratio(n("page_views"), distinct("viewers"))),
            ("pricing_viewers", distinct("pricing_viewers")),
            ("dormant_leads", n("dormant")),
            ("new_revenue", n("new_revenue")),
            ("renewal_revenue", n("renewal")),
            ("expansion_revenue", n("expansion")),
            (
                "total_revenue",
                Some(self.sum("new_revenue") + self.sum("renewal") + self.sum("expansion")),
            ),
            ("revenue_growth", growth(revenue((first - length, first - 1)))),
            ("revenue_on_year", growth(revenue((first - 12, last - 12)))),
            ("revenue_to_date", revenue((fiscal, last))),
            ("opportunities", n("opportunities")),
            ("won_deals", n("won")),
            ("lost_deals", n("lost")),
            ("win_rate", ratio(n("won"), ended(self))),
            ("win_rate_3_months", ratio(Some(quarter.sum("won")), ended(&quarter))),
            ("lead_to_won", ratio(n("lead_to_won"), n("mature_180"))),
            ("average_deal", ratio(n("new_revenue"), n("won_amounts"))),
            ("median_deal", self.own("median_deal")),
            ("sales_cycle", self.own("cycle")),
            ("open_deals", n("open_deals")),
            ("open_pipeline", n("open_pipeline")),
            ("stalled_deals", n("stalled")),
            ("activities", n("activities")),
            ("contacted_leads", distinct("contacted_leads")),
            ("calls", n("calls")),
            ("connect_rate", ratio(n("answered"), n("recorded"))),
            ("meetings", n("meetings")),
            ("activities_per_lead", ratio(n("activities"), distinct("active_leads"))),
            ("lead_to_opportunity", ratio(n("lead_to_opportunity"), n("mature_90"))),
            ("icp_lead_to_opportunity", ratio(n("icp_lead_to_opportunity"), n("icp_mature_90"))),
        ])
    }
}

/// Compares the product's table with the one by hand; gives the number of equal cells.
pub(crate) fn compare(product: &Value, by_hand: &Value) -> Result<usize, String> {
    let (mut equal, mut wrong) = (0, Vec::new());
    let mut both = |what: &str, cells: &Value, other: &Value| {
        for (kpi, cell) in cells.as_object().into_iter().flatten() {
            let Some(own) = other.get(kpi) else {
                wrong.push(format!("{what} {kpi}: not computed by hand"));
                continue;
            };
            // the product alone knows whether data has arrived
            if cell["status"] == "missing_input" || same(&cell["value"], own) {
                equal += 1;
            } else {
                wrong.push(format!("{what} {kpi}: {cell} and by hand {own}"));
            }
        }
    };
    for line in product["lines"].as_array().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let label =
            format!("{} {}", text(&line["group"]["channel"]), text(&line["period"]["label"]));
        both(&label, &line["cells"], &by_hand["lines"][&label]);
    }
    both("total", &product["total"], &by_hand["total"]);
    match wrong.is_empty() && equal > 0 {
        true => Ok(equal),
        false => {
            let shown: Vec<&str> = wrong.iter().take(20).map(String::as_str).collect();
            Err(format!("{equal} cells agree, {} do not:\n{}", wrong.len(), shown.join("\n")))
        }
    }
}

fn same(product: &Value, by_hand: &Value) -> bool {
    match (product.as_f64(), by_hand.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
        (None, None) => product.is_null() && by_hand.is_null(),
        _ => false,
    }
}
