-- Open opportunities that have a chance, with what it is, what a win would bring, both multiplied, and whether they are stale.
-- key: opportunity_id
-- include: ahead
-- include: weighed
-- include: judged
SELECT w.opportunity_id, w.name, w.owner, w.stage, w.amount, days(w.created_at, getvariable('seen_until')) AS age_days, within_30, within_90,
    low_90 AS low, high_90 AS high, eventually, expected_amount, cents(expected_amount * within_90) AS weighted_amount,
    cents(expected_amount * in_period) AS period_amount, nullif(j.state, 'alive') AS state, basis
FROM weighed w LEFT JOIN judged j USING (opportunity_id) WHERE within_90 IS NOT NULL
