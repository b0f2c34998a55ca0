//! Splits that can be followed by hand, and the limits at zero.

use super::*;

fn channel(name: &str, counts: &[f64], revenue: i128) -> Channel {
    let (leads, timing) = (Leads::New, vec![1.0; counts.len() - 1]);
    Channel { leads, name: name.into(), counts: counts.to_vec(), timing, revenue }
}

fn one(counts: &[f64], revenue: i128) -> Side {
    Side { channels: vec![channel("", counts, revenue)] }
}

fn two(first: (&[f64], i128), second: (&[f64], i128)) -> Side {
    Side { channels: vec![channel("a", first.0, first.1), channel("b", second.0, second.1)] }
}

fn amounts(plan: &Side, actual: &Side, method: Method) -> Vec<i128> {
    split(plan, actual, method).unwrap().parts.into_iter().map(|(_, amount)| amount).collect()
}

/// The example of `docs/gap.md`.
#[test]
fn the_worked_example() {
    let plan = one(&[1_000.0, 300.0, 30.0], 30_000_000);
    let actual = one(&[1_200.0, 240.0, 24.0], 28_800_000);
    // L = -1,200,000 / ln 0.96 = 29,395,917.914; times ln 1.2, ln 1, ln 2/3, ln 1, ln 1.2 gives
    // 5,359,509.517, 0, -11,919,019.035, 0, 5,359,509.517; cut, one unit is missing.
    let parts = amounts(&plan, &actual, Method::LogMean);
    assert_eq!(parts, [5_359_510, 0, 0, -11_919_019, 0, 5_359_509]);
    let parts = amounts(&plan, &actual, Method::Shapley);
    assert_eq!(parts, [5_466_667, 0, 0, -12_133_333, 0, 5_466_666]);
    let found = split(&plan, &actual, Method::LogMean).unwrap();
    assert_eq!(found.gap, -1_200_000);
    let bottleneck = found.bottleneck().unwrap();
    assert_eq!((bottleneck.factor, bottleneck.amount), (Factor::Rate(0), -11_919_019));
    assert_eq!(bottleneck.channel, None);
}

#[test]
fn a_shift_between_channels_is_mix_alone() {
    let plan = two((&[50.0, 25.0], 2_500), (&[50.0, 5.0], 500));
    let actual = two((&[20.0, 10.0], 1_000), (&[80.0, 8.0], 800));
    for method in [Method::LogMean, Method::Shapley] {
        let found = split(&plan, &actual, method).unwrap();
        assert_eq!(found.gap, -1_200);
        assert_eq!(found.part(Factor::Mix), -1_200);
        let bottleneck = found.bottleneck().unwrap();
        assert_eq!(bottleneck.channel, Some((Leads::New, "a".into(), -1_500)));
    }
}

#[test]
fn a_rate_that_vanishes_takes_all_and_what_follows_nothing() {
    let plan = one(&[100.0, 50.0, 10.0, 5.0], 5_000);
    let actual = one(&[200.0, 50.0, 0.0, 0.0], 0);
    assert_eq!(amounts(&plan, &actual, Method::LogMean), [0, 0, 0, 0, -5_000, 0, 0]);
    assert_eq!(amounts(&actual, &plan, Method::LogMean), [0, 0, 0, 0, 5_000, 0, 0]);
    // Nearly nothing is nearly the same, if what follows is as planned.
    let nearly = one(&[200.0, 50.0, 1e-12, 5e-13], 0);
    assert_eq!(amounts(&plan, &nearly, Method::LogMean), [0, 0, 0, 0, 0, 0, -5_000]);
}

#[test]
fn the_limit_is_approached() {
    let pair = |plan, actual| factors::Pair { plan, actual };
    let mut last = f64::INFINITY;
    for digits in [3, 30, 300] {
        let tiny = 10_f64.powi(-digits);
        let parts =
            log_mean::effects(&[pair(100.0, 50.0), pair(1.0, tiny)], pair(100.0, 50.0 * tiny));
        assert!(parts[0].abs() < last && parts[1] < -100.0 + last, "{parts:?}");
        last = parts[0].abs();
    }
    let gone = log_mean::effects(&[pair(100.0, 50.0), pair(1.0, 0.0)], pair(100.0, 0.0));
    assert_eq!(gone, [0.0, -100.0]);
    let both = log_mean::effects(&[pair(2.0, 0.0), pair(3.0, 0.0)], pair(6.0, 0.0));
    assert_eq!(both, [-3.0, -3.0]);
}

#[test]
fn a_free_deal_is_deal_size_and_no_entries_at_all_volume() {
    let plan = one(&[10.0, 5.0], 1_000);
    assert_eq!(amounts(&plan, &one(&[10.0, 4.0], 0), Method::LogMean), [0, 0, 0, 0, -1_000]);
    for method in [Method::LogMean, Method::Shapley] {
        assert_eq!(amounts(&plan, &one(&[0.0, 0.0], 0), method), [-1_000, 0, 0, 0, 0]);
        assert_eq!(amounts(&plan, &Side::default(), method), [-1_000, 0, 0, 0, 0]);
        assert_eq!(amounts(&Side::default(), &plan, method), [1_000, 0, 0, 0, 0]);
    }
}

