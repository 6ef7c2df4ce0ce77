-- Opportunities lost in the period by reason, and their amounts as win_rate_amount weighs them.
-- by: source
-- Won and lost weigh alike: the amount before closing, else the amount unless the CRM set it to 0, else the list price.
CREATE OR REPLACE TEMP TABLE weighed AS
SELECT *, coalesce(amount_before_close, CASE WHEN status = 'won' OR amount > 0 THEN amount END, list_price) AS weight FROM opportunities WHERE status <> 'open';
WITH counted AS (
    SELECT period, member, coalesce(loss_reason, '') AS reason, count(*) AS k, sum(weight) AS a
    FROM weighed JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'lost' GROUP BY ALL
), every AS (
    SELECT period, member, reason, coalesce(k, 0) AS k, coalesce(a, 0) AS a, sum(k) OVER one AS n, sum(a) OVER one AS whole
    FROM (SELECT DISTINCT period, member FROM counted) CROSS JOIN (SELECT DISTINCT coalesce(loss_reason, '') AS reason FROM raw_opportunities WHERE status = 'lost')
    LEFT JOIN counted USING (period, member, reason) WINDOW one AS (PARTITION BY period, member)
)
SELECT 'count' AS measure, period, member, reason, k AS value, NULL AS low, NULL AS high FROM every
UNION ALL SELECT 'share', period, member, reason, share(k, n), wilson(k, n, -1), wilson(k, n, 1) FROM every
UNION ALL SELECT 'amount', period, member, reason, a, NULL, NULL FROM every
UNION ALL SELECT 'share_amount', period, member, reason, a::DOUBLE / nullif(whole, 0), NULL, NULL FROM every
