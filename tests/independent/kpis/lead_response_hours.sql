-- Hours from creation to the first answer of a person, off the curve of answers: who waits stays at
-- risk, who was converted or disqualified before an answer never gets one.
-- by: source
CREATE OR REPLACE TEMP TABLE waited AS
SELECT period || '|' || member AS grp, created_at, CASE WHEN answered_at <= ended OR ended IS NULL AND answered_at IS NOT NULL THEN 1 WHEN ended IS NOT NULL THEN 2 ELSE 0 END AS cause,
    least(answered_at, ended, getvariable('seen_until')) AS until
FROM (SELECT *, least(converted_at, disqualified_at) AS ended FROM leads) LEFT JOIN answers USING (lead_id)
JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends;
INSERT INTO spells SELECT grp, seconds(created_at, until) / 3600, cause FROM waited;
CREATE OR REPLACE TEMP TABLE clock AS
SELECT grp, (SELECT of_all FROM reached(0.5) r WHERE r.grp = e.grp) AS median_clock, (SELECT of_all FROM reached(0.9) r WHERE r.grp = e.grp) AS p90_clock,
    (SELECT won FROM curve_at(1 / 12.0::DOUBLE) r WHERE r.grp = e.grp) AS within_5_minutes, (SELECT won FROM curve_at(1) r WHERE r.grp = e.grp) AS within_1_hour,
    (SELECT won FROM curve_at(24) r WHERE r.grp = e.grp) AS within_1_day, 1 - (SELECT won FROM curve_at(720) r WHERE r.grp = e.grp) AS never_answered
FROM ends e;
DELETE FROM spells;
INSERT INTO spells SELECT grp, greatest(0, round(worked(until) - worked(created_at), 9)), cause FROM waited;
CREATE OR REPLACE TEMP TABLE working AS
SELECT grp, r.of_all AS median, s.of_all AS p90 FROM reached(0.5) r JOIN reached(0.9) s USING (grp);
SELECT measure, split_part(grp, '|', 1)::DATE AS period, split_part(grp, '|', 2) AS member, value
FROM (SELECT * FROM clock JOIN working USING (grp)) UNPIVOT INCLUDE NULLS (value FOR measure IN (median, p90, median_clock, p90_clock, within_5_minutes, within_1_hour, within_1_day, never_answered))
