-- Hours from opening to the first resolution, and to the last one; open ones at risk; closing does not matter.
-- by: priority
-- First and last resolution of each case, and when it was first reopened: a reopened one's from the log.
CREATE OR REPLACE TEMP TABLE fates AS
WITH log AS (SELECT id, changed_at, sequence, old, new FROM changes WHERE "table" = 'cases' AND field = 'status')
SELECT c.*, coalesce(least((SELECT min(changed_at) FROM log WHERE id = case_id AND new = 'resolved' AND old NOT IN ('resolved', 'closed')), resolved_at), resolved_at) AS first_resolved,
    (SELECT min(changed_at) FROM log WHERE id = case_id AND old IN ('resolved', 'closed') AND new NOT IN ('resolved', 'closed')) AS reopened_at
FROM cases c;
DELETE FROM spells;
INSERT INTO spells SELECT period || '|' || member, seconds(opened_at, coalesce(first_resolved, getvariable('seen_until'))) / 3600, (first_resolved IS NOT NULL)::INT
FROM fates JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends;
CREATE OR REPLACE TEMP TABLE first_clock AS
SELECT 'first_median_clock' AS measure, grp, of_all AS value FROM reached(0.5) UNION ALL SELECT 'first_p90_clock', grp, of_all FROM reached(0.9);
DELETE FROM spells;
INSERT INTO spells SELECT period || '|' || member, greatest(0, round(worked(coalesce(first_resolved, getvariable('seen_until'))) - worked(opened_at), 9)), (first_resolved IS NOT NULL)::INT
FROM fates JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends;
CREATE OR REPLACE TEMP TABLE first_working AS
SELECT 'first_median' AS measure, grp, of_all AS value FROM reached(0.5) UNION ALL SELECT 'first_p90', grp, of_all FROM reached(0.9);
DELETE FROM spells;
INSERT INTO spells SELECT period || '|' || member, seconds(opened_at, coalesce(resolved_at, getvariable('seen_until'))) / 3600, (resolved_at IS NOT NULL)::INT
FROM fates JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends;
CREATE OR REPLACE TEMP TABLE final_clock AS
SELECT 'final_median_clock' AS measure, grp, of_all AS value FROM reached(0.5) UNION ALL SELECT 'final_p90_clock', grp, of_all FROM reached(0.9);
DELETE FROM spells;
INSERT INTO spells SELECT period || '|' || member, greatest(0, round(worked(coalesce(resolved_at, getvariable('seen_until'))) - worked(opened_at), 9)), (resolved_at IS NOT NULL)::INT
FROM fates JOIN periods p ON opened_at::DATE >= p.period AND opened_at::DATE < p.ends;
CREATE OR REPLACE TEMP TABLE final_working AS
SELECT 'final_median' AS measure, grp, of_all AS value FROM reached(0.5) UNION ALL SELECT 'final_p90', grp, of_all FROM reached(0.9);
WITH curves AS (FROM first_clock UNION ALL FROM first_working UNION ALL FROM final_clock UNION ALL FROM final_working)
SELECT measure, split_part(grp, '|', 1)::DATE AS period, split_part(grp, '|', 2) AS member, value FROM curves
