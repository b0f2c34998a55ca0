//! Rows of an engine -> table: cells are read, divided, judged and put in order.
//!
//! Comes after an engine has run the plan of `lower`; `report` shows the table.

mod arrival;
mod audits;
mod breaks;
mod cell;
mod index;
mod notes;
mod tally;

use arrival::Arrival;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::lower::{Lowered, LoweredKpi};
use crate::model::{KpiId, Model, Node};
use crate::period::{self, Zone};
use crate::plan::{Rows, Value};
use crate::query::Query;
use crate::table::{Header, KpiTitle, Line, PeriodTitle, Table, Title};

pub(crate) use audits::repeated;
pub use audits::{Facts, Misfit, facts};
pub use breaks::{Break, break_note, breaks, changed};
pub(crate) use index::{Group, Index, Place};

/// Makes the table of a query from the rows of its plan; fails where a value overflows.
pub fn answer(
    model: &Model,
    query: &Query,
    lowered: &Lowered,
    rows: &[Rows],
    definitions: &str,
) -> Result<Table, Diagnostic> {
    let facts = facts(model, &lowered.audits, rows);
    let index = Index::new(query, lowered, rows);
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let arrival = Arrival::new(query, lowered, &index, &facts);
    let breaks = lowered.kpis.iter().flat_map(|kpi| breaks::breaks(model, query, kpi.id));
    let breaks: Vec<Break> = breaks.collect();
    let answering =
        Answering { model, query, lowered, index: &index, arrival, breaks: &breaks, zone };
    let lines = answering.lines()?;
    let has_total = !query.by.is_empty() || query.by_period.is_some();
    let total = has_total.then(|| answering.total()).transpose()?;
    let dimension = |id: &crate::model::DimensionId| {
        let about = &model.dimensions[id.0].about;
        Title { name: about.name.clone(), label: about.label.clone() }
    };
    Ok(Table {
        header: header(model, query, &breaks, definitions),
        dimensions: query.by.iter().map(dimension).collect(),
        kpis: lowered.kpis.iter().map(|kpi| kpi_title(model, query, kpi)).collect(),
        lines,
        total,
        notes: notes::notes(model, query, lowered, &index, &facts, &breaks),
    })
}

/// What every cell is made from.
pub(crate) struct Answering<'a> {
    model: &'a Model,
    query: &'a Query,
    lowered: &'a Lowered,
    index: &'a Index<'a>,
    arrival: Arrival,
    /// Days from which on a stage is defined in another way.
    breaks: &'a [Break],
    zone: Zone,
}

impl Answering<'_> {
    fn lines(&self) -> Result<Vec<Line>, Diagnostic> {
        let mut lines = Vec::new();
        let cells = self.index.visible_cells(&self.lowered.cells);
        for group in self.index.groups() {
            let labels = self.labels(group);
            if self.query.by_period.is_none() {
                let place = Place::Cell { group, cell: 0 };
                lines.push(self.line(labels, None, place)?);
                continue;
            }
            for cell in cells.clone() {
                let period = Some(self.period_title(&self.lowered.cells[cell]));
                let place = Place::Cell { group, cell };
                lines.push(self.line(labels.clone(), period, place)?);
            }
        }
        Ok(lines)
    }

    fn line(
        &self,
        group: Vec<String>,
        period: Option<PeriodTitle>,
        place: Place<'_>,
    ) -> Result<Line, Diagnostic> {
        let cell = |kpi: &LoweredKpi| self.cell(kpi, place);
        let cells = self.lowered.kpis.iter().map(cell).collect::<Result<_, _>>()?;
        Ok(Line { group, period, cells })
    }

    fn period_title(&self, cell: &period::Cell) -> PeriodTitle {
        PeriodTitle {
            label: cell.label.clone(),
            first: cell.clipped.start.to_string(),
            last: cell.clipped.last().to_string(),
            unfinished: period::unfinished(cell.span, self.query.as_of),
            partial: self.query.period.is_some() && cell.clipped != cell.span,
            changed: changed(self.breaks, cell.clipped),
        }
    }

    fn total(&self) -> Result<Vec<crate::table::Cell>, Diagnostic> {
        self.lowered.kpis.iter().map(|kpi| self.cell(kpi, Place::Total)).collect()
    }

    fn labels(&self, group: &Group) -> Vec<String> {
        let values = group.0.iter().zip(&self.query.by);
        values.map(|(value, id)| label(self.model, *id, value, &self.zone)).collect()
    }
}

