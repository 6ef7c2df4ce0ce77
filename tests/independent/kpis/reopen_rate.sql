-- Of the cases first resolved in the period, the share reopened within 30 days.
-- by: priority
-- First and last resolution of each case, and when it was first reopened: a reopened one's from the log.
CREATE OR REPLACE TEMP TABLE fates AS
WITH log AS (SELECT id, changed_at, sequence, old, new FROM changes WHERE "table" = 'cases' AND field = 'status')
SELECT c.*, coalesce(least((SELECT min(changed_at) FROM log WHERE id = case_id AND new = 'resolved' AND old NOT IN ('resolved', 'closed')), resolved_at), resolved_at) AS first_resolved,
    (SELECT min(changed_at) FROM log WHERE id = case_id AND old IN ('resolved', 'closed') AND new NOT IN ('resolved', 'closed')) AS reopened_at
FROM cases c;
WITH found AS (
    SELECT period, member, count(*) AS n, count_if(CASE WHEN reopened_at IS NULL THEN reopened_count > 0 ELSE days(first_resolved, reopened_at) <= 30 END) AS k
    FROM fates JOIN periods p ON first_resolved::DATE >= p.period AND first_resolved::DATE < p.ends GROUP BY ALL
)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