#[test]
fn a_new_channel_is_mix() {
    let plan = two((&[100.0, 50.0], 5_000), (&[0.0, 0.0], 0));
    let actual = two((&[50.0, 25.0], 2_500), (&[50.0, 10.0], 2_000));
    let absent = Side { channels: plan.channels[..1].to_vec() };
    for method in [Method::LogMean, Method::Shapley] {
        for plan in [&plan, &absent] {
            let found = split(plan, &actual, method).unwrap();
            assert_eq!(found.parts[1], (Factor::Mix, -500));
            assert_eq!(found.channels[1].parts[1], (Factor::Mix, 2_000));
        }
    }
}

#[test]
fn money_beyond_floats_adds_up() {
    let large = 10_i128.pow(24);
    let plan = two((&[100.0, 50.0], large + 1), (&[10.0, 5.0], 3));
    let actual = two((&[100.0, 50.0], large + 8), (&[10.0, 5.0], 1));
    let found = split(&plan, &actual, Method::LogMean).unwrap();
    assert_eq!(
        found.parts,
        [
            (Factor::Volume, 0),
            (Factor::Mix, 0),
            (Factor::Timing, 0),
            (Factor::Rate(0), 0),
            (Factor::DealSize, 5)
        ]
    );
}

/// Half of the leads came so late that only half of what follows falls within the period.
#[test]
fn late_leads_are_timing_and_no_rate() {
    let plan = one(&[100.0, 20.0], 2_000);
    let mut actual = one(&[100.0, 10.0], 1_000);
    actual.channels[0].timing = vec![0.5];
    for method in [Method::LogMean, Method::Shapley] {
        assert_eq!(amounts(&plan, &actual, method), [0, 0, -1_000, 0, 0]);
        let never = one(&[100.0, 0.0], 0);
        let never =
            Side { channels: vec![Channel { timing: vec![0.0], ..never.channels[0].clone() }] };
        assert_eq!(amounts(&plan, &never, method), [0, 0, -2_000, 0, 0]);
    }
    actual.channels[0].timing = vec![0.0];
    let (which, channel) = (Which::Actual, String::new());
    let found = split(&plan, &actual, Method::LogMean);
    assert_eq!(found, Err(Trouble::FromNothing { which, channel, stage: 0 }));
}

/// Leads that were open when the period began neither change the volume nor the mix of new ones.
#[test]
fn open_leads_are_rates_and_deal_size() {
    let open = |won: f64, revenue| Channel {
        leads: Leads::Open(1),
        name: String::new(),
        counts: vec![10.0, won],
        timing: vec![1.0],
        revenue,
    };
    let new = |cv| channel("", &[cv, cv / 2.0, cv / 10.0], cv as i128 * 10);
    let plan = Side { channels: vec![new(100.0), open(4.0, 400)] };
    let actual = Side { channels: vec![new(50.0), open(2.0, 200)] };
    let found = split(&plan, &actual, Method::LogMean).unwrap();
    let parts: Vec<i128> = found.parts.iter().map(|(_, amount)| *amount).collect();
    assert_eq!(parts, [-500, 0, 0, 0, -200, 0]);
    let of_open = &found.channels[1];
    assert_eq!((of_open.leads, of_open.gap), (Leads::Open(1), -200));
    let totals = actual.totals(3);
    assert_eq!((totals.volume, totals.rates[1]), (50.0, Some(0.2)));
}

#[test]
fn what_has_no_split_is_told() {
    let plan = one(&[10.0, 5.0], 1_000);
    let found = |actual: &Side| split(&plan, actual, Method::LogMean).unwrap_err();
    let (which, channel) = (Which::Actual, String::new());
    let name = || channel.clone();
    assert_eq!(found(&one(&[10.0], 1)), Trouble::Stages { which, channel: name() });
    assert_eq!(
        found(&one(&[0.0, 5.0], 1)),
        Trouble::FromNothing { which, channel: name(), stage: 0 }
    );
    assert_eq!(
        found(&one(&[5.0, 0.0], 1)),
        Trouble::FromNothing { which, channel: name(), stage: 1 }
    );
    for count in [f64::NAN, -1.0, f64::INFINITY, 1e-300] {
        let stage = 1;
        assert_eq!(found(&one(&[5.0, count], 1)), Trouble::Count { which, channel: name(), stage });
    }
    for revenue in [-1, i128::MAX] {
        assert_eq!(found(&one(&[5.0, 5.0], revenue)), Trouble::Revenue { which, channel: name() });
    }
    let twice = Side { channels: [&plan.channels[..], &plan.channels[..]].concat() };
    assert_eq!(found(&twice), Trouble::Twice { which, channel: name() });
    let nothing = split(&Side::default(), &Side::default(), Method::LogMean);
    assert_eq!(nothing, Err(Trouble::NoStage));
    let long = one(&[1.0; 7], 1);
    assert!(split(&long, &long, Method::LogMean).is_ok());
    let found = split(&long, &long, Method::Shapley);
    assert_eq!(found, Err(Trouble::Factors { found: 10, most: 9 }));
}
