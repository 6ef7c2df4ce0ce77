-- Distinct leads created in the period; the share disqualified and not converted all the same; and
-- how many came at least 20 to a minute from one source.
-- by: source owner product
WITH runs AS (
    SELECT *, lead(created_at, 19) OVER source - created_at < INTERVAL 1 MINUTE AS begins
    FROM leads WINDOW source AS (PARTITION BY source ORDER BY created_at)
), marked AS (
    SELECT *, coalesce(bool_or(begins) OVER (PARTITION BY source ORDER BY created_at ROWS 19 PRECEDING), false) AS bulk FROM runs
), found AS (
    SELECT period, member, count(*) AS n, count_if(disqualified_at IS NOT NULL AND converted_at IS NULL) AS dropped, count_if(bulk) AS bulk
    FROM marked JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends GROUP BY ALL
)
SELECT 'count' AS measure, period, member, n AS value, NULL AS low, NULL AS high, n FROM found
UNION ALL SELECT 'unqualified_share', period, member, share(dropped, n), wilson(dropped, n, -1), wilson(dropped, n, 1), n FROM found
UNION ALL SELECT 'bulk', period, member, bulk, NULL, NULL, n FROM found
