//! `time_decay`

use super::path::Kept;
use super::{Gives, Method, Trouble};

/// Gives a touch half as much as another that is one half-life later.
pub(super) const TIME_DECAY: Method = Method {
    name: "time_decay",
    summary: "Gives a touch half as much as another that is one half-life later.",
    gives: Gives::Touches,
};

/// Weights `2^(-age / half_life)`.
///
/// Ages are taken from the latest touch: from any later moment the ratios are the same. A touch
/// more than 48 half-lives older than the latest gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeDecay {
    /// In microseconds.
    pub half_life: i64,
}

/// Binary digits of a weight; the latest touch weighs `2^DIGITS`.
const DIGITS: u32 = 48;

/// Binary digits of powers between 1/2 and 1.
const FINE: u32 = 62;

/// `2^(-1/2), 2^(-1/4), ..`, each `FINE` digits. Integers, since a power of floats may differ from
/// machine to machine.
const ROOTS: [u128; 56] = roots();

const fn roots() -> [u128; 56] {
    let mut roots = [0; 56];
    let mut square: u128 = 1 << (FINE - 1);
    let mut at = 0;
    while at < roots.len() {
        square = (square << FINE).isqrt();
        roots[at] = square;
        at += 1;
    }
    roots
}

impl TimeDecay {
    /// Tells what is wrong with the written number.
    pub(super) fn check(self) -> Result<(), Trouble> {
        if self.half_life > 0 { Ok(()) } else { Err(Trouble::HalfLife) }
    }

    /// Weighs the touches of a path.
    pub(super) fn weigh(self, touches: &[Kept]) -> Vec<u64> {
        let latest = touches.last().map_or(0, |it| it.touch.moment);
        let half_life = self.half_life.unsigned_abs().max(1);
        touches.iter().map(|it| power(it.touch.moment.abs_diff(latest), half_life)).collect()
    }
}

/// Gives `2^(-age / half_life)` with `DIGITS` binary digits.
fn power(age: u64, half_life: u64) -> u64 {
    let (halvings, mut rest) = (age / half_life, age % half_life);
    if halvings > u64::from(DIGITS) {
        return 0;
    }
    let mut power = 1_u128 << FINE;
    for root in ROOTS {
        if rest == 0 {
            break;
        }
        // The next binary digit of rest / half_life.
        rest *= 2;
        if rest >= half_life {
            rest -= half_life;
            power = (power * root) >> FINE;
        }
    }
    let digits = power >> (u64::from(FINE - DIGITS - 1) + halvings);
    digits.div_ceil(2) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_half_lives_are_exact() {
        for halvings in 0..=u64::from(DIGITS) {
            assert_eq!(power(halvings * 7, 7), 1 << (u64::from(DIGITS) - halvings));
        }
        assert_eq!(power(50 * 7, 7), 0);
        assert_eq!(power(u64::MAX, i64::MAX as u64), 1 << 46);
    }

    proptest! {
        #[test]
        fn is_the_power_of_two(age in 0_u64..2_000_000, half_life in 1_u64..1_000_000) {
            let float = (-(age as f64) / half_life as f64).exp2();
            let fixed = power(age, half_life) as f64 / (1_u64 << DIGITS) as f64;
            prop_assert!((float - fixed).abs() < 4e-15, "{float} {fixed}");
        }
    }
}
