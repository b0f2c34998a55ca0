//! Agreements: teams, promise and band, against a finished model.
//!
//! `expect` reads the band. Every key is looked at before one is given up, so all errors come at
//! once.

use std::collections::BTreeSet;

use super::definitions::about;
use super::expression::article;
use super::{Resolver, Scope, expect, unknown};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::expression::{Decimal, Expression, PeriodUnit};
use crate::model::{Agreement, Band, Measure, Model, Node, Part, Promise, SourceId, visit};
use crate::period;
use crate::source::{Span, Spanned};
use crate::types::{Kind, Unit};
use jiff::civil::Date;

/// Understands every agreement; what does not fit is reported and left out. `lost` are stages that
/// cannot be used, which is reported.
pub(super) fn resolve(
    documents: &[Document],
    model: &Model,
    lost: BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<Agreement> {
    let mut agreements: Vec<Agreement> = Vec::new();
    let teams = model.teams();
    let mut resolver = Resolver::new(model.clone(), diagnostics);
    resolver.lost = lost;
    for definition in documents.iter().flat_map(|document| &document.agreements) {
        if agreements.iter().all(|known| known.about.name != definition.name.value) {
            agreements.extend(resolver.agreement(definition, &teams));
        }
    }
    agreements
}

impl Resolver<'_> {
    fn agreement(
        &mut self,
        definition: &Definition<document::Agreement>,
        teams: &[String],
    ) -> Option<Agreement> {
        let (span, body) = (definition.name.span, &definition.body);
        let between = self.parties(body, span, teams);
        for (key, team) in
            [("owner", &definition.about.owner), ("accepted_by", &definition.about.accepted_by)]
        {
            if let Some(team) = team {
                self.takes_part(key, team, &between);
            }
        }
        let promise = self.promise(body, span);
        let fresh = matches!(promise, Some(Promise::Fresh(_))) || body.fresh.is_some();
        let expect = match &body.expect {
            Some(written) => self.band(written, fresh),
            None => self.needs(span, "expect", "expect = \"30% ± 5pt\""),
        };
        let by = match &body.by {
            Some(written) => self.by(written),
            None => self.needs(span, "by", "by = \"month\""),
        };
        let minimum = self.least(body, fresh);
        let review_by = body.review_by.as_ref().and_then(|written| self.day(written));
        let (promise, expect) = (promise?, expect?);
        let place = body.expect.as_ref().map_or(span, |written| written.span);
        self.fits(&promise, &expect, place)?;
        let inherited = self.inherited(&promise);
        Some(Agreement {
            about: about(&definition.name, &definition.about),
            between: between?,
            promise,
            expect,
            expect_span: place,
            by: by?,
            minimum: minimum.or(inherited),
            review_by,
        })
    }

    /// The minimum of a KPI that is promised by name.
    fn inherited(&self, promise: &Promise) -> Option<u64> {
        match promise {
            Promise::Measured(part) => match part.formula.node {
                Node::Kpi(id) => self.model.kpis[id.0].minimum,
                _ => None,
            },
            Promise::Fresh(_) => None,
        }
    }

    fn needs<T>(&mut self, span: Span, key: &str, example: &str) -> Option<T> {
        self.required(span, key, example);
        None
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("bad-value", span, message.into()).help(help));
    }

    /// Two or more teams that answer for some definition, or agreed to one.
    fn parties(
        &mut self,
        body: &document::Agreement,
        span: Span,
        teams: &[String],
    ) -> Option<Vec<String>> {
        let example = "between = [\"marketing\", \"sales\"]";
        let Some(written) = &body.between else { return self.needs(span, "between", example) };
        let mut found: Vec<String> = Vec::new();
        let mut sound = true;
        for team in written {
            if found.contains(&team.value) {
                let message = format!("`{}` stands here twice", team.value);
                self.wrong(team.span, message, "name two teams that differ");
                sound = false;
                continue;
            }
            if !teams.contains(&team.value) {
                self.unknown_team(team, teams);
                sound = false;
            }
            found.push(team.value.clone());
        }
        if sound && found.len() < 2 {
            let place = written.first().map_or(span, |team| team.span);
            self.wrong(
                place,
                "an agreement is between two teams or more",
                format!("write `{example}`"),
            );
            sound = false;
        }
        sound.then_some(found)
    }

    fn unknown_team(&mut self, team: &Spanned<String>, teams: &[String]) {
        let known = teams.iter().map(String::as_str);
        let mut found = unknown("team", &team.value, team.span, known);
        found.message = format!("no definition is owned or accepted by a team `{}`", team.value);
        let listed = match teams {
            [] => "write `owner` or `accepted_by` in the definitions first".to_owned(),
            teams => format!("the teams are {}", super::names::listed(teams)),
        };
        let near = found.help.take().filter(|help| help.starts_with("did you mean"));
        let help = near.map_or_else(|| listed.clone(), |near| format!("{near} {listed}"));
        self.diagnostics.push(found.label("unknown team").help(help));
    }

    /// The one who promises, and the one who accepts, are parties.
    fn takes_part(&mut self, key: &str, team: &Spanned<String>, between: &Option<Vec<String>>) {
        let Some(between) = between else { return };
        if !between.contains(&team.value) {
            let message = format!("`{}` is not one of the teams of `between`", team.value);
            let help = format!("write `{key}` as one of {}", super::names::listed(between));
            self.wrong(team.span, message, help);
        }
    }

    fn promise(&mut self, body: &document::Agreement, span: Span) -> Option<Promise> {
        match (&body.promise, &body.fresh) {
            (Some(_), Some(fresh)) => {
                let message = "an agreement has a `promise` or a `fresh`, not both";
                self.wrong(fresh.span, message, "make two agreements of it");
                None
            }
            (None, None) => {
                let example = "promise = \"cv -> mql within 30 days\"";
                self.needs(span, "promise", example)
            }
            (Some(written), None) => self.measured(written),
            (None, Some(name)) => self.fresh(name),
        }
    }

    fn measured(&mut self, written: &Expression) -> Option<Promise> {
        let formula = self.expression(written, Scope::Formula);
        if formula.kind.is_poison() {
            return None;
        }
        if let Some(conversion) = self.model.rate_of(&formula)
            && conversion.steps.iter().any(|step| step.within.is_none())
        {
            let message = "a conversion without a window is never too late";
            self.wrong(written.span, message, "give it a window, such as `within 30 days`");
            return None;
        }
        let mut measures = false;
        visit(&self.model, &formula, None, &mut |part, _| {
            let found =
                matches!(part.node, Node::Aggregate(_) | Node::Conversion(_) | Node::Kpi(_));
            measures |= found;
        });
        if !measures {
            self.wrong(
                written.span,
                "nothing is measured here",
                "write a conversion, a count or `kpi.NAME`; the number goes into `expect`",
            );
            return None;
        }
        Some(Promise::Measured(Box::new(Part { written: written.clone(), formula })))
    }

    fn fresh(&mut self, name: &Spanned<String>) -> Option<Promise> {
        let Some(id) = self.source_named(&name.value) else {
            let known = self.model.sources.iter().filter(|source| source.funnel.is_none());
            let names: Vec<&str> = known.map(|source| source.name.as_str()).collect();
            let found = unknown("source", &name.value, name.span, names);
            self.diagnostics.push(found);
            return None;
        };
        if self.model.source(id).time.is_none() {
            let message = format!("`{}` has no time, so nobody knows how old it is", name.value);
            self.diagnostics.push(
                Diagnostic::error("no-clock", name.span, message)
                    .help(format!("declare `time` for source `{}`", name.value)),
            );
            return None;
        }
        Some(Promise::Fresh(id))
    }

    fn band(&mut self, written: &Spanned<String>, fresh: bool) -> Option<Band> {
        match expect::band(&written.value, fresh) {
            Ok(band) => Some(band),
            Err((message, help)) => {
                self.wrong(written.span, message, help);
                None
            }
        }
    }

    fn by(&mut self, written: &Spanned<String>) -> Option<PeriodUnit> {
        let found = period::parse_unit(&written.value);
        if found.is_none() {
            let words = [
                "day",
                "week",
                "month",
                "quarter",
                "half",
                "year",
                "fiscal quarter",
                "fiscal half",
                "fiscal year",
            ];
            let words: Vec<String> = words.map(str::to_owned).to_vec();
            let message = format!("`{}` is no period", written.value);
            self.wrong(written.span, message, format!("write {}", super::names::listed(&words)));
        }
        found
    }

    fn least(&mut self, body: &document::Agreement, fresh: bool) -> Option<u64> {
        let written = body.minimum.as_ref()?;
        if fresh {
            let message = "`minimum` says nothing about how old a source is";
            self.wrong(written.span, message, "leave it out");
            return None;
        }
        self.minimum(written)
    }

    fn day(&mut self, written: &Spanned<String>) -> Option<Date> {
        match period::parse_date(&written.value) {
            Ok(day) => Some(day),
            Err(error) => {
                self.wrong(written.span, error.message, error.help);
                None
            }
        }
    }

    /// Whether the band has the unit of the promise, and can be met.
    fn fits(&mut self, promise: &Promise, band: &Band, span: Span) -> Option<()> {
        let formula = match promise {
            Promise::Measured(part) => &part.formula,
            Promise::Fresh(source) => return self.fits_fresh(*source, band, span),
        };
        let fits = matches!(&formula.kind, Kind::Number(unit) if has(unit, &band.measure));
        if !fits {
            let message = format!("the promise gives {}", article(&formula.kind));
            self.diagnostics.push(
                Diagnostic::error("unit-mismatch", span, message)
                    .label(format!("expects {}", what(&band.measure)))
                    .also(formula.span, formula.kind.to_string())
                    .help(way_out(&formula.kind)),
            );
            return None;
        }
        let model = &self.model;
        let conversion = model.rate_of(formula).is_some();
        let counted = matches!(&formula.kind, Kind::Number(unit) if unit.is_count());
        self.reachable(band, conversion, conversion || counted, span)
    }

    /// A rate of entries lies between 0 and 100 %, a count is not negative.
    fn reachable(&mut self, band: &Band, rate: bool, positive: bool, span: Span) -> Option<()> {
        let (low, high) = (band.low.unwrap_or(ZERO), band.high.unwrap_or(ZERO));
        let above = |bound: Decimal| {
            10i128.checked_pow(u32::from(bound.scale)).is_some_and(|one| bound.units > one)
        };
        if rate && (above(low) || above(high)) {
            let message = "a conversion never exceeds 100%";
            self.wrong(span, message, "write a rate up to 100%, such as `>= 95%`");
            return None;
        }
        if positive && (low.units < 0 || high.units < 0) {
            self.wrong(span, "this reaches below zero", "write the upper bound alone, with `<=`");
            return None;
        }
        Some(())
    }

    fn fits_fresh(&mut self, source: SourceId, band: &Band, span: Span) -> Option<()> {
        let Measure::Days { business } = band.measure else {
            let name = &self.model.source(source).name;
            let message = format!("the age of `{name}` is a number of days");
            self.diagnostics.push(
                Diagnostic::error("unit-mismatch", span, message)
                    .label(format!("expects {}", what(&band.measure)))
                    .help("write it as `<= 2 days` or `<= 1 business days`"),
            );
            return None;
        };
        if band.low.is_some() || band.high.is_some_and(|bound| bound.units < 0) {
            let message = "a source cannot be too fresh";
            self.wrong(span, message, "write it as `<= 2 days`");
            return None;
        }
        (!business || self.calendar_known(span)).then_some(())
    }
}

