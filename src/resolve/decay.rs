//! Points of a row as time passes: steps of a decay or a window.
//!
//! Steps are exact where each has at most 13 digits after the point. Else every step is what is left of
//! the step before, rounded half away from zero to 9 digits: a billionth of a point decides no threshold
//! that anybody would write.

use super::Resolver;
use crate::diagnostic::Diagnostic;
use crate::document;
use crate::expression::{Decimal, Duration, DurationUnit};
use crate::source::Span;

/// Points from some time after the moment of a row on.
pub(super) type Points = (Option<Duration>, Decimal);

/// Digits after the point that are kept exactly: points of tens of thousands of rows still add up exactly.
const DIGITS: u8 = 13;
/// Digits after the point of steps that cannot be kept exactly.
const ROUNDED: u8 = 9;
/// Steps of one decay.
const STEPS: u32 = 1_000;

const EXAMPLE: &str = "decay = { lose = \"50%\", every = \"30 days\", for = \"180 days\" }";

impl Resolver<'_> {
    /// The points of a row that fulfils a rule: at once, then after each step.
    pub(super) fn fading(&mut self, rule: &document::Rule, points: Decimal) -> Option<Vec<Points>> {
        if let (Some(decay), Some(window)) = (&rule.decay, &rule.window) {
            self.diagnostics.push(
                Diagnostic::error(
                    "bad-value",
                    window.span,
                    "a rule has `decay` or `window`, not both",
                )
                .also(decay.span, "the other way")
                .help("keep one: `window` ends all points at once, `decay` takes them in steps"),
            );
            return None;
        }
        let zero = Decimal { units: 0, scale: 0 };
        if let Some(window) = &rule.window {
            let length = self.lasting(window.value?, "window", window.span)?;
            return Some(vec![(None, points), (Some(length), zero)]);
        }
        let Some(decay) = &rule.decay else {
            return Some(vec![(None, points)]);
        };
        let shape = self.decay(decay)?;
        let exact = steps(points, shape, &product);
        exact.or_else(|_| steps(points, shape, &rounded)).map_or_else(
            |trouble| {
                let (message, help) = match trouble {
                    Trouble::Steps => (
                        format!("this decay has {STEPS} steps or more"),
                        "make `every` longer, or `for` shorter",
                    ),
                    Trouble::Digits => (
                        "the points after each step need too many digits".to_owned(),
                        "write `points` and `lose` with fewer digits",
                    ),
                };
                self.diagnostics.push(
                    Diagnostic::error("bad-value", decay.span, message)
                        .label("too many")
                        .help(help),
                );
                None
            },
            Some,
        )
    }

    /// The share that is kept at each step, the length of a step, and when all is gone.
    fn decay(&mut self, written: &document::Decay) -> Option<(Decimal, Duration, Duration)> {
        let keys = [
            ("lose", written.lose.is_none()),
            ("every", written.every.is_none()),
            ("for", written.lasts.is_none()),
        ];
        for (key, _) in keys.iter().filter(|(_, missing)| *missing) {
            self.required(written.span, key, EXAMPLE);
        }
        let (lose, every, lasts) =
            (written.lose.as_ref()?, written.every.as_ref()?, written.lasts.as_ref()?);
        let kept = lose.value.map(|share| self.kept(share, lose.span));
        let step = every.value.map(|length| self.lasting(length, "every", every.span));
        let end = lasts.value.map(|length| self.lasting(length, "for", lasts.span));
        let (kept, step, end) = (kept??, step??, end??);
        let ((family, short), (other, long)) = (length(&step), length(&end));
        if family != other {
            let message = format!("`{step}` and `{end}` cannot be compared");
            self.diagnostics.push(
                Diagnostic::error("bad-value", written.span, message)
                    .label("different sorts of time")
                    .help("write both in days and weeks, or both in months, quarters and years"),
            );
            return None;
        }
        if long < short {
            let message = format!("all is gone after `{end}`, before the first step of `{step}`");
            self.diagnostics.push(
                Diagnostic::error("bad-value", lasts.span, message)
                    .help("make `for` longer than `every`, or write `window`"),
            );
            return None;
        }
        Some((kept, step, end))
    }

    /// What is left of one where a percentage is lost.
    fn kept(&mut self, lose: Decimal, span: Span) -> Option<Decimal> {
        let scale = lose.scale.checked_add(2).filter(|scale| *scale <= DIGITS);
        let whole = scale.and_then(|scale| 10_i128.checked_pow(u32::from(scale)));
        let kept = whole.and_then(|whole| whole.checked_sub(lose.units));
        match (kept, scale) {
            (Some(units), Some(scale)) if units >= 0 && lose.units >= 0 => {
                Some(shortest(Decimal { units, scale }))
            }
            _ => {
                self.diagnostics.push(
                    Diagnostic::error("bad-value", span, "this share cannot be lost")
                        .help("write `lose` as a percentage from 0% to 100%, as in `\"50%\"`"),
                );
                None
            }
        }
    }

    fn lasting(&mut self, length: Duration, key: &str, span: Span) -> Option<Duration> {
        if length.amount > 0 && length.unit != DurationUnit::BusinessDays {
            return Some(length);
        }
        let message = format!("`{key}` cannot be `{length}`");
        self.diagnostics.push(
            Diagnostic::error("bad-value", span, message)
                .help(format!("write days, weeks, months or years, as in `{key} = \"30 days\"`")),
        );
        None
    }
}

