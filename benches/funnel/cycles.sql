-- A journey for each lead, and one more for each touch after 180 quiet days.
CREATE TEMP TABLE journeys AS
WITH instants AS (
  SELECT lead_id, "at", true AS touch FROM read_parquet('$data/touches.parquet')
  UNION ALL
  SELECT lead_id, "at", false FROM read_parquet('$data/activities.parquet')
  UNION ALL
  SELECT lead_id, created_at, false FROM leads
),
-- of rows at one instant a touch comes first, so the row before it lies at an earlier instant
gaps AS (
  SELECT
    *,
    lag("at") OVER (PARTITION BY lead_id ORDER BY "at", touch DESC) AS before
  FROM instants
  WHERE "at" < getvariable('finish')
),
starts AS (
  SELECT lead_id, "at" AS start
  FROM gaps
  JOIN leads USING (lead_id)
  WHERE touch AND "at" > created_at AND "at" >= before + INTERVAL 180 DAY
),
spans AS (
  SELECT lead_id, start, lead(start) OVER (PARTITION BY lead_id ORDER BY start) AS next
  FROM starts
  UNION ALL
  SELECT lead_id, TIMESTAMP '-infinity', min(start)
  FROM leads
  LEFT JOIN starts USING (lead_id)
  GROUP BY lead_id
)
SELECT
  (row_number() OVER ())::INTEGER AS journey,
  leads.*,
  start,
  coalesce(next, TIMESTAMP 'infinity') AS next
FROM spans
JOIN leads USING (lead_id);
