-- The KPIs by channel and month, and in total (where both are missing), by hand.
-- An entry has the channel of its first touch if that has come by then, else the lead's own.
CREATE TEMP MACRO channel_at(moment, first_touch, first_channel, channel) AS
  coalesce(CASE WHEN first_touch <= moment THEN first_channel END, channel, '不明');

CREATE TEMP MACRO asked(moment) AS
  moment >= getvariable('first_day') AND moment < getvariable('end_day');

-- the share of those whose time is over
CREATE TEMP MACRO rate(start, reached, days) AS
  count(*) FILTER (start + to_days(days) < getvariable('finish')
    AND reached >= start AND reached <= start + to_days(days))
  / nullif(count(*) FILTER (start + to_days(days) < getvariable('finish')), 0);

CREATE TEMP TABLE cells AS
WITH entered AS (
  SELECT stage, moment, entries.* EXCLUDE channel,
    channel_at(moment, first_touch, first_channel, channel) AS channel,
    strftime(moment, '%Y-%m') AS month
  FROM entries,
    LATERAL (
      VALUES ('cvs', cv), ('mqls', mql), ('sqls', sql), ('opportunities', opportunity), ('wons', won)
    ) AS stages(stage, moment)
  WHERE asked(moment)
),
won_deals AS (
  SELECT lead_id, amount, strftime(won_at, '%Y-%m') AS month
  FROM deals
  WHERE asked(won_at)
),
-- deals are seen as of the run
first_touches AS (
  SELECT
    lead_id,
    arg_min(coalesce(nullif(channel, '不明'), ''), ("at", touch_id)) AS first_channel
  FROM read_parquet('$data/touches.parquet')
  SEMI JOIN won_deals USING (lead_id)
  WHERE "at" < getvariable('finish')
  GROUP BY lead_id
),
sold_by AS (
  SELECT amount, month, coalesce(nullif(first_channel, ''), channel, '不明') AS channel
  FROM won_deals
  LEFT JOIN leads USING (lead_id)
  LEFT JOIN first_touches USING (lead_id)
),
of_entries AS (
  SELECT
    stage, channel, month,
    count(*)::DOUBLE AS entries,
    rate(cv, mql, 30) AS cv_to_mql,
    rate(mql, sql, 14) AS mql_to_sql,
    rate(cv, won, 180) AS cv_to_won,
    median(epoch_us(sql) - epoch_us(mql)) / 86_400_000_000 AS days_to_sql,
    median(epoch_us(won) - epoch_us(cv)) / 86_400_000_000 AS days_to_won
  FROM entered
  GROUP BY GROUPING SETS ((stage, channel, month), (stage))
)
SELECT stage AS kpi, channel, month, entries AS value FROM of_entries
UNION ALL
SELECT 'cv_to_mql', channel, month, cv_to_mql FROM of_entries WHERE stage = 'cvs'
UNION ALL
SELECT 'mql_to_sql', channel, month, mql_to_sql FROM of_entries WHERE stage = 'mqls'
UNION ALL
SELECT 'cv_to_won', channel, month, cv_to_won FROM of_entries WHERE stage = 'cvs'
UNION ALL
SELECT 'days_to_sql', channel, month, days_to_sql FROM of_entries WHERE stage = 'sqls'
UNION ALL
SELECT 'days_to_won', channel, month, days_to_won FROM of_entries WHERE stage = 'wons'
UNION ALL
SELECT 'won_amount', channel, month, sum(amount)::DOUBLE
FROM sold_by
GROUP BY GROUPING SETS ((channel, month), ());
