-- Of the leads created in the window at least 90 days ago, the share converted within 90 days, by the
-- third of all scores at creation; and the chance that a converted one had the higher score.
-- by: source
WITH old AS (
    SELECT member, s.score, coalesce(s.band, 'none') AS band, coalesce(days(created_at, converted_at) <= 90, false) AS converted
    FROM leads l JOIN scores s USING (lead_id)
    WHERE created_at::DATE >= (SELECT min(period) FROM periods) AND days(created_at, getvariable('seen_until')) >= 90
), found AS (
    SELECT member, band, count(*) AS n, count_if(converted) AS k FROM old GROUP BY ALL
    UNION ALL SELECT member, 'all', count(*), count_if(converted) FROM old WHERE score IS NOT NULL GROUP BY ALL
), ranked AS ( -- of every score, how many that did not convert stand below, and beside it
    SELECT member, score, count_if(converted) AS won, count_if(NOT converted) AS beside FROM old WHERE score IS NOT NULL GROUP BY ALL
), pairs AS (
    SELECT *, coalesce(sum(beside) OVER (PARTITION BY member ORDER BY score ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below FROM ranked
)
SELECT 'rate' AS measure, member, band AS score_band, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high FROM found
WHERE band <> 'all'
UNION ALL
SELECT 'auc', member, 'all', sum(won * (below + beside / 2.0)) / nullif(sum(won) * sum(beside), 0), NULL, NULL FROM pairs GROUP BY member
