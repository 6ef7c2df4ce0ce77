-- Opportunities created in the period.
-- by: source owner product
SELECT 'value' AS measure, period, member, count(*) AS value, count(*) AS n
FROM opportunities JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends GROUP BY ALL
