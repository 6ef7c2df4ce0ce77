-- What was sent to each applicant first, and how it was decided in the end.
SELECT 'Q' || case_id AS quote_id, 'O' || case_id AS opportunity_id, min(timestamp) FILTER (activity = 'O_SENT') AS issued_at, any_value(amount_req) AS amount,
    CASE WHEN count_if(activity = 'O_ACCEPTED') > 0 THEN 'accepted' WHEN count_if(activity = 'O_DECLINED') > 0 THEN 'rejected' ELSE 'sent' END AS status,
    coalesce(min(timestamp) FILTER (activity = 'O_ACCEPTED'), min(timestamp) FILTER (activity = 'O_DECLINED')) AS decided_at
FROM events GROUP BY case_id HAVING count_if(activity = 'O_SENT') > 0 ORDER BY case_id
