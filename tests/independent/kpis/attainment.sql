-- Bookings of the period so far as a share of its target.
-- unchecked: pace ahead
-- (a median over courses of earlier periods; tests/kpis/sales works some out by hand)
WITH aims AS ( -- a target bears each of its days alike
    SELECT period, sum(t.amount::DOUBLE * (least(t.period_end + 1, nominal_end) - greatest(t.period_start, period)) / (t.period_end - t.period_start + 1)) AS target
    FROM targets t JOIN periods p ON t.period_start < nominal_end AND t.period_end >= period WHERE measure = 'bookings' GROUP BY ALL
), done AS (SELECT period, coalesce(sum(amount), 0) AS to_date FROM periods p LEFT JOIN (FROM raw_opportunities WHERE status = 'won') o ON o.closed_at::DATE >= p.period AND o.closed_at::DATE < p.ends GROUP BY ALL)
SELECT 'target' AS measure, period, target AS value FROM aims
UNION ALL SELECT 'to_date', period, to_date FROM done
UNION ALL SELECT 'value', period, to_date::DOUBLE / target FROM done JOIN aims USING (period)
