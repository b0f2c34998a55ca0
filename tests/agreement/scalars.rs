//! Random scalars of a wanted type over the columns of a relation.
//!
//! Numbers are kept so small that nothing overflows: products have a small factor. Floats are
//! compared and rounded only as plain quotients, which every engine computes to the last bit.

use super::choices::Choices;
use super::data;
use gyakusan::plan::{
    Arithmetic, BusinessCalendar, Comparison, Scalar, ShiftUnit, TextTest, Value, ValueType,
};
use jiff::civil::date;
use std::sync::Arc;

/// A column of a relation.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) of: ValueType,
}

/// Makes scalars over these columns.
pub(super) struct Maker<'a> {
    pub(super) choices: &'a mut Choices,
    pub(super) fields: &'a [Field],
}

const NUMBERS: [ValueType; 4] = [
    ValueType::Integer,
    ValueType::Decimal { scale: 2 },
    ValueType::Decimal { scale: 4 },
    ValueType::Decimal { scale: 0 },
];

const COMPARISONS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::NotEqual,
    Comparison::Less,
    Comparison::LessOrEqual,
    Comparison::Greater,
    Comparison::GreaterOrEqual,
];

/// Types of values that an extended column may have.
pub(super) const TYPES: [ValueType; 9] = [
    ValueType::Integer,
    ValueType::Text,
    ValueType::Decimal { scale: 2 },
    ValueType::Decimal { scale: 4 },
    ValueType::Boolean,
    ValueType::Date,
    ValueType::Datetime,
    ValueType::Duration,
    ValueType::Float,
];

