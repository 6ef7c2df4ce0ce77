-- Accounts with a running contract at the start of the period that had none at its end, and their revenue.
-- What each account pays a month on the eve of the period and on its last day.
CREATE OR REPLACE TEMP TABLE paid AS
SELECT period, member, account_id, sum(CASE WHEN start_date < period AND (last_day IS NULL OR last_day >= period - 1) THEN monthly ELSE 0 END) AS m0,
    count_if(start_date < period AND (last_day IS NULL OR last_day >= period - 1)) AS n0,
    sum(CASE WHEN start_date < ends AND (last_day IS NULL OR last_day >= ends - 1) THEN monthly ELSE 0 END) AS m1,
    count_if(start_date < ends AND (last_day IS NULL OR last_day >= ends - 1)) AS n1
FROM contracts CROSS JOIN periods GROUP BY ALL;
SELECT 'accounts' AS measure, period, member, share(count_if(n1 = 0), count(*)) AS value, wilson(count_if(n1 = 0), count(*), -1) AS low, wilson(count_if(n1 = 0), count(*), 1) AS high, count(*) AS n FROM paid WHERE n0 > 0 GROUP BY ALL
UNION ALL SELECT 'revenue', period, member, sum(CASE WHEN n1 = 0 THEN m0 ELSE 0 END) / sum(m0), NULL, NULL, count(*) FROM paid WHERE n0 > 0 GROUP BY ALL
