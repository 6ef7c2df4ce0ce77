-- Open amount at the end of the period times the chance written down for the stage it was in then.
-- by: source product
WITH open_then AS (
    SELECT period, member, CASE WHEN closed_at IS NULL THEN amount ELSE coalesce(amount_before_close, list_price) END AS amount, s.probability
    FROM opportunities o JOIN periods p ON (created_at::DATE < p.ends OR created_at IS NULL AND p.ends = getvariable('as_of') + 1) AND (closed_at IS NULL OR closed_at::DATE >= p.ends)
    LEFT JOIN LATERAL (SELECT arg_max(stage, (entered_at, sequence)) AS stage FROM stage_history h WHERE h.opportunity_id = o.opportunity_id AND h.entered_at::DATE < p.ends) h ON true
    LEFT JOIN stages s ON s.pipeline = o.pipeline AND s.stage = CASE WHEN p.ends = getvariable('as_of') + 1 THEN o.stage ELSE h.stage END
)
SELECT 'value' AS measure, period, member, coalesce(sum(round_even(amount::DOUBLE * probability, 2)::DECIMAL(18, 2)), 0) AS value FROM open_then GROUP BY ALL
UNION ALL SELECT 'unweighted', period, member, coalesce(sum(amount) FILTER (probability IS NULL), 0) FROM open_then GROUP BY ALL
