-- One journey for each lead: without cycles.
CREATE TEMP TABLE journeys AS
SELECT
  (row_number() OVER ())::INTEGER AS journey,
  *,
  TIMESTAMP '-infinity' AS start,
  TIMESTAMP 'infinity' AS next
FROM leads;
