//! What holds of every split.

use proptest::prelude::*;

use super::*;

const METHODS: [Method; 2] = [Method::LogMean, Method::Shapley];
const STAGES: usize = 4;

/// A channel whose funnel may be empty from any stage on; rates may exceed 1.
fn channel(leads: Leads, name: &'static str) -> impl Strategy<Value = Channel> {
    let stages = STAGES - leads.stage();
    let counts = prop::collection::vec(prop_oneof![1_u32..2_000, 1_u32..5], stages);
    let timing = prop::collection::vec(prop_oneof![0.05_f64..1.0, Just(1.0)], stages - 1);
    let whole = (counts, 0.5_f64..2.0, any::<bool>()).prop_map(|(counts, by, broken)| {
        let by = if broken { by } else { 1.0 };
        counts.into_iter().map(|count| f64::from(count) * by).collect::<Vec<f64>>()
    });
    let revenue = prop_oneof![8 => 0_i128..1_000_000_000_000, 1 => 0_i128..10, 1 => Just(0)];
    let empty_from = prop_oneof![3 => Just(stages), 1 => 0..stages];
    (whole, timing, revenue, empty_from).prop_map(move |(mut counts, timing, revenue, empty)| {
        counts[empty..].fill(0.0);
        let revenue = if empty < stages { 0 } else { revenue };
        Channel { leads, name: name.into(), counts, timing, revenue }
    })
}

fn side() -> impl Strategy<Value = Side> {
    let kept = prop::array::uniform4(prop::bool::weighted(0.8));
    let new = (channel(Leads::New, "a"), channel(Leads::New, "b"), channel(Leads::New, "c"));
    (new, channel(Leads::Open(1), "a"), kept).prop_map(|((a, b, c), open, kept)| {
        let channels = [a, b, c, open].into_iter().zip(kept);
        Side { channels: channels.filter(|(_, kept)| *kept).map(|(it, _)| it).collect() }
    })
}

fn sides() -> impl Strategy<Value = (Side, Side)> {
    let some =
        |(plan, actual): &(Side, Side)| !plan.channels.is_empty() || !actual.channels.is_empty();
    (side(), side()).prop_filter("a channel", some)
}

fn negative(split: Split) -> Split {
    let parts =
        |parts: Vec<(Factor, i128)>| parts.into_iter().map(|(it, part)| (it, -part)).collect();
    let channel = |it: ChannelSplit| ChannelSplit { gap: -it.gap, parts: parts(it.parts), ..it };
    Split {
        gap: -split.gap,
        parts: parts(split.parts),
        channels: split.channels.into_iter().map(channel).collect(),
    }
}

fn sum(parts: &[(Factor, i128)]) -> i128 {
    parts.iter().map(|(_, part)| part).sum()
}

proptest! {
    #[test]
    fn parts_add_up_to_the_unit((plan, actual) in sides()) {
        for method in METHODS {
            let found = split(&plan, &actual, method).unwrap();
            let revenue = |side: &Side| side.totals(STAGES).revenue;
            prop_assert_eq!(found.gap, revenue(&actual) - revenue(&plan));
            prop_assert_eq!(sum(&found.parts), found.gap);
            for channel in &found.channels {
                prop_assert_eq!(sum(&channel.parts), channel.gap);
            }
            for (at, (_, part)) in found.parts.iter().enumerate() {
                let over: i128 = found.channels.iter().map(|it| it.parts[at].1).sum();
                prop_assert_eq!(*part, over);
            }
        }
    }

    #[test]
    fn exchanged_sides_give_exactly_the_negative((plan, actual) in sides()) {
        for method in METHODS {
            let found = split(&plan, &actual, method).unwrap();
            prop_assert_eq!(negative(found), split(&actual, &plan, method).unwrap());
        }
    }

    #[test]
    fn equal_sides_have_no_parts(side in side()) {
        for method in METHODS.into_iter().filter(|_| !side.channels.is_empty()) {
            let found = split(&side, &side, method).unwrap();
            prop_assert!(found.channels.iter().flat_map(|it| &it.parts).all(|(_, part)| *part == 0));
        }
    }

    #[test]
    fn the_order_of_channels_does_not_matter((plan, actual) in sides()) {
        let turned = |side: &Side| Side { channels: side.channels.iter().rev().cloned().collect() };
        for method in METHODS {
            let found = split(&plan, &actual, method).unwrap();
            prop_assert_eq!(found, split(&turned(&plan), &turned(&actual), method).unwrap());
        }
    }

    #[test]
    fn the_unit_of_money_does_not_matter((plan, actual) in sides(), by in 2_i128..1_000) {
        let times = |side: &Side| {
            let times = |it: &Channel| Channel { revenue: it.revenue * by, ..it.clone() };
            Side { channels: side.channels.iter().map(times).collect() }
        };
        for method in METHODS {
            let found = split(&plan, &actual, method).unwrap();
            let large = split(&times(&plan), &times(&actual), method).unwrap();
            for (small, large) in found.channels.iter().zip(&large.channels) {
                for ((_, small), (_, large)) in small.parts.iter().zip(&large.parts) {
                    // Shapley parts may be far larger than the revenue they add up to.
                    let floats = large.abs() / 1_000_000_000_000;
                    let off = (small * by - large).abs();
                    prop_assert!(off <= by + 1 + floats, "{small} * {by}, {large}");
                }
            }
        }
    }

    #[test]
    fn what_did_not_change_has_no_part((plan, actual) in sides()) {
        let found = split(&plan, &actual, Method::LogMean).unwrap();
        let of = |side: &Side, it: &ChannelSplit| {
            side.channels.iter().find(|of| of.key() == (it.leads, it.name.as_str())).cloned()
        };
        for channel in &found.channels {
            let pair = (of(&plan, channel), of(&actual, channel));
            let (Some(plan), Some(actual)) = pair else { continue };
            for step in 0..STAGES - 1 {
                let rate = |it: &Channel| it.count(step + 1) / it.due(step);
                if rate(&plan) == rate(&actual) {
                    prop_assert_eq!(channel.parts[step + 3].1, 0);
                }
            }
        }
    }
}
