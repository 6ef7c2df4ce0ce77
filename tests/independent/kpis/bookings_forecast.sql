-- Quantiles and means over the simulated paths of the running period and those after it, with what is booked so far.
-- by: region team
-- include: ahead
-- include: futures
CREATE OR REPLACE TEMP TABLE told AS
SELECT member, ahead, quantile_cont(total, [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]) AS q, avg(total) AS mean, avg(from_open) AS from_open, avg(from_new) AS from_new
FROM futures GROUP BY ALL;
WITH rows AS (
    SELECT 'value' AS measure, member, ahead, q[4] AS value, q[1] AS low, q[7] AS high FROM told
    UNION ALL SELECT 'within_80', member, ahead, q[4], q[2], q[6] FROM told
    UNION ALL SELECT 'within_50', member, ahead, q[4], q[3], q[5] FROM told
    UNION ALL SELECT 'mean', member, ahead, mean, NULL, NULL FROM told
    UNION ALL SELECT 'from_open', member, ahead, from_open, NULL, NULL FROM told
    UNION ALL SELECT 'from_new', member, ahead, from_new, NULL, NULL FROM told
    UNION ALL SELECT 'booked', member, ahead, CASE WHEN ahead = 0 THEN booked ELSE 0 END, NULL, NULL FROM sofar, ahead
    UNION ALL SELECT 'target', member, ahead, target, NULL, NULL FROM aims
)
SELECT r.*, coalesce(CASE WHEN measure IN ('booked', 'target') THEN wins ELSE n END, 0) AS n FROM rows r LEFT JOIN sofar USING (member)
