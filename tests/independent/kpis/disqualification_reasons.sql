-- Of the leads disqualified in the period and not converted all the same, the share of each reason.
-- by: source
WITH counted AS (
    SELECT period, member, coalesce(disqualified_reason, '') AS reason, count(*) AS k
    FROM leads JOIN periods p ON disqualified_at::DATE >= p.period AND disqualified_at::DATE < p.ends
    WHERE converted_at IS NULL GROUP BY ALL
), every AS (
    SELECT period, member, reason, coalesce(k, 0) AS k, sum(k) OVER (PARTITION BY period, member) AS n
    FROM (SELECT DISTINCT period, member FROM counted) CROSS JOIN
        (SELECT DISTINCT coalesce(disqualified_reason, '') AS reason FROM leads WHERE disqualified_at IS NOT NULL AND converted_at IS NULL)
    LEFT JOIN counted USING (period, member, reason)
)
SELECT 'count' AS measure, period, member, reason, k AS value, NULL AS low, NULL AS high FROM every
UNION ALL SELECT 'share', period, member, reason, share(k, n), wilson(k, n, -1), wilson(k, n, 1) FROM every
