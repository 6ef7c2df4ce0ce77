-- Days from the creation of a lead to the first win of one of its opportunities, given a win; disqualification
-- and the loss of all its opportunities compete.
-- by: source
CREATE OR REPLACE TEMP TABLE owned AS
SELECT l.lead_id, o.opportunity_id, o.status, o.closed_at FROM raw_leads l JOIN raw_opportunities o ON o.lead_id = l.lead_id
UNION SELECT l.lead_id, o.opportunity_id, o.status, o.closed_at FROM raw_leads l JOIN raw_opportunities o ON o.opportunity_id = l.opportunity_id;
CREATE OR REPLACE TEMP TABLE fates AS
SELECT l.lead_id, l.member, l.created_at, l.disqualified_at, min(o.closed_at) FILTER (o.status = 'won') AS won_at,
    CASE WHEN count(o.opportunity_id) > 0 AND count_if(o.status = 'open') = 0 THEN max(o.closed_at) END AS all_closed
FROM leads l LEFT JOIN owned o USING (lead_id) GROUP BY ALL;
INSERT INTO spells
SELECT member, days(created_at, CASE WHEN won_at IS NOT NULL THEN won_at ELSE coalesce(least(disqualified_at, all_closed), getvariable('seen_until')) END),
    CASE WHEN won_at IS NOT NULL THEN 1 WHEN coalesce(disqualified_at, all_closed) IS NOT NULL THEN 2 ELSE 0 END FROM fates;
SELECT 'median' AS measure, grp AS member, given AS value, wins AS n FROM reached(0.5) JOIN ends USING (grp)
UNION ALL SELECT 'p25', grp, given, NULL FROM reached(0.25)
UNION ALL SELECT 'p75', grp, given, NULL FROM reached(0.75)
UNION ALL SELECT 'naive_median', member, median(days(created_at, won_at)), NULL FROM fates WHERE won_at IS NOT NULL GROUP BY member
