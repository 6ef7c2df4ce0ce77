-- Amount won from customers who had bought, by opportunity or order, on a day before the close; and the others.
-- by: source
WITH won AS (
    SELECT period, member, amount, CASE WHEN o.account_id IS NULL THEN 'unknown' WHEN f.day < closed_at::DATE THEN 'existing' ELSE 'new' END AS customer
    FROM opportunities o LEFT JOIN first_purchases f USING (account_id) JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'won'
)
SELECT 'amount' AS measure, period, member, customer, sum(amount) AS value FROM won GROUP BY ALL
UNION ALL SELECT 'count', period, member, customer, count(*) FROM won GROUP BY ALL
