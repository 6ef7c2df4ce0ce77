-- 1 less won amounts over list prices, and the median of the single ones.
-- by: product
WITH priced AS (SELECT period, member, amount::DOUBLE AS a, list_price::DOUBLE AS l FROM opportunities JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'won' AND amount IS NOT NULL AND list_price > 0)
SELECT 'value' AS measure, period, member, 1 - sum(a) / sum(l) AS value, count(*) AS n FROM priced GROUP BY ALL
UNION ALL SELECT 'median', period, member, median(1 - a / l), count(*) FROM priced GROUP BY ALL
