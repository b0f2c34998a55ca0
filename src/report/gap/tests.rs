//! A gap in every format and language.

use insta::assert_snapshot;

use super::*;
use crate::gap::{About, Channel, Leads, Maturity, Method, Money, Named, Side};

fn named(name: &str, label: &str) -> Named {
    Named { name: name.into(), label: label.into() }
}

fn about(language: &str, by: Option<Named>) -> About {
    let last = if language == "ja" { "受注" } else { "won" };
    About {
        plan: named("fy2026", "FY2026"),
        period: "2026-H1".into(),
        as_of: "2026-09-30".into(),
        time_zone: "Asia/Tokyo".into(),
        language: language.into(),
        money: Money { currency: "JPY".into(), scale: 0 },
        stages: vec![named("cv", "CV"), named("mql", "MQL"), named("won", last)],
        by,
        method: Method::LogMean,
        maturity: Maturity::Equal { until: "2026-09-30".into() },
        outside: 0,
        notes: vec![],
    }
}

fn channel(name: &str, counts: [f64; 3], revenue: i128) -> Channel {
    let (leads, timing) = (Leads::New, vec![1.0; 2]);
    Channel { leads, name: name.into(), counts: counts.to_vec(), timing, revenue }
}

fn one(counts: [f64; 3], revenue: i128) -> Side {
    Side { channels: vec![channel("", counts, revenue)] }
}

fn example(language: &str) -> GapReport {
    let plan = one([1_000.0, 300.0, 30.0], 30_000_000);
    let actual = one([1_200.0, 240.0, 24.0], 28_800_000);
    GapReport::new(about(language, None), &plan, &actual).unwrap()
}

fn by_channel(language: &str) -> GapReport {
    let plan = vec![
        channel("検索|広告", [600.2, 180.06, 18.006], 18_006_000),
        channel("展示会", [400.0, 120.0, 12.0], 12_000_000),
    ];
    let actual = vec![
        channel("検索|広告", [600.0, 180.0, 18.0], 18_000_000),
        channel("展示会", [500.0, 60.0, 0.0], 0),
        channel("紹介", [20.0, 10.0, 2.0], 2_000_000),
    ];
    let label = if language == "ja" { "チャネル" } else { "channel" };
    let about = about(language, Some(named("channel", label)));
    let about = About {
        maturity: Maturity::Open { entries: 1_234 },
        outside: 1_234_567,
        notes: vec!["a note".into()],
        ..about
    };
    GapReport::new(about, &Side { channels: plan }, &Side { channels: actual }).unwrap()
}

#[test]
fn the_sentence_names_part_and_money() {
    let say = |language| bottleneck(&example(language)).unwrap();
    assert_eq!(say("ja"), "CV→MQL率の未達が売上 -11,919,019 円");
    assert_eq!(say("en"), "the missed CV -> MQL rate costs -11,919,019 JPY");
    let mut report = example("en");
    report.about.money = Money { currency: "USD".into(), scale: 2 };
    assert!(bottleneck(&report).unwrap().ends_with(" costs -119,190.19 USD"));
    let side = one([10.0, 5.0, 1.0], 100);
    let equal = GapReport::new(about("en", None), &side, &side).unwrap();
    assert_eq!(bottleneck(&equal), None);
    assert!(gap(&equal, "human", Style::default()).contains("revenue is not short of the plan"));
}

