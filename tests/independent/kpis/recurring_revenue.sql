-- Monthly revenue from contracts at the start of the period, what changed it, and at its end, by account.
-- What each account pays a month on the eve of the period and on its last day.
CREATE OR REPLACE TEMP TABLE paid AS
SELECT period, member, account_id, sum(CASE WHEN start_date < period AND (last_day IS NULL OR last_day >= period - 1) THEN monthly ELSE 0 END) AS m0,
    count_if(start_date < period AND (last_day IS NULL OR last_day >= period - 1)) AS n0,
    sum(CASE WHEN start_date < ends AND (last_day IS NULL OR last_day >= ends - 1) THEN monthly ELSE 0 END) AS m1,
    count_if(start_date < ends AND (last_day IS NULL OR last_day >= ends - 1)) AS n1
FROM contracts CROSS JOIN periods GROUP BY ALL;
SELECT 'value' AS measure, period, member, step, sum(CASE step WHEN 'start' THEN m0 WHEN 'end' THEN m1 WHEN 'new' THEN CASE WHEN n0 = 0 AND n1 > 0 THEN m1 ELSE 0 END
    WHEN 'lost' THEN CASE WHEN n0 > 0 AND n1 = 0 THEN m0 ELSE 0 END WHEN 'expansion' THEN CASE WHEN n0 > 0 AND n1 > 0 THEN greatest(m1 - m0, 0) ELSE 0 END
    ELSE CASE WHEN n0 > 0 AND n1 > 0 THEN greatest(m0 - m1, 0) ELSE 0 END END) AS value
FROM paid, (VALUES ('start'), ('new'), ('expansion'), ('contraction'), ('lost'), ('end')) AS s(step) GROUP BY ALL
