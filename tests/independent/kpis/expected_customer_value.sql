-- Revenue, margin and orders that are expected of all who ever bought, by the published formulas of BG/NBD, Gamma-Gamma
-- and the curve of contracts, with the estimates as they lie in the store.
-- by: source
-- tolerance: 1e-5
-- include: firsts
-- include: bought
-- include: buyers
CREATE OR REPLACE TEMP TABLE asked AS SELECT account_id, unnest([12, 24, 36])::DOUBLE AS months FROM buyers;
-- include: expected
CREATE OR REPLACE TEMP TABLE added AS
SELECT member, months, count(*) AS n, sum(revenue) AS revenue, sum(orders) AS orders FROM expected JOIN firsts USING (account_id) GROUP BY ALL;
SELECT 'value' AS measure, member, months AS horizon_months, revenue / n AS value, n FROM added
UNION ALL SELECT 'margin', member, months, revenue / n * margin, n FROM added, fitted
UNION ALL SELECT 'orders', member, months, orders / n, n FROM added
UNION ALL SELECT 'total', member, months, revenue, n FROM added
