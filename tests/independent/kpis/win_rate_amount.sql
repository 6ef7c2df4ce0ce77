-- Share of the amount of all opportunities closed in the period that was won.
-- by: source owner
-- Won and lost weigh alike: the amount before closing, else the amount unless the CRM set it to 0, else the list price.
CREATE OR REPLACE TEMP TABLE weighed AS
SELECT *, coalesce(amount_before_close, CASE WHEN status = 'won' OR amount > 0 THEN amount END, list_price) AS weight FROM opportunities WHERE status <> 'open';
SELECT 'value' AS measure, period, member, sum(CASE WHEN status = 'won' THEN weight ELSE 0 END)::DOUBLE / nullif(sum(weight), 0) AS value, count(weight) AS n
FROM weighed JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends GROUP BY ALL
