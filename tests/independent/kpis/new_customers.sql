-- Accounts whose first won opportunity or sale lies in the period, and the amount of it.
-- by: source
CREATE OR REPLACE TEMP TABLE firsts AS -- on one day the opportunity comes before the order
SELECT p.account_id, p.day AS first_at, arg_min(coalesce(o.member, (SELECT member FROM opportunities x WHERE x.opportunity_id = p.opportunity_id), ''), (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS member,
    arg_min(CASE WHEN p.order_id IS NULL THEN o.amount ELSE r.amount END, (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS amount
FROM purchases p JOIN first_purchases f ON f.account_id = p.account_id AND f.day = p.day
LEFT JOIN opportunities o ON o.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r ON r.order_id = p.order_id GROUP BY ALL;
SELECT 'count' AS measure, period, member, count(*) AS value FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL
UNION ALL SELECT 'amount', period, member, sum(amount) FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL
