//! What holds of all models, and channel models against slower ways to the same numbers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn models() -> Vec<Model> {
    let anchors = vec![
        Anchor { at: At::First, weight: 300 },
        Anchor { at: At::Moment(0), weight: 300 },
        Anchor { at: At::Moment(1), weight: 301 },
    ];
    vec![
        Model::First,
        Model::Last,
        Model::LastNonDirect,
        Model::Linear,
        Model::Markov,
        Model::Position(Position { one: [1], two: [1, 2], more: [2, 1, 2] }),
        Model::Shapley,
        Model::TimeDecay(TimeDecay { half_life: 3 }),
        Model::WShaped(WShaped { anchors, rest: 99 }),
    ]
}

fn touches() -> impl Strategy<Value = Vec<Touch>> {
    prop::collection::vec((0_u32..5, 0_i64..20, any::<bool>()), 0..7).prop_map(|mut touches| {
        touches.sort_by_key(|touch| touch.1);
        let touch = |(channel, moment, direct)| Touch { channel, moment, direct };
        touches.into_iter().map(touch).collect()
    })
}

fn one_path() -> impl Strategy<Value = Path> {
    let moment = || prop::option::of(-1_i64..21);
    let value = prop::option::of(-1_000_000_000_i128..1_000_000_000_000_000_000);
    (touches(), prop::option::weighted(0.2, 0_i64..20), value, moment(), moment()).prop_map(
        |(touches, since, value, first, second)| Path {
            touches,
            since,
            value,
            moments: vec![first, second],
        },
    )
}

fn paths() -> impl Strategy<Value = Vec<Path>> {
    prop::collection::vec(one_path(), 0..12)
}

fn repeats() -> impl Strategy<Value = Repeats> {
    prop::sample::select(vec![Repeats::AsIs, Repeats::Collapse])
}

fn sets(paths: &[Path]) -> Vec<BTreeSet<u32>> {
    let converted = paths.iter().filter(|path| path.value.is_some());
    let set = |path: &Path| path.touches.iter().map(|touch| touch.channel).collect();
    converted.map(set).filter(|set: &BTreeSet<u32>| !set.is_empty()).collect()
}

/// The chance of conversion after many steps of the chain, with one channel cut out or none.
fn iterated(paths: &[Path], without: Option<u32>) -> f64 {
    const START: u32 = u32::MAX;
    let mut steps: BTreeMap<u32, BTreeMap<Option<u32>, f64>> = BTreeMap::new();
    let mut ends: BTreeMap<u32, f64> = BTreeMap::new();
    for path in paths.iter().filter(|path| !path.touches.is_empty()) {
        let mut at = START;
        for touch in &path.touches {
            *steps.entry(at).or_default().entry(Some(touch.channel)).or_default() += 1.0;
            at = touch.channel;
        }
        *steps.entry(at).or_default().entry(None).or_default() += 1.0;
        *ends.entry(at).or_default() += f64::from(u8::from(path.value.is_some()));
    }
    let mut here = BTreeMap::from([(START, 1.0)]);
    let mut converted = 0.0;
    for _ in 0..10_000 {
        let mut next: BTreeMap<u32, f64> = BTreeMap::new();
        for (at, chance) in &here {
            let Some(away) = steps.get(at) else { continue };
            let all: f64 = away.values().sum();
            converted += chance * ends.get(at).copied().unwrap_or(0.0) / all;
            for (to, count) in away {
                if let Some(to) = to.filter(|to| Some(*to) != without) {
                    *next.entry(to).or_default() += chance * count / all;
                }
            }
        }
        if next.values().sum::<f64>() < 1e-15 {
            break;
        }
        here = next;
    }
    converted
}

fn factorial(n: usize) -> f64 {
    (1..=n).map(|it| it as f64).product()
}

/// The value of a channel by its definition, over all coalitions of the others.
fn enumerated(sets: &[BTreeSet<u32>], channel: u32) -> f64 {
    let all: BTreeSet<u32> = sets.iter().flatten().copied().collect();
    let others: Vec<u32> = all.iter().copied().filter(|it| *it != channel).collect();
    let worth =
        |members: &BTreeSet<u32>| sets.iter().filter(|set| set.is_subset(members)).count() as f64;
    let gain = |mask: usize| {
        let members = others.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        let mut members: BTreeSet<u32> = members.map(|(_, it)| *it).collect();
        let (size, before) = (members.len(), worth(&members));
        members.insert(channel);
        let orders = factorial(size) * factorial(others.len() - size) / factorial(all.len());
        orders * (worth(&members) - before)
    };
    (0..1_usize << others.len()).map(gain).sum()
}

