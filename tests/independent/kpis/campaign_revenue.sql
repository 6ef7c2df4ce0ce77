-- Amount won in the period, credited by five rules to the touches of the year before the close; and for each
-- euro spent on a campaign in the period.
-- by: source owner
-- Whom a touch may count for: the opportunity that it names; else what its lead became; else its account's.
CREATE OR REPLACE TEMP TABLE labels AS
SELECT campaign_id, CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN name || ' (' || campaign_id || ')' ELSE name END AS touch FROM campaigns;
CREATE OR REPLACE TEMP TABLE touched AS
SELECT channel AS touch, occurred_at AS moment, opportunity_id, lead_id, account_id FROM raw_activities
WHERE NOT is_automatic AND coalesce(outcome, '') NOT IN ('bounced', 'no_answer')
UNION ALL SELECT coalesce(n.touch, t.campaign_id), touched_at, NULL, lead_id, account_id FROM campaign_touches t LEFT JOIN labels n USING (campaign_id);
CREATE OR REPLACE TEMP TABLE won AS
SELECT p.period, o.member, o.opportunity_id, o.closed_at, o.amount, (o.amount * 100)::BIGINT AS cents, o.account_id,
    coalesce(o.lead_id, (SELECT min(l.lead_id) FROM raw_leads l WHERE l.opportunity_id = o.opportunity_id)) AS lead_id,
    CASE WHEN o.account_id IS NOT NULL THEN CASE WHEN EXISTS (
        SELECT * FROM purchases b WHERE b.account_id = o.account_id AND b.day < o.closed_at::DATE
            AND NOT (b.order_id IS NOT NULL AND b.opportunity_id IN (SELECT x.opportunity_id FROM raw_opportunities x WHERE x.status = 'won'))
    ) THEN 'existing' ELSE 'new' END END AS customer
FROM opportunities o JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends WHERE status = 'won' AND amount IS NOT NULL;
-- Of several touches in one second the one that names the opportunity comes first, then the lead's, then by name.
CREATE OR REPLACE TEMP TABLE met AS
WITH placed AS (
    SELECT t.*, l.account_id AS account_of_lead, l.opportunity_id IS NOT NULL OR t.lead_id IN (SELECT lead_id FROM raw_opportunities) AS is_spent
    FROM touched t LEFT JOIN raw_leads l ON l.lead_id = t.lead_id
), matched AS (
    SELECT w.*, t.touch, t.moment, 1 AS link FROM won w JOIN placed t ON t.opportunity_id = w.opportunity_id
    UNION ALL SELECT w.*, t.touch, t.moment, 2 FROM won w JOIN placed t ON t.opportunity_id IS NULL AND t.lead_id = w.lead_id
    UNION ALL SELECT w.*, t.touch, t.moment, 3 FROM won w JOIN placed t ON t.opportunity_id IS NULL AND NOT coalesce(t.is_spent, false)
        AND coalesce(t.account_id, t.account_of_lead) = w.account_id
)
SELECT *, row_number() OVER turn AS turn, count(*) OVER (PARTITION BY opportunity_id) AS touches, seconds(moment, closed_at) / 86400 AS age
FROM matched WHERE moment < closed_at AND seconds(moment, closed_at) <= 365 * 86400 WINDOW turn AS (PARTITION BY opportunity_id ORDER BY moment, link, touch);
-- Cents are whole: each touch gets those it is due, and the largest share what is left over.
CREATE OR REPLACE TEMP TABLE credits AS
WITH weighed AS (
    SELECT m.*, method, CASE method WHEN 'first' THEN (turn = 1)::INT WHEN 'last' THEN (turn = touches)::INT WHEN 'linear' THEN 1
        WHEN 'u_shaped' THEN CASE WHEN touches > 2 AND turn IN (1, touches) THEN 2 * (touches - 2) ELSE 1 END -- whole fifths, nothing to round
        ELSE 2 ** ((min(age) OVER (PARTITION BY opportunity_id) - age) / 30) END::DOUBLE AS weight
    FROM met m, (VALUES ('first'), ('last'), ('linear'), ('u_shaped'), ('time_decay')) AS r(method)
), shared AS (
    SELECT *, floor(cents * weight / sum(weight) OVER one + 1e-9)::BIGINT AS due,
        row_number() OVER (PARTITION BY opportunity_id, method ORDER BY weight DESC, turn) = 1 AS is_largest
    FROM weighed WINDOW one AS (PARTITION BY opportunity_id, method)
)
SELECT period, member, customer, method, touch, opportunity_id,
    due + CASE WHEN is_largest THEN cents - sum(due) OVER (PARTITION BY opportunity_id, method) ELSE 0 END AS cents
FROM shared WHERE weight > 0
UNION ALL SELECT period, member, customer, method, 'unattributed', opportunity_id, cents
FROM won, (VALUES ('first'), ('last'), ('linear'), ('u_shaped'), ('time_decay')) AS r(method) WHERE opportunity_id NOT IN (SELECT opportunity_id FROM met);
CREATE OR REPLACE TEMP TABLE spent AS
SELECT p.period, coalesce(n.touch, s.campaign_id) AS touch, sum(s.amount::DOUBLE * (least(s.period_end + 1, p.ends) - greatest(s.period_start, p.period)) / (s.period_end - s.period_start + 1)) AS spent
FROM spend s LEFT JOIN labels n USING (campaign_id) JOIN periods p ON s.period_start < p.ends AND s.period_end >= p.period
WHERE s.campaign_id IS NOT NULL GROUP BY ALL;
WITH found AS (
    SELECT period, member, method, touch, customer, sum(cents) / 100 AS amount, count(DISTINCT opportunity_id) AS n FROM credits GROUP BY GROUPING SETS ((period, member, method, touch), (period, member, method, touch, customer))
    HAVING grouping(customer) = 1 OR customer IS NOT NULL
)
SELECT coalesce(customer, 'amount') AS measure, period, member, method, touch, amount AS value, n FROM found
UNION ALL SELECT 'roas', period, '', method, touch, coalesce(amount, 0) / spent, coalesce(n, 0)
FROM (SELECT period, method, touch, spent FROM spent, (SELECT DISTINCT method FROM credits)) LEFT JOIN (SELECT * FROM found WHERE customer IS NULL) USING (period, method, touch)
WHERE getvariable('dimension') = ''
-- of a source or an owner no spend is known, so that there is no return
UNION ALL SELECT 'roas', period, member, method, touch, NULL, n FROM found WHERE customer IS NULL AND getvariable('dimension') <> ''
