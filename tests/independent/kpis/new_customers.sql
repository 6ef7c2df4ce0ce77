-- Accounts whose first won opportunity or sale lies in the period, and the amount of it.
-- by: source
-- include: firsts
SELECT 'count' AS measure, period, member, count(*) AS value FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL
UNION ALL SELECT 'amount', period, member, sum(amount) FROM firsts JOIN periods p ON first_at >= p.period AND first_at < p.ends GROUP BY ALL