impl Maker<'_> {
    /// A scalar of the type, at most so deep.
    pub(super) fn scalar(&mut self, of: ValueType, depth: usize) -> Scalar {
        if depth == 0 || self.choices.below(4) == 0 {
            return self.leaf(of);
        }
        match self.choices.below(8) {
            0 if self.choices.below(3) == 0 => {
                let comparisons = [Comparison::Greater, Comparison::Less];
                let comparison = comparisons[self.choices.below(2)];
                let (value, bound) = (self.boxed(of, depth - 1), self.boxed(of, depth - 1));
                let beyond = Scalar::Compare(comparison, value.clone(), bound.clone());
                Scalar::Case(Box::new(beyond), bound, value)
            }
            0 => Scalar::Case(
                Box::new(self.condition(depth - 1)),
                self.boxed(of, depth - 1),
                self.boxed(of, depth - 1),
            ),
            1 => {
                let count = self.choices.below(3) + 1;
                Scalar::Coalesce((0..count).map(|_| self.scalar(of, depth - 1)).collect())
            }
            _ => self.typed(of, depth - 1),
        }
    }

    fn boxed(&mut self, of: ValueType, depth: usize) -> Box<Scalar> {
        Box::new(self.scalar(of, depth))
    }

    /// A column or a literal; now and then a missing one.
    fn leaf(&mut self, of: ValueType) -> Scalar {
        let fields: Vec<&Field> = self.fields.iter().filter(|field| field.of == of).collect();
        if !fields.is_empty() && self.choices.below(3) < 2 {
            return Scalar::Column(fields[self.choices.below(fields.len())].name.clone());
        }
        if self.choices.once_in(10) {
            return Scalar::Literal(Value::Missing, of);
        }
        self.literal(of)
    }

    fn literal(&mut self, of: ValueType) -> Scalar {
        Scalar::Literal(data::value(self.choices, of), of)
    }

    fn typed(&mut self, of: ValueType, depth: usize) -> Scalar {
        match of {
            ValueType::Text => Scalar::Fold(self.boxed(of, depth)),
            ValueType::Integer => self.integer(depth),
            ValueType::Decimal { scale } => self.decimal(scale, depth),
            ValueType::Float => self.float(depth),
            ValueType::Boolean => self.condition(depth),
            ValueType::Date => self.date(depth),
            ValueType::Datetime => self.datetime(depth),
            ValueType::Duration => self.duration(depth),
        }
    }

    fn sign(&mut self) -> Arithmetic {
        self.choices.one_of(&[Arithmetic::Add, Arithmetic::Subtract])
    }

    fn integer(&mut self, depth: usize) -> Scalar {
        let of = ValueType::Integer;
        match self.choices.below(5) {
            0 => Scalar::Arithmetic(self.sign(), self.boxed(of, depth), self.boxed(of, depth)),
            4 => Scalar::Arithmetic(
                Arithmetic::Multiply,
                Box::new(self.literal(of)),
                Box::new(self.literal(ValueType::Decimal { scale: 2 })),
            ),
            1 => {
                let small = Box::new(self.literal(of));
                Scalar::Arithmetic(Arithmetic::Multiply, self.boxed(of, depth), small)
            }
            2 => Scalar::Absolute(self.boxed(of, depth)),
            _ => {
                let moment = self.choices.one_of(&[ValueType::Date, ValueType::Datetime]);
                let (from, to) = (self.boxed(moment, depth), self.boxed(moment, depth));
                Scalar::BusinessDays(from, to, self.calendar())
            }
        }
    }

    fn decimal(&mut self, scale: u8, depth: usize) -> Scalar {
        let of = ValueType::Decimal { scale };
        match self.choices.below(6) {
            0 => Scalar::Arithmetic(self.sign(), self.boxed(of, depth), self.boxed(of, depth)),
            1 => {
                let less = if scale == 4 { ValueType::Decimal { scale: 2 } } else { of };
                let other = self.choices.one_of(&[ValueType::Integer, less]);
                Scalar::Arithmetic(self.sign(), self.boxed(other, depth), self.boxed(of, depth))
            }
            2 => {
                let small = Box::new(self.literal(ValueType::Integer));
                Scalar::Arithmetic(Arithmetic::Multiply, self.boxed(of, depth), small)
            }
            3 if scale == 4 => {
                let half = ValueType::Decimal { scale: 2 };
                let small = Box::new(self.literal(half));
                Scalar::Arithmetic(Arithmetic::Multiply, small, self.boxed(half, depth))
            }
            4 => Scalar::Absolute(self.boxed(of, depth)),
            5 => Scalar::Round(Box::new(self.quotient()), scale),
            _ => {
                let number = self.choices.one_of(&NUMBERS);
                Scalar::Round(self.boxed(number, depth), scale)
            }
        }
    }

    /// A quotient of two small numbers.
    fn quotient(&mut self) -> Scalar {
        let (a, b) = (self.choices.one_of(&NUMBERS[..3]), self.choices.one_of(&NUMBERS[..3]));
        let (a, b) = (Box::new(self.leaf(a)), Box::new(self.leaf(b)));
        Scalar::Arithmetic(Arithmetic::Divide, a, b)
    }

    fn float(&mut self, depth: usize) -> Scalar {
        let number = self.choices.one_of(&NUMBERS);
        match self.choices.below(5) {
            0 => self.quotient(),
            1 => {
                let other = self.choices.one_of(&NUMBERS);
                let (a, b) = (self.boxed(number, depth), self.boxed(other, depth));
                Scalar::Arithmetic(Arithmetic::Divide, a, b)
            }
            2 => {
                let over = self.choices.one_of(&[ValueType::Integer, ValueType::Duration]);
                let duration = self.boxed(ValueType::Duration, depth);
                Scalar::Arithmetic(Arithmetic::Divide, duration, self.boxed(over, depth))
            }
            3 => {
                let duration = self.boxed(ValueType::Duration, depth);
                Scalar::Arithmetic(Arithmetic::Multiply, duration, Box::new(self.quotient()))
            }
            _ => Scalar::Arithmetic(
                Arithmetic::Multiply,
                Box::new(self.quotient()),
                self.boxed(number, depth),
            ),
        }
    }

    fn date(&mut self, depth: usize) -> Scalar {
        let moment = self.choices.one_of(&[ValueType::Datetime, ValueType::Date]);
        match self.choices.below(3) {
            0 => Scalar::LocalDate(self.boxed(moment, depth)),
            1 => self.moved(ValueType::Date, depth),
            _ => {
                let by = self.choices.between(-10, 10);
                Scalar::BusinessShift(self.boxed(moment, depth), by, self.calendar())
            }
        }
    }

    fn datetime(&mut self, depth: usize) -> Scalar {
        match self.choices.below(3) {
            0 => Scalar::StartOfDay(self.boxed(ValueType::Date, depth)),
            1 => self.moved(ValueType::Datetime, depth),
            _ => {
                let by = self.choices.between(-100, 100) * 1_800_000_000 + 1;
                let unit = ShiftUnit::Microseconds;
                Scalar::Shift(self.boxed(ValueType::Datetime, depth), by, unit)
            }
        }
    }

    fn moved(&mut self, of: ValueType, depth: usize) -> Scalar {
        let unit = self.choices.one_of(&[ShiftUnit::Days, ShiftUnit::Months]);
        Scalar::Shift(self.boxed(of, depth), self.choices.between(-40, 40), unit)
    }

    fn duration(&mut self, depth: usize) -> Scalar {
        let of = ValueType::Duration;
        let moment = self.choices.one_of(&[ValueType::Date, ValueType::Datetime]);
        match self.choices.below(5) {
            0 => Scalar::Arithmetic(self.sign(), self.boxed(of, depth), self.boxed(of, depth)),
            4 => Scalar::Arithmetic(
                Arithmetic::Multiply,
                Box::new(self.literal(of)),
                Box::new(self.literal(ValueType::Decimal { scale: 2 })),
            ),
            1 => Scalar::Arithmetic(
                Arithmetic::Multiply,
                Box::new(self.literal(of)),
                Box::new(self.literal(ValueType::Integer)),
            ),
            2 => Scalar::Absolute(self.boxed(of, depth)),
            _ => Scalar::Difference(self.boxed(moment, depth), self.boxed(moment, depth)),
        }
    }

    fn calendar(&mut self) -> Arc<BusinessCalendar> {
        let weekend = self.choices.below(2) == 0;
        Arc::new(BusinessCalendar {
            week: [true, true, true, true, true, !weekend, false],
            closed: vec![date(2026, 1, 1), date(2026, 4, 29), date(2026, 5, 3)],
            closing_minute: self.choices.one_of(&[None, Some(18 * 60)]),
            range: (date(1950, 1, 1), date(2100, 12, 31)),
        })
    }

    /// A boolean that is never missing.
    pub(super) fn condition(&mut self, depth: usize) -> Scalar {
        let below = depth.saturating_sub(1);
        match self.choices.below(if depth == 0 { 4 } else { 8 }) {
            0 => self.comparison(below),
            1 => {
                let of = self.choices.one_of(&TYPES[..7]);
                let count = self.choices.below(4);
                let list = (0..count).map(|_| data::value(self.choices, of)).collect();
                Scalar::In(self.boxed(of, below), list)
            }
            2 => {
                let of = self.choices.one_of(&TYPES);
                Scalar::IsMissing(self.boxed(of, below))
            }
            3 => self.text_test(below),
            4 => Scalar::Not(Box::new(self.condition(below))),
            5 => Scalar::And(self.conditions(below)),
            6 => Scalar::Or(self.conditions(below)),
            _ => {
                let (small, of) = (self.quotient(), self.choices.one_of(&NUMBERS[..3]));
                let other = Box::new(self.leaf(of));
                Scalar::Compare(self.choices.one_of(&COMPARISONS), Box::new(small), other)
            }
        }
    }

    fn conditions(&mut self, depth: usize) -> Vec<Scalar> {
        let count = self.choices.below(3) + 1;
        (0..count).map(|_| self.condition(depth)).collect()
    }

    fn comparison(&mut self, depth: usize) -> Scalar {
        let of = self.choices.one_of(&TYPES[..8]);
        let other = if NUMBERS.contains(&of) { self.choices.one_of(&NUMBERS) } else { of };
        let comparison = self.choices.one_of(&COMPARISONS);
        Scalar::Compare(comparison, self.boxed(of, depth), self.boxed(other, depth))
    }

    fn text_test(&mut self, depth: usize) -> Scalar {
        let (test, pattern) = self.choices.one_of(&[
            (TextTest::Contains, "a"),
            (TextTest::Contains, ""),
            (TextTest::Contains, "."),
            (TextTest::StartsWith, "S"),
            (TextTest::EndsWith, "告"),
            (TextTest::Matches, "^[a-z]+$"),
            (TextTest::Matches, r"\p{Katakana}{2}|,"),
            (TextTest::Matches, "(?i)seo"),
        ]);
        Scalar::Text(test, self.boxed(ValueType::Text, depth), pattern.to_owned())
    }
}
