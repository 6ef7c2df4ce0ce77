-- One row for each ticket of the log: opened with its first event, answered when it was first taken in
-- charge, resolved with its last resolution; the robot closes it weeks later.
SELECT "Case ID" AS case_id, min("Complete Timestamp") AS opened_at,
    min("Complete Timestamp") FILTER ("Activity" = 'Take in charge ticket') AS first_response_at,
    max("Complete Timestamp") FILTER ("Activity" = 'Resolve ticket') AS resolved_at,
    max("Complete Timestamp") FILTER ("Activity" = 'Closed') AS closed_at,
    CASE WHEN max("Complete Timestamp") FILTER ("Activity" = 'Closed') IS NULL THEN 'open' ELSE 'Closed' END AS status,
    arg_min(service_type, "Complete Timestamp") AS category, arg_min(seriousness, "Complete Timestamp") AS priority,
    arg_min(customer, "Complete Timestamp") AS account_id
FROM events GROUP BY "Case ID" ORDER BY "Case ID"
