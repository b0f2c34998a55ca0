"""The example's tables as of a day, and what their rows are grouped by, in SQL."""

import datetime as dt
import pathlib

DAY = dt.timedelta(days=1)

INDUSTRY = """
  CASE WHEN {c} IS NULL THEN NULL
       WHEN {c} IN ('ＩＴ', 'it', 'ＩＴ・通信') THEN 'IT'
       WHEN {c} = '製造業' THEN '製造'
       WHEN {c} = '小売 ' THEN '小売'
       WHEN {c} IN ('Select', '不明') THEN NULL
       ELSE {c} END
"""
CHANNEL = "CASE WHEN {c} = '不明' THEN NULL ELSE {c} END"


def load(con, project, as_of):
    """Raw tables as text, then the rows that exist as of the end of the day."""
    for name in "companies leads touches page_views activities deals spend".split():
        folder = pathlib.Path(project) / "data"
        parquet = folder / f"{name}.parquet"
        if parquet.exists():
            con.execute(f"CREATE TABLE raw_{name} AS FROM read_parquet('{parquet}')")
        else:
            con.execute(
                f"CREATE TABLE raw_{name} AS FROM read_csv('{folder / name}.csv',"
                " all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"',"
                " nullstr = '')"
            )
    end = f"TIMESTAMP '{as_of + DAY} 00:00:00'"
    con.execute(f"""
    CREATE TABLE companies AS
      SELECT company_id, {INDUSTRY.format(c="industry")} AS industry,
             CAST(employees AS BIGINT) AS employees, prefecture
      FROM raw_companies;
    CREATE TABLE touches AS
      SELECT touch_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, kind, {CHANNEL.format(c="channel")} AS channel
      FROM raw_touches WHERE CAST("at" AS TIMESTAMP) < {end};
    CREATE TABLE page_views AS
      SELECT view_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, path
      FROM raw_page_views WHERE CAST("at" AS TIMESTAMP) < {end};
    CREATE TABLE activities AS
      SELECT activity_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, kind, outcome, rep
      FROM raw_activities WHERE CAST("at" AS TIMESTAMP) < {end};
    -- closed_at, status and lost_reason are known from closed_at on
    CREATE TABLE deals AS
      SELECT deal_id, lead_id, company_id, CAST(created_at AS TIMESTAMP) AS created_at,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN CAST(closed_at AS TIMESTAMP) END AS closed_at,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN status ELSE 'open' END AS status,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN lost_reason END AS lost_reason,
             kind, CAST(amount AS DECIMAL(38, 6)) AS amount, product
      FROM raw_deals WHERE CAST(created_at AS TIMESTAMP) < {end};
    CREATE TABLE spend AS
      SELECT spend_id, CAST(month AS DATE)::TIMESTAMP AS month, {CHANNEL.format(c="channel")} AS channel,
             CAST(amount AS DECIMAL(38, 6)) AS amount
      FROM raw_spend WHERE CAST(month AS DATE)::TIMESTAMP < {end};

    CREATE TABLE first_touch AS
      SELECT lead_id, channel FROM touches
      QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY moment, encode(touch_id)) = 1;
    CREATE TABLE last_activity AS
      SELECT lead_id, rep FROM activities
      QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY moment DESC, encode(activity_id) DESC) = 1;
    CREATE TABLE cv AS
      SELECT lead_id, min(moment) AS cv_at FROM touches
      WHERE kind IN ('資料請求', 'お問い合わせ', '無料相談予約') GROUP BY lead_id;

    CREATE TABLE leads AS
      SELECT l.lead_id, CAST(l.created_at AS TIMESTAMP) AS created_at,
             {INDUSTRY.format(c="l.industry")} AS lead_industry, l.job_level AS lead_job_level,
             {CHANNEL.format(c="l.channel")} AS own_channel, c.employees, c.prefecture AS company_prefecture,
             coalesce(first_touch.channel, own_channel) AS lead_channel,
             coalesce({INDUSTRY.format(c="l.industry")}, c.industry) AS any_industry,
             CASE WHEN c.employees >= 1000 THEN '4 大企業 (1000名以上)'
                  WHEN c.employees >= 300 THEN '3 中堅 (300-999名)'
                  WHEN c.employees >= 50 THEN '2 中小 (50-299名)'
                  WHEN c.employees IS NOT NULL THEN '1 小規模 (49名以下)'
                  ELSE '従業員数不明' END AS size,
             last_activity.rep AS lead_rep,
             coalesce(c.employees >= 100 AND any_industry IN ('製造', 'IT'), false) AS icp,
             NOT EXISTS (FROM touches t WHERE t.lead_id = l.lead_id AND t.moment >= {end} - INTERVAL 180 DAY)
               AND NOT EXISTS (FROM activities a WHERE a.lead_id = l.lead_id AND a.moment >= {end} - INTERVAL 180 DAY)
               AS quiet,
             cv.cv_at,
             EXISTS (FROM activities a WHERE a.lead_id = l.lead_id AND a.kind IN ('電話', 'メール', '訪問')) AS contacted
      FROM raw_leads l
      LEFT JOIN companies c ON c.company_id = l.company_id
      LEFT JOIN first_touch ON first_touch.lead_id = l.lead_id
      LEFT JOIN last_activity ON last_activity.lead_id = l.lead_id
      LEFT JOIN cv ON cv.lead_id = l.lead_id
      WHERE CAST(l.created_at AS TIMESTAMP) < {end};
    """)
    # What a row of each table is grouped by: columns d_*.
    lead_dimensions = """
      coalesce(l.any_industry, '業種不明') AS d_industry, coalesce(l.size, '企業不明') AS d_company_size,
      coalesce(l.lead_job_level, '役職不明') AS d_job_level,
      coalesce(l.company_prefecture, '所在地不明') AS d_prefecture
    """
    link = "LEFT JOIN leads l ON l.lead_id = s.lead_id"
    lead_columns = "l.lead_industry, l.lead_job_level, l.lead_channel, l.employees"
    con.execute(f"""
    CREATE VIEW w_leads AS SELECT l.*, {lead_dimensions}, coalesce(l.lead_channel, '不明') AS d_channel,
      coalesce(l.lead_rep, '担当なし') AS d_rep FROM leads l;
    CREATE VIEW w_touches AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(s.channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep FROM touches s {link};
    CREATE VIEW w_page_views AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep
      FROM page_views s {link};
    CREATE VIEW w_activities AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(s.rep, '担当なし') AS d_rep FROM activities s {link};
    CREATE VIEW w_deals AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep,
      coalesce(s.product, '製品未定') AS d_product, s.kind AS d_deal_kind,
      coalesce(CASE WHEN s.status = 'won' THEN '(受注)' ELSE s.lost_reason END, '理由なし') AS d_lost_reason
      FROM deals s {link};
    CREATE VIEW w_spend AS SELECT s.*, coalesce(s.channel, '不明') AS d_channel FROM spend s;
    """)


TIME = {
    "leads": "created_at", "touches": "moment", "page_views": "moment", "activities": "moment",
    "deals": "created_at", "spend": "month",
}
LEAD_DIMENSIONS = {"channel", "industry", "company_size", "job_level", "prefecture", "rep"}
DIMENSIONS = {
    "leads": LEAD_DIMENSIONS, "touches": LEAD_DIMENSIONS, "page_views": LEAD_DIMENSIONS,
    "activities": LEAD_DIMENSIONS, "deals": LEAD_DIMENSIONS | {"product", "deal_kind", "lost_reason"},
    "spend": {"channel"},
}
