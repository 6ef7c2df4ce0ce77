-- Of the leads and opportunities touched in the period, the share that moved to its next step within 14 days.
-- A record counts once for each step, channel and message, from its first touch on.
-- by: channel
-- unchecked: untouched ratio
-- (what untouched records of the same step and age did is a model of hazards by bands of age)
CREATE OR REPLACE TEMP TABLE moves AS -- every step of every record, and how it began and ended
WITH records AS (
    SELECT 'l' || lead_id AS id, created_at, least(converted_at, disqualified_at) AS ended FROM raw_leads
    UNION ALL SELECT 'o' || opportunity_id, created_at, closed_at FROM raw_opportunities
), entered AS (
    SELECT 'l' || lead_id AS id, unnest([qualified_at, converted_at]) AS moment FROM raw_leads
    UNION ALL SELECT 'o' || opportunity_id, min(h.entered_at) FROM raw_stage_history h JOIN raw_opportunities o USING (opportunity_id) GROUP BY opportunity_id, h.stage, o.closed_at
    HAVING o.closed_at IS NULL OR min(h.entered_at) < o.closed_at
    UNION ALL SELECT 'o' || opportunity_id, closed_at FROM raw_opportunities WHERE status = 'won'
), steps AS (
    SELECT DISTINCT id, moment FROM entered e JOIN records r USING (id)
    WHERE moment > r.created_at AND moment <= coalesce(r.ended, getvariable('seen_until'))
), bounds AS (
    SELECT id, created_at AS starts FROM records UNION ALL SELECT id, moment FROM steps
)
SELECT b.id, starts, lead(starts) OVER one AS moved_at, coalesce(r.ended, getvariable('seen_until')) AS ended
FROM bounds b JOIN records r USING (id) WINDOW one AS (PARTITION BY b.id ORDER BY starts);
WITH touches AS (
    SELECT activity_id, occurred_at, channel, message, period, member,
        CASE WHEN o.created_at <= a.occurred_at THEN 'o' || o.opportunity_id WHEN l.lead_id IS NOT NULL THEN 'l' || a.lead_id END AS id
    FROM activities a LEFT JOIN raw_opportunities o ON o.opportunity_id = a.opportunity_id LEFT JOIN raw_leads l ON l.lead_id = a.lead_id
    JOIN periods p ON occurred_at::DATE >= p.period AND occurred_at::DATE < p.ends
    WHERE a.direction IS DISTINCT FROM 'inbound' AND NOT a.is_automatic AND coalesce(a.outcome, '') NOT IN ('bounced', 'no_answer')
        AND days(occurred_at, getvariable('seen_until')) >= 14
), once AS (
    SELECT period, t.channel, t.message, t.member, m.id, m.starts, min(occurred_at) AS first, any_value(moved_at) AS moved_at
    FROM touches t JOIN moves m ON m.id = t.id AND t.occurred_at >= m.starts AND t.occurred_at < coalesce(m.moved_at, m.ended) GROUP BY ALL
), found AS (
    SELECT period, member,
        count(*) AS n, count_if(coalesce(days(first, moved_at) <= 14, false)) AS k FROM once GROUP BY ALL
)
SELECT 'touched' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
