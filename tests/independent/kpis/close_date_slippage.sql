-- Of opportunities open at the end of the period, and of those closed in it, with an expected close date:
-- the share whose date was ever put off, how often, the median of the days; and the open ones overdue.
-- by: product
CREATE OR REPLACE TEMP TABLE moved AS
SELECT id, changed_at, sequence, old::DATE AS old, new::DATE AS new FROM changes WHERE "table" = 'opportunities' AND field = 'expected_close_date';
CREATE OR REPLACE TEMP TABLE dated AS
SELECT period, p.ends, member, opportunity_id, coalesce(closed_at::DATE < p.ends, false) AS has_closed, closed_at,
    -- the date as it stood then: the last change by then, else what the next one found, else as it is
    coalesce((SELECT arg_max(new, (changed_at, sequence)) FROM moved m WHERE m.id = opportunity_id AND changed_at::DATE < p.ends),
        (SELECT arg_min(old, (changed_at, sequence)) FROM moved m WHERE m.id = opportunity_id AND changed_at::DATE >= p.ends), expected_close_date) AS expected
FROM opportunities JOIN periods p ON created_at::DATE < p.ends AND (closed_at IS NULL OR closed_at::DATE >= p.period);
CREATE OR REPLACE TEMP TABLE pushed AS
SELECT d.*, count(m.id) AS times, sum(m.new - m.old) AS put_off
FROM dated d LEFT JOIN moved m ON m.id = d.opportunity_id AND m.new > m.old AND m.changed_at::DATE < d.ends AND (d.closed_at IS NULL OR m.changed_at::DATE <= d.closed_at::DATE)
WHERE expected IS NOT NULL GROUP BY ALL;
WITH found AS (
    SELECT period, member, has_closed, count(*) AS n, count_if(times > 0) AS k, sum(times) AS times, median(put_off) FILTER (times > 0) AS put_off, count_if(expected < ends - 1) AS late
    FROM pushed GROUP BY ALL
)
SELECT CASE WHEN has_closed THEN 'closed_' ELSE 'open_' END || 'pushed' AS measure, period, member, share(k, n) AS value,
    CASE WHEN has_closed THEN wilson(k, n, -1) END AS low, CASE WHEN has_closed THEN wilson(k, n, 1) END AS high, n FROM found
UNION ALL SELECT CASE WHEN has_closed THEN 'closed_' ELSE 'open_' END || 'pushes', period, member, times / n, NULL, NULL, n FROM found
UNION ALL SELECT CASE WHEN has_closed THEN 'closed_' ELSE 'open_' END || 'days', period, member, put_off, NULL, NULL, k FROM found
UNION ALL SELECT 'overdue', period, member, share(late, n), NULL, NULL, n FROM found WHERE NOT has_closed
