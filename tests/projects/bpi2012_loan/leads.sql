-- Every application is a lead; preaccepted it is qualified, accepted it becomes an opportunity. Declined or
-- cancelled before that, it is disqualified.
WITH each AS (
    SELECT case_id, min(timestamp) AS created_at, min(timestamp) FILTER (activity = 'A_PREACCEPTED') AS qualified_at,
        min(timestamp) FILTER (activity = 'A_ACCEPTED') AS converted_at, min(timestamp) FILTER (activity IN ('A_DECLINED', 'A_CANCELLED')) AS dropped_at
    FROM events GROUP BY case_id
)
SELECT 'L' || case_id AS lead_id, created_at, qualified_at, converted_at, CASE WHEN converted_at IS NULL THEN dropped_at END AS disqualified_at,
    CASE WHEN converted_at IS NOT NULL THEN 'converted' WHEN dropped_at IS NOT NULL THEN 'disqualified' ELSE 'open' END AS status,
    CASE WHEN converted_at IS NOT NULL THEN 'O' || case_id END AS opportunity_id
FROM each ORDER BY case_id
