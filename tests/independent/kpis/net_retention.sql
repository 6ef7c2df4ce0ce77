-- Monthly revenue at the end of the period from the accounts of its start, against then; gross at most that.
-- What each account pays a month on the eve of the period and on its last day.
CREATE OR REPLACE TEMP TABLE paid AS
SELECT period, member, account_id, sum(CASE WHEN start_date < period AND (last_day IS NULL OR last_day >= period - 1) THEN monthly ELSE 0 END) AS m0,
    count_if(start_date < period AND (last_day IS NULL OR last_day >= period - 1)) AS n0,
    sum(CASE WHEN start_date < ends AND (last_day IS NULL OR last_day >= ends - 1) THEN monthly ELSE 0 END) AS m1,
    count_if(start_date < ends AND (last_day IS NULL OR last_day >= ends - 1)) AS n1
FROM contracts CROSS JOIN periods GROUP BY ALL;
SELECT 'net' AS measure, period, member, sum(m1) / sum(m0) AS value, count(*) AS n FROM paid WHERE n0 > 0 GROUP BY ALL
UNION ALL SELECT 'gross', period, member, sum(least(m0, m1)) / sum(m0), count(*) FROM paid WHERE n0 > 0 GROUP BY ALL
