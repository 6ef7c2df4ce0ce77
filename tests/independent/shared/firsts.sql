-- The first purchase of each account, with the member of the dimension that it belongs to.
CREATE OR REPLACE TEMP TABLE firsts AS -- on one day the opportunity comes before the order
SELECT p.account_id, p.day AS first_at, arg_min(coalesce(o.member, (SELECT member FROM opportunities x WHERE x.opportunity_id = p.opportunity_id), ''), (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS member,
    arg_min(CASE WHEN p.order_id IS NULL THEN o.amount ELSE r.amount END, (p.order_id IS NOT NULL, coalesce(p.order_id, p.opportunity_id))) AS amount
FROM purchases p JOIN first_purchases f ON f.account_id = p.account_id AND f.day = p.day
LEFT JOIN opportunities o ON o.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r ON r.order_id = p.order_id GROUP BY ALL;
