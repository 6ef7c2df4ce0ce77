-- Days of each stay in a stage, until the entry into another or the close (Kaplan–Meier).
-- by: product
INSERT INTO spells
WITH runs AS (
    SELECT o.opportunity_id, o.member, o.closed_at, h.stage, h.entered_at, h.sequence, lag(h.stage) OVER one AS before
    FROM opportunities o JOIN raw_stage_history h USING (opportunity_id) WINDOW one AS (PARTITION BY o.opportunity_id ORDER BY h.entered_at, h.sequence)
), stays AS (
    SELECT *, lead(entered_at) OVER (PARTITION BY opportunity_id ORDER BY entered_at, sequence) AS next FROM runs WHERE stage IS DISTINCT FROM before
)
SELECT stage || '|' || member, days(entered_at, coalesce(least(next, closed_at), getvariable('seen_until'))), (coalesce(next, closed_at) IS NOT NULL)::INT FROM stays;
SELECT 'median' AS measure, split_part(grp, '|', 2) AS member, split_part(grp, '|', 1) AS stage, of_all AS value, n FROM reached(0.5) JOIN (SELECT grp, count(*) AS n FROM spells GROUP BY grp) USING (grp)
UNION ALL SELECT 'p25', split_part(grp, '|', 2), split_part(grp, '|', 1), of_all, NULL FROM reached(0.25)
UNION ALL SELECT 'p75', split_part(grp, '|', 2), split_part(grp, '|', 1), of_all, NULL FROM reached(0.75)
