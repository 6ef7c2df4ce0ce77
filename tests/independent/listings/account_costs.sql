-- What each account that became a customer in the window took until the day of its first purchase.
-- key: account_id
SELECT f.account_id, f.day AS first_at, count(a.activity_id) AS touches, sum(a.duration_minutes) / 60 AS hours, sum(a.cost) AS cost
FROM first_purchases f LEFT JOIN (
    SELECT a.*, coalesce(a.account_id, o.account_id, l.account_id) AS whose FROM raw_activities a
    LEFT JOIN raw_opportunities o ON o.opportunity_id = a.opportunity_id LEFT JOIN raw_leads l ON l.lead_id = a.lead_id
) a ON a.whose = f.account_id AND a.occurred_at::DATE <= f.day
WHERE f.day >= (SELECT min(period) FROM periods) GROUP BY ALL
