-- Days from creation to winning, given a win, off the Aalen–Johansen curve; and the naive median.
-- by: source product
INSERT INTO spells
SELECT member, days(created_at, coalesce(closed_at, getvariable('seen_until'))), CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END
FROM opportunities WHERE created_at IS NOT NULL;
SELECT 'median' AS measure, grp AS member, given AS value, wins AS n FROM reached(0.5) JOIN ends USING (grp)
UNION ALL SELECT 'p25', grp, given, NULL FROM reached(0.25)
UNION ALL SELECT 'p75', grp, given, NULL FROM reached(0.75)
UNION ALL SELECT 'to_any_end_median', grp, any_end, NULL FROM reached(0.5)
UNION ALL SELECT 'restricted_mean', grp, sum(least(age, 365) * (won - before)) / max(won), NULL
FROM (SELECT *, coalesce(lag(won) OVER (PARTITION BY grp ORDER BY age), 0) AS before FROM steps) GROUP BY grp HAVING max(won) > 0
UNION ALL SELECT 'naive_median', grp, median(left_after), NULL FROM spells WHERE cause = 1 GROUP BY grp
