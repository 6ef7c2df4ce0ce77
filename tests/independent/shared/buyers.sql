-- Each customer as the model sees it: how often it came back, when last, for how much; and what its contracts bring.
CREATE OR REPLACE TEMP TABLE days_bought AS
SELECT *, (day - min(day) OVER (PARTITION BY account_id)) / 7.0::DOUBLE AS week
FROM (SELECT account_id, day, coalesce(sum(amount), 0)::DOUBLE AS amount FROM bought GROUP BY ALL);
CREATE OR REPLACE TEMP TABLE buyers AS
WITH bound AS ( -- the month begun counts in full
    SELECT account_id, coalesce(sum(monthly) FILTER (last_day IS NULL OR last_day >= getvariable('as_of')), 0)::DOUBLE AS monthly,
        ceil((max(least(coalesce(last_day, getvariable('as_of')), getvariable('as_of'))) + 1 - min(start_date)) * 12 / 365.25 - 1e-9) AS months
    FROM raw_contracts WHERE start_date <= getvariable('as_of') AND (last_day IS NULL OR start_date <= last_day) GROUP BY ALL
), past AS (
    SELECT account_id, min(day) AS first_at, max(day) AS last_at, count(*) - 1 AS x, max(week) AS tx, (getvariable('as_of') - min(day)) / 7.0::DOUBLE AS seen,
        count(*) FILTER (week > 0 AND amount > 0) AS priced, sum(amount) FILTER (week > 0 AND amount > 0) AS spent,
        coalesce(sum(amount) FILTER (week = 0), 0) AS opening, sum(amount) AS brought
    FROM days_bought GROUP BY ALL
)
SELECT p.*, coalesce(b.monthly, 0) AS monthly, coalesce(b.months, 0) AS months FROM past p LEFT JOIN bound b USING (account_id);
-- The estimates, by name; times of purchases are weeks, those of contracts months, ten per cent of interest a year.
CREATE OR REPLACE TEMP TABLE fitted AS PIVOT (FROM made_customer_parameters WHERE draw = 0) ON name USING any_value(value) GROUP BY as_of;
CREATE OR REPLACE MACRO week_of(month) AS month * 365.25::DOUBLE / 84;
CREATE OR REPLACE MACRO interest() AS ln(1.1::DOUBLE) / 12;
-- Still a customer (Fader, Hardie and Lee 2005): 1 for those who never came back.
CREATE OR REPLACE TEMP TABLE alive AS
SELECT account_id, 1 / (1 + CASE WHEN x > 0 THEN a / (b + x - 1) * ((alpha + seen) / (alpha + tx))^(r + x) ELSE 0 END) AS active,
    p * (gamma + coalesce(spent, 0)) / (p * priced + q - 1) AS spend
FROM buyers, fitted;
-- Points and weights from 0 to 1 that bear whatever happens at either end (Takahasi and Mori 1974).
CREATE OR REPLACE TEMP TABLE points AS
SELECT 1 / (1 + exp(-pi() * sinh(s))) AS u, 1 / (1 + exp(pi() * sinh(s))) AS rest, pi() * cosh(s) AS weight FROM (SELECT i / 6.0::DOUBLE AS s FROM range(-20, 21) AS r(i));