const ZERO: Decimal = Decimal { units: 0, scale: 0 };

fn has(unit: &Unit, measure: &Measure) -> bool {
    match measure {
        Measure::Rate => unit.is_dimensionless(),
        Measure::Number => unit.money == 0 && unit.time == 0,
        Measure::Money(currency) => {
            unit.money == 1 && unit.time == 0 && unit.currency.as_ref() == Some(currency)
        }
        Measure::Time => unit.time == 1 && unit.money == 0,
        Measure::Days { .. } => false,
    }
}

fn what(measure: &Measure) -> String {
    match measure {
        Measure::Rate => "a rate".to_owned(),
        Measure::Number => "a number".to_owned(),
        Measure::Money(currency) => format!("money ({currency})"),
        Measure::Time | Measure::Days { .. } => "a length of time".to_owned(),
    }
}

fn way_out(kind: &Kind) -> String {
    match kind {
        Kind::Number(unit) if unit.ratio => "write it as `30% ± 5pt` or `>= 95%`".to_owned(),
        Kind::Number(unit) if unit.money == 1 => {
            let currency = unit.currency.as_deref().unwrap_or("JPY");
            format!("write it as `>= 1_000_000 {currency}` or `1_000_000 {currency} ± 10%`")
        }
        Kind::Number(unit) if unit.time == 1 => "write it as `<= 3 days`".to_owned(),
        Kind::Number(_) => "write it as `>= 40` or `40 ± 5`".to_owned(),
        _ => "promise a number: a conversion, a count, an amount or a length of time".to_owned(),
    }
}
