//! Agreement of two judgements beyond chance.

/// What two judges, each saying yes or no, said of the same things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreement {
    /// Both said yes.
    pub both: u64,
    /// Only the first said yes.
    pub first_only: u64,
    /// Only the second said yes.
    pub second_only: u64,
    /// Both said no.
    pub neither: u64,
}

impl Agreement {
    /// Gives Cohen's kappa, `(p_o - p_e) / (1 - p_e)`: observed agreement against that by chance.
    ///
    /// Of two answers it is `2(ad - bc) / ((a+b)(b+d) + (a+c)(c+d))` with the counts in the order of
    /// the fields. `None` where chance alone agrees always: nothing was judged, or both judges gave
    /// one and the same answer to everything.
    ///
    /// J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    /// Measurement 20 (1960), 37-46.
    pub fn kappa(self) -> Option<f64> {
        let [a, b, c, d] =
            [self.both, self.first_only, self.second_only, self.neither].map(u128::from);
        let (agree, differ) = (a * d, b * c);
        // Subtracted as integers: floats would lose the difference of two large products.
        let size = agree.abs_diff(differ) as f64;
        let above = 2.0 * if agree < differ { -size } else { size };
        let below = (a + b) as f64 * (b + d) as f64 + (a + c) as f64 * (c + d) as f64;
        (below > 0.0).then(|| (above / below).clamp(-1.0, 1.0))
    }
}

/// How a kappa is commonly read.
///
/// J. R. Landis, G. G. Koch, "The measurement of observer agreement for categorical data",
/// Biometrics 33 (1977), 159-174. They call their bounds arbitrary; so are these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Below 0: less than by chance.
    Poor,
    /// 0 to 0.20.
    Slight,
    /// Above 0.20, to 0.40.
    Fair,
    /// Above 0.40, to 0.60.
    Moderate,
    /// Above 0.60, to 0.80.
    Substantial,
    /// Above 0.80.
    AlmostPerfect,
}

impl Reading {
    /// Reads a kappa; an upper bound belongs to the lower reading.
    pub fn of(kappa: f64) -> Self {
        match kappa {
            kappa if kappa < 0.0 => Self::Poor,
            kappa if kappa <= 0.2 => Self::Slight,
            kappa if kappa <= 0.4 => Self::Fair,
            kappa if kappa <= 0.6 => Self::Moderate,
            kappa if kappa <= 0.8 => Self::Substantial,
            _ => Self::AlmostPerfect,
        }
    }
}

impl std::fmt::Display for Reading {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Poor => "poor",
            Self::Slight => "slight",
            Self::Fair => "fair",
            Self::Moderate => "moderate",
            Self::Substantial => "substantial",
            Self::AlmostPerfect => "almost perfect",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kappa(both: u64, first_only: u64, second_only: u64, neither: u64) -> Option<f64> {
        Agreement { both, first_only, second_only, neither }.kappa()
    }

    /// By hand from observed and expected agreement: 0.7 and 0.5; 0.6 and 0.54; 0.6 and 0.46.
    #[test]
    fn agrees_with_hand_computed_tables() {
        assert_eq!(kappa(20, 5, 10, 15), Some(0.4));
        assert_eq!(kappa(45, 15, 25, 15), Some(0.06 / 0.46));
        assert!((kappa(25, 35, 5, 35).unwrap() - 0.14 / 0.54).abs() < 1e-15);
        assert_eq!(kappa(7, 0, 0, 5), Some(1.0));
        assert_eq!(kappa(0, 5, 5, 0), Some(-1.0));
    }

    #[test]
    fn chance_that_always_agrees_gives_none() {
        for counts in [[0, 0, 0, 0], [9, 0, 0, 0], [0, 0, 0, 9]] {
            assert_eq!(kappa(counts[0], counts[1], counts[2], counts[3]), None);
        }
        assert_eq!(kappa(5, 3, 0, 0), Some(0.0));
    }

    #[test]
    fn bounds_belong_to_the_lower_reading() {
        let read = |kappa: f64| Reading::of(kappa).to_string();
        assert_eq!(read(-0.01), "poor");
        assert_eq!([0.0, 0.2].map(read), ["slight", "slight"]);
        assert_eq!([0.21, 0.41, 0.61].map(read), ["fair", "moderate", "substantial"]);
        assert_eq!([0.81, 1.0].map(read), ["almost perfect", "almost perfect"]);
    }

    proptest! {
        #[test]
        fn is_the_quotient_of_its_definition(counts in prop::array::uniform4(0_u64..1_000_000)) {
            let [a, b, c, d] = counts.map(|count| count as f64);
            let n = a + b + c + d;
            let chance = ((a + b) * (a + c) + (c + d) * (b + d)) / (n * n);
            if let Some(kappa) = kappa(counts[0], counts[1], counts[2], counts[3])
                && 1.0 - chance > 1e-6
            {
                prop_assert!((kappa - ((a + d) / n - chance) / (1.0 - chance)).abs() < 1e-8);
            }
        }

        #[test]
        fn is_always_within_its_bounds(counts in prop::array::uniform4(any::<u64>())) {
            let kappa = kappa(counts[0], counts[1], counts[2], counts[3]);
            prop_assert!(kappa.is_none_or(|kappa| (-1.0..=1.0).contains(&kappa)));
        }
    }
}
