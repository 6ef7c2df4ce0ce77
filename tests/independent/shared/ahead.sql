-- The first period that is not over, which on the last day of one is the next, and those after it that
-- simulated paths cover to their end.
CREATE OR REPLACE TEMP TABLE ahead AS
WITH running AS (SELECT max(period) AS starts, max(nominal_end) AS ends FROM periods),
first AS (
    SELECT CASE WHEN ends = getvariable('as_of') + 1 THEN ends ELSE starts END AS starts, date_diff('month', starts, ends) AS months FROM running
), covered AS (SELECT coalesce(max(month) + INTERVAL 1 MONTH, '0001-01-01') AS until FROM made_forecast_paths)
SELECT i AS ahead, (starts + to_months((i * months)::INT))::DATE AS starts, (starts + to_months(((i + 1) * months)::INT))::DATE AS ends
FROM first, covered, range(0, 24) AS r(i) WHERE i = 0 OR starts + to_months(((i + 1) * months)::INT) <= until;
