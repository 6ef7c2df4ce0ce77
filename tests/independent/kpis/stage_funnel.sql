-- Of the opportunities created in the period with any stage on record, the share that entered a stage so
-- far, or skipped it on the way to a later one or to winning.
-- by: source
-- The furthest position that each opportunity came to: of a stage, or beyond all by winning.
CREATE OR REPLACE TEMP TABLE entered AS
SELECT DISTINCT o.opportunity_id, h.stage, s.position FROM raw_opportunities o JOIN raw_stage_history h USING (opportunity_id) JOIN stages s ON s.pipeline = o.pipeline AND s.stage = h.stage;
CREATE OR REPLACE TEMP TABLE furthest AS
SELECT o.*, max(CASE WHEN o.status = 'won' THEN 99 ELSE e.position END) AS top FROM opportunities o JOIN entered e USING (opportunity_id) GROUP BY ALL;
WITH cells AS (
    SELECT period, member, s.stage, count(*) AS n, count_if(e.stage IS NOT NULL) AS entered, count_if(e.stage IS NULL AND top > s.position) AS skipped
    FROM furthest f JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends JOIN stages s ON s.pipeline = f.pipeline
    LEFT JOIN entered e ON e.opportunity_id = f.opportunity_id AND e.stage = s.stage GROUP BY ALL
)
SELECT 'cohort' AS measure, period, member, stage, share(entered + skipped, n) AS value, wilson(entered + skipped, n, -1) AS low, wilson(entered + skipped, n, 1) AS high, n FROM cells
UNION ALL SELECT 'reached', period, member, stage, entered + skipped, NULL, NULL, NULL FROM cells
UNION ALL SELECT 'entered', period, member, stage, entered, NULL, NULL, NULL FROM cells
UNION ALL SELECT 'imputed', period, member, stage, skipped, NULL, NULL, NULL FROM cells
