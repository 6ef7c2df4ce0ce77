-- How far forecasts made again for past quarters lay off what the raw files say was booked then, by method.
-- by: region team
-- (the bounds of `relative` need quantiles of Student's t, which SQL has not: tests/estimates/test_loss_ratio.py)
CREATE OR REPLACE TEMP TABLE tried AS
WITH placed AS (
    SELECT *, CASE WHEN coalesce(unit, '') = '' THEN 0 WHEN contains(unit, '/') THEN 2 ELSE 1 END AS depth FROM made_backtests
    WHERE horizon = 'quarter' AND target_end <= getvariable('as_of') + 1
), asked AS (
    SELECT *, CASE getvariable('dimension') WHEN 'team' THEN team WHEN 'region' THEN region ELSE '' END AS member FROM placed
    WHERE depth = CASE getvariable('dimension') WHEN 'team' THEN 2 WHEN 'region' THEN 1 ELSE 0 END
), booked AS (
    SELECT a.unit, a.target_start, coalesce(sum(o.amount), 0)::DOUBLE AS actual
    FROM (SELECT DISTINCT unit, region, team, target_start, target_end FROM asked) a
    LEFT JOIN (SELECT * FROM raw_opportunities JOIN units USING (opportunity_id) WHERE status = 'won') o
        ON o.closed_at::DATE >= a.target_start AND o.closed_at::DATE < a.target_end
        AND (coalesce(a.region, '') = '' OR o.region = a.region) AND (coalesce(a.team, '') = '' OR o.team = a.team) GROUP BY ALL
)
SELECT a.* EXCLUDE actual, b.actual, (SELECT avg(greatest(p * (b.actual - q), (p - 1) * (b.actual - q)))
    FROM (SELECT unnest([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]::DOUBLE[]) AS p, unnest([q05, q10, q25, q50, q75, q90, q95]) AS q)) AS loss
FROM asked a JOIN booked b USING (unit, target_start);
CREATE OR REPLACE TEMP TABLE scored AS
SELECT member, method, count(*) AS n, sum(abs(q50 - actual)) / nullif(sum(abs(actual)), 0) AS wape, sum(mean - actual) / nullif(sum(abs(actual)), 0) AS bias,
    count_if(actual BETWEEN q05 AND q95) AS hits, avg(loss) AS pinball
FROM tried GROUP BY ALL;
SELECT 'wape' AS measure, member, method, wape AS value, NULL::DOUBLE AS low, NULL::DOUBLE AS high, n FROM scored
UNION ALL SELECT 'bias', member, method, bias, NULL, NULL, n FROM scored
UNION ALL SELECT 'coverage', member, method, hits / n, wilson(hits, n, -1), wilson(hits, n, 1), n FROM scored
UNION ALL SELECT 'pinball', member, method, pinball, NULL, NULL, n FROM scored
UNION ALL SELECT 'relative', o.member, o.method, CASE WHEN o.method <> 'kit' THEN sum(k.loss) / nullif(sum(o.loss), 0) END, NULL, NULL, count(DISTINCT o.origin)
FROM tried o JOIN tried k ON k.method = 'kit' AND k.unit = o.unit AND k.origin = o.origin AND k.target_start = o.target_start GROUP BY o.member, o.method
