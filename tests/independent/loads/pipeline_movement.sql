-- What became of the open pipeline between the loads of a period: the amount at its start, ten steps, and its
-- end; and beside it expected closes that crossed the end of the period, and what was won at another amount.
-- by: team region
-- within: 0.05
-- tolerance: 1e-6
-- (the kit reads exchange rates off two amounts of a record, which are rounded to the cent)
CREATE OR REPLACE MACRO unit(one) AS CASE getvariable('dimension') WHEN 'team' THEN coalesce(one.team, '') WHEN 'region' THEN coalesce(one.region, '') ELSE '' END;
CREATE OR REPLACE MACRO home(one) AS (one.region, one.team);
CREATE OR REPLACE TEMP TABLE present AS SELECT * FROM stood WHERE merged_into IS NULL;
CREATE OR REPLACE TEMP TABLE pairs AS -- both sides of each opportunity at each load but the first
SELECT p.period, p.nominal_end, l.number, coalesce(b.opportunity_id, a.opportunity_id) AS id, b, a, coalesce(b.euros, 0) AS was, coalesce(a.euros, 0) AS now,
    coalesce(b.status = 'open', false) AS was_open, coalesce(a.status = 'open', false) AS is_open,
    b.number IS NOT NULL AND a.number IS NOT NULL AND home(b) IS DISTINCT FROM home(a) AS is_moved,
    m.opportunity_id IS NOT NULL AS is_merged
FROM loads l JOIN periods p ON l.day >= p.period AND l.day < p.ends
JOIN (SELECT DISTINCT opportunity_id FROM stood) i ON true
LEFT JOIN present b ON b.number = l.number - 1 AND b.opportunity_id = i.opportunity_id
LEFT JOIN present a ON a.number = l.number AND a.opportunity_id = i.opportunity_id
LEFT JOIN stood m ON m.number = l.number AND m.opportunity_id = i.opportunity_id AND m.merged_into IS NOT NULL
WHERE l.number > 0 AND (b.number IS NOT NULL OR a.number IS NOT NULL);
-- What the amount before would have been at the rate of now.
CREATE OR REPLACE TEMP TABLE revalued AS
SELECT *, CASE WHEN b.currency = a.currency AND b.original <> 0 AND a.original <> 0 THEN euros(b.original, b.currency, a.rate) - was ELSE 0 END AS by_rate
FROM pairs WHERE was_open AND is_open;
CREATE OR REPLACE TEMP TABLE moves AS
SELECT period, unit(b) AS member, 'moved' AS step, -was AS amount, -1 AS count FROM pairs WHERE is_moved AND was_open
UNION ALL SELECT period, unit(a), 'moved', was, 1 FROM pairs WHERE is_moved AND was_open
UNION ALL SELECT period, unit(b), CASE WHEN is_merged THEN 'merged' ELSE 'removed' END, -was, -1 FROM pairs WHERE was_open AND a.number IS NULL
UNION ALL SELECT period, unit(a), CASE WHEN b.number IS NULL THEN 'created' ELSE 'reopened' END, now, 1 FROM pairs WHERE is_open AND NOT was_open
UNION ALL SELECT period, unit(a), a.status, -was, -1 FROM pairs WHERE was_open AND a.status IN ('won', 'lost')
UNION ALL SELECT period, unit(a), 'rate', by_rate, 0 FROM revalued WHERE by_rate <> 0
UNION ALL SELECT period, unit(a), CASE WHEN now - was > by_rate THEN 'grown' ELSE 'shrunk' END, now - was - by_rate, 0 FROM revalued WHERE now - was <> by_rate
UNION ALL SELECT period, unit(a), 'won_difference', now - was, 1 FROM pairs WHERE was_open AND a.status = 'won' AND a.euros IS NOT NULL AND now <> was
UNION ALL SELECT period, unit(a), CASE WHEN a.expected < nominal_end THEN 'pulled_in' ELSE 'pushed_out' END, now, 1 FROM pairs
WHERE was_open AND is_open AND (a.expected < nominal_end) <> (b.expected < nominal_end);
CREATE OR REPLACE TEMP TABLE levels AS
SELECT p.period, unit(s) AS member, e.step, coalesce(s.euros, 0) AS amount, 1 AS count
FROM (SELECT period, min(number) - 1 AS first, max(number) AS last FROM pairs GROUP BY ALL) p, (VALUES ('start'), ('end')) AS e(step), present s
WHERE s.number = CASE e.step WHEN 'start' THEN p.first ELSE p.last END AND s.status = 'open';
SELECT 'amount' AS measure, period, member, step, sum(amount) AS value FROM (FROM moves UNION ALL FROM levels) GROUP BY ALL
UNION ALL SELECT 'count', period, member, step, sum(count) FROM (FROM moves UNION ALL FROM levels) GROUP BY ALL
