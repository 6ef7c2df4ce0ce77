-- Of the opportunities created in the period at least 90 days ago, the share that got a quote within 90 days.
-- by: source
WITH old AS (
    SELECT period, member, coalesce(min(days(created_at, issued_at)) <= 90, false) AS quoted
    FROM opportunities o LEFT JOIN raw_quotes q USING (opportunity_id) JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends
    WHERE days(created_at, getvariable('seen_until')) >= 90 GROUP BY period, member, opportunity_id
), found AS (SELECT period, member, count(*) AS n, count_if(quoted) AS k FROM old GROUP BY ALL)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
