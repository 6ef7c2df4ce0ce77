-- Share of the leads created in the period that was qualified, or converted, within 30 days; only
-- leads whose 30 days are over count.
-- by: source owner
WITH old AS (
    SELECT period, member, coalesce(days(created_at, least(qualified_at, converted_at)) <= 30, false) AS qualified
    FROM leads JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends
    WHERE days(created_at, getvariable('seen_until')) >= 30
), found AS (SELECT period, member, count(*) AS n, count_if(qualified) AS k FROM old GROUP BY ALL)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
