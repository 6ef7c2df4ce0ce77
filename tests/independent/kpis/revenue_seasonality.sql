-- STL has no plain SQL. The number of full months is counted, and the trend of the last turn must lie about
-- the mean of the last twelve months.
-- tolerance: 0.4
-- unchecked: index seasonal
-- (tests/kpis/sales finds a season that it planted)
WITH months AS (
    SELECT date_trunc('month', day)::DATE AS month, sum(CASE kind WHEN 'sale' THEN abs(amount) WHEN 'refund' THEN -abs(amount) ELSE 0 END)::DOUBLE AS amount
    FROM orders WHERE kind <> 'cancelled' AND day >= (SELECT date_trunc('month', min(day)) + INTERVAL 1 MONTH FROM orders) GROUP BY ALL
), placed AS (SELECT *, row_number() OVER (ORDER BY month DESC) AS back, count(*) OVER () AS months FROM months)
SELECT 'trend' AS measure, month(month) AS month_of_year, avg(amount) OVER () AS value, months AS n FROM placed WHERE back <= 12
