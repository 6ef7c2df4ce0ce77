-- What each account bought on which day, nothing twice.
CREATE OR REPLACE TEMP TABLE bought AS
WITH first_order AS ( -- an opportunity and the first order that names it are one purchase, the earlier one, the opportunity in a tie
    SELECT opportunity_id, arg_min(order_id, (day, order_id)) AS order_id FROM raw_orders
    WHERE kind = 'sale' AND account_id IS NOT NULL AND opportunity_id IS NOT NULL GROUP BY ALL
),
joined AS (
    SELECT p.account_id, p.day, p.order_id, o.closed_at::DATE AS won_on, r.day AS ordered_on, o.status = 'won' AND o.account_id IS NOT NULL AS is_won,
        p.order_id IS NOT DISTINCT FROM f.order_id AND f.order_id IS NOT NULL AS is_first,
        CASE WHEN p.order_id IS NULL THEN o.amount ELSE r2.amount END AS amount
    FROM purchases p LEFT JOIN first_order f ON f.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r ON r.order_id = f.order_id
    LEFT JOIN raw_opportunities o ON o.opportunity_id = p.opportunity_id LEFT JOIN raw_orders r2 ON r2.order_id = p.order_id
)
SELECT account_id, day, amount FROM joined
WHERE CASE WHEN order_id IS NULL THEN ordered_on IS NULL OR ordered_on >= won_on ELSE NOT (is_first AND is_won) OR day < won_on END;
