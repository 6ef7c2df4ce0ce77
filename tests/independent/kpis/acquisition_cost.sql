-- Spend and cost of activities of the period, none of what came after an account's first purchase, for each new customer.
-- by: source
-- unchecked: lagged
-- (the same sums, a cycle earlier)
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
CREATE OR REPLACE TEMP TABLE firsts AS -- on one day the opportunity comes before the order
SELECT p.account_id, p.day AS first_at, arg_min(coalesce(o.member, (SELECT member FROM opportunities x WHERE x.opportunity_id = p.opportunity_id), ''), (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS member,
    arg_min(CASE WHEN p.order_id IS NULL THEN o.amount ELSE r.amount END, (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS amount
FROM purchases p JOIN first_purchases f ON f.account_id = p.account_id AND f.day = p.day
LEFT JOIN opportunities o ON o.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r ON r.order_id = p.order_id GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE parts AS
SELECT period, member, n, coalesce(cost, 0)::DOUBLE / n AS activity, amount / n AS media
FROM (SELECT period, member, count(*) AS n FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL) LEFT JOIN efforts USING (period, member) LEFT JOIN spent USING (period, member);
SELECT 'value' AS measure, period, member, activity + coalesce(media, 0) AS value, n FROM parts
UNION ALL SELECT 'activity_cost', period, member, activity, n FROM parts
UNION ALL SELECT 'spend', period, member, coalesce(media, 0), n FROM parts
