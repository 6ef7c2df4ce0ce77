-- Work that a person began on an application; 112 is the system.
SELECT row_number() OVER (ORDER BY case_id, timestamp, activity) AS activity_id, timestamp AS occurred_at, activity AS channel, 'outbound' AS direction,
    'L' || case_id AS lead_id, resource AS owner
FROM events WHERE activity LIKE 'W%' AND lifecycle = 'START' AND resource IS NOT NULL AND resource <> '112'
