-- The forecast of each unit and period that is over: the last one made before it began, else the first one made in it;
-- and what was booked in the months that it was of.
CREATE OR REPLACE TEMP TABLE told AS
WITH placed AS (
    SELECT *, CASE WHEN coalesce(unit, '') = '' THEN 0 WHEN contains(unit, '/') THEN 2 ELSE 1 END AS depth FROM made_earlier_forecasts
    WHERE target_end <= getvariable('as_of') + 1 AND made::DATE + 1 < target_end
        AND period = (SELECT CASE WHEN min(date_diff('month', period, nominal_end)) = 1 THEN 'month' ELSE 'quarter' END FROM periods)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY unit, target_start ORDER BY made >= target_start, CASE WHEN made < target_start THEN made END DESC, made) AS nth
    FROM placed WHERE depth = CASE getvariable('dimension') WHEN 'team' THEN 2 WHEN 'region' THEN 1 ELSE 0 END
)
SELECT r.unit, r.made, r.target_start, r.q05, r.q50, r.q95, r.mean,
    CASE getvariable('dimension') WHEN 'team' THEN r.team WHEN 'region' THEN r.region ELSE '' END AS member, coalesce(sum(s.euros), 0)::DOUBLE AS booked
FROM ranked r LEFT JOIN stood s ON s.number = (SELECT max(number) FROM loads) AND s.merged_into IS NULL AND s.status = 'won'
    AND s.closed_at::DATE >= greatest(r.target_start, date_trunc('month', r.made)) AND s.closed_at::DATE < r.target_end
    AND (coalesce(r.region, '') = '' OR s.region = r.region) AND (coalesce(r.team, '') = '' OR s.team = r.team)
WHERE nth = 1 GROUP BY ALL;
