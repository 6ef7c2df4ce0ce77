-- What an earlier preparing ($day) may have left in the store: a chance for each opportunity that was open,
-- and what three days forecast for months and quarters, of each team, each region and the company.
CREATE OR REPLACE TEMP TABLE left_chances AS
SELECT opportunity_id, region, team, TIMESTAMP '$day' AS as_of, (substr(opportunity_id, 2)::INT * 37 % 101) / 101 AS within_90
FROM read_csv('$folder/opportunities.csv', all_varchar = true) WHERE status = 'open' AND merged_into IS NULL;
CREATE OR REPLACE TEMP TABLE left_forecasts AS
WITH won AS (SELECT region, team, amount FROM raw_opportunities JOIN units USING (opportunity_id) WHERE status = 'won' AND year(closed_at) = 2025 AND team IS NOT NULL),
homes AS (
    SELECT region || '/' || team AS unit, region, team, sum(amount)::DOUBLE / 12 AS monthly FROM won GROUP BY ALL
    UNION ALL SELECT region, region, NULL, sum(amount)::DOUBLE / 12 FROM won GROUP BY ALL
    UNION ALL SELECT '', NULL, NULL, sum(amount)::DOUBLE / 12 FROM won
), days AS (SELECT unnest([DATE '2026-01-20', DATE '2026-02-25', DATE '$day']) AS made),
spans AS (
    SELECT made, 'month' AS period, date_trunc('month', made) + to_months(i::INT) AS target_start, 1 AS months FROM days, range(0, 6) AS r(i)
    UNION ALL SELECT made, 'quarter', date_trunc('quarter', made) + to_months((3 * i)::INT), 3 FROM days, range(0, 2) AS r(i)
), told AS (
    SELECT *, monthly * months * (0.8 + 0.1 * ((month(target_start) + month(made) + length(unit)) % 5)) AS middle FROM homes, spans
)
SELECT made::TIMESTAMP AS made, unit, region, team, period, target_start::TIMESTAMP AS target_start, (target_start + to_months(months))::TIMESTAMP AS target_end,
    middle * 0.7 AS q05, middle * 0.8 AS q10, middle * 0.9 AS q25, middle AS q50, middle * 1.1 AS q75, middle * 1.25 AS q90, middle * 1.4 AS q95, middle * 1.02 AS mean
FROM told;
