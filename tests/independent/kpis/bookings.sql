-- Amount and number of the opportunities won in the period, by the date they closed.
-- by: source owner product
WITH won AS (SELECT period, member, amount FROM opportunities JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'won')
SELECT 'amount' AS measure, period, member, sum(amount) AS value FROM won GROUP BY ALL
UNION ALL SELECT 'count', period, member, count(*) FROM won GROUP BY ALL
