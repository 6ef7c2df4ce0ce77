-- Cases open at the end of the period: until their first resolution, and from their first reopening to the last one.
-- by: category
-- First and last resolution of each case, and when it was first reopened: a reopened one's from the log.
CREATE OR REPLACE TEMP TABLE fates AS
WITH log AS (SELECT id, changed_at, sequence, old, new FROM changes WHERE "table" = 'cases' AND field = 'status')
SELECT c.*, coalesce(least((SELECT min(changed_at) FROM log WHERE id = case_id AND new = 'resolved' AND old NOT IN ('resolved', 'closed')), resolved_at), resolved_at) AS first_resolved,
    (SELECT min(changed_at) FROM log WHERE id = case_id AND old IN ('resolved', 'closed') AND new NOT IN ('resolved', 'closed')) AS reopened_at
FROM cases c;
WITH waiting AS (
    SELECT period, member, CASE WHEN p.ends::TIMESTAMPTZ > opened_at THEN days(opened_at, p.ends::TIMESTAMPTZ) END AS age
    FROM fates JOIN periods p ON opened_at::DATE < p.ends AND (first_resolved IS NULL OR first_resolved::DATE >= p.ends
        OR reopened_at::DATE < p.ends AND (resolved_at IS NULL OR resolved_at::DATE >= p.ends))
)
SELECT 'open' AS measure, period, member, count(*) AS value FROM waiting GROUP BY ALL
UNION ALL SELECT 'median_age', period, member, median(age) FROM waiting GROUP BY ALL
UNION ALL SELECT 'p90_age', period, member, quantile_cont(age, 0.9) FROM waiting GROUP BY ALL
