-- Orders less refunds of the period so far as a share of its target.
-- unchecked: pace ahead value target
-- (the demo has no targets for revenue; attainment divides bookings in the same way)
WITH done AS (SELECT period, coalesce(sum(CASE kind WHEN 'refund' THEN -abs(amount) ELSE abs(amount) END), 0) AS to_date FROM periods p LEFT JOIN (FROM raw_orders WHERE kind IN ('sale', 'refund')) o ON o.day >= p.period AND o.day < p.ends GROUP BY ALL)
SELECT 'to_date' AS measure, period, to_date AS value FROM done
