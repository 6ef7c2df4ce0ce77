-- Won opportunities as a share of all closed in the period.
-- by: source owner product
WITH found AS (
    SELECT period, member, count(*) AS n, count_if(status = 'won') AS k
    FROM opportunities JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status <> 'open' GROUP BY ALL
)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
