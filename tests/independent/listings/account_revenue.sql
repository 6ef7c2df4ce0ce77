-- Revenue of each account by month and product.
-- key: account_id month product
SELECT account_id, date_trunc('month', day)::DATE AS month, coalesce(product, '') AS product, sum(CASE kind WHEN 'sale' THEN abs(amount) ELSE -abs(amount) END) AS amount
FROM raw_orders WHERE kind IN ('sale', 'refund') AND account_id IS NOT NULL GROUP BY ALL
