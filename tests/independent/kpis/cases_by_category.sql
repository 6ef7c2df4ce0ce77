-- Cases opened in the period; working hours until they were resolved, open ones until now; their share; and the
-- change of their number against the period before (the same elapsed part, where it still runs).
-- by: category product
CREATE OR REPLACE TEMP TABLE spans AS
SELECT period, period AS starts, ends AS until, 'now' AS which FROM periods
UNION ALL
SELECT period, earlier, CASE WHEN ends = nominal_end THEN period ELSE least(earlier + (ends - period)::INT, period) END, 'before'
FROM (SELECT *, (period - CASE WHEN nominal_end - period > 300 THEN INTERVAL 1 YEAR ELSE INTERVAL 3 MONTH END)::DATE AS earlier FROM periods);
WITH opened AS (
    SELECT period, member, count_if(which = 'now') AS k, count_if(which = 'before') AS k0, bool_or(starts < DATE '1900-01-01') AS x,
        sum(worked(coalesce(resolved_at, getvariable('seen_until'))) - worked(opened_at)) FILTER (which = 'now') AS hours
    FROM cases JOIN spans ON opened_at::DATE >= starts AND opened_at::DATE < until GROUP BY ALL
)
SELECT 'count' AS measure, period, member, k AS value, NULL AS low, NULL AS high FROM opened
UNION ALL SELECT 'hours', period, member, coalesce(hours, 0), NULL, NULL FROM opened
UNION ALL SELECT 'share', period, member, share(k, sum(k) OVER (PARTITION BY period)), wilson(k, sum(k) OVER (PARTITION BY period), -1), wilson(k, sum(k) OVER (PARTITION BY period), 1) FROM opened
UNION ALL SELECT 'change', period, member, k - k0, NULL, NULL FROM opened WHERE (SELECT min(starts) FROM spans s WHERE s.period = opened.period) >= (SELECT min(opened_at::DATE) FROM raw_cases)
