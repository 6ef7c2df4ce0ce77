-- Opportunities open at the end of the period, and their amount: of those closed since, that before
-- closing, else the list price.
-- by: source product
WITH open_then AS (
    SELECT period, ends, member, created_at IS NOT NULL AS started,
        CASE WHEN closed_at IS NULL THEN amount ELSE coalesce(amount_before_close, list_price) END AS amount
    FROM opportunities JOIN periods p ON (created_at::DATE < p.ends OR created_at IS NULL) AND (closed_at IS NULL OR closed_at::DATE >= p.ends)
)
SELECT 'started' AS measure, period, member, count_if(started) AS value FROM open_then GROUP BY ALL
UNION ALL SELECT 'count', period, member, count(*) FROM open_then WHERE ends = getvariable('as_of') + 1 OR (SELECT count(*) FROM opportunities WHERE created_at IS NULL AND status = 'open') = 0 GROUP BY ALL
UNION ALL SELECT 'amount', period, member, sum(amount) FROM open_then WHERE started OR ends = getvariable('as_of') + 1 GROUP BY ALL
UNION ALL SELECT 'not_started', period, member, count_if(NOT started) FROM open_then WHERE ends = getvariable('as_of') + 1 GROUP BY ALL
