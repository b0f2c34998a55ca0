//! Unrounded parts made whole without changing their sum.

/// Rounds parts so that they add up to `whole` exactly, by largest remainders.
///
/// Every part is cut toward 0; the units that are then missing go, one each, to the parts that lost
/// most, the first of equals. Parts that are 0 stay 0. The negative of everything gives exactly the
/// negative. Sums of parts that are off by more than rounding (beyond what a float can tell apart)
/// are put right at the largest part; so is a whole without any part, at the last.
///
/// M. L. Balinski, H. P. Young, "Fair Representation" (1982), on Hamilton's method.
pub fn shared(whole: i128, parts: &[f64]) -> Vec<i128> {
    let mut units: Vec<i128> = parts.iter().map(|part| *part as i128).collect();
    let missing = whole - units.iter().sum::<i128>();
    let (step, mut missing) = (missing.signum(), missing.unsigned_abs());
    let lost = |at: &usize| parts[*at].fract() * step as f64;
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| parts[*at] != 0.0).collect();
    order.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    for at in order {
        if missing == 0 {
            return units;
        }
        units[at] += step;
        missing -= 1;
    }
    if missing > 0
        && let Some(at) = largest(parts)
    {
        units[at] += step * missing as i128;
    }
    units
}

/// The first of the parts of largest size; the last of all if every part is 0.
fn largest(parts: &[f64]) -> Option<usize> {
    let last = parts.len().checked_sub(1)?;
    let larger =
        |best: usize, at: usize| if parts[at].abs() > parts[best].abs() { at } else { best };
    let best = (0..parts.len()).fold(0, larger);
    Some(if parts[best] == 0.0 { last } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_go_to_those_who_lost_most() {
        assert_eq!(shared(10, &[3.2, 3.5, 3.3]), [3, 4, 3]);
        assert_eq!(shared(-10, &[-3.2, -3.5, -3.3]), [-3, -4, -3]);
        assert_eq!(shared(1, &[0.5, 0.5]), [1, 0]);
        assert_eq!(shared(-1, &[-0.5, -0.5]), [-1, 0]);
        assert_eq!(shared(0, &[1.5, -1.5]), [1, -1]);
        assert_eq!(shared(2, &[2.6, -1.2, 0.6]), [3, -1, 0]);
    }

    #[test]
    fn what_floats_cannot_tell_goes_to_the_largest() {
        let large = 3 * 10_i128.pow(25) + 7;
        assert_eq!(shared(large, &[1e25, 2e25]).iter().sum::<i128>(), large);
        assert_eq!(shared(5, &[0.0, 0.0]), [0, 5]);
        assert_eq!(shared(0, &[0.0, 0.0]), [0, 0]);
        assert_eq!(shared(3, &[]), [0_i128; 0]);
    }
}
