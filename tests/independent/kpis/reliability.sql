-- Of opportunities that were given about the same chance, the share that was won in time, with Wilson's interval.
-- (tests/independent/test_models.py makes the groups themselves)
WITH own AS (SELECT *, round(observed * n) AS wins FROM made_reliability WHERE method = 'kit' AND horizon_days = 90)
SELECT 'observed' AS measure, '' AS member, bin, wins / n AS value, wilson(wins, n, -1) AS low, wilson(wins, n, 1) AS high, n FROM own
UNION ALL SELECT 'predicted', '', bin, predicted, NULL, NULL, n FROM own
