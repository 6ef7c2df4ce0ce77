-- Touches made by people in the period, whatever became of whom they were for, for each opportunity won
-- in it; their hours and what they cost. By source, that of their opportunity, else of their lead.
-- by: source owner
WITH made AS (
    SELECT period, CASE getvariable('dimension') WHEN 'source' THEN coalesce(o.source, l.source, '') WHEN 'owner' THEN coalesce(a.owner, '') ELSE '' END AS member, duration_minutes, cost
    FROM raw_activities a JOIN periods p ON occurred_at::DATE >= p.period AND occurred_at::DATE < p.ends
    LEFT JOIN raw_opportunities o ON o.opportunity_id = a.opportunity_id LEFT JOIN raw_leads l ON l.lead_id = a.lead_id
    WHERE a.direction IS DISTINCT FROM 'inbound' AND NOT is_automatic
), touches AS (SELECT period, member, count(*) AS k, sum(duration_minutes) / 60 AS hours, sum(cost) AS cost FROM made GROUP BY ALL),
won AS (SELECT period, member, count(*) AS n FROM opportunities JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'won' GROUP BY ALL),
both_of AS (SELECT period, member, coalesce(k, 0) AS k, CASE WHEN k IS NULL THEN 0 ELSE hours END AS hours, CASE WHEN k IS NULL THEN 0 ELSE cost END AS cost, n FROM won LEFT JOIN touches USING (period, member))
SELECT 'touches' AS measure, period, member, k / n AS value, n FROM both_of
UNION ALL SELECT 'hours', period, member, hours / n, n FROM both_of
UNION ALL SELECT 'cost', period, member, cost / n, n FROM both_of
