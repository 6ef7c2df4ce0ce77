-- Hours from opening to the first response, by the clock and in working hours; one resolved without a response
-- never gets one, the others wait.
-- by: priority
CREATE OR REPLACE TEMP TABLE waited AS
SELECT period || '|' || member AS grp, opened_at, least(first_response_at, resolved_at, getvariable('seen_until')) AS until,
    CASE WHEN first_response_at <= coalesce(resolved_at, 'infinity') THEN 1 WHEN resolved_at IS NOT NULL THEN 2 ELSE 0 END AS cause
FROM cases JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends;
INSERT INTO spells SELECT grp, seconds(opened_at, until) / 3600, cause FROM waited;
CREATE OR REPLACE TEMP TABLE curves AS
SELECT 'median_clock' AS measure, grp, of_all AS value FROM reached(0.5) UNION ALL SELECT 'p90_clock', grp, of_all FROM reached(0.9);
DELETE FROM spells;
INSERT INTO spells SELECT grp, greatest(0, round(worked(until) - worked(opened_at), 9)), cause FROM waited;
INSERT INTO curves SELECT 'median', grp, of_all FROM reached(0.5) UNION ALL SELECT 'p90', grp, of_all FROM reached(0.9);
SELECT measure, split_part(grp, '|', 1)::DATE AS period, split_part(grp, '|', 2) AS member, value FROM curves
