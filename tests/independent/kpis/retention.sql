-- Of the customers whose first purchase lies in the period and whose k-th quarter is over, the share that bought in it.
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
WITH cells AS (
    SELECT period, k, f.account_id, EXISTS (FROM bought b WHERE b.account_id = f.account_id AND b.day >= first + to_months((3 * k)::INT) AND b.day < first + to_months((3 * k + 3)::INT)) AS again
    FROM first_bought f JOIN periods p ON first >= p.period AND first < p.ends CROSS JOIN range(1, 5) AS t(k)
    WHERE first + to_months(3 * (k::INT + 1)) <= getvariable('as_of') + 1
)
SELECT 'value' AS measure, period, k, share(count_if(again), count(*)) AS value, wilson(count_if(again), count(*), -1) AS low, wilson(count_if(again), count(*), 1) AS high, count(*) AS n FROM cells GROUP BY ALL
