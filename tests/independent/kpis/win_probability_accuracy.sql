-- Scores of the chances made again for past days whose 90 days were over, each day by how many were scored on it.
-- (tests/independent/test_models.py works out the scores themselves)
WITH over AS (FROM made_win_scores WHERE horizon_days = 90 AND origin + INTERVAL 90 DAY <= getvariable('as_of'))
SELECT measure, '' AS member, method, sum(value * n) / sum(n) AS value, sum(n) AS n
FROM (UNPIVOT over ON brier, log_loss, auc INTO NAME measure VALUE value) GROUP BY ALL
