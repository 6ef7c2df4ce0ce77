-- Touches made by people, per owner and working day (Monday to Friday) on which the owner was there.
-- by: owner
WITH touches AS (SELECT * FROM activities WHERE direction IS DISTINCT FROM 'inbound' AND NOT is_automatic AND owner IS NOT NULL),
stays AS ( -- from the day that the table of owners names to the last one, or the next stay
    SELECT owner, coalesce(valid_from, DATE '1900-01-01') AS begins, least(coalesce(valid_to + 1, DATE '2999-01-01'), coalesce(lead(valid_from) OVER (PARTITION BY owner ORDER BY valid_from), DATE '2999-01-01')) AS ends
    FROM owners WHERE owner IN (SELECT owner FROM touches)
    UNION ALL
    SELECT owner, min(occurred_at::DATE), max(occurred_at::DATE) + 1 FROM touches WHERE owner NOT IN (SELECT owner FROM owners) GROUP BY owner
), weekdays AS (
    SELECT period, CASE WHEN getvariable('dimension') = '' THEN '' ELSE owner END AS member, count(*) AS days
    FROM (SELECT period, unnest(range(period, ends, INTERVAL 1 DAY))::DATE AS day FROM periods) d JOIN stays s ON day >= s.begins AND day < s.ends
    WHERE isodow(day) <= 5 GROUP BY ALL
), made AS (SELECT period, member, count(*) AS k FROM touches JOIN periods p ON occurred_at::DATE >= p.period AND occurred_at::DATE < p.ends GROUP BY ALL)
SELECT 'value' AS measure, period, member, coalesce(k, 0) / days AS value, coalesce(k, 0) AS n FROM weekdays LEFT JOIN made USING (period, member)
