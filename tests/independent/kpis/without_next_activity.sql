-- Open opportunities that no activity with a due day after as_of names.
-- by: source
WITH planned AS (
    SELECT member, amount, EXISTS (FROM raw_activities a WHERE a.opportunity_id = o.opportunity_id AND a.due_at::DATE > getvariable('as_of')) AS planned
    FROM opportunities o WHERE status = 'open'
)
SELECT 'count' AS measure, member, count_if(NOT planned) AS value FROM planned GROUP BY ALL
UNION ALL SELECT 'share', member, share(count_if(NOT planned), count(*)) FROM planned GROUP BY ALL
UNION ALL SELECT 'amount', member, coalesce(sum(amount) FILTER (NOT planned), 0) FROM planned GROUP BY ALL
