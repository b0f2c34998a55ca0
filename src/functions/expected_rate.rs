//! `expected rate`

use super::{ConversionFunction, Form, Function};

/// Gives the rate that a conversion is expected to end with once no entry of the cell is open.
///
/// `(converted + early + sum over waiting entries of (1 - S(w) / S(t))) / n`
///
/// where `n` is all entries of the cell, `converted` those of mature ones, `early` open ones that have
/// converted already; a waiting entry is open without, is `t` days old and has a window of `w` days.
/// `S` is the share that has not converted by an age, the curve of Kaplan and Meier (see
/// `survival median`) over **all** entries up to as of that the left side of the conversion names:
/// whatever the period, groups and condition of the question are, so a number does not depend on what
/// it is shown beside. An entry is watched until it converts in time, else to the end of its window or
/// to as of, whichever is first. Days are those of the local calendar.
///
/// Where nobody has been watched for a whole window nothing is known of its end: the cell is immature.
/// With every entry mature the result is the plain rate. That the open entries convert as quickly and
/// as often as those before is assumed, not known.
///
/// E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", Journal of the
/// American Statistical Association 53 (1958), 457-481.
pub(super) const EXPECTED_RATE: Function = Function {
    name: "expected rate",
    signature: "expected rate(a -> b within 30 days)",
    summary: "Gives the rate a conversion is expected to end with: open entries count with their chance, given their age, to convert in their window.",
    example: "expected rate(mql -> sql within 30 days)",
    form: Form::Conversion(ConversionFunction::ExpectedRate),
};