/// The label of a value of a dimension.
pub(crate) fn label(
    model: &Model,
    id: crate::model::DimensionId,
    value: &Value,
    zone: &Zone,
) -> String {
    match value {
        Value::Missing => model.dimensions[id.0].missing.clone(),
        value => notes::text(value, zone),
    }
}

fn header(model: &Model, query: &Query, breaks: &[Break], definitions: &str) -> Header {
    let project = &model.project;
    Header {
        project: project.name.clone(),
        language: project.language.clone(),
        as_of: query.as_of.to_string(),
        time_zone: project.time_zone.clone(),
        period: query.period.as_ref().map(|asked| PeriodTitle {
            label: asked.label.clone(),
            first: asked.span.start.to_string(),
            last: asked.span.last().to_string(),
            unfinished: period::unfinished(asked.span, query.as_of),
            partial: false,
            changed: changed(breaks, asked.span),
        }),
        by_period: query.by_period.map(|unit| period::name(unit).to_owned()),
        calendar: calendar(model, query),
        filter: query.filter.as_ref().map(ToString::to_string),
        definitions: definitions.to_owned(),
    }
}

/// Says where fiscal years or weeks start, if a period of the question is one.
fn calendar(model: &Model, query: &Query) -> Option<String> {
    use crate::expression::PeriodUnit as Unit;
    let settings = &model.project.settings;
    let japanese = model.project.language == "ja";
    let asked = query.period.as_ref().map(|asked| asked.label.to_lowercase()).unwrap_or_default();
    let fiscal = [Unit::FiscalQuarter, Unit::FiscalHalf, Unit::FiscalYear];
    let month = settings.fiscal_year_starts;
    let mut words = Vec::new();
    if query.by_period.is_some_and(|unit| fiscal.contains(&unit))
        || asked.contains("fy")
        || asked.contains("fiscal")
    {
        words.push(match japanese {
            true => format!("年度は{month}月始まり"),
            false => format!("fiscal years start in month {month}"),
        });
    }
    if query.by_period == Some(Unit::Week) || asked.contains('w') {
        let day = format!("{:?}", settings.week_starts).to_lowercase();
        words.push(match japanese {
            true => format!("週は{day}始まり"),
            false => format!("weeks start on {day}"),
        });
    }
    (!words.is_empty()).then(|| words.join(", "))
}

fn kpi_title(model: &Model, query: &Query, lowered: &LoweredKpi) -> KpiTitle {
    let kpi = &model.kpis[lowered.id.0];
    let names_it = |other: &&KpiId| model.kpis[other.0].companions.contains(&lowered.id);
    let owner = query.kpis.iter().filter(|_| !query.named.contains(&lowered.id)).find(names_it);
    KpiTitle {
        title: Title { name: kpi.about.name.clone(), label: kpi.about.label.clone() },
        kind: kpi.formula.kind.clone(),
        unit: kpi.unit.clone(),
        minimum: kpi.minimum,
        period_ratio: lowered.period_ratio,
        as_of_run: lowered.as_of_run,
        so_far: lowered.so_far,
        companion_of: owner.map(|owner| model.kpis[owner.0].about.name.clone()),
    }
}

/// Tells whether a formula looks at other spans than the period asked for.
pub fn looks_elsewhere(model: &Model, id: KpiId) -> bool {
    has(model, id, |node| matches!(node, Node::OtherPeriod(..)))
}

/// Tells whether the formula of a KPI, or of one it is made of, has such a part.
fn has(model: &Model, id: KpiId, is: fn(&Node) -> bool) -> bool {
    let mut found = false;
    check::visit(model, &model.kpis[id.0].formula, None, &mut |formula, _| {
        found |= is(&formula.node);
        if let Node::Kpi(id) = formula.node {
            found |= has(model, id, is);
        }
    });
    found
}
