-- Since the first entry into a stage, the share that came further, into any later stage or by winning, and
-- the share lost before, by 180 days (Aalen–Johansen).
-- by: product
CREATE OR REPLACE TEMP TABLE entered AS
SELECT o.opportunity_id, o.member, o.status, o.closed_at, h.stage, s.position, min(h.entered_at) AS moment
FROM opportunities o JOIN raw_stage_history h USING (opportunity_id) JOIN stages s ON s.pipeline = o.pipeline AND s.stage = h.stage GROUP BY ALL;
INSERT INTO spells
WITH followed AS (
    SELECT e.*, (SELECT min(h.entered_at) FROM raw_stage_history h JOIN stages s USING (stage) WHERE h.opportunity_id = e.opportunity_id AND s.position > e.position AND h.entered_at >= e.moment) AS further FROM entered e
)
SELECT stage || '|' || member, days(moment, coalesce(least(further, closed_at), getvariable('seen_until'))),
    CASE WHEN further IS NOT NULL AND (closed_at IS NULL OR further <= closed_at) OR further IS NULL AND status = 'won' THEN 1 WHEN closed_at IS NOT NULL THEN 2 ELSE 0 END
FROM followed;
SELECT measure, split_part(grp, '|', 2) AS member, split_part(grp, '|', 1) AS stage, value
FROM ( -- where nobody was seen so long, as far as anybody went
    SELECT e.grp, coalesce(max(s.won), 0) AS advanced, coalesce(max(s.lost), 0) AS lost, coalesce(min(s.still_open), 1) AS still_open
    FROM ends e LEFT JOIN steps s ON s.grp = e.grp AND s.age <= 180 GROUP BY e.grp
) UNPIVOT (value FOR measure IN (advanced, lost, still_open))
