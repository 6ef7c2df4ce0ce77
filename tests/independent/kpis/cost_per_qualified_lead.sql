-- Spend of the period divided by those of its leads that were qualified, or converted, so far.
-- by: source campaign_id
CREATE OR REPLACE TEMP TABLE spent AS -- each day of a span, both ends inclusive, bears the same part
SELECT p.period, CASE WHEN getvariable('dimension') = 'source' THEN coalesce(s.source, '') WHEN getvariable('dimension') = 'campaign_id' THEN coalesce(s.campaign_id, '') ELSE '' END AS member,
    sum(s.amount::DOUBLE * (least(s.period_end + 1, p.ends) - greatest(s.period_start, p.period)) / (s.period_end - s.period_start + 1)) AS amount,
    count(*) AS spans
FROM spend s JOIN periods p ON s.period_start < p.ends AND s.period_end >= p.period GROUP BY ALL;
WITH counted AS (
    SELECT period, member, count_if(qualified_at IS NOT NULL OR converted_at IS NOT NULL) AS n
    FROM leads JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends GROUP BY ALL
)
SELECT 'spend' AS measure, period, member, amount AS value FROM spent
UNION ALL
SELECT 'value', period, member, CASE WHEN getvariable('dimension') = '' OR member <> '' THEN amount / nullif(n, 0) END FROM counted LEFT JOIN spent USING (period, member)
