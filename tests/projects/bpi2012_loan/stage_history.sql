-- The first time that each accepted application came to a stage.
SELECT 'O' || case_id AS opportunity_id, min(timestamp) AS entered_at, activity AS stage FROM events
WHERE activity IN ('A_ACCEPTED', 'O_SENT', 'O_SENT_BACK') AND case_id IN (SELECT case_id FROM events WHERE activity = 'A_ACCEPTED')
GROUP BY case_id, activity ORDER BY case_id, entered_at
