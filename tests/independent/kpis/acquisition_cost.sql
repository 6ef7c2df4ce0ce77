-- Spend and cost of activities of the period, none of what came after an account's first purchase, for each new customer.
-- by: source
-- unchecked: lagged
-- (the same sums, a cycle earlier)
-- include: firsts
-- include: acquisition
SELECT 'value' AS measure, period, member, activity + coalesce(media, 0) AS value, n FROM parts
UNION ALL SELECT 'activity_cost', period, member, activity, n FROM parts
UNION ALL SELECT 'spend', period, member, coalesce(media, 0), n FROM parts
