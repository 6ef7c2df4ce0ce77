-- Quotes issued in the period, and those open at its end, for each one accepted in it; the same of opportunities.
-- by: source
CREATE OR REPLACE TEMP TABLE told AS -- a decision without a date came with the close of the opportunity
SELECT o.member, q.issued_at, q.amount, q.status, coalesce(CASE WHEN q.status <> 'sent' THEN q.decided_at END, o.closed_at) AS ended,
    CASE WHEN q.status = 'sent' OR coalesce(q.decided_at, o.closed_at) IS NULL THEN 0 WHEN q.status = 'accepted' THEN 1 ELSE 2 END AS cause
FROM raw_quotes q JOIN opportunities o USING (opportunity_id);
WITH groups AS (SELECT period, p.ends, member FROM periods p CROSS JOIN (SELECT DISTINCT member FROM opportunities)),
counted AS (
    SELECT g.period, g.member,
        (SELECT count(*) FROM told t WHERE t.member = g.member AND issued_at::DATE >= g.period AND issued_at::DATE < g.ends) AS issued,
        (SELECT count(*) FROM told t WHERE t.member = g.member AND issued_at::DATE < g.ends AND (ended IS NULL OR ended::DATE >= g.ends)) AS waiting,
        (SELECT count(*) FROM told t WHERE t.member = g.member AND cause = 1 AND ended::DATE >= g.period AND ended::DATE < g.ends) AS accepted,
        (SELECT count(*) FROM opportunities o WHERE o.member = g.member AND created_at::DATE >= g.period AND created_at::DATE < g.ends) AS created,
        (SELECT count(*) FROM opportunities o WHERE o.member = g.member AND created_at::DATE < g.ends AND (closed_at IS NULL OR closed_at::DATE >= g.ends)) AS still_open,
        (SELECT count(*) FROM opportunities o WHERE o.member = g.member AND status = 'won' AND closed_at::DATE >= g.period AND closed_at::DATE < g.ends) AS won
    FROM groups g
)
SELECT 'issued_to_accepted' AS measure, period, member, issued / nullif(accepted, 0) AS value, accepted AS n FROM counted
UNION ALL SELECT 'open_to_accepted', period, member, waiting / nullif(accepted, 0), accepted FROM counted
UNION ALL SELECT 'opportunities_created_to_won', period, member, created / nullif(won, 0), won FROM counted
UNION ALL SELECT 'opportunities_open_to_won', period, member, still_open / nullif(won, 0), won FROM counted
