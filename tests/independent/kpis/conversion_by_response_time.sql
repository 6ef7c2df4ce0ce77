-- Among leads at least 90 days old and, at each cut, neither converted nor disqualified: the share
-- converted within 90 days of those answered by the cut, and of those still waiting; and the ratio within
-- strata of source, band of the score and arrival in or outside working hours (Mantel–Haenszel).
-- by: owner
CREATE OR REPLACE TEMP TABLE followed AS
SELECT member, c.cut, coalesce(seconds(created_at, answered_at) <= c.s, false) AS answered,
    coalesce(days(created_at, converted_at) <= 90, false) AS converted,
    coalesce(source, '') || '|' || coalesce(band, '') || '|' || (isodow(created_at) <= 5 AND hour(created_at) BETWEEN 9 AND 17) AS stratum
FROM leads LEFT JOIN answers USING (lead_id) JOIN scores USING (lead_id), (VALUES ('5 minutes', 300), ('1 hour', 3600), ('1 day', 86400)) AS c(cut, s)
WHERE days(created_at, getvariable('seen_until')) >= 90 AND NOT coalesce(seconds(created_at, least(converted_at, disqualified_at)) <= c.s, false);
WITH sides AS (
    SELECT member, cut, count_if(answered) AS n1, count_if(answered AND converted) AS a, count_if(NOT answered) AS n0, count_if(NOT answered AND converted) AS b FROM followed GROUP BY ALL
), strata AS (
    SELECT member, cut, stratum, count_if(answered) AS n1, count_if(answered AND converted) AS a, count_if(NOT answered) AS n0, count_if(NOT answered AND converted) AS b FROM followed GROUP BY ALL
)
SELECT 'answered' AS measure, member, cut, share(a, n1) AS value, wilson(a, n1, -1) AS low, wilson(a, n1, 1) AS high, n1 AS n FROM sides
UNION ALL SELECT 'unanswered', member, cut, share(b, n0), wilson(b, n0, -1), wilson(b, n0, 1), n0 FROM sides
UNION ALL SELECT 'ratio', member, cut, share(a, n1) / nullif(share(b, n0), 0), NULL, NULL, n1 + n0 FROM sides
UNION ALL SELECT 'adjusted_ratio', member, cut, sum(a * n0 / (n1 + n0)) / nullif(sum(b * n1 / (n1 + n0)), 0), NULL, NULL, sum(n1 + n0)
FROM strata WHERE n1 > 0 AND n0 > 0 GROUP BY ALL
