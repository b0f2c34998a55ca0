//! What became of a test in words of the project's language.

use crate::diagnostic::spot;
use crate::model::{Expected, Model};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::number::text;
use crate::source::Sources;
use crate::trial::{Failure, Idle, Mismatch, Outcome, Tried};

/// Words in one language.
pub(super) struct Words<'a> {
    pub(super) model: &'a Model,
    pub(super) japanese: bool,
    zone: Zone,
}

/// Seconds and what is below, where there are any: moments may differ in nothing else. Zones are whole
/// minutes apart.
fn seconds(micros: i64) -> String {
    let (seconds, rest) = (micros.rem_euclid(60_000_000) / 1_000_000, micros.rem_euclid(1_000_000));
    match (seconds, rest) {
        (0, 0) => String::new(),
        (_, 0) => format!(":{seconds:02}"),
        _ => format!(":{seconds:02}.{rest:06}"),
    }
}

impl<'a> Words<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
        Self { model, japanese: model.project.language == "ja", zone }
    }

    pub(super) fn choose(&self, japanese: &str, english: &str) -> String {
        if self.japanese { japanese.to_owned() } else { english.to_owned() }
    }

    /// A value for people; a datetime without clock time is its day.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Missing => self.choose("なし", "missing"),
            Value::Text(text) => format!("'{text}'"),
            other => self.moment(other),
        }
    }

    /// A key, or a moment on the local clock.
    pub(super) fn moment(&self, value: &Value) -> String {
        match value {
            Value::Missing => "–".to_owned(),
            Value::Datetime(micros) => {
                let day = self.zone.local_date(*micros);
                match self.zone.start_of_day_micros(day) == *micros {
                    true => day.to_string(),
                    false => self.zone.local_datetime_text(*micros) + &seconds(*micros),
                }
            }
            other => text(other),
        }
    }

    fn moments(&self, values: &[Value]) -> String {
        let texts: Vec<String> = values.iter().map(|value| self.moment(value)).collect();
        texts.join(", ")
    }

    /// One line for each lead or condition that is not as expected.
    pub(super) fn failures(&self, failure: &Failure) -> Vec<String> {
        let mismatches = failure.mismatches.iter();
        let mut lines: Vec<String> =
            mismatches.flat_map(|(mismatch, _)| self.mismatch(mismatch)).collect();
        for (condition, idle) in &failure.idle {
            lines.push(match idle {
                Idle::NotDeciding => self.choose(
                    &format!("`{condition}` は決め手ではありません(成り立っても成り立たなくても結果は同じ)"),
                    &format!("`{condition}` does not decide: whether it holds or not, the result is the same"),
                ),
                Idle::Absent => self.choose(
                    &format!("`{condition}` という条件は、ここで試す定義にはありません"),
                    &format!("`{condition}` is no condition of what is tested here"),
                ),
            });
        }
        lines
    }

    fn mismatch(&self, mismatch: &Mismatch) -> Vec<String> {
        match mismatch.of {
            Expected::Stage(id) => self.entries(mismatch, &self.model.stages[id.0].about.name),
            Expected::Criterion(id) => {
                self.fulfilled(mismatch, &self.model.criteria[id.0].about.name)
            }
        }
    }

    fn entries(&self, mismatch: &Mismatch, name: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for key in &mismatch.missing {
            let key = self.moment(key);
            lines.push(self.choose(
                &format!("{key} は `{name}` に入るはずですが、入っていません"),
                &format!("{key} should be in `{name}`, it is not"),
            ));
        }
        for (key, found) in &mismatch.extra {
            let (key, found) = (self.moment(key), self.moments(found));
            lines.push(self.choose(
                &format!("{key} は `{name}` に入らないはずですが、{found} に入っています"),
                &format!("{key} should not be in `{name}`, it entered {found}"),
            ));
        }
        for (key, expected, found) in &mismatch.moved {
            let (key, found) = (self.moment(key), self.moments(found));
            let expected = self.moments(expected);
            lines.push(self.choose(
                &format!("{key} が `{name}` に入るのは {expected} のはずですが、{found} です"),
                &format!("{key} should enter `{name}` {expected}, it entered {found}"),
            ));
        }
        lines
    }

    fn fulfilled(&self, mismatch: &Mismatch, name: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for key in &mismatch.missing {
            let key = self.moment(key);
            lines.push(self.choose(
                &format!("{key} は `{name}` を満たすはずですが、満たしていません"),
                &format!("{key} should fulfil `{name}`, it does not"),
            ));
        }
        for (key, _) in &mismatch.extra {
            let key = self.moment(key);
            lines.push(self.choose(
                &format!("{key} は `{name}` を満たさないはずですが、満たしています"),
                &format!("{key} should not fulfil `{name}`, it does"),
            ));
        }
        lines
    }

    /// `3 passed, 1 failed`
    pub(super) fn summary(&self, tried: &[Tried]) -> String {
        let count = |wanted: fn(&Outcome) -> bool| {
            tried.iter().filter(|tried| wanted(&tried.outcome)).count()
        };
        let passed = count(|outcome| matches!(outcome, Outcome::Pass));
        let failed = count(|outcome| matches!(outcome, Outcome::Fail(_)));
        let errors = count(|outcome| matches!(outcome, Outcome::Error(_)));
        let mut text = self.choose(
            &format!("合格 {passed}、不合格 {failed}"),
            &format!("{passed} passed, {failed} failed"),
        );
        if errors > 0 {
            text += &self.choose(
                &format!("、評価できず {errors}"),
                &format!(", {errors} could not be evaluated"),
            );
        }
        text
    }

    /// Where a test stands and what it is about.
    pub(super) fn place(&self, tried: &Tried, sources: &Sources) -> String {
        let test = tried.test;
        let mut text = spot(test.span, sources);
        text +=
            &self.choose(&format!("  基準日 {}", test.as_of), &format!("  as of {}", test.as_of));
        if !test.agreed_by.is_empty() {
            let who = test.agreed_by.join(", ");
            text += &self.choose(&format!("  合意 {who}"), &format!("  agreed by {who}"));
        }
        text
    }
}
