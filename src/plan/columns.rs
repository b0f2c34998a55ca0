//! The columns that a scalar reads.
//!
//! Lets `lower` find out what a value needs; comes after the scalars themselves.

use super::Scalar;

impl Scalar {
    /// Shows every column that is read, in the order of the text; one read twice is shown twice.
    pub(crate) fn columns<'s>(&'s self, see: &mut dyn FnMut(&'s str)) {
        match self {
            Scalar::Column(name) => see(name),
            Scalar::Literal(..) => {}
            Scalar::And(parts) | Scalar::Or(parts) | Scalar::Coalesce(parts) => {
                parts.iter().for_each(|part| part.columns(see));
            }
            Scalar::Compare(_, a, b)
            | Scalar::Arithmetic(_, a, b)
            | Scalar::Difference(a, b)
            | Scalar::BusinessDays(a, b, _) => [a, b].into_iter().for_each(|it| it.columns(see)),
            Scalar::Case(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|it| it.columns(see));
            }
            Scalar::Not(inner)
            | Scalar::In(inner, _)
            | Scalar::IsMissing(inner)
            | Scalar::Text(_, inner, _)
            | Scalar::Fold(inner)
            | Scalar::Fingerprint(inner)
            | Scalar::Absolute(inner)
            | Scalar::Round(inner, _)
            | Scalar::LocalDate(inner)
            | Scalar::StartOfDay(inner)
            | Scalar::Shift(inner, ..)
            | Scalar::BusinessShift(inner, ..) => inner.columns(see),
        }
    }
}
