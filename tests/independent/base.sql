-- What every check starts from: the raw CSV files of the demo CRM, typed, with amounts in euros.
-- Nothing here comes from the kit; docs/tables.md says what the columns mean. ($folder is the
-- folder of the files, $as_of the last day that counts.)

SET TimeZone = 'Europe/Madrid';
SET VARIABLE as_of = DATE '$as_of';
SET VARIABLE seen_until = (DATE '$as_of' + 1)::TIMESTAMPTZ; -- first instant that no longer counts

-- Wilson's interval at 90 %.
CREATE OR REPLACE MACRO z() AS 1.6448536269514722;
CREATE OR REPLACE MACRO wilson(k, n, side) AS CASE WHEN n > 0 THEN
    greatest(0, least(1, ((k + z() * z() / 2) + side * z() * sqrt(k * (n - k) / n::DOUBLE + z() * z() / 4))
    / (n + z() * z()))) END;
CREATE OR REPLACE MACRO share(k, n) AS k::DOUBLE / nullif(n, 0);

-- Seconds from one instant to another; days as exact fractions.
CREATE OR REPLACE MACRO seconds(a, b) AS epoch_us(b::TIMESTAMPTZ) / 1e6 - epoch_us(a::TIMESTAMPTZ) / 1e6;
CREATE OR REPLACE MACRO days(a, b) AS seconds(a, b) / 86400;

-- Working hours since a Monday long ago, Monday to Friday from 9 to 18 in Madrid.
CREATE OR REPLACE MACRO worked(moment) AS
    floor(date_diff('day', DATE '2001-01-01', (moment)::DATE) / 7) * 45
    + least((isodow(moment) - 1), 5) * 9
    + CASE WHEN isodow(moment) <= 5 THEN greatest(0, least(9,
        hour(moment) + minute(moment) / 60.0::DOUBLE + (second(moment) + microsecond(moment) % 1000000 / 1e6) / 3600 - 9)) ELSE 0 END;

-- What one unit of a currency is worth in euros, from each day of a rate on. Halves of a cent go to the even one.
CREATE OR REPLACE TABLE rates AS
SELECT currency, date::DATE AS day, rate::DOUBLE AS rate FROM read_csv('$folder/fx_rates.csv', all_varchar = true);
CREATE OR REPLACE MACRO euros(amount, home, rate) AS
    CASE WHEN home IS NULL OR home = 'EUR' THEN amount::DECIMAL(18, 2) ELSE round_even(amount::DOUBLE * rate, 2)::DECIMAL(18, 2) END;

CREATE OR REPLACE TABLE raw_leads AS
SELECT lead_id, created_at::TIMESTAMPTZ AS created_at, owner, team, region, source, score::DOUBLE AS score, campaign_id, product,
    qualified_at::TIMESTAMPTZ AS qualified_at, disqualified_at::TIMESTAMPTZ AS disqualified_at, disqualified_reason,
    converted_at::TIMESTAMPTZ AS converted_at, opportunity_id, account_id
FROM read_csv('$folder/leads.csv', all_varchar = true);

CREATE OR REPLACE TABLE changes AS
SELECT "table", id, changed_at::TIMESTAMPTZ AS changed_at, sequence::INT AS sequence, field, old, new
FROM read_csv('$folder/changes.csv', all_varchar = true);

CREATE OR REPLACE TABLE products AS
SELECT product, list_price::DECIMAL(18, 2) AS list_price FROM read_csv('$folder/products.csv', all_varchar = true);

