-- What is stale depends on chances by stage and age (checked in stale_share.sql); of what is listed, that it is
-- open, its amount, its age, and how often its expected close was put off.
-- key: opportunity_id
-- some: true
SELECT opportunity_id, name, owner, stage, days(created_at, getvariable('seen_until')) AS age_days, amount, expected_close_date,
    (SELECT count(*) FROM changes c WHERE c."table" = 'opportunities' AND c.id = opportunity_id AND field = 'expected_close_date' AND new::DATE > old::DATE) AS times_pushed
FROM raw_opportunities WHERE status = 'open'
