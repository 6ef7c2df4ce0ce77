-- Wins per 100 days open before the first quote and after it, and their ratio within bands of age (Mantel–Haenszel).
-- by: source
CREATE OR REPLACE TEMP TABLE halves AS
WITH aged AS (
    SELECT o.member, o.status, days(created_at, coalesce(closed_at, getvariable('seen_until'))) AS leave, CASE WHEN count(q.issued_at) = 0 THEN 'infinity'::DOUBLE ELSE greatest(0, min(days(created_at, q.issued_at))) END AS quoted
    FROM opportunities o LEFT JOIN raw_quotes q USING (opportunity_id) WHERE created_at IS NOT NULL GROUP BY opportunity_id, o.member, o.status, created_at, closed_at
)
SELECT member, false AS is_after, 0.0::DOUBLE AS starts, least(leave, quoted) AS stops, status = 'won' AND leave <= quoted AS won FROM aged
UNION ALL SELECT member, true, quoted, leave, status = 'won' FROM aged WHERE leave > quoted;
CREATE OR REPLACE TEMP TABLE banded AS
SELECT member, is_after, b.low, sum(greatest(0, least(stops, b.high) - greatest(starts, b.low))) AS d, count_if(won AND (stops > b.low OR b.low = 0) AND stops <= b.high) AS wins
FROM halves, (VALUES (0, 7), (7, 14), (14, 30), (30, 45), (45, 60), (60, 90), (90, 120), (120, 180), (180, 365), (365, 1000000)) AS b(low, high) GROUP BY ALL;
WITH pairs AS (
    SELECT member, low, sum(d) FILTER (is_after) AS d1, sum(wins) FILTER (is_after) AS k1, sum(d) FILTER (NOT is_after) AS d0, sum(wins) FILTER (NOT is_after) AS k0 FROM banded GROUP BY ALL
), whole AS (SELECT member, sum(d1) AS d1, sum(k1) AS k1, sum(d0) AS d0, sum(k0) AS k0 FROM pairs GROUP BY ALL)
SELECT 'ratio' AS measure, member, sum(k1 * d0 / nullif(d0 + d1, 0)) / nullif(sum(k0 * d1 / nullif(d0 + d1, 0)), 0) AS value FROM pairs GROUP BY ALL
UNION ALL SELECT 'ratio_unadjusted', member, (k1 / d1) / nullif(k0 / d0, 0) FROM whole
UNION ALL SELECT 'before', member, 100 * k0 / d0 FROM whole
UNION ALL SELECT 'after', member, 100 * k1 / d1 FROM whole