-- A bookings' rate is that of the day of its close, of an open one that of as_of. Source and
-- campaign are those of the lead where the opportunity names none.
CREATE OR REPLACE TABLE raw_opportunities AS
WITH typed AS (
    SELECT * REPLACE (created_at::TIMESTAMPTZ AS created_at, closed_at::TIMESTAMPTZ AS closed_at,
            expected_close_date::DATE AS expected_close_date),
        least(coalesce(closed_at::TIMESTAMPTZ::DATE, getvariable('as_of')), getvariable('as_of')) AS rate_day
    FROM read_csv('$folder/opportunities.csv', all_varchar = true)
), before_close AS ( -- the old value of a change at the close or later, else the newest one before
    SELECT c.id, coalesce(
        arg_min(c.old, (c.changed_at, c.sequence)) FILTER (c.changed_at >= o.closed_at),
        arg_max(c.new, (c.changed_at, c.sequence)) FILTER (c.changed_at < o.closed_at)) AS amount
    FROM changes c JOIN typed o ON o.opportunity_id = c.id
    WHERE c."table" = 'opportunities' AND c.field = 'amount' AND o.closed_at IS NOT NULL
    GROUP BY c.id
)
SELECT o.opportunity_id, o.created_at, o.stage, o.status, o.closed_at, o.owner, o.name, o.account_id, o.lead_id,
    o.product, o.pipeline, coalesce(o.source, l.source) AS source, coalesce(o.campaign_id, l.campaign_id) AS campaign_id,
    o.expected_close_date, o.loss_reason, r.rate, o.currency,
    euros(o.amount, o.currency, r.rate) AS amount,
    euros(b.amount, o.currency, r.rate) AS amount_before_close,
    p.list_price
FROM typed o
ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.rate_day >= r.day
LEFT JOIN raw_leads l ON l.lead_id = o.lead_id
LEFT JOIN before_close b ON b.id = o.opportunity_id
LEFT JOIN products p ON p.product = o.product;

CREATE OR REPLACE TABLE raw_stage_history AS
SELECT opportunity_id, entered_at::TIMESTAMPTZ AS entered_at, sequence::INT AS sequence, stage
FROM read_csv('$folder/stage_history.csv', all_varchar = true);
CREATE OR REPLACE TABLE stages AS
SELECT pipeline, stage, position::INT AS position, phase, probability::DOUBLE AS probability
FROM read_csv('$folder/stages.csv', all_varchar = true);

CREATE OR REPLACE TABLE raw_activities AS
SELECT activity_id, occurred_at::TIMESTAMPTZ AS occurred_at, channel, direction, owner, lead_id, opportunity_id,
    account_id, contact_id, message, outcome, responded_at::TIMESTAMPTZ AS responded_at, due_at::TIMESTAMPTZ AS due_at,
    duration_minutes::DOUBLE AS duration_minutes, coalesce(is_automatic::BOOLEAN, false) AS is_automatic,
    CASE WHEN channel = 'visit' THEN 120 ELSE round(duration_minutes::DOUBLE / 60 * 42, 2) END AS cost
FROM read_csv('$folder/activities.csv', all_varchar = true);

CREATE OR REPLACE TABLE raw_orders AS
WITH typed AS (SELECT *, ordered_at::TIMESTAMPTZ AS moment, ordered_at::TIMESTAMPTZ::DATE AS day
    FROM read_csv('$folder/orders.csv', all_varchar = true))
SELECT order_id, account_id, moment AS ordered_at, o.day, kind, opportunity_id, owner, product, euros(amount, o.currency, rate) AS amount
FROM typed o ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.day >= r.day;

CREATE OR REPLACE TABLE raw_quotes AS
WITH typed AS (SELECT *, issued_at::TIMESTAMPTZ AS moment, issued_at::TIMESTAMPTZ::DATE AS day
    FROM read_csv('$folder/quotes.csv', all_varchar = true))
SELECT quote_id, opportunity_id, moment AS issued_at, decided_at::TIMESTAMPTZ AS decided_at, status, euros(amount, o.currency, rate) AS amount
FROM typed o ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.day >= r.day;

-- What a contract brings in a month, in whole cents.
CREATE OR REPLACE TABLE raw_contracts AS
WITH typed AS (SELECT *, start_date::DATE AS day FROM read_csv('$folder/contracts.csv', all_varchar = true))
SELECT contract_id, account_id, o.day AS start_date, coalesce(end_date::DATE, cancelled_at::TIMESTAMPTZ::DATE) AS last_day,
    round_even(euros(amount_per_period, o.currency, rate)::DOUBLE / CASE period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END, 2)::DECIMAL(18, 2) AS monthly
FROM typed o ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.day >= r.day;