#[test]
fn for_people() {
    assert_snapshot!(gap(&example("ja"), "human", Style::default()), @r#"
    FY2026 計画との差
    時点: 2026-09-30 (Asia/Tokyo)
    期間: 2026-H1
    割り当て: 対数平均（LMDI-I）

    ──────────────────────────────────────────────────────────────────────────────────
     要因                    計画             実績      売上への影響   差に占める割合
    ──────────────────────────────────────────────────────────────────────────────────
     CV                     1,000            1,200    +5,359,510 JPY          -446.6%
     CV→MQL率               30.0%            20.0%   -11,919,019 JPY           993.3%
     MQL→受注率             10.0%            10.0%             0 JPY             0.0%
     受注単価       1,000,000 JPY    1,200,000 JPY    +5,359,509 JPY          -446.6%
     合計 (売上)   30,000,000 JPY   28,800,000 JPY    -1,200,000 JPY           100.0%
    ──────────────────────────────────────────────────────────────────────────────────

    CV→MQL率の未達が売上 -11,919,019 円

    注記:
      - 計画も実績も 2026-09-30 までに実現するはずの分だけを比べている
    "#);
    assert_snapshot!(gap(&by_channel("en"), "human", Style::default()), @r#"
    FY2026: gap to plan
    as of: 2026-09-30 (Asia/Tokyo)
    period: 2026-H1
    split by: logarithmic means (LMDI-I)

    ──────────────────────────────────────────────────────────────────────────────────────
     part                        plan           actual   effect on revenue   share of gap
    ──────────────────────────────────────────────────────────────────────────────────────
     CV                         1,001            1,120      +2,036,656 JPY         -20.4%
     mix of channel                 –                –         -42,656 JPY           0.4%
     CV -> MQL rate             30.0%            22.3%               0 JPY           0.0%
     MQL -> won rate            10.0%             8.0%     -12,000,000 JPY         119.9%
     revenue per won    1,000,000 JPY    1,000,000 JPY               0 JPY           0.0%
     total (revenue)   30,006,000 JPY   20,000,000 JPY     -10,006,000 JPY         100.0%
    ──────────────────────────────────────────────────────────────────────────────────────

    the missed MQL -> won rate costs -12,000,000 JPY (most of all 展示会, -12,000,000 JPY)

    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     channel (JPY)           CV   mix of channel   CV -> MQL rate   MQL -> won rate   revenue per won         total
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     展示会                   0                0                0       -12,000,000                 0   -12,000,000
     検索|広告       +2,036,656       -2,042,656                0                 0                 0        -6,000
     紹介                     0       +2,000,000                0                 0                 0    +2,000,000
     total           +2,036,656          -42,656                0       -12,000,000                 0   -10,006,000
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    notes:
      - 1,234 entries are open: the gap may still shrink
      - a note
      - neither side holds 1,234,567 JPY of revenue from other than planned leads
    "#);
}

#[test]
fn for_documents() {
    assert_snapshot!(gap(&by_channel("ja"), "markdown", Style::default()), @r#"
    ## FY2026 計画との差

    - 時点: 2026-09-30 (Asia/Tokyo)
    - 期間: 2026-H1
    - 割り当て: 対数平均（LMDI-I）

    | 要因 | 計画 | 実績 | 売上への影響 | 差に占める割合 |
    |---|---:|---:|---:|---:|
    | CV | 1,001 | 1,120 | +2,036,656 JPY | -20.4% |
    | チャネル構成 | – | – | -42,656 JPY | 0.4% |
    | CV→MQL率 | 30.0% | 22.3% | 0 JPY | 0.0% |
    | MQL→受注率 | 10.0% | 8.0% | -12,000,000 JPY | 119.9% |
    | 受注単価 | 1,000,000 JPY | 1,000,000 JPY | 0 JPY | 0.0% |
    | 合計 (売上) | 30,006,000 JPY | 20,000,000 JPY | -10,006,000 JPY | 100.0% |

    **MQL→受注率の未達が売上 -12,000,000 円（最大は 展示会 -12,000,000 円）**

    | チャネル (JPY) | CV | チャネル構成 | CV→MQL率 | MQL→受注率 | 受注単価 | 合計 |
    |---|---:|---:|---:|---:|---:|---:|
    | 展示会 | 0 | 0 | 0 | -12,000,000 | 0 | -12,000,000 |
    | 検索\|広告 | +2,036,656 | -2,042,656 | 0 | 0 | 0 | -6,000 |
    | 紹介 | 0 | +2,000,000 | 0 | 0 | 0 | +2,000,000 |
    | 合計 | +2,036,656 | -42,656 | 0 | -12,000,000 | 0 | -10,006,000 |

    - 未確定1,234件を含む: 差はこれから縮まりうる
    - a note
    - 計画したリードからではない売上 1,234,567 JPY は、どちらにも含まない
    "#);
}

#[test]
fn for_programs() {
    assert_snapshot!(gap(&by_channel("ja"), "json", Style::default()), @r#"
    {
      "actual": 20000000,
      "as_of": "2026-09-30",
      "bottleneck": {
        "channel": {
          "effect": -12000000,
          "leads": "new",
          "name": "展示会"
        },
        "effect": -12000000,
        "part": "mql -> won",
        "sentence": "MQL→受注率の未達が売上 -12,000,000 円（最大は 展示会 -12,000,000 円）"
      },
      "by": {
        "label": "チャネル",
        "name": "channel"
      },
      "channels": [
        {
          "channel": "展示会",
          "gap": -12000000,
          "leads": "new",
          "parts": {
            "cv -> mql": 0,
            "deal_size": 0,
            "mix": 0,
            "mql -> won": -12000000,
            "timing": 0,
            "volume": 0
          }
        },
        {
          "channel": "検索|広告",
          "gap": -6000,
          "leads": "new",
          "parts": {
            "cv -> mql": 0,
            "deal_size": 0,
            "mix": -2042656,
            "mql -> won": 0,
            "timing": 0,
            "volume": 2036656
          }
        },
        {
          "channel": "紹介",
          "gap": 2000000,
          "leads": "new",
          "parts": {
            "cv -> mql": 0,
            "deal_size": 0,
            "mix": 2000000,
            "mql -> won": 0,
            "timing": 0,
            "volume": 0
          }
        }
      ],
      "currency": "JPY",
      "gap": -10006000,
      "maturity": {
        "equal": false,
        "open": 1234
      },
      "method": "log-mean",
      "notes": [
        "a note"
      ],
      "outside": 1234567,
      "parts": [
        {
          "actual": 1120.0,
          "effect": 2036656,
          "label": "CV",
          "part": "volume",
          "plan": 1000.2,
          "share": -0.2035434739156506
        },
        {
          "actual": null,
          "effect": -42656,
          "label": "チャネル構成",
          "part": "mix",
          "plan": null,
          "share": 0.004263042174695183
        },
        {
          "actual": 0.22321428571428573,
          "effect": 0,
          "label": "CV→MQL率",
          "part": "cv -> mql",
          "plan": 0.3,
          "share": 0.0
        },
        {
          "actual": 0.08,
          "effect": -12000000,
          "label": "MQL→受注率",
          "part": "mql -> won",
          "plan": 0.1,
          "share": 1.1992804317409553
        },
        {
          "actual": 1000000.0,
          "effect": 0,
          "label": "受注単価",
          "part": "deal_size",
          "plan": 1000000.0,
          "share": 0.0
        }
      ],
      "period": "2026-H1",
      "plan": {
        "label": "FY2026",
        "name": "fy2026"
      },
      "planned": 30006000,
      "time_zone": "Asia/Tokyo"
    }
    "#);
}
