-- Of those open at an age, the share won, lost and still open 90 days later (Aalen–Johansen given that age).
-- by: source
INSERT INTO spells
SELECT member, days(created_at, coalesce(closed_at, getvariable('seen_until'))), CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END
FROM opportunities WHERE created_at IS NOT NULL;
WITH ages AS (SELECT unnest([0, 15, 30, 45, 60, 90, 120, 150, 180, 270, 365]) AS age_days),
since AS ( -- whoever is open at the age begins anew there, and is cut off 90 days later
    SELECT grp || chr(9) || age_days AS grp, least(left_after - age_days, 90) AS left_after, CASE WHEN left_after - age_days <= 90 THEN cause ELSE 0 END AS cause
    FROM spells, ages WHERE left_after > age_days OR age_days = 0
), gone AS (
    SELECT grp, left_after AS day, count(*) AS gone, count_if(cause = 1) AS won, count_if(cause = 2) AS lost FROM since GROUP BY ALL
), risk AS (SELECT *, sum(gone) OVER (PARTITION BY grp ORDER BY day DESC) AS n FROM gone),
hazard AS (
    SELECT *, coalesce(product(1 - (won + lost) / n) OVER (PARTITION BY grp ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS before FROM risk
), shares AS (SELECT grp, max(n) AS n, sum(before * won / n) AS won, sum(before * lost / n) AS lost FROM hazard GROUP BY grp)
SELECT measure, split_part(grp, chr(9), 1) AS member, split_part(grp, chr(9), 2)::INT AS age_days, value, n
FROM (SELECT *, 1 - won - lost AS still_open FROM shares) UNPIVOT (value FOR measure IN (won, lost, still_open))
