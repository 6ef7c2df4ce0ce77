-- Each source's share of the new leads, and its change in points against the period before (of the same elapsed
-- part, where the period still runs); Newcombe's interval of the difference of two Wilson intervals.
-- by: product
CREATE OR REPLACE TEMP TABLE spans AS
SELECT period, period AS starts, ends AS until, 'now' AS which FROM periods
UNION ALL
SELECT period, earlier, least(earlier + (ends - period)::INT, period), 'before'
FROM (SELECT *, (period - CASE WHEN nominal_end - period > 300 THEN INTERVAL 1 YEAR ELSE INTERVAL 3 MONTH END)::DATE AS earlier FROM periods);
-- A period that is over is compared with all of the one before it, however many days that has.
UPDATE spans SET until = spans.period FROM periods p WHERE which = 'before' AND p.period = spans.period AND p.ends = p.nominal_end;
WITH counted AS (
    SELECT s.period, member, coalesce(l.source, '') AS source, count_if(which = 'now') AS k, count_if(which = 'before') AS k0
    FROM leads l JOIN spans s ON created_at::DATE >= starts AND created_at::DATE < s.until GROUP BY ALL
), every AS (
    SELECT period, member, source, coalesce(k, 0) AS k, coalesce(k0, 0) AS k0
    FROM (SELECT DISTINCT period, member FROM counted) CROSS JOIN (SELECT DISTINCT coalesce(source, '') AS source FROM leads)
    LEFT JOIN counted USING (period, member, source)
), shares AS (
    SELECT *, sum(k) OVER one AS n, sum(k0) OVER one AS n0 FROM every WINDOW one AS (PARTITION BY period, member)
), bounds AS (
    SELECT *, share(k, n) AS p, share(k0, n0) AS p0, wilson(k, n, -1) AS l, wilson(k, n, 1) AS u, wilson(k0, n0, -1) AS l0, wilson(k0, n0, 1) AS u0 FROM shares
)
SELECT 'share' AS measure, period, member, source, p AS value, l AS low, u AS high, n FROM bounds WHERE n > 0
UNION ALL
SELECT 'change', period, member, source, 100 * (p - p0), 100 * (p - p0 - sqrt((p - l) ** 2 + (u0 - p0) ** 2)), 100 * (p - p0 + sqrt((u - p) ** 2 + (p0 - l0) ** 2)), least(n, n0)
FROM bounds WHERE n > 0 OR n0 > 0
