-- Entries into the stages and the KPIs over them, by hand.

-- all that touches tell of a journey, in one pass
CREATE TEMP TABLE touched AS
SELECT
  journey,
  min("at") FILTER (kind IN ('資料請求', 'お問い合わせ', '無料相談予約')) AS cv,
  min("at") FILTER (kind = 'お問い合わせ') AS inquiry,
  min("at") AS first_touch,
  arg_min(coalesce(nullif(t.channel, '不明'), ''), ("at", touch_id)) AS first_channel
FROM read_parquet('$data/touches.parquet') AS t
JOIN journeys USING (lead_id)
WHERE "at" >= start AND "at" < next AND "at" < getvariable('finish')
GROUP BY journey;

CREATE TEMP TABLE cvs AS
SELECT
  journey, lead_id, start, next, icp, senior,
  greatest(cv, created_at) AS cv,
  CASE WHEN inquiry IS NOT NULL THEN greatest(inquiry, cv, created_at) END AS inquiry
FROM journeys
JOIN touched USING (journey)
WHERE cv IS NOT NULL;

-- the score is replayed where it can matter; points are 64ths, so that steps stay whole
CREATE TEMP TABLE scored AS
WITH candidates AS (
  SELECT * FROM cvs WHERE icp AND (inquiry IS NULL OR inquiry > cv)
),
views AS (
  SELECT journey, cv, next, "at"
  FROM read_parquet('$data/page_views.parquet')
  JOIN candidates USING (lead_id)
  WHERE starts_with(path, '/pricing')
    AND "at" >= start AND "at" < next AND "at" < getvariable('finish')
    AND "at" + INTERVAL 180 DAY > cv
),
steps(days, points) AS (
  VALUES (0, 640), (30, -320), (60, -160), (90, -80), (120, -40), (150, -20), (180, -20)
),
changes AS (
  SELECT journey, cv AS moment, 0 AS points FROM candidates
  UNION ALL
  SELECT journey, greatest("at" + to_days(days), cv), points
  FROM views, steps
  WHERE "at" + to_days(days) < least(next, getvariable('finish'))
),
-- the frame of a window with an order reaches to the last peer
running AS (
  SELECT
    journey,
    moment,
    sum(points) OVER (PARTITION BY journey ORDER BY moment RANGE UNBOUNDED PRECEDING) AS points
  FROM changes
)
SELECT journey, min(moment) AS moment
FROM running
JOIN candidates USING (journey)
WHERE least(least(points, 30 * 64) + (CASE WHEN senior THEN 20 * 64 ELSE 0 END), 60 * 64) >= 20 * 64
GROUP BY journey;

CREATE TEMP TABLE mqls AS
SELECT journey, lead_id, next, least(inquiry, moment) AS mql
FROM cvs
LEFT JOIN scored USING (journey)
WHERE inquiry IS NOT NULL OR moment IS NOT NULL;

CREATE TEMP TABLE sqls AS
SELECT journey, min("at") AS sql
FROM read_parquet('$data/activities.parquet')
JOIN mqls USING (lead_id)
WHERE kind IN ('電話', '訪問')
  AND "at" > mql AND "at" < next AND "at" < getvariable('finish')
GROUP BY journey;

CREATE TEMP TABLE deals AS
SELECT
  lead_id,
  created_at,
  amount,
  CASE WHEN status = 'won' AND closed_at < getvariable('finish') THEN closed_at END AS won_at
FROM read_parquet('$data/deals.parquet')
WHERE created_at < getvariable('finish');

CREATE TEMP TABLE sold AS
SELECT
  journey,
  min(d.created_at) FILTER (d.created_at >= start AND d.created_at < next) AS opportunity,
  min(won_at) FILTER (won_at >= start AND won_at < next) AS won
FROM deals AS d
JOIN journeys USING (lead_id)
GROUP BY journey;

-- a stage that was skipped is entered with the first of those after it
CREATE TEMP TABLE entries AS
WITH reached AS (
  SELECT
    j.channel, first_touch, nullif(first_channel, '') AS first_channel,
    cvs.cv, mql, sql,
    CASE WHEN opportunity IS NOT NULL THEN greatest(opportunity, created_at) END AS opportunity,
    CASE WHEN won IS NOT NULL THEN greatest(won, created_at) END AS won
  FROM journeys AS j
  LEFT JOIN touched USING (journey)
  LEFT JOIN cvs USING (journey)
  LEFT JOIN mqls USING (journey)
  LEFT JOIN sqls USING (journey)
  LEFT JOIN sold USING (journey)
  WHERE cvs.cv IS NOT NULL OR opportunity IS NOT NULL OR won IS NOT NULL
)
SELECT
  channel, first_touch, first_channel,
  least(cv, opportunity, won) AS cv,
  least(mql, opportunity, won) AS mql,
  least(sql, opportunity, won) AS sql,
  least(opportunity, won) AS opportunity,
  won
FROM reached;