/// Why a decay has no steps.
enum Trouble {
    Steps,
    Digits,
}

/// The points at once and after each step, each of which is what `left` gives of the one before.
fn steps(
    points: Decimal,
    (kept, every, lasts): (Decimal, Duration, Duration),
    left: &dyn Fn(Decimal, Decimal) -> Option<Decimal>,
) -> Result<Vec<Points>, Trouble> {
    let mut steps = vec![(None, points)];
    let mut now = points;
    for step in 1..=STEPS {
        let Some(after) = every.amount.checked_mul(step) else { break };
        let after = Duration { amount: after, unit: every.unit };
        if length(&after) >= length(&lasts) || now.units == 0 {
            break;
        }
        if step == STEPS {
            return Err(Trouble::Steps);
        }
        let next = left(now, kept).ok_or(Trouble::Digits)?;
        if next != now {
            steps.push((Some(after), next));
        }
        now = next;
    }
    if now.units != 0 {
        steps.push((Some(lasts), Decimal { units: 0, scale: 0 }));
    }
    Ok(steps)
}

/// A length of time as its family and how many of the shortest unit of that family.
fn length(duration: &Duration) -> (u8, u64) {
    let (family, each) = match duration.unit {
        DurationUnit::Minutes => (0, 1),
        DurationUnit::Hours => (0, 60),
        DurationUnit::Days | DurationUnit::BusinessDays => (1, 1),
        DurationUnit::Weeks => (1, 7),
        DurationUnit::Months => (2, 1),
        DurationUnit::Quarters => (2, 3),
        DurationUnit::Years => (2, 12),
    };
    (family, u64::from(duration.amount) * each)
}

/// The exact product, as long as it has few enough digits.
fn product(a: Decimal, b: Decimal) -> Option<Decimal> {
    let units = a.units.checked_mul(b.units)?;
    let product = shortest(Decimal { units, scale: a.scale.checked_add(b.scale)? });
    (product.scale <= DIGITS).then_some(product)
}

/// The product, rounded half away from zero.
fn rounded(a: Decimal, b: Decimal) -> Option<Decimal> {
    let units = a.units.checked_mul(b.units)?;
    let scale = a.scale.checked_add(b.scale)?;
    let Some(more) = scale.checked_sub(ROUNDED).filter(|more| *more > 0) else {
        return Some(shortest(Decimal { units, scale }));
    };
    let unit = 10_i128.checked_pow(u32::from(more))?;
    let units = units.checked_add(units.signum() * (unit / 2))? / unit;
    Some(shortest(Decimal { units, scale: ROUNDED }))
}

fn shortest(mut number: Decimal) -> Decimal {
    while number.scale > 0 && number.units % 10 == 0 {
        number = Decimal { units: number.units / 10, scale: number.scale - 1 };
    }
    number
}

/// An exact number in units of `10^-scale`.
pub(super) fn in_units(number: Decimal, scale: u8) -> Option<i64> {
    let more = scale.checked_sub(number.scale)?;
    let factor = 10_i128.checked_pow(u32::from(more))?;
    i64::try_from(number.units.checked_mul(factor)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(amount: u32) -> Duration {
        Duration { amount, unit: DurationUnit::Days }
    }

    fn after(points: i128, kept: (i128, u8), every: u32, lasts: u32) -> Vec<(i128, u8)> {
        let kept = Decimal { units: kept.0, scale: kept.1 };
        let (shape, points) =
            ((kept, days(every), days(lasts)), Decimal { units: points, scale: 0 });
        let found = steps(points, shape, &product).or_else(|_| steps(points, shape, &rounded));
        let found = found.unwrap_or_default();
        found.into_iter().map(|(_, points)| (points.units, points.scale)).collect()
    }

    #[test]
    fn short_steps_are_exact() {
        assert_eq!(after(10, (5, 1), 30, 90), [(10, 0), (5, 0), (25, 1), (0, 0)]);
        let thirteen = after(1, (5, 1), 1, 14);
        assert_eq!(thirteen[13], (1_220_703_125, 13));
    }

    #[test]
    fn long_steps_are_rounded_to_a_billionth() {
        // 10 points, a quarter lost every week, for 90 days: the twelfth step needs 24 digits.
        let steps = after(10, (75, 2), 7, 90);
        assert_eq!(steps.len(), 14);
        assert_eq!(steps[4], (31_640_625, 7));
        // 10 * 0.75^12 = 0.31676352024..
        assert_eq!(steps[12], (31_676_352, 8));
        let negative = after(-10, (75, 2), 7, 90);
        assert_eq!(negative[12], (-31_676_352, 8));
    }

    #[test]
    fn what_is_less_than_a_billionth_is_gone() {
        let steps = after(1, (1, 2), 1, 90);
        assert_eq!(steps.last(), Some(&(0, 0)));
        assert!(steps.len() < 9, "{steps:?}");
    }
}
