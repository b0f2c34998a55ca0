//! `survival median`

use super::{ConversionFunction, Form, Function};

/// Gives the days after which half of the entries have come to the right side, open ones counted.
///
/// With an entry from day 0 to the day it came to the right side (an event), or to the day of as of
/// where it has not (censored), let `n(t)` be the entries watched on day `t` and `d(t)` those of them
/// that came over on it. The share that has not come over is estimated as
///
/// `S(t) = product over i <= t of (n(i) - d(i)) / n(i)`
///
/// and the median is the first day `t` with `S(t) <= 1/2`; there is none while `S` stays above. Days
/// are those of the local calendar, from date to date, so that as of, the end of a day, closes a whole
/// one. A plain `median` of the entries that did come over leaves out those that still wait and is too
/// short the younger a cohort is.
///
/// E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", Journal of the
/// American Statistical Association 53 (1958), 457-481.
pub(super) const SURVIVAL_MEDIAN: Function = Function {
    name: "survival median",
    signature: "survival median(a -> b)",
    summary: "Gives the days until half of the entries have converted; those still open count for as long as they were watched (Kaplan-Meier).",
    example: "survival median(mql -> sql)",
    form: Form::Conversion(ConversionFunction::SurvivalMedian),
};
