-- How far the forecasts of earlier days lay off what the files of the last load say was booked then.
-- by: team region
-- include: earlier
WITH added AS (
    SELECT member, count(*) AS n, sum(abs(q50 - booked)) / nullif(sum(abs(booked)), 0) AS wape, sum(mean - booked) / nullif(sum(abs(booked)), 0) AS bias,
        count_if(booked BETWEEN q05 AND q95) AS hits FROM told GROUP BY member
)
SELECT 'wape' AS measure, member, wape AS value, NULL::DOUBLE AS low, NULL::DOUBLE AS high, n FROM added
UNION ALL SELECT 'bias', member, bias, NULL, NULL, n FROM added
UNION ALL SELECT 'coverage', member, hits / n, wilson(hits, n, -1), wilson(hits, n, 1), n FROM added