CREATE OR REPLACE TABLE spend AS
WITH typed AS (SELECT *, period_start::DATE AS day FROM read_csv('$folder/spend.csv', all_varchar = true))
SELECT o.day AS period_start, period_end::DATE AS period_end, source, campaign_id, euros(amount, o.currency, rate) AS amount
FROM typed o ASOF LEFT JOIN rates r ON o.currency = r.currency AND o.day >= r.day;

CREATE OR REPLACE TABLE targets AS
SELECT period_start::DATE AS period_start, period_end::DATE AS period_end, measure, region, team, amount::DECIMAL(18, 2) AS amount
FROM read_csv('$folder/targets.csv', all_varchar = true);

CREATE OR REPLACE TABLE raw_cases AS
SELECT case_id, opened_at::TIMESTAMPTZ AS opened_at, category, first_response_at::TIMESTAMPTZ AS first_response_at,
    resolved_at::TIMESTAMPTZ AS resolved_at, closed_at::TIMESTAMPTZ AS closed_at, reopened_count::INT AS reopened_count,
    priority, account_id, owner, product
FROM read_csv('$folder/cases.csv', all_varchar = true);

CREATE OR REPLACE TABLE opportunity_lines AS SELECT * FROM read_csv('$folder/opportunity_lines.csv', all_varchar = true);
CREATE OR REPLACE TABLE accounts AS SELECT * FROM read_csv('$folder/accounts.csv', all_varchar = true);
CREATE OR REPLACE TABLE owners AS
SELECT owner, team, region, valid_from::DATE AS valid_from, valid_to::DATE AS valid_to FROM read_csv('$folder/owners.csv', all_varchar = true);
-- The unit of an opportunity: that of its owner on the day of its close, or today while it is open; where the
-- owner was in none then, that written down with its lead.
CREATE OR REPLACE TABLE units AS
SELECT o.opportunity_id, coalesce(w.team, l.team) AS team, coalesce(w.region, l.region) AS region
FROM (SELECT *, coalesce(closed_at::DATE, getvariable('as_of')) AS day FROM raw_opportunities) o
LEFT JOIN owners w ON w.owner = o.owner AND w.valid_from <= o.day AND (w.valid_to IS NULL OR w.valid_to >= o.day)
LEFT JOIN raw_leads l ON l.lead_id = o.lead_id;
CREATE OR REPLACE TABLE campaigns AS SELECT * FROM read_csv('$folder/campaigns.csv', all_varchar = true);
CREATE OR REPLACE TABLE campaign_touches AS
SELECT campaign_id, lead_id, account_id, touched_at::TIMESTAMPTZ AS touched_at FROM read_csv('$folder/campaign_touches.csv', all_varchar = true);

