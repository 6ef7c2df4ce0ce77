-- Open opportunities times their chance of being won ever, in the period and within 90 days, each what a win would bring.
-- by: source owner
-- include: ahead
-- include: weighed
WITH added AS (
    SELECT member, count(eventually) AS n, count(*) - count(eventually) AS others, sum(eventually) AS wins,
        coalesce(sum(cents(eventually * expected_amount)), 0) AS ever, count(in_period) AS n_period,
        coalesce(sum(cents(in_period * expected_amount)), 0) AS in_time, coalesce(sum(cents(within_90 * expected_amount)), 0) AS soon
    FROM weighed GROUP BY member
)
SELECT 'eventually' AS measure, member, ever::DOUBLE AS value, n FROM added
UNION ALL SELECT 'within_period', member, CASE WHEN n = 0 OR n_period > 0 THEN in_time END, n FROM added
UNION ALL SELECT 'within_90', member, soon, n FROM added
UNION ALL SELECT 'wins', member, wins, n FROM added
UNION ALL SELECT 'count', member, n, n FROM added
UNION ALL SELECT 'unweighted', member, others, others FROM added
