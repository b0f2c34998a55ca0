//! A whole into integer parts that add up to it.

/// Above this sum of weights a product with a remainder would not fit.
const MOST: u128 = 1 << 62;

/// Splits `value` by `weights`, or gives `None` if no weight is above 0.
///
/// The parts up to any one are the exact share of the weights up to it, rounded half away from 0;
/// so they add up to `value`, and none is off by a whole unit or more. Weights that sum above 2^62
/// are halved, all of them, until they do not.
pub(super) fn split(value: i128, weights: &[u64]) -> Option<Vec<i128>> {
    let sum = |shift: u32| weights.iter().map(|it| u128::from(it >> shift)).sum::<u128>();
    let shift = (0..u64::BITS).find(|shift| sum(*shift) <= MOST)?;
    let whole = sum(shift);
    if whole == 0 {
        return None;
    }
    let size = value.unsigned_abs();
    let (times, rest) = (size / whole, size % whole);
    let (mut weighed, mut given) = (0, 0);
    let part = |weight: &u64| {
        weighed += u128::from(weight >> shift);
        let up_to = times * weighed + (2 * rest * weighed + whole) / (2 * whole);
        let part = up_to - given;
        given = up_to;
        // Wrapping only for the lowest value of all, whose size has no positive counterpart.
        if value < 0 {
            0_i128.wrapping_sub_unsigned(part)
        } else {
            0_i128.wrapping_add_unsigned(part)
        }
    };
    Some(weights.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounds_what_is_given_so_far() {
        assert_eq!(split(10, &[1, 1, 1]), Some(vec![3, 4, 3]));
        assert_eq!(split(-10, &[1, 1, 1]), Some(vec![-3, -4, -3]));
        assert_eq!(split(1, &[1, 1]), Some(vec![1, 0]));
        assert_eq!(split(100, &[30, 0, 70]), Some(vec![30, 0, 70]));
        assert_eq!(split(0, &[1, 2]), Some(vec![0, 0]));
        assert_eq!(split(5, &[0, 0]), None);
        assert_eq!(split(5, &[]), None);
    }

    #[test]
    fn the_largest_of_everything_fits() {
        for value in [i128::MAX, i128::MIN] {
            assert_eq!(split(value, &[u64::MAX]), Some(vec![value]));
            let parts = split(value, &[u64::MAX; 5]).unwrap();
            assert_eq!(parts.iter().sum::<i128>(), value);
        }
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_near_their_share(
            value in any::<i128>(), weights in prop::collection::vec(any::<u64>(), 1..9)
        ) {
            if let Some(parts) = split(value, &weights) {
                prop_assert_eq!(parts.iter().sum::<i128>(), value);
                prop_assert!(parts.iter().all(|part| part.signum() * value.signum() >= 0));
            }
        }

        #[test]
        fn no_part_is_off_by_a_unit(
            value in 0_i128..1_000_000_000_000, weights in prop::collection::vec(0_u64..1_000, 1..9)
        ) {
            let whole = weights.iter().sum::<u64>() as i128;
            if let Some(parts) = split(value, &weights) {
                for (part, weight) in parts.iter().zip(&weights) {
                    prop_assert!((part * whole - value * i128::from(*weight)).abs() <= whole);
                }
            }
        }
    }
}
