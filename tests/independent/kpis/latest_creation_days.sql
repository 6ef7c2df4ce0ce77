-- Quantiles of the cycle time given a win, and the days from as_of to so long before the end of the period.
-- by: source
INSERT INTO spells
SELECT member, days(created_at, coalesce(closed_at, getvariable('seen_until'))), CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END
FROM opportunities WHERE created_at IS NOT NULL;
WITH left_over AS (SELECT max(nominal_end) - getvariable('as_of') - 1 AS d FROM periods)
SELECT 'median' AS measure, grp AS member, given AS value FROM reached(0.5)
UNION ALL SELECT 'p25', grp, given FROM reached(0.25)
UNION ALL SELECT 'median_left', grp, d - given FROM reached(0.5), left_over
UNION ALL SELECT 'p25_left', grp, d - given FROM reached(0.25), left_over
