-- Share of the open opportunities whose chance of being won within 90 days is below 5 %, and of those of
-- which nobody can tell, by number and by amount. The chance is that of all who were at the same stage at the
-- same age (weekly for a year, then every 28 days); where they say nothing, that of all who were as old.
-- by: source product
-- include: judged
SELECT verdict AS measure, member, share(count_if(state = verdict), count(*)) AS value, count(*) AS n
FROM judged, (VALUES ('stale'), ('cannot_tell')) AS v(verdict) GROUP BY ALL
UNION ALL SELECT verdict || '_amount', member, coalesce(sum(amount) FILTER (state = verdict), 0)::DOUBLE / nullif(sum(amount), 0), count(amount)
FROM judged, (VALUES ('stale'), ('cannot_tell')) AS v(verdict) GROUP BY ALL
