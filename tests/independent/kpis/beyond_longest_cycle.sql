-- Open opportunities that are older than any that was ever won or lost.
-- by: source
WITH longest AS (SELECT max(days(created_at, closed_at)) AS d, count(*) AS n FROM raw_opportunities WHERE closed_at IS NOT NULL AND created_at IS NOT NULL),
found AS (
    SELECT member, count(*) AS n, count_if(days(created_at, getvariable('seen_until')) > d) AS k, any_value(d) AS d
    FROM opportunities, longest WHERE status = 'open' AND created_at IS NOT NULL GROUP BY ALL
)
SELECT 'count' AS measure, member, k AS value FROM found
UNION ALL SELECT 'share', member, share(k, n) FROM found
UNION ALL SELECT 'longest_days', member, d FROM found
