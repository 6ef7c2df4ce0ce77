-- Share of customers who buy again, on another day, within a year of their first purchase (Kaplan–Meier).
CREATE OR REPLACE TEMP TABLE bought AS -- an opportunity and the first order that names it are one purchase, on the earlier day
WITH first_order AS (SELECT opportunity_id, arg_min(order_id, (day, order_id)) AS order_id FROM raw_orders WHERE kind = 'sale' AND account_id IS NOT NULL AND opportunity_id IS NOT NULL GROUP BY ALL),
joined AS (
    SELECT p.account_id, CASE WHEN p.order_id IS NULL THEN least(p.day, r.day) ELSE p.day END AS day
    FROM purchases p LEFT JOIN first_order f ON f.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r ON r.order_id = f.order_id
    LEFT JOIN raw_opportunities o ON o.opportunity_id = p.opportunity_id
    WHERE p.order_id IS NULL OR NOT (p.order_id IS NOT DISTINCT FROM f.order_id AND o.status = 'won' AND o.account_id IS NOT NULL)
)
SELECT DISTINCT account_id, day FROM joined;
CREATE OR REPLACE TEMP TABLE first_bought AS SELECT account_id, min(day) AS first FROM bought GROUP BY ALL;
INSERT INTO spells
SELECT '', coalesce(min(b.day) FILTER (b.day > first), getvariable('as_of')) - first, (min(b.day) FILTER (b.day > first) IS NOT NULL)::INT
FROM first_bought f JOIN bought b USING (account_id) GROUP BY account_id, first;
SELECT 'value' AS measure, won AS value, (SELECT count(*) FROM spells) AS n FROM curve_at(365)
