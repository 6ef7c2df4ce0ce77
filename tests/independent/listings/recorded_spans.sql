-- From when to when creations and closes are recorded.
-- key: column
SELECT 'created_at' AS "column", min(created_at)::DATE AS first, max(created_at)::DATE AS last, count(created_at) AS n, count(*) - count(created_at) AS missing FROM raw_opportunities
UNION ALL SELECT 'closed_at', min(closed_at)::DATE, max(closed_at)::DATE, count(closed_at), count_if(status <> 'open' AND closed_at IS NULL) FROM raw_opportunities
