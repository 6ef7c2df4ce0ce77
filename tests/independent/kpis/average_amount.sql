-- Mean and median amount of the opportunities won in the period.
-- by: source product
SELECT m AS measure, period, member, CASE m WHEN 'mean' THEN avg(amount::DOUBLE) ELSE median(amount::DOUBLE) END AS value, count(*) AS n
FROM opportunities JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends, (VALUES ('mean'), ('median')) AS t(m) WHERE status = 'won' AND amount IS NOT NULL
GROUP BY m, period, member
