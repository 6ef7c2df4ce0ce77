-- What each won over the whole window, their part of all bookings, and their raw win rate.
-- by: owner product
-- unchecked: win_rate_shrunken rank
-- (the shrinkage is checked against published figures in tests/estimates)
WITH closed AS (
    SELECT member, status, amount FROM opportunities WHERE status <> 'open' AND closed_at::DATE >= (SELECT min(period) FROM periods)
), found AS (SELECT member, count(*) AS n, count_if(status = 'won') AS k, sum(CASE WHEN status = 'won' THEN amount ELSE 0 END) AS a FROM closed GROUP BY ALL)
SELECT 'amount' AS measure, member, a AS value, NULL AS low, NULL AS high FROM found
UNION ALL SELECT 'count', member, k, NULL, NULL FROM found
UNION ALL SELECT 'contribution', member, a::DOUBLE / sum(a) OVER (), NULL, NULL FROM found
UNION ALL SELECT 'win_rate', member, share(k, n), wilson(k, n, -1), wilson(k, n, 1) FROM found
