//! Proofs against all rows of a small world.

use proptest::prelude::*;

use super::Direction;
use super::tests::{between, model};
use crate::fingerprint::spelled;
use crate::model::Model;

/// A condition with its naive reading.
#[derive(Debug, Clone)]
enum When {
    Size(&'static str, i64),
    Industry(Vec<&'static str>),
    Differs(&'static str),
    Missing(bool),
    Open,
    Both(Box<When>, Box<When>),
    Either(Box<When>, Box<When>),
    Not(Box<When>),
}

type Row = (Option<i64>, Option<&'static str>, Option<bool>);

impl When {
    fn text(&self) -> String {
        match self {
            When::Size(sign, number) => format!("size {sign} {number}"),
            When::Industry(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
                format!("industry in [{}]", names.join(", "))
            }
            When::Differs(name) => format!("industry != '{name}'"),
            When::Missing(true) => "size is missing".to_owned(),
            When::Missing(false) => "industry is not missing".to_owned(),
            When::Open => "open".to_owned(),
            When::Both(a, b) => format!("({} and {})", a.text(), b.text()),
            When::Either(a, b) => format!("({} or {})", a.text(), b.text()),
            When::Not(inner) => format!("not ({})", inner.text()),
        }
    }

    fn holds(&self, row: Row) -> bool {
        let (size, industry, open) = row;
        match self {
            When::Size(sign, number) => size.is_some_and(|size| match *sign {
                "<" => size < *number,
                "<=" => size <= *number,
                "=" => size == *number,
                "!=" => size != *number,
                ">=" => size >= *number,
                _ => size > *number,
            }),
            When::Industry(names) => industry.is_some_and(|it| names.contains(&it)),
            When::Differs(name) => industry.is_some_and(|it| it != *name),
            When::Missing(true) => size.is_none(),
            When::Missing(false) => industry.is_some(),
            When::Open => open == Some(true),
            When::Both(a, b) => a.holds(row) && b.holds(row),
            When::Either(a, b) => a.holds(row) || b.holds(row),
            When::Not(inner) => !inner.holds(row),
        }
    }
}

fn rows() -> Vec<Row> {
    let sizes = std::iter::once(None).chain((-2..9).map(Some));
    let industries = [None, Some("a"), Some("b"), Some("c"), Some("d")];
    let opens = [None, Some(true), Some(false)];
    sizes
        .flat_map(|size| {
            industries
                .into_iter()
                .flat_map(move |industry| opens.map(|open| (size, industry, open)))
        })
        .collect()
}

fn when() -> impl Strategy<Value = When> {
    let name = prop::sample::select(vec!["a", "b", "c"]);
    let leaf = prop_oneof![
        (prop::sample::select(vec!["<", "<=", "=", "!=", ">=", ">"]), 0i64..6)
            .prop_map(|(sign, number)| When::Size(sign, number)),
        prop::collection::vec(name.clone(), 1..3).prop_map(When::Industry),
        name.prop_map(When::Differs),
        any::<bool>().prop_map(When::Missing),
        Just(When::Open),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| When::Both(a.into(), b.into())),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| When::Either(a.into(), b.into())),
            inner.prop_map(|inner| When::Not(inner.into())),
        ]
    })
}

impl When {
    /// Another spelling of the same.
    fn again(&self, coin: &mut impl FnMut() -> bool) -> When {
        let boxed = |it: When| Box::new(it);
        let not = |it: When| When::Not(Box::new(it));
        let same = match self {
            When::Both(a, b) | When::Either(a, b) => {
                let (a, b) = (a.again(coin), b.again(coin));
                let (a, b) = if coin() { (b, a) } else { (a, b) };
                let all = matches!(self, When::Both(..));
                match (all, coin()) {
                    (true, true) => not(When::Either(boxed(not(a)), boxed(not(b)))),
                    (true, false) => When::Both(boxed(a), boxed(b)),
                    (false, true) => not(When::Both(boxed(not(a)), boxed(not(b)))),
                    (false, false) => When::Either(boxed(a), boxed(b)),
                }
            }
            When::Not(inner) => not(inner.again(coin)),
            When::Industry(names) => When::Industry(names.iter().rev().copied().collect()),
            leaf => leaf.clone(),
        };
        match (coin(), coin()) {
            (true, true) => not(not(same)),
            (true, false) => When::Both(boxed(same.clone()), boxed(same)),
            (false, true) => When::Either(boxed(same.clone()), boxed(same)),
            (false, false) => same,
        }
    }
}

/// One condition in its one spelling.
fn spelling(model: &Model, name: &str) -> String {
    let criterion = &model.criteria[model.criterion_named(name).unwrap().0];
    spelled(model, &criterion.when, Some(criterion.of))
}

fn both(base: &When, head: &When) -> Model {
    let criterion = |name: &str, when: &When| {
        format!("[criterion.{name}]\nof = \"leads\"\nwhen = \"{}\"\n", when.text())
    };
    model(&format!("{}{}", criterion("base", base), criterion("head", head)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn one_meaning_has_one_spelling(base in when(), coins in prop::collection::vec(any::<bool>(), 64)) {
        let mut coins = coins.into_iter().cycle();
        let head = base.again(&mut || coins.next().unwrap());
        let model = both(&base, &head);
        prop_assert_eq!(spelling(&model, "base"), spelling(&model, "head"));
    }

    #[test]
    fn other_rows_have_another_spelling(base in when(), head in when()) {
        let model = both(&base, &head);
        let differs = rows().into_iter().any(|row| base.holds(row) != head.holds(row));
        prop_assert!(!differs || spelling(&model, "base") != spelling(&model, "head"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn a_proof_is_what_all_rows_say(base in when(), head in when(), related in any::<bool>()) {
        let head = if related { When::Both(base.clone().into(), head.into()) } else { head };
        let model = both(&base, &head);
        let [one, other] = ["base", "head"].map(|name| {
            model.criteria[model.criterion_named(name).unwrap().0].clone()
        });
        let leaves = rows().into_iter().any(|row| base.holds(row) && !head.holds(row));
        let enters = rows().into_iter().any(|row| !base.holds(row) && head.holds(row));
        let found = between((&model, &one), (&model, &other));
        let right = matches!(
            (&found, leaves, enters),
            (Direction::Same, false, false)
                | (Direction::Tightened(Some(_)), true, false)
                | (Direction::Loosened(Some(_)), false, true)
                | (Direction::Shifted { .. }, true, true)
        );
        prop_assert!(right, "{found:?} but leaves {leaves}, enters {enters}: {base:?} {head:?}");
        let back = between((&model, &other), (&model, &one));
        let mirrored = matches!(
            (&found, &back),
            (Direction::Same, Direction::Same)
                | (Direction::Tightened(_), Direction::Loosened(_))
                | (Direction::Loosened(_), Direction::Tightened(_))
                | (Direction::Shifted { .. }, Direction::Shifted { .. })
        );
        prop_assert!(mirrored, "{found:?} but back {back:?}");
        prop_assert_eq!(between((&model, &one), (&model, &one)), Direction::Same);
    }
}
