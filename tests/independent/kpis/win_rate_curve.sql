-- Share of opportunities won, and lost, by the time they reach an age (Aalen–Johansen).
-- by: source
INSERT INTO spells
SELECT member, days(created_at, coalesce(closed_at, getvariable('seen_until'))), CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END
FROM opportunities WHERE created_at IS NOT NULL;
CREATE OR REPLACE TEMP TABLE points AS
SELECT 30 AS age_days, * FROM curve_at(30) UNION ALL SELECT 60, * FROM curve_at(60) UNION ALL SELECT 90, * FROM curve_at(90)
UNION ALL SELECT 180, * FROM curve_at(180) UNION ALL SELECT 365, * FROM curve_at(365);
SELECT measure, grp AS member, age_days, value, (SELECT count(*) FROM spells s WHERE s.grp = u.grp AND left_after >= age_days) AS n
FROM points UNPIVOT INCLUDE NULLS (value FOR measure IN (won, lost, still_open)) AS u
