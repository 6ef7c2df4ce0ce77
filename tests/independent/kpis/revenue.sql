-- Sales of the period less refunds, on their own days; cancelled orders count nothing.
-- by: product owner
WITH dated AS (SELECT * FROM orders JOIN periods p ON day >= p.period AND day < p.ends WHERE kind IN ('sale', 'refund'))
SELECT 'amount' AS measure, period, member, sum(CASE kind WHEN 'sale' THEN abs(amount) ELSE -abs(amount) END) AS value FROM dated GROUP BY ALL
UNION ALL SELECT 'orders', period, member, count_if(kind = 'sale') FROM dated GROUP BY ALL
UNION ALL SELECT 'refunds', period, member, sum(CASE kind WHEN 'refund' THEN abs(amount) ELSE 0 END) FROM dated GROUP BY ALL
