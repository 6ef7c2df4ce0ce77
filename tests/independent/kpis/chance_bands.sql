-- Open opportunities by the chance of being won within 90 days: how many, what they bring if won, and that times the chance.
-- by: source owner
-- tolerance: 1e-6
-- include: ahead
-- include: weighed
CREATE OR REPLACE TEMP TABLE banded AS
SELECT *, CASE WHEN within_90 IS NULL THEN 'unknown' WHEN within_90 >= 0.5 THEN 'high' WHEN within_90 >= 0.25 THEN 'even'
    WHEN within_90 >= 0.1 THEN 'low' WHEN within_90 >= 0.02 THEN 'slight' ELSE 'hardly' END AS band
FROM weighed;
SELECT 'count' AS measure, member, band, count(*)::DOUBLE AS value, count(*) AS n FROM banded GROUP BY ALL
UNION ALL SELECT 'amount', member, band, sum(expected_amount), count(*) FROM banded GROUP BY ALL
UNION ALL SELECT 'weighted', member, band, sum(cents(within_90 * expected_amount)), count(*) FROM banded GROUP BY ALL
