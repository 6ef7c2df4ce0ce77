-- How the opportunities of the converted ones of the leads created in the period ended: lost at once
-- where only one stage was stood in before the close.
-- by: source
WITH stood AS (
    SELECT o.opportunity_id, count(DISTINCT h.stage) AS stages
    FROM opportunities o JOIN stage_history h USING (opportunity_id)
    WHERE h.entered_at < o.closed_at AND NOT (h.entered_at::DATE = o.closed_at::DATE AND h.stage = o.stage) GROUP BY ALL
), ended AS (
    SELECT period, l.member, CASE
        WHEN b.opportunity_id IS NULL THEN 'no_opportunity' WHEN o.opportunity_id IS NULL THEN 'not_found'
        WHEN o.status <> 'lost' THEN o.status
        WHEN NOT EXISTS (FROM stage_history h WHERE h.opportunity_id = o.opportunity_id) THEN 'lost'
        WHEN coalesce(s.stages, 0) <= 1 THEN 'lost_at_once' ELSE 'lost_later' END AS outcome
    FROM leads l JOIN became b USING (lead_id) LEFT JOIN opportunities o ON o.opportunity_id = b.opportunity_id
    LEFT JOIN stood s ON s.opportunity_id = o.opportunity_id
    JOIN periods p ON l.created_at::DATE >= p.period AND l.created_at::DATE < p.ends
    WHERE l.converted_at IS NOT NULL
), counted AS (SELECT period, member, outcome, count(*) AS k FROM ended GROUP BY ALL),
found AS (SELECT *, sum(k) OVER (PARTITION BY period, member) AS n FROM counted)
SELECT 'share' AS measure, period, member, outcome, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
UNION ALL SELECT 'count', period, member, outcome, k, NULL, NULL, k FROM found
