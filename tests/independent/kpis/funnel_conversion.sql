-- Share of the leads created in the period that came to a step so far, or to a later one; how many; how
-- many of them skipped the step; and what happened in the period per what happened at the step before.
-- by: source
-- unchecked: median_days
-- (the same curves as in lead_cycle_time, between two steps)
CREATE OR REPLACE TEMP TABLE came AS
WITH owned AS (
    SELECT l.lead_id, o.opportunity_id, o.created_at, o.status, o.closed_at FROM raw_leads l JOIN raw_opportunities o ON o.lead_id = l.lead_id
    UNION SELECT l.lead_id, o.opportunity_id, o.created_at, o.status, o.closed_at FROM raw_leads l JOIN raw_opportunities o ON o.opportunity_id = l.opportunity_id
)
SELECT l.lead_id, l.member, l.created_at AS lead, any_value(l.qualified_at) AS qualified, min(o.created_at) AS opportunity,
    min(q.issued_at) AS quote, min(o.closed_at) FILTER (o.status = 'won') AS won
FROM leads l LEFT JOIN owned o USING (lead_id) LEFT JOIN raw_quotes q ON q.opportunity_id = o.opportunity_id GROUP BY l.lead_id, l.member, l.created_at;
CREATE OR REPLACE TEMP TABLE long AS
SELECT lead_id, member, lead AS created_at, unnest(['lead', 'qualified', 'opportunity', 'quote', 'won']) AS step, unnest(range(5)) AS position, unnest([lead, qualified, opportunity, quote, won]) AS moment,
    unnest([true, coalesce(qualified, opportunity, quote, won) IS NOT NULL, coalesce(opportunity, quote, won) IS NOT NULL, coalesce(quote, won) IS NOT NULL, won IS NOT NULL]) AS reached FROM came;
WITH cohort AS (
    SELECT period, member, step, count(*) AS n, count_if(reached) AS k, count_if(reached AND moment IS NULL) AS skipped
    FROM long JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends GROUP BY ALL
), happened AS (
    SELECT period, member, step, position, count(*) AS k FROM long JOIN periods p ON moment::DATE >= p.period AND moment::DATE < p.ends GROUP BY ALL
)
SELECT 'cohort' AS measure, period, member, step, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM cohort
UNION ALL SELECT 'reached', period, member, step, k, NULL, NULL, NULL FROM cohort
UNION ALL SELECT 'imputed', period, member, step, skipped, NULL, NULL, NULL FROM cohort
UNION ALL SELECT 'period', b.period, b.member, s.step, coalesce(a.k, 0) / b.k, NULL, NULL, b.k
FROM happened b JOIN (SELECT DISTINCT step, position FROM long) s ON s.position = b.position + 1 LEFT JOIN happened a ON a.period = b.period AND a.member = b.member AND a.position = s.position