-- Ages of records by group: observed from age 0 until they `left`, by cause 0 (still open), 1 or 2.
-- A check fills this table and reads the views below it.
CREATE OR REPLACE TABLE spells (grp VARCHAR, left_after DOUBLE, cause INT);
-- Kaplan–Meier and Aalen–Johansen by window functions, one row for each age at which any ended.
CREATE OR REPLACE VIEW steps AS
WITH ages AS (
    SELECT grp, left_after AS age, count(*) AS gone, count_if(cause = 1) AS first, count_if(cause = 2) AS second
    FROM spells GROUP BY ALL
), risk AS (
    SELECT *, sum(gone) OVER (PARTITION BY grp ORDER BY age DESC) AS at_risk FROM ages
), hazard AS (
    SELECT *, coalesce(product(1 - (first + second) / at_risk) OVER (PARTITION BY grp ORDER BY age
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS before
    FROM risk
)
SELECT grp, age, at_risk, first, second, before * (1 - (first + second) / at_risk) AS still_open,
    sum(before * first / at_risk) OVER upward AS won, sum(before * second / at_risk) OVER upward AS lost
FROM hazard WINDOW upward AS (PARTITION BY grp ORDER BY age);
-- Where each group's curves end.
CREATE OR REPLACE VIEW ends AS
SELECT grp, max(age) AS until, max(won) AS won, max(lost) AS lost, min(still_open) AS still_open, sum(first) AS wins, max(at_risk) AS n
FROM steps GROUP BY grp;
-- Age by which a share came to the first cause, among all and among those that come to it.
CREATE OR REPLACE MACRO reached(p) AS TABLE
SELECT grp, min(age) FILTER (s.won >= p - 1e-12) AS of_all, min(age) FILTER (s.won >= p * e.won - 1e-12 AND e.won > 0) AS given,
    min(age) FILTER (1 - s.still_open >= p - 1e-12) AS any_end
FROM steps s JOIN ends e USING (grp) GROUP BY grp;
-- The curves at a given age; none where nobody was observed for so long and some are still open.
CREATE OR REPLACE MACRO curve_at(at_age) AS TABLE
WITH held AS (
    SELECT e.*, at_age <= e.until OR e.still_open < 1e-12 AS is_seen,
        (SELECT arg_max({'won': s.won, 'lost': s.lost, 'open': s.still_open}, s.age) FROM steps s WHERE s.grp = e.grp AND s.age <= at_age) AS last
    FROM ends e
)
SELECT grp, CASE WHEN is_seen THEN coalesce(last.won, 0) END AS won, CASE WHEN is_seen THEN coalesce(last.lost, 0) END AS lost,
    CASE WHEN is_seen THEN coalesce(last.open, 1) END AS still_open
FROM held;

-- Score of each lead before it was first overwritten, and the third of all scores that it lies in:
-- by the share of leads with a lower score, those of the same score counting half.
CREATE OR REPLACE TABLE scores AS
WITH overwritten AS (
    SELECT id, arg_min(old, (changed_at, sequence)) AS score FROM changes
    WHERE "table" = 'leads' AND field = 'score' GROUP BY id
), first AS (
    SELECT lead_id, CASE WHEN o.id IS NULL THEN l.score ELSE o.score::DOUBLE END AS score
    FROM raw_leads l LEFT JOIN overwritten o ON o.id = l.lead_id
), placed AS (
    SELECT lead_id, score, rank() OVER (ORDER BY score) - 1 AS lower, count(*) OVER (PARTITION BY score) AS same,
        count(*) OVER () AS everyone
    FROM first WHERE score IS NOT NULL
)
SELECT lead_id, first.score, CASE WHEN placed.lead_id IS NULL THEN NULL
        WHEN 3 * (2 * lower + same) < 2 * everyone THEN 'low' WHEN 3 * (2 * lower + same) < 4 * everyone THEN 'middle' ELSE 'high' END AS band
FROM first LEFT JOIN placed USING (lead_id);
-- Opportunity that a lead became: the one it names, else the first one that names it.
CREATE OR REPLACE TABLE became AS
SELECT l.lead_id, coalesce(l.opportunity_id, arg_min(o.opportunity_id, (o.created_at, o.opportunity_id))) AS opportunity_id
FROM raw_leads l LEFT JOIN raw_opportunities o ON o.lead_id = l.lead_id GROUP BY l.lead_id, l.opportunity_id;
-- First answer of a person to each lead: not inbound, not a machine's, not bounced, not before it came.
CREATE OR REPLACE TABLE answers AS
SELECT l.lead_id, min(a.occurred_at) AS answered_at
FROM raw_leads l JOIN raw_activities a ON a.lead_id = l.lead_id AND a.occurred_at >= l.created_at
WHERE a.direction IS DISTINCT FROM 'inbound' AND NOT a.is_automatic AND a.outcome IS DISTINCT FROM 'bounced'
GROUP BY l.lead_id;
-- Purchases: sales, and won opportunities that no order stands for; refunds and cancellations are none.
CREATE OR REPLACE TABLE purchases AS
SELECT account_id, closed_at::DATE AS day, opportunity_id, NULL AS order_id FROM raw_opportunities
WHERE status = 'won' AND account_id IS NOT NULL
UNION ALL
SELECT account_id, day, opportunity_id, order_id FROM raw_orders WHERE kind = 'sale' AND account_id IS NOT NULL;
CREATE OR REPLACE TABLE first_purchases AS SELECT account_id, min(day) AS day FROM purchases GROUP BY account_id;
