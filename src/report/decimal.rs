//! Decimal digits of any length: rounded exactly, with separators. Used by `number`.

/// A number as its decimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digits {
    negative: bool,
    /// At least one more than `scale`.
    digits: Vec<u8>,
    scale: usize,
}

impl Digits {
    /// Takes `units / 10^scale`.
    pub(super) fn new(units: i128, scale: usize) -> Self {
        Self::padded(units < 0, units.unsigned_abs().to_string(), scale)
    }

    /// Takes the shortest decimal that reads as the float.
    pub(super) fn shortest(number: f64) -> Self {
        let text = number.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        Self::padded(number < 0.0, format!("{whole}{fraction}"), fraction.len())
    }

    fn padded(negative: bool, digits: String, scale: usize) -> Self {
        let digits = format!("{digits:0>width$}", width = scale + 1).into_bytes();
        Self { negative, digits, scale }
    }

    /// Multiplies by 100.
    pub(super) fn percent(mut self) -> Self {
        if self.scale >= 2 {
            self.scale -= 2;
        } else {
            self.digits.extend(std::iter::repeat_n(b'0', 2 - self.scale));
            self.scale = 0;
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == b'0').count();
        self.digits.drain(..zeros.min(self.digits.len() - self.scale - 1));
        self
    }

    /// Rounds half away from zero to exactly so many digits after the point.
    pub(super) fn rounded(mut self, places: usize) -> Self {
        if self.scale <= places {
            self.digits.extend(std::iter::repeat_n(b'0', places - self.scale));
        } else {
            let kept = self.digits.len() - (self.scale - places);
            let up = self.digits[kept] >= b'5';
            self.digits.truncate(kept);
            if up {
                self.increment();
            }
        }
        self.scale = places;
        self
    }

    fn increment(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                return;
            }
            *digit = b'0';
        }
        self.digits.insert(0, b'1');
    }

    /// Gives how many digits stand behind the point.
    pub(super) fn scale(&self) -> usize {
        self.scale
    }

    /// Gives all digits as an integer; none where they are too many.
    pub(super) fn units(&self) -> Option<i128> {
        let units: i128 = std::str::from_utf8(&self.digits).ok()?.parse().ok()?;
        Some(if self.negative { -units } else { units })
    }

    /// Gives how many zeros stand behind the point before the first other digit; none where the
    /// number is not between -1 and 1.
    pub(super) fn leading_zeros(&self) -> usize {
        let (whole, fraction) = self.digits.split_at(self.digits.len() - self.scale);
        if whole.iter().any(|digit| *digit != b'0') {
            return 0;
        }
        fraction.iter().position(|digit| *digit != b'0').unwrap_or(0)
    }

    /// Takes off zeros at the end of the fraction.
    pub(super) fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.digits.last() == Some(&b'0') {
            self.digits.pop();
            self.scale -= 1;
        }
        self
    }

    /// Writes the digits, with `,` between thousands if asked for; zero has no sign.
    pub(super) fn text(&self, separators: bool) -> String {
        let (whole, fraction) = self.digits.split_at(self.digits.len() - self.scale);
        let zero = self.digits.iter().all(|digit| *digit == b'0');
        let mut out = String::from(if self.negative && !zero { "-" } else { "" });
        for (index, digit) in whole.iter().enumerate() {
            if separators && index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(char::from(*digit));
        }
        if !fraction.is_empty() {
            out.push('.');
            out.extend(fraction.iter().map(|digit| char::from(*digit)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(units: i128, scale: usize, places: usize) -> String {
        Digits::new(units, scale).rounded(places).text(true)
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(rounded(5, 3, 2), "0.01");
        assert_eq!(rounded(-5, 3, 2), "-0.01");
        assert_eq!(rounded(-4, 3, 2), "0.00");
        assert_eq!(rounded(1_234_567_500_000, 6, 0), "1,234,568");
        assert_eq!(rounded(9_999_995, 1, 0), "1,000,000");
        assert_eq!(rounded(-1_000, 0, 0), "-1,000");
    }

    #[test]
    fn no_number_is_too_long() {
        let most = "170,141,183,460,469,231,731,687,303,715,884,105,727";
        assert_eq!(rounded(i128::MAX, 0, 0), most);
        assert_eq!(rounded(i128::MAX, 0, 2), format!("{most}.00"));
        let percent = Digits::new(i128::MIN, 0).percent().text(false);
        assert_eq!(percent, format!("{}00", i128::MIN));
        assert_eq!(Digits::shortest(1e300).text(false).len(), 301);
        assert_eq!(Digits::shortest(5e-324).rounded(2).text(false), "0.00");
    }

    #[test]
    fn a_percentage_has_no_zeros_in_front() {
        assert_eq!(Digits::shortest(0.631_500_521).percent().rounded(1).text(true), "63.2");
        assert_eq!(Digits::new(5, 3).percent().text(true), "0.5");
        assert_eq!(Digits::new(5, 1).percent().text(true), "50");
        assert_eq!(Digits::shortest(-0.0005).percent().rounded(1).text(true), "-0.1");
        assert_eq!(Digits::shortest(12.0).percent().rounded(1).text(true), "1,200.0");
    }

    proptest! {
        #[test]
        fn digits_say_the_same_as_integers(units: i64, scale in 0usize..12, places in 0usize..12) {
            let drop = u32::try_from(scale.saturating_sub(places)).unwrap();
            let add = u32::try_from(places.saturating_sub(scale)).unwrap();
            let (divisor, size) = (10i128.pow(drop), i128::from(units).abs());
            let size = (size * 10i128.pow(add) + divisor / 2) / divisor;
            let expected = Digits::new(if units < 0 { -size } else { size }, places);
            let found = Digits::new(units.into(), scale).rounded(places);
            prop_assert_eq!(found.text(true), expected.text(true));
        }
    }
}
