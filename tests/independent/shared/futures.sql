-- What each simulated path brings to each unit and period: from what is open, from new ones, and with what is booked so far;
-- and the target of each unit and period, of which each of its days bears the same part.
CREATE OR REPLACE MACRO unit(region, team) AS CASE getvariable('dimension') WHEN 'team' THEN coalesce(team, '') WHEN 'region' THEN coalesce(region, '') ELSE '' END;
CREATE OR REPLACE TEMP TABLE sofar AS
SELECT unit(u.region, u.team) AS member, coalesce(sum(amount) FILTER (is_booked), 0)::DOUBLE AS booked, count_if(is_booked) AS wins, count_if(status = 'open') AS n
FROM (SELECT *, status = 'won' AND closed_at::DATE >= (SELECT starts FROM ahead WHERE ahead = 0) AS is_booked FROM opportunities) o
JOIN units u USING (opportunity_id) GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE futures AS
WITH inside AS (
    SELECT unit(region, team) AS member, a.ahead, path, part, amount FROM made_forecast_paths p
    JOIN ahead a ON p.month >= a.starts AND p.month < a.ends WHERE part IN ('open', 'new') AND as_of = getvariable('as_of')
), summed AS (
    SELECT member, ahead, path, coalesce(sum(amount) FILTER (part = 'open'), 0) AS from_open, coalesce(sum(amount) FILTER (part = 'new'), 0) AS from_new
    FROM inside GROUP BY ALL
), every AS (SELECT * FROM (SELECT DISTINCT member FROM inside), (SELECT ahead FROM ahead), (SELECT DISTINCT path FROM inside))
SELECT e.*, coalesce(from_open, 0) AS from_open, coalesce(from_new, 0) AS from_new,
    coalesce(from_open, 0) + coalesce(from_new, 0) + CASE WHEN e.ahead = 0 THEN coalesce(s.booked, 0) ELSE 0 END AS total
FROM every e LEFT JOIN summed USING (member, ahead, path) LEFT JOIN sofar s USING (member);
CREATE OR REPLACE TEMP TABLE aims AS
SELECT unit(region, team) AS member, a.ahead,
    sum(t.amount::DOUBLE * (least(t.period_end + 1, a.ends) - greatest(t.period_start, a.starts)) / (t.period_end - t.period_start + 1)) AS target
FROM targets t JOIN ahead a ON t.period_start < a.ends AND t.period_end >= a.starts WHERE measure = 'bookings' GROUP BY ALL;
