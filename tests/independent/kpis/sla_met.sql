-- Share of the cases opened in the period that were answered within 4, and resolved within 27, working hours, of
-- those whose limit has passed.
-- by: priority
-- First and last resolution of each case, and when it was first reopened: a reopened one's from the log.
CREATE OR REPLACE TEMP TABLE fates AS
WITH log AS (SELECT id, changed_at, sequence, old, new FROM changes WHERE "table" = 'cases' AND field = 'status')
SELECT c.*, coalesce(least((SELECT min(changed_at) FROM log WHERE id = case_id AND new = 'resolved' AND old NOT IN ('resolved', 'closed')), resolved_at), resolved_at) AS first_resolved,
    (SELECT min(changed_at) FROM log WHERE id = case_id AND old IN ('resolved', 'closed') AND new NOT IN ('resolved', 'closed')) AS reopened_at
FROM cases c;
WITH judged AS (
    SELECT period, member, m, worked(coalesce(done_at, getvariable('seen_until'))) - worked(opened_at) <= max_hours AND done_at IS NOT NULL AS met
    FROM (SELECT *, 'response' AS m, 4 AS max_hours, first_response_at AS done_at FROM fates UNION ALL SELECT *, 'resolution', 27, first_resolved FROM fates)
    JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends
    WHERE worked(getvariable('seen_until')) - worked(opened_at) >= max_hours
), found AS (SELECT period, member, m, count(*) AS n, count_if(met) AS k FROM judged GROUP BY ALL)
SELECT m AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
