-- Share of the leads created in the period that were converted and have an opportunity; and the share
-- converted by 90 days (Aalen–Johansen; disqualification, or conversion without an opportunity, competes).
-- by: source
INSERT INTO spells
SELECT period || '|' || member, days(created_at, coalesce(converted_at, disqualified_at, getvariable('seen_until'))),
    CASE WHEN converted_at IS NOT NULL AND b.opportunity_id IS NOT NULL THEN 1 WHEN coalesce(converted_at, disqualified_at) IS NOT NULL THEN 2 ELSE 0 END
FROM leads JOIN became b USING (lead_id) JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends;
WITH found AS (SELECT grp, count(*) AS n, count_if(cause = 1) AS k FROM spells GROUP BY ALL)
SELECT 'value' AS measure, split_part(grp, '|', 1)::DATE AS period, split_part(grp, '|', 2) AS member, share(k, n) AS value, n FROM found
UNION ALL
SELECT 'within_90_days', split_part(grp, '|', 1)::DATE, split_part(grp, '|', 2), won, n FROM curve_at(90) JOIN found USING (grp)
