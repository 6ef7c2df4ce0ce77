-- Revenue of the period against the same one a year before; a running one against as many days of it.
-- by: product
CREATE OR REPLACE TEMP TABLE takings AS SELECT member, day, CASE kind WHEN 'sale' THEN abs(amount) WHEN 'refund' THEN -abs(amount) ELSE 0 END AS amount FROM orders;
WITH both_of AS (
    SELECT period, m.member, (SELECT sum(amount) FROM takings t WHERE t.member = m.member AND day >= period AND day < ends) AS now,
        (SELECT sum(amount) FROM takings t WHERE t.member = m.member AND day >= period - INTERVAL 1 YEAR AND day < CASE WHEN ends = nominal_end THEN ends - INTERVAL 1 YEAR ELSE period - INTERVAL 1 YEAR + (ends - period) * INTERVAL 1 DAY END) AS before
    FROM periods CROSS JOIN (SELECT DISTINCT member FROM takings) m WHERE period - INTERVAL 1 YEAR >= (SELECT min(day) FROM takings)
)
SELECT 'value' AS measure, period, member, coalesce(now, 0)::DOUBLE / before - 1 AS value FROM both_of WHERE before > 0
