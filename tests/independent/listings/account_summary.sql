-- Revenue of each account, ever and in the last 12 months, what is open, the last touch, open cases, first purchase.
-- key: account_id
WITH ids AS (SELECT account_id FROM accounts),
sold AS (
    SELECT account_id, sum(s) AS revenue, sum(CASE WHEN day > getvariable('as_of') - INTERVAL 1 YEAR THEN s ELSE 0 END) AS revenue_year
    FROM (SELECT *, CASE kind WHEN 'sale' THEN abs(amount) WHEN 'refund' THEN -abs(amount) ELSE 0 END AS s FROM raw_orders) GROUP BY ALL
), waiting AS (SELECT account_id, count(*) AS open_count, sum(amount) AS open_amount FROM raw_opportunities WHERE status = 'open' GROUP BY ALL),
touched AS (
    SELECT coalesce(a.account_id, o.account_id) AS account_id, max(a.occurred_at)::DATE AS last_touch_on FROM raw_activities a LEFT JOIN raw_opportunities o USING (opportunity_id)
    WHERE NOT a.is_automatic GROUP BY ALL
), cases_of AS (SELECT account_id, count(*) AS open_cases FROM raw_cases WHERE resolved_at IS NULL GROUP BY ALL)
SELECT account_id, coalesce(revenue_year, 0) AS revenue_year, coalesce(revenue, 0) AS revenue, coalesce(open_count, 0) AS open_count,
    coalesce(open_amount, 0) AS open_amount, last_touch_on, coalesce(open_cases, 0) AS open_cases, f.day AS first_purchase_on
FROM ids LEFT JOIN sold USING (account_id) LEFT JOIN waiting USING (account_id) LEFT JOIN touched USING (account_id) LEFT JOIN cases_of USING (account_id)
LEFT JOIN first_purchases f USING (account_id)
