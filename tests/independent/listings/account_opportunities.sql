-- Open opportunities that name an account.
-- key: account_id opportunity_id
SELECT account_id, opportunity_id, stage, amount, floor(days(created_at, getvariable('seen_until'))) AS age_days, expected_close_date,
    coalesce(expected_close_date < getvariable('as_of'), false) AS is_overdue
FROM raw_opportunities WHERE status = 'open' AND account_id IS NOT NULL
