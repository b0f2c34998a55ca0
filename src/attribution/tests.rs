//! Models against numbers worked out by hand.

use super::*;

/// A path of touches one second apart, named by letters; a dot after a letter makes it direct.
pub(super) fn path(channels: &str, value: Option<i128>) -> Path {
    let mut touches: Vec<Touch> = Vec::new();
    for letter in channels.bytes() {
        match touches.last_mut() {
            Some(last) if letter == b'.' => last.direct = true,
            _ => {
                let moment = 1_000_000 * touches.len() as i64;
                let channel = u32::from(letter - b'A');
                touches.push(Touch { channel, moment, direct: false });
            }
        }
    }
    Path { touches, value, ..Path::default() }
}

fn of_one(model: &Model, repeats: Repeats, path: Path) -> Vec<(usize, i128)> {
    let touch = |credit: Credit| match credit.to {
        Recipient::Touch { touch, .. } => (touch, credit.units),
        other => panic!("{other:?}"),
    };
    credits(model, repeats, &[path]).unwrap().into_iter().map(touch).collect()
}

fn as_is(model: &Model, channels: &str) -> Vec<(usize, i128)> {
    of_one(model, Repeats::AsIs, path(channels, Some(1_000)))
}

const POSITION: Model = Model::Position(Position { one: [1], two: [60, 40], more: [40, 20, 40] });

fn w_shaped(rest: u32) -> Model {
    let anchors = vec![
        Anchor { at: At::First, weight: 30 },
        Anchor { at: At::Moment(0), weight: 40 },
        Anchor { at: At::Moment(1), weight: 20 },
    ];
    Model::WShaped(WShaped { anchors, rest })
}

#[test]
fn the_list_is_sorted_and_each_has_its_name() {
    let names: Vec<&str> = ALL.iter().map(|method| method.name).collect();
    assert!(names.is_sorted());
    assert_eq!(POSITION.method().name, "position");
    assert!(ALL.contains(&w_shaped(10).method()));
}

#[test]
fn single_touches() {
    assert_eq!(as_is(&Model::First, "ABC"), [(0, 1_000)]);
    assert_eq!(as_is(&Model::Last, "ABC"), [(2, 1_000)]);
    assert_eq!(as_is(&Model::LastNonDirect, "ABC.D."), [(1, 1_000)]);
    assert_eq!(as_is(&Model::LastNonDirect, "A.B."), [(1, 1_000)]);
    assert_eq!(as_is(&Model::Linear, "ABC"), [(0, 333), (1, 334), (2, 333)]);
}

#[test]
fn positions_are_as_written() {
    assert_eq!(as_is(&POSITION, "A"), [(0, 1_000)]);
    assert_eq!(as_is(&POSITION, "AB"), [(0, 600), (1, 400)]);
    assert_eq!(as_is(&POSITION, "ABC"), [(0, 400), (1, 200), (2, 400)]);
    assert_eq!(as_is(&POSITION, "ABCDE"), [(0, 400), (1, 67), (2, 66), (3, 67), (4, 400)]);
}

#[test]
fn decay_halves() {
    let decay = Model::TimeDecay(TimeDecay { half_life: 1_000_000 });
    // 1/4 : 1/2 : 1 is 1/7 : 2/7 : 4/7, of 1000 up to each 142.86, 428.57, 1000.
    assert_eq!(as_is(&decay, "ABC"), [(0, 143), (1, 286), (2, 571)]);
    // 2^(-1/2) : 1, of 1000 is 414.2 : 585.8.
    let slower = Model::TimeDecay(TimeDecay { half_life: 2_000_000 });
    assert_eq!(as_is(&slower, "AB"), [(0, 414), (1, 586)]);
}

#[test]
fn anchors_take_what_is_written() {
    let moments = |first: Option<i64>, second: Option<i64>| Path {
        moments: vec![first, second],
        ..path("ABCDE", Some(1_000))
    };
    let split = |rest, path| of_one(&w_shaped(rest), Repeats::AsIs, path);
    // First 30, touch 2 (last at or before 2.5 s) 40, touch 4 (at its very moment) 20, two share 10.
    let all = moments(Some(2_500_000), Some(4_000_000));
    assert_eq!(split(10, all.clone()), [(0, 300), (1, 50), (2, 400), (3, 50), (4, 200)]);
    // Both on one touch add up; three share the rest.
    let same = moments(Some(9_000_000), Some(9_000_000));
    assert_eq!(split(10, same), [(0, 300), (1, 33), (2, 34), (3, 33), (4, 600)]);
    // The second is missing: its 20 go 30:40, so 38.57 and 51.43, to the others.
    let missing = moments(Some(2_000_000), None);
    assert_eq!(split(10, missing), [(0, 386), (1, 33), (2, 514), (3, 34), (4, 33)]);
    // A moment before all touches is no anchor either.
    assert_eq!(split(0, moments(Some(-1), None)), [(0, 1_000)]);
    assert_eq!(split(0, all), [(0, 333), (2, 445), (4, 222)]);
}

#[test]
fn without_any_anchor_all_share() {
    let anchors = vec![Anchor { at: At::Moment(0), weight: 1 }];
    let model = Model::WShaped(WShaped { anchors, rest: 0 });
    let path = Path { moments: vec![None], ..path("AB", Some(10)) };
    assert_eq!(of_one(&model, Repeats::AsIs, path), [(0, 5), (1, 5)]);
}

