-- Accepted quotes as a share of all decided in the period; and of those issued in it, the share accepted by
-- 90 days (Aalen–Johansen) and the median days to any decision.
-- by: source
CREATE OR REPLACE TEMP TABLE told AS -- a decision without a date came with the close of the opportunity
SELECT o.member, q.issued_at, q.amount, q.status, coalesce(CASE WHEN q.status <> 'sent' THEN q.decided_at END, o.closed_at) AS ended,
    CASE WHEN q.status = 'sent' OR coalesce(q.decided_at, o.closed_at) IS NULL THEN 0 WHEN q.status = 'accepted' THEN 1 ELSE 2 END AS cause
FROM raw_quotes q JOIN opportunities o USING (opportunity_id);
INSERT INTO spells SELECT period || '|' || member, days(issued_at, coalesce(ended, getvariable('seen_until'))), cause
FROM told JOIN periods p ON issued_at::DATE >= p.period AND issued_at::DATE < p.ends;
WITH decided AS (
    SELECT period, member, count(*) AS n, count_if(cause = 1) AS k, sum(CASE WHEN cause = 1 THEN amount ELSE 0 END) AS a, sum(amount) AS whole
    FROM told JOIN periods p ON ended::DATE >= p.period AND ended::DATE < p.ends WHERE cause > 0 GROUP BY ALL
)
SELECT 'accepted' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM decided
UNION ALL SELECT 'amount', period, member, a, NULL, NULL, k FROM decided
UNION ALL SELECT 'share_amount', period, member, a::DOUBLE / nullif(whole, 0), NULL, NULL, n FROM decided
UNION ALL SELECT 'median_days', split_part(grp, '|', 1)::DATE, split_part(grp, '|', 2), any_end, NULL, NULL, NULL FROM reached(0.5)
UNION ALL -- as far as anybody went
SELECT 'accepted_within', split_part(e.grp, '|', 1)::DATE, split_part(e.grp, '|', 2), coalesce(max(s.won), 0), NULL, NULL, NULL
FROM (SELECT DISTINCT grp FROM spells) e LEFT JOIN steps s ON s.grp = e.grp AND s.age <= 90 GROUP BY e.grp
