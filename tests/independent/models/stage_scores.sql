-- Scores of the chances that the CRM itself gives to stages, on the past days of `made_win_scores`: the stage of each
-- open opportunity as it was then, and what the raw files say was won within so many days.
WITH days AS (SELECT DISTINCT origin::DATE AS origin, horizon_days FROM made_win_scores),
open_then AS (
    SELECT d.*, o.opportunity_id, o.pipeline, coalesce(o.status = 'won' AND o.closed_at::DATE <= d.origin + d.horizon_days::INT, false) AS won
    FROM days d JOIN raw_opportunities o ON o.created_at::DATE <= d.origin AND (o.status = 'open' OR o.closed_at::DATE > d.origin)
), placed AS (
    SELECT t.*, arg_max(h.stage, (h.entered_at, h.sequence)) AS stage
    FROM open_then t LEFT JOIN raw_stage_history h ON h.opportunity_id = t.opportunity_id AND h.entered_at::DATE <= t.origin GROUP BY ALL
), given AS (
    SELECT p.*, s.probability AS chance FROM placed p JOIN stages s ON s.stage = p.stage AND s.pipeline IS NOT DISTINCT FROM p.pipeline
), ranked AS ( -- those given the same share their ranks
    SELECT *, rank() OVER (PARTITION BY origin, horizon_days ORDER BY chance) + (count(*) OVER (PARTITION BY origin, horizon_days, chance) - 1) / 2 AS place
    FROM given
)
SELECT origin, horizon_days, count(*) AS n, avg((chance - won::INT)^2) AS brier,
    avg(-ln(least(greatest(CASE WHEN won THEN chance ELSE 1 - chance END, 1e-6), 1 - 1e-6))) AS log_loss,
    (sum(place) FILTER (won) - count_if(won) * (count_if(won) + 1) / 2) / nullif(count_if(won) * count_if(NOT won), 0) AS auc, count_if(won) AS wins
FROM ranked GROUP BY ALL ORDER BY ALL
