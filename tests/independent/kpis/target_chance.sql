-- Share of the simulated paths that reach the target of the running period and the next, by Laplace's rule; and what
-- would have to come on top for four paths of five to reach it.
-- by: region team
-- include: ahead
-- include: futures
WITH held AS (
    SELECT member, ahead, any_value(target) AS target, (count_if(total >= target - 1e-6) + 1) / (count(*) + 2) AS chance, quantile_cont(total, 0.2) AS sure
    FROM futures JOIN aims USING (member, ahead) WHERE ahead < 2 GROUP BY ALL
), rows AS (
    SELECT 'value' AS measure, member, ahead, chance AS value FROM held
    UNION ALL SELECT 'missing', member, ahead, greatest(target - sure, 0) FROM held
    UNION ALL SELECT 'target', member, ahead, target FROM aims WHERE ahead < 2
)
SELECT r.*, coalesce(CASE WHEN measure = 'target' THEN wins ELSE n END, 0) AS n FROM rows r LEFT JOIN sofar USING (member)
