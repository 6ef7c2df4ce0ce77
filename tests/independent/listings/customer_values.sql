-- What each customer has bought so far, whether it still is one, and what is expected of it in one year and in three.
-- key: account_id
-- tolerance: 1e-5
-- include: bought
-- include: buyers
CREATE OR REPLACE TEMP TABLE asked AS SELECT account_id, unnest([12, 36])::DOUBLE AS months FROM buyers;
-- include: expected
SELECT b.account_id, coalesce(c.name, b.account_id) AS name, first_at, last_at, x + 1 AS purchases, brought,
    CASE WHEN monthly > 0 THEN (stays + b.months) / (leaves + stays + b.months) ELSE active END AS active,
    near.orders AS orders_12, near.revenue AS value_12, far.revenue AS value_36, margin * far.revenue AS margin_36,
    CASE WHEN monthly > 0 THEN 'contract' ELSE 'orders' END AS valued_by
FROM buyers b LEFT JOIN accounts c USING (account_id) JOIN alive USING (account_id), fitted, expected near, expected far
WHERE near.account_id = b.account_id AND near.months = 12 AND far.account_id = b.account_id AND far.months = 36
