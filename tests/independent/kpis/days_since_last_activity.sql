-- Days since the last activity that names an open opportunity, but automatic ones, else since its creation.
-- by: source
WITH silent AS (
    SELECT member, amount, max(a.occurred_at) IS NULL AS never, days(coalesce(max(a.occurred_at), created_at), getvariable('seen_until')) AS d
    FROM opportunities o LEFT JOIN raw_activities a ON a.opportunity_id = o.opportunity_id AND NOT a.is_automatic
    WHERE status = 'open' AND created_at IS NOT NULL GROUP BY o.opportunity_id, member, amount, created_at
)
SELECT 'median' AS measure, member, median(d) AS value, count(*) AS n FROM silent GROUP BY ALL
UNION ALL SELECT 'silent', member, share(count_if(d > 30), count(*)), count(*) FROM silent GROUP BY ALL
UNION ALL SELECT 'silent_amount', member, coalesce(sum(amount) FILTER (d > 30), 0), NULL FROM silent GROUP BY ALL
UNION ALL SELECT 'never', member, share(count_if(never), count(*)), count(*) FROM silent GROUP BY ALL
