-- What the new customers of a period cost each: what was done for accounts before they bought, and what was spent.
CREATE OR REPLACE TEMP TABLE efforts AS
SELECT period, CASE WHEN getvariable('dimension') = 'source' THEN coalesce(o.source, l.source, '') ELSE '' END AS member, sum(cost) AS cost
FROM raw_activities a LEFT JOIN raw_opportunities o ON o.opportunity_id = a.opportunity_id LEFT JOIN raw_leads l ON l.lead_id = a.lead_id
LEFT JOIN first_purchases f ON f.account_id = coalesce(a.account_id, o.account_id, l.account_id)
JOIN periods p ON occurred_at::DATE >= p.period AND occurred_at::DATE < p.ends
WHERE NOT coalesce(occurred_at::DATE > f.day, false) GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE spent AS
SELECT p.period, CASE WHEN getvariable('dimension') = 'source' THEN coalesce(s.source, '') ELSE '' END AS member,
    sum(s.amount::DOUBLE * (least(s.period_end + 1, p.ends) - greatest(s.period_start, p.period)) / (s.period_end - s.period_start + 1)) AS amount
FROM spend s JOIN periods p ON s.period_start < p.ends AND s.period_end >= p.period GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE parts AS
SELECT period, member, n, coalesce(cost, 0)::DOUBLE / n AS activity, amount / n AS media
FROM (SELECT period, member, count(*) AS n FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL) LEFT JOIN efforts USING (period, member) LEFT JOIN spent USING (period, member);
