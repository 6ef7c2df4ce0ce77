-- What to do follows from chances; of what is listed, that it is open, its age, and whether anybody answered it.
-- key: lead_id
-- some: true
SELECT lead_id, score, source, owner, seconds(created_at, getvariable('seen_until')) / 3600 AS age_hours, answered_at IS NOT NULL AS answered
FROM raw_leads LEFT JOIN answers USING (lead_id) WHERE converted_at IS NULL AND disqualified_at IS NULL
