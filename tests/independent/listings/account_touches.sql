-- The last five touches of each account, those of machines left out.
-- key: account_id activity_id
SELECT coalesce(a.account_id, o.account_id) AS account_id, activity_id, occurred_at::DATE AS day, channel, direction, outcome
FROM raw_activities a LEFT JOIN raw_opportunities o USING (opportunity_id)
WHERE NOT a.is_automatic AND coalesce(a.account_id, o.account_id) IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY coalesce(a.account_id, o.account_id) ORDER BY occurred_at DESC, activity_id) <= 5
