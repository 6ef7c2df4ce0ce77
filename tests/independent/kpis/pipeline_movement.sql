-- What the open pipeline gained and lost between the snapshots. A single load has none to compare, so that
-- this stands for nothing here; tests/independent/test_movement.py makes a second snapshot.
SELECT 'amount' AS measure, 'start' AS step, NULL AS value WHERE false
