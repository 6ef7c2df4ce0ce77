-- Win rate of opportunities with customers who had bought on a day before their creation, and with the others.
-- by: source
WITH found AS (
    SELECT period, member, CASE WHEN f.day < o.created_at::DATE THEN 'existing' ELSE 'new' END AS customer, count(*) AS n, count_if(status = 'won') AS k
    FROM opportunities o LEFT JOIN first_purchases f USING (account_id) JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends
    WHERE status <> 'open' AND o.account_id IS NOT NULL AND o.created_at IS NOT NULL GROUP BY ALL
)
SELECT 'value' AS measure, period, member, customer, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
