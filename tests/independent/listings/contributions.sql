-- Bookings of every owner over the whole window, and their share of all.
-- key: owner team region
SELECT coalesce(o.owner, '') AS owner, coalesce(w.team, '') AS team, coalesce(w.region, '') AS region, sum(amount) AS amount, sum(amount)::DOUBLE / sum(sum(amount)) OVER () AS contribution, count(*) AS count
FROM raw_opportunities o LEFT JOIN owners w ON w.owner = o.owner AND w.valid_from <= o.closed_at::DATE AND (w.valid_to IS NULL OR w.valid_to >= o.closed_at::DATE) WHERE status = 'won' AND closed_at::DATE >= (SELECT min(period) FROM periods) GROUP BY ALL
