-- The opportunities of all loads, as their files say; amounts in euros at the rate of the day of the close, of
-- an open one that of the load. ($folder holds a folder of files for each load.)
CREATE OR REPLACE TABLE stood AS
WITH typed AS (
    SELECT l.number, o.* EXCLUDE filename, least(coalesce(closed_at::TIMESTAMPTZ::DATE, l.day), l.day) AS rate_day
    FROM read_csv('$folder/*/opportunities.csv', all_varchar = true, filename = true) o
    JOIN loads l ON l.number = regexp_extract(filename, '([0-9]+).opportunities.csv', 1)::INT
)
SELECT number, opportunity_id, status, closed_at::TIMESTAMPTZ AS closed_at, team, region, o.currency, merged_into, expected_close_date::DATE AS expected,
    o.amount::DECIMAL(18, 2) AS original, r.rate, euros(o.amount, o.currency, r.rate) AS euros
FROM typed o ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.rate_day >= r.day
