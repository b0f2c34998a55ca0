//! What every format looks like.

use super::{full, list, plain, small, table, troubled};

#[test]
fn people_get_a_table_in_japanese() {
    insta::assert_snapshot!(plain("human", &table("ja")), @r##"
    株式会社 逆算
    時点: 2026-05-20 (Asia/Tokyo)
    期間: 2026 (2026-04-05 .. 2026-05-31) *
    暦: 年度は4月から
    条件: leads.industry = 'IT'
    定義: 4f0a1c

    ───────────────────────────────────────────────────────────────────────────────────────────────────────────
     チャネル        期間                                           商談化率                              売上
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────
     ウェビナー      2026-04~   63.2% (n=6,711, 未確定1,200, うち転換済み35)             -1,234,567 JPY (n=12)
     =cmd|'A', "x"   2026-05*                        – 未確定 (n=0, 未確定8)   9,007,199,254,740,993 JPY (n=1)
     不明            2026-05*                        – 未確定 (n=0, 未確定8)   9,007,199,254,740,993 JPY (n=1)
     合計                       63.2% (n=6,711, 未確定1,200, うち転換済み35)             -1,234,567 JPY (n=12)
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    ───────────────────────────────────────────────────────────────────────────────────────────────
     チャネル        期間                         CPA   リード数     受注までの期間             比
    ───────────────────────────────────────────────────────────────────────────────────────────────
     ウェビナー      2026-04~      30,609 JPY (n=110)      6,711      57.1 日 (n=9)   125.0% (n=4)
     =cmd|'A', "x"   2026-05*   12 JPY 件数不足 (n=2)          0   – 分母なし (n=0)   – データ未着
     不明            2026-05*   12 JPY 件数不足 (n=2)          0   – 分母なし (n=0)   – データ未着
     合計                          30,609 JPY (n=110)      6,711      57.1 日 (n=9)   125.0% (n=4)
    ───────────────────────────────────────────────────────────────────────────────────────────────

    ────────────────────────────────────────────────────
     チャネル        期間                      最終受注
    ────────────────────────────────────────────────────
     ウェビナー      2026-04~   2026-04-01 10:00 (n=12)
     =cmd|'A', "x"   2026-05*          – 分母なし (n=0)
     不明            2026-05*          – 分母なし (n=0)
     合計                       2026-04-01 10:00 (n=12)
    ────────────────────────────────────────────────────

    注記:
      - * 期間の途中（時点が期間の終わりより前）
      - ~ 期間の一部のみ
      - 商談化率: n < 30 は件数不足
      - CPA: revenue に併記
      - 受注までの期間: 絞り込みは実行時点で判定
      - 比: 期間比（別の行どうしの割り算、100 % を超えうる） / 期限なし（これまで）
      - 3 rows have no time
    "##);
}

#[test]
fn people_get_a_table_in_english() {
    insta::assert_snapshot!(plain("human", &small("en")), @r##"
    株式会社 逆算
    as of: 2026-05-20 (Asia/Tokyo)
    period: 2026 (2026-04-05 .. 2026-05-31) *
    calendar: 年度は4月から
    where: leads.industry = 'IT'
    definitions: 4f0a1c

    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     チャネル        period                                              商談化率                              売上
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     ウェビナー      2026-04~   63.2% (n=6,711, 1,200 open, 35 of them converted)             -1,234,567 JPY (n=12)
     =cmd|'A', "x"   2026-05*                            – immature (n=0, 8 open)   9,007,199,254,740,993 JPY (n=1)
     total                      63.2% (n=6,711, 1,200 open, 35 of them converted)             -1,234,567 JPY (n=12)
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    notes:
      - * unfinished: as of lies before its end
      - ~ only a part of it was asked for
      - 商談化率: insufficient below n = 30
      - 3 rows have no time
    "##);
}

#[test]
fn one_line_is_a_list_of_kpis() {
    insta::assert_snapshot!(plain("human", &list("ja", troubled())), @r##"
    株式会社 逆算
    時点: 2026-05-20 (Asia/Tokyo)
    期間: すべての行
    定義: 4f0a1c

    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     KPI                                                              値   備考
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     商談化率         opportunity_rate           – 未確定 (n=0, 未確定8)   n < 30 は件数不足
     売上             revenue            9,007,199,254,740,993 JPY (n=1)
     CPA              cpa                          12 JPY 件数不足 (n=2)   revenue に併記
     リード数         leads                                            0
     受注までの期間   days_to_won                       – 分母なし (n=0)   絞り込みは実行時点で判定
     比               ratio                                 – データ未着   期間比（別の行どうしの割り算、100 % を超えうる） / 期限なし（これまで）
     最終受注         last_won                          – 分母なし (n=0)
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    "##);
    insta::assert_snapshot!(plain("human", &list("en", full())), @r##"
    株式会社 逆算
    as of: 2026-05-20 (Asia/Tokyo)
    period: all rows
    definitions: 4f0a1c

    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     KPI                                                                             value   remarks
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     商談化率         opportunity_rate   63.2% (n=6,711, 1,200 open, 35 of them converted)   insufficient below n = 30
     売上             revenue                                        -1,234,567 JPY (n=12)
     CPA              cpa                                               30,609 JPY (n=110)   companion of revenue
     リード数         leads                                                          6,711
     受注までの期間   days_to_won                                          57.1 days (n=9)   filters seen as of the run
     比               ratio                                                   125.0% (n=4)   period ratio: two sets of rows, may exceed 100 % / no window: so far
     最終受注         last_won                                     2026-04-01 10:00 (n=12)
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    "##);
}

#[test]
fn documents_get_markdown() {
    insta::assert_snapshot!(plain("markdown", &small("ja")), @r##"
    ## 株式会社 逆算

    - 時点: 2026-05-20 (Asia/Tokyo)
    - 期間: 2026 (2026-04-05 .. 2026-05-31) \*
    - 暦: 年度は4月から
    - 条件: leads.industry = 'IT'
    - 定義: 4f0a1c

    | チャネル | 期間 | 商談化率 | 売上 |
    |---|---|---:|---:|
    | ウェビナー | 2026-04\~ | 63.2% (n=6,711, 未確定1,200, うち転換済み35) | -1,234,567 JPY (n=12) |
    | =cmd\|'A', "x" | 2026-05\* | – 未確定 (n=0, 未確定8) | 9,007,199,254,740,993 JPY (n=1) |
    | 合計 |  | 63.2% (n=6,711, 未確定1,200, うち転換済み35) | -1,234,567 JPY (n=12) |

    - \* 期間の途中（時点が期間の終わりより前）
    - \~ 期間の一部のみ
    - 商談化率: n \< 30 は件数不足
    - 3 rows have no time
    "##);
    insta::assert_snapshot!(plain("markdown", &list("en", troubled())), @r##"
    ## 株式会社 逆算

    - as of: 2026-05-20 (Asia/Tokyo)
    - period: all rows
    - definitions: 4f0a1c

    | KPI |  | value | remarks |
    |---|---|---:|---|
    | 商談化率 | opportunity\_rate | – immature (n=0, 8 open) | insufficient below n = 30 |
    | 売上 | revenue | 9,007,199,254,740,993 JPY (n=1) |  |
    | CPA | cpa | 12 JPY insufficient (n=2) | companion of revenue |
    | リード数 | leads | 0 |  |
    | 受注までの期間 | days\_to\_won | – undefined (n=0) | filters seen as of the run |
    | 比 | ratio | – no data yet | period ratio: two sets of rows, may exceed 100 % / no window: so far |
    | 最終受注 | last\_won | – undefined (n=0) |  |
    "##);
}

#[test]
fn spreadsheets_get_a_row_per_cell() {
    insta::assert_snapshot!(plain("csv", &small("ja")), @r##"
    channel,period,period_first,period_last,unfinished,partial,total,kpi,label,value,unit,status,n,converted,lost,open,early,project,as_of,where,definitions
    ウェビナー,2026-04,2026-04-01,2026-04-30,false,true,false,opportunity_rate,商談化率,0.6315005215318135,ratio,ok,6711,4238,2473,1200,35,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    ウェビナー,2026-04,2026-04-01,2026-04-30,false,true,false,revenue,売上,-1234567.005,JPY,ok,12,,,,,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    "'=cmd|'A', ""x""",2026-05,2026-05-01,2026-05-31,true,false,false,opportunity_rate,商談化率,,ratio,immature,0,0,0,8,0,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    "'=cmd|'A', ""x""",2026-05,2026-05-01,2026-05-31,true,false,false,revenue,売上,9007199254740993,JPY,ok,1,,,,,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    ,2026,2026-04-05,2026-05-31,true,false,true,opportunity_rate,商談化率,0.6315005215318135,ratio,ok,6711,4238,2473,1200,35,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    ,2026,2026-04-05,2026-05-31,true,false,true,revenue,売上,-1234567.005,JPY,ok,12,,,,,株式会社 逆算,2026-05-20,leads.industry = 'IT',4f0a1c
    "##);
    insta::assert_snapshot!(plain("csv", &list("en", full())), @r##"
    period,period_first,period_last,unfinished,partial,total,kpi,label,value,unit,status,n,converted,lost,open,early,project,as_of,where,definitions
    ,,,,,false,opportunity_rate,商談化率,0.6315005215318135,ratio,ok,6711,4238,2473,1200,35,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,revenue,売上,-1234567.005,JPY,ok,12,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,cpa,CPA,30608.5,JPY per leads,ok,110,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,leads,リード数,6711,count,ok,6711,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,days_to_won,受注までの期間,57.05,days,ok,9,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,ratio,比,1.25,ratio,ok,4,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    ,,,,,false,last_won,最終受注,2026-04-01T01:00:00Z,datetime,ok,12,,,,,株式会社 逆算,2026-05-20,,4f0a1c
    "##);
}

#[test]
fn programs_get_json() {
    insta::assert_snapshot!(plain("json", &small("en")), @r##"
    {
      "header": {
        "project": "株式会社 逆算",
        "as_of": "2026-05-20",
        "time_zone": "Asia/Tokyo",
        "period": {
          "label": "2026",
          "first": "2026-04-05",
          "last": "2026-05-31",
          "unfinished": true,
          "partial": false
        },
        "by_period": "month",
        "calendar": "年度は4月から",
        "where": "leads.industry = 'IT'",
        "definitions": "4f0a1c"
      },
      "dimensions": [
        {
          "name": "channel",
          "label": "チャネル"
        }
      ],
      "kpis": [
        {
          "name": "opportunity_rate",
          "label": "商談化率",
          "unit": "ratio",
          "minimum": 30,
          "period_ratio": false,
          "so_far": false,
          "as_of_run": false,
          "companion_of": null,
          "remarks": [
            "insufficient below n = 30"
          ]
        },
        {
          "name": "revenue",
          "label": "売上",
          "unit": "JPY",
          "minimum": null,
          "period_ratio": false,
          "so_far": false,
          "as_of_run": false,
          "companion_of": null,
          "remarks": []
        }
      ],
      "lines": [
        {
          "group": {
            "channel": "ウェビナー"
          },
          "period": {
            "label": "2026-04",
            "first": "2026-04-01",
            "last": "2026-04-30",
            "unfinished": false,
            "partial": true
          },
          "cells": {
            "opportunity_rate": {
              "value": 0.6315005215318135,
              "status": "ok",
              "n": 6711,
              "converted": 4238,
              "lost": 2473,
              "open": 1200,
              "early": 35
            },
            "revenue": {
              "value": -1234567.005,
              "status": "ok",
              "n": 12
            }
          }
        },
        {
          "group": {
            "channel": "=cmd|'A', \"x\""
          },
          "period": {
            "label": "2026-05",
            "first": "2026-05-01",
            "last": "2026-05-31",
            "unfinished": true,
            "partial": false
          },
          "cells": {
            "opportunity_rate": {
              "value": null,
              "status": "immature",
              "n": 0,
              "converted": 0,
              "lost": 0,
              "open": 8,
              "early": 0
            },
            "revenue": {
              "value": "9007199254740993",
              "status": "ok",
              "n": 1
            }
          }
        }
      ],
      "total": {
        "opportunity_rate": {
          "value": 0.6315005215318135,
          "status": "ok",
          "n": 6711,
          "converted": 4238,
          "lost": 2473,
          "open": 1200,
          "early": 35
        },
        "revenue": {
          "value": -1234567.005,
          "status": "ok",
          "n": 12
        }
      },
      "notes": [
        {
          "code": "no-clock",
          "text": "3 rows have no time",
          "count": 3
        }
      ]
    }
    "##);
}
