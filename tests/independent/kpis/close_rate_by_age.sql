-- Of those open at the start of an age band, the share won, lost and still open at its end, those cut off
-- inside the band counted as long as they were seen.
-- by: source
INSERT INTO spells
SELECT member, days(created_at, coalesce(closed_at, getvariable('seen_until'))), CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END
FROM opportunities WHERE created_at IS NOT NULL;
WITH bands AS (SELECT * FROM (VALUES (0, 30), (30, 60), (60, 90), (90, 120), (120, 180), (180, 365), (365, 100000)) AS b(age_days, until)),
base AS ( -- the curves at the start and the end of the band
    SELECT e.grp, b.age_days, coalesce((SELECT arg_max({'w': s.won, 'l': s.lost, 'o': s.still_open}, age) FROM steps s WHERE s.grp = e.grp AND age <= b.age_days), {'w': 0, 'l': 0, 'o': 1}) AS first,
        coalesce((SELECT arg_max({'w': s.won, 'l': s.lost, 'o': s.still_open}, age) FROM steps s WHERE s.grp = e.grp AND age <= b.until), {'w': 0, 'l': 0, 'o': 1}) AS last,
        (SELECT count(*) FROM spells s WHERE s.grp = e.grp AND left_after > b.age_days) AS n
    FROM ends e CROSS JOIN bands b
)
SELECT measure, grp AS member, age_days, value, n FROM (
    SELECT grp, age_days, n, (last.w - first.w) / first.o AS won, (last.l - first.l) / first.o AS lost, last.o / first.o AS still_open FROM base WHERE n > 0
) UNPIVOT (value FOR measure IN (won, lost, still_open))
