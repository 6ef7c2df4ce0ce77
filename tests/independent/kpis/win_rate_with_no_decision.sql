-- Won ones as a share of those closed in the period or, still open, grown in it older than the age within
-- which 99 % of all closes happened.
-- by: source
WITH ages AS (SELECT quantile_disc(days(created_at, closed_at), 0.99) AS given_up FROM raw_opportunities WHERE status <> 'open'),
over AS (
    SELECT member, status, CASE WHEN status = 'open' THEN created_at::DATE + floor(given_up)::INT + 1 ELSE closed_at::DATE END AS day FROM opportunities, ages
), found AS (SELECT period, member, count(*) AS n, count_if(status = 'won') AS k FROM over JOIN periods p ON day >= p.period AND day < p.ends GROUP BY ALL)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
