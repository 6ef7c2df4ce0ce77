-- An accepted application: won when it was approved, lost when it was declined or cancelled.
WITH each AS (
    SELECT case_id, any_value(amount_req) AS amount, min(timestamp) FILTER (activity = 'A_ACCEPTED') AS created_at,
        min(timestamp) FILTER (activity = 'A_APPROVED') AS won_at, min(timestamp) FILTER (activity IN ('A_DECLINED', 'A_CANCELLED')) AS lost_at,
        arg_max(activity, timestamp) FILTER (activity IN ('A_ACCEPTED', 'O_SENT', 'O_SENT_BACK')) AS stage
    FROM events GROUP BY case_id
)
SELECT 'O' || case_id AS opportunity_id, 'L' || case_id AS lead_id, created_at, stage, amount, coalesce(won_at, lost_at) AS closed_at,
    CASE WHEN won_at IS NOT NULL THEN 'won' WHEN lost_at IS NOT NULL THEN 'lost' ELSE 'open' END AS status
FROM each WHERE created_at IS NOT NULL ORDER BY case_id
