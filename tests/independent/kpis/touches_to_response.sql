-- Of the leads created in the window, the share that has answered by its k-th touch (Kaplan–Meier over
-- touches: given up is cut off), the share that answers the k-th, and the last touch worth making.
-- by: source
CREATE OR REPLACE TEMP TABLE effort AS
WITH touches AS (
    SELECT l.lead_id, member, occurred_at, CASE WHEN outcome IN ('answered', 'meeting_booked') OR responded_at IS NOT NULL AND coalesce(outcome, '') NOT IN ('bounced', 'no_answer', 'auto_reply')
            THEN greatest(occurred_at, coalesce(responded_at, occurred_at)) END AS reply
    FROM leads l JOIN raw_activities a USING (lead_id)
    WHERE l.created_at::DATE >= (SELECT min(period) FROM periods) AND a.direction IS DISTINCT FROM 'inbound' AND NOT a.is_automatic
        AND a.occurred_at <= coalesce(least(l.converted_at, l.disqualified_at), 'infinity')
), replies AS (
    SELECT lead_id, reply FROM touches WHERE reply IS NOT NULL
    UNION ALL SELECT a.lead_id, a.occurred_at FROM raw_activities a JOIN (SELECT lead_id, min(occurred_at) AS first FROM touches GROUP BY ALL) t USING (lead_id)
    WHERE a.direction = 'inbound' AND NOT a.is_automatic AND a.occurred_at > t.first
), answered AS (SELECT lead_id, min(reply) AS reply FROM replies GROUP BY ALL)
SELECT lead_id, member, count(*) AS made, any_value(r.reply) IS NOT NULL AS answered FROM touches LEFT JOIN answered r USING (lead_id)
WHERE occurred_at <= coalesce(r.reply, 'infinity') AND (r.reply IS NOT NULL OR days(occurred_at, getvariable('seen_until')) >= 14) GROUP BY ALL;
INSERT INTO spells SELECT member, made, answered::INT FROM effort;
CREATE OR REPLACE TEMP TABLE by_touch AS
SELECT member, k, count_if(made >= k) AS risk, count_if(made = k AND answered) AS ended FROM effort CROSS JOIN range(1, 13) AS t(k) GROUP BY ALL;
WITH worth AS (SELECT member, max(k) FILTER (risk >= 30) AS told, max(k) FILTER (risk >= 30 AND ended >= 0.02 * risk) AS last FROM by_touch GROUP BY ALL)
SELECT 'hazard' AS measure, member, k, share(ended, risk) AS value, wilson(ended, risk, -1) AS low, wilson(ended, risk, 1) AS high, risk AS n FROM by_touch
UNION ALL
SELECT 'answered', member, k, CASE WHEN risk > 0 OR e.still_open < 1e-12 THEN coalesce((SELECT max(won) FROM steps s WHERE s.grp = member AND age <= k), 0) END, NULL, NULL, risk
FROM by_touch JOIN ends e ON e.grp = member
UNION ALL SELECT 'stop_after', member, NULL, CASE WHEN last < told THEN last END, NULL, NULL, NULL FROM worth
