-- Share of the opportunities created in the period that has been won so far.
-- by: source
WITH found AS (
    SELECT period, member, count(*) AS n, count_if(status = 'won') AS k FROM opportunities JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends GROUP BY ALL
)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