proptest! {
    #[test]
    fn each_path_gives_exactly_its_value(paths in paths(), repeats in repeats()) {
        for model in models() {
            let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
            for credit in credits(&model, repeats, &paths).unwrap() {
                *sums.entry(credit.path).or_default() += credit.units;
            }
            let values = paths.iter().enumerate().filter_map(|(at, path)| Some((at, path.value?)));
            prop_assert_eq!(sums, values.collect(), "{:?}", model);
        }
    }

    #[test]
    fn the_order_of_paths_does_not_matter(paths in paths(), repeats in repeats()) {
        let turned: Vec<Path> = paths.iter().rev().cloned().collect();
        for model in models() {
            let mut back = credits(&model, repeats, &turned).unwrap();
            for credit in &mut back {
                credit.path = paths.len() - 1 - credit.path;
            }
            back.sort_by_key(|credit| credit.path);
            prop_assert_eq!(credits(&model, repeats, &paths).unwrap(), back, "{:?}", model);
        }
    }

    #[test]
    fn the_numbers_of_channels_do_not_matter(
        paths in paths(), repeats in repeats(),
        names in Just(vec![0_u32, 7, 1_000, u32::MAX, 3]).prop_shuffle()
    ) {
        let mut renamed = paths.clone();
        for touch in renamed.iter_mut().flat_map(|path| &mut path.touches) {
            touch.channel = names[touch.channel as usize];
        }
        let rename = |to| match to {
            Recipient::Touch { touch, channel } => {
                Recipient::Touch { touch, channel: names[channel as usize] }
            }
            Recipient::Channel(channel) => Recipient::Channel(names[channel as usize]),
            Recipient::Nobody => Recipient::Nobody,
        };
        for model in models() {
            let mut found = credits(&model, repeats, &paths).unwrap();
            for credit in &mut found {
                credit.to = rename(credit.to);
            }
            prop_assert_eq!(credits(&model, repeats, &renamed).unwrap(), found, "{:?}", model);
        }
    }

    #[test]
    fn a_single_touch_gets_everything(
        paths in paths(), channel in 0_u32..5, direct in any::<bool>()
    ) {
        let touch = Touch { channel, moment: 5, direct };
        let moments = vec![Some(1), None];
        let single = Path { touches: vec![touch], since: None, value: Some(ENTRY), moments };
        let all: Vec<Path> = std::iter::once(single).chain(paths).collect();
        for model in models() {
            let found = credits(&model, Repeats::AsIs, &all).unwrap();
            let first: Vec<&Credit> = found.iter().filter(|credit| credit.path == 0).collect();
            prop_assert_eq!(first.len(), 1);
            prop_assert_eq!(first[0].to.channel(), Some(channel));
            prop_assert_eq!(first[0].units, ENTRY);
        }
    }

    #[test]
    fn shares_are_those_of_the_definition(mut paths in paths()) {
        paths.iter_mut().for_each(|path| path.since = None);
        let sets = sets(&paths);
        let found = shares(&Model::Shapley, Repeats::AsIs, &paths).unwrap();
        // Efficient: values add up to the entries, so shares times entries are the values.
        prop_assert!(sets.is_empty() == found.is_empty());
        prop_assert!(sets.is_empty() || (found.values().sum::<f64>() - 1.0).abs() < 1e-12);
        for (channel, share) in &found {
            let value = share * sets.len() as f64;
            prop_assert!((value - enumerated(&sets, *channel)).abs() < 1e-9);
        }
    }

    #[test]
    fn channels_that_do_the_same_get_the_same(mut paths in paths()) {
        paths.iter_mut().for_each(|path| path.since = None);
        // Every path once more with two channels exchanged.
        let mut exchanged = paths.clone();
        for touch in exchanged.iter_mut().flat_map(|path| &mut path.touches) {
            touch.channel = [1, 0, 2, 3, 4][touch.channel as usize];
        }
        paths.extend(exchanged);
        for model in [Model::Shapley, Model::Markov] {
            let found = shares(&model, Repeats::AsIs, &paths).unwrap();
            prop_assert_eq!(found.get(&0), found.get(&1), "{:?}", model);
        }
    }

    #[test]
    fn removal_is_what_many_steps_without_the_channel_lose(mut paths in paths()) {
        paths.iter_mut().for_each(|path| path.since = None);
        let all = iterated(&paths, None);
        let channels: BTreeSet<u32> =
            paths.iter().flat_map(|path| &path.touches).map(|touch| touch.channel).collect();
        let lost = |channel| all - iterated(&paths, Some(channel));
        let effects: BTreeMap<u32, f64> =
            channels.into_iter().map(|channel| (channel, lost(channel))).collect();
        let whole: f64 = effects.values().sum();
        let found = shares(&Model::Markov, Repeats::AsIs, &paths).unwrap();
        for (channel, effect) in effects {
            let share = found.get(&channel).copied().unwrap_or(0.0);
            let slow = if whole > 0.0 { effect / whole } else { 0.0 };
            prop_assert!((share - slow).abs() < 1e-9, "{channel}: {share} {slow}");
        }
        prop_assert_eq!(found, shares(&Model::Markov, Repeats::Collapse, &paths).unwrap());
    }
}
