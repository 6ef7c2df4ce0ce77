-- Bookings of every owner over the whole window, and their share of all.
-- key: owner team region
SELECT coalesce(o.owner, '') AS owner, coalesce(u.team, '') AS team, coalesce(u.region, '') AS region, sum(amount) AS amount,
    sum(amount)::DOUBLE / sum(sum(amount)) OVER () AS contribution, count(*) AS count
FROM raw_opportunities o JOIN units u USING (opportunity_id) WHERE status = 'won' AND closed_at::DATE >= (SELECT min(period) FROM periods) GROUP BY ALL