#[test]
fn repeats_collapse_to_the_first_after_the_cut() {
    let collapse = |since| Path { since, ..path("AABBBA", Some(90)) };
    let split = |path| of_one(&Model::Linear, Repeats::Collapse, path);
    assert_eq!(split(collapse(None)), [(0, 30), (2, 30), (5, 30)]);
    assert_eq!(split(collapse(Some(3_000_000))), [(3, 45), (5, 45)]);
    assert_eq!(
        of_one(&Model::Linear, Repeats::AsIs, collapse(Some(4_000_000))),
        [(4, 45), (5, 45)]
    );
    // A run is direct only if all of it is.
    let mixed = of_one(&Model::LastNonDirect, Repeats::Collapse, path("AB.BC.", Some(9)));
    assert_eq!(mixed, [(1, 9)]);
}

#[test]
fn no_touch_that_counts_gives_to_nobody() {
    let cut = Path { since: Some(i64::MAX), ..path("AB", Some(7)) };
    let nobody = |path| Credit { path, to: Recipient::Nobody, units: 7 };
    let paths = [cut, path("A", None), path("", Some(7))];
    for model in [Model::First, Model::Markov, Model::Shapley, POSITION] {
        let found = credits(&model, Repeats::AsIs, &paths).unwrap();
        assert_eq!(found, [nobody(0), nobody(2)], "{model:?}");
    }
}

fn near(model: &Model, paths: &[Path], hand: &[f64]) {
    let found = shares(model, Repeats::AsIs, paths).unwrap();
    assert_eq!(found.len(), hand.len(), "{found:?}");
    for ((channel, share), hand) in found.iter().zip(hand) {
        assert!((share - hand).abs() < 1e-15, "{channel}: {share} {hand}");
    }
}

/// The paths of an example that goes round since S. Bryl, "Marketing multi-channel attribution model
/// with R" (2016), by hand: of three paths one converts, which is 1/3. Without the first channel 1/6 is left, without one of
/// the others nothing: 1/2 : 1 : 1.
#[test]
fn removal_effects_agree_with_hand_computed_ones() {
    let paths = [path("ABC", Some(100)), path("A", None), path("BC", None)];
    near(&Model::Markov, &paths, &[0.2, 0.4, 0.4]);
    let found = credits(&Model::Markov, Repeats::AsIs, &paths).unwrap();
    let units: Vec<i128> = found.iter().map(|credit| credit.units).collect();
    assert_eq!(units, [20, 40, 40]);
}

/// The paths of S. Puzyrov, "Markov chain attribution: simple explanation of removal effect" (2019),
/// by hand: 4/5 convert; without the first channel 1/5, without the second 2/5, so 3/4 : 1/2.
#[test]
fn removal_effects_split_each_entry_by_its_own_channels() {
    let one = Some(ENTRY);
    let paths = [path("A", one), path("A", one), path("B", one), path("AB", one), path("A", None)];
    near(&Model::Markov, &paths, &[0.6, 0.4]);
    let found = credits(&Model::Markov, Repeats::AsIs, &paths).unwrap();
    let shown: Vec<(usize, Option<u32>, i128)> =
        found.iter().map(|credit| (credit.path, credit.to.channel(), credit.units)).collect();
    let (a, b) = (Some(0), Some(1));
    let whole = ENTRY;
    assert_eq!(
        shown,
        [(0, a, whole), (1, a, whole), (2, b, whole), (3, a, 600_000_000), (3, b, 400_000_000)]
    );
}

/// Alone A brings 4 entries and B 2, both together 6 more, all three with C 3 more:
/// A 4 + 3 + 1, B 2 + 3 + 1, C 1, of 15.
#[test]
fn shapley_values_agree_with_hand_computed_ones() {
    let times = |channels: &str, times: usize| vec![path(channels, Some(30)); times];
    let mut paths = [times("A", 4), times("B", 2), times("ABA", 6), times("CBA", 3)].concat();
    paths.push(path("C", None));
    near(&Model::Shapley, &paths, &[8.0 / 15.0, 6.0 / 15.0, 1.0 / 15.0]);
    let found = credits(&Model::Shapley, Repeats::AsIs, &paths).unwrap();
    let last: Vec<(Option<u32>, i128)> =
        found[found.len() - 3..].iter().map(|it| (it.to.channel(), it.units)).collect();
    assert_eq!(last, [(Some(2), 2), (Some(1), 12), (Some(0), 16)]);
}

#[test]
fn trouble_is_told() {
    let told =
        |model: Model, path: Path| credits(&model, Repeats::AsIs, &[path]).unwrap_err().to_string();
    let fine = path("AB", Some(1));
    let mut unordered = fine.clone();
    unordered.touches.reverse();
    let texts = [
        told(Model::First, unordered),
        told(w_shaped(1), fine.clone()),
        told(Model::TimeDecay(TimeDecay { half_life: 0 }), fine.clone()),
        told(Model::Position(Position { one: [1], two: [0, 0], more: [1; 3] }), fine.clone()),
        told(w_shaped(1_000_000), fine.clone()),
        told(Model::WShaped(WShaped { anchors: Vec::new(), rest: 1 }), fine.clone()),
    ];
    assert_eq!(
        texts,
        [
            "touch 1 of path 0 is earlier than the one before it",
            "path 0 does not say when its moment 0 was",
            "a half-life must be above 0",
            "no weight for two touches is above 0",
            "the weights add up to more than 100000",
            "no weight for anchors is above 0",
        ]
    );
    let idle = vec![Anchor { at: At::Last, weight: 0 }];
    let idle = Model::WShaped(WShaped { anchors: idle, rest: 1 });
    assert_eq!(idle.check(), Err(Trouble::IdleAnchor { anchor: 0 }));
    let channel = |channel| Touch { channel, moment: 0, direct: false };
    let many = Path { touches: (0..=100).map(channel).collect(), ..fine };
    assert_eq!(told(Model::Markov, many), "101 channels are more than the 100 this model takes");
}
