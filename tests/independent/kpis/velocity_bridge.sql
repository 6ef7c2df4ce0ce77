-- Change of the sales velocity since the period before, split over its factors: of each, the mean of what it
-- does over all orders in which the four can change (Shapley); two cents are left to rounding.
-- within: 0.021
-- tolerance: 1e-6
CREATE OR REPLACE TEMP TABLE cut AS
SELECT period, period::TIMESTAMPTZ AS starts, p.ends::TIMESTAMPTZ AS stops FROM periods p
UNION ALL -- and the one before the first
SELECT first, first::TIMESTAMPTZ, period::TIMESTAMPTZ
FROM (SELECT *, (period - CASE WHEN nominal_end - period > 300 THEN INTERVAL 1 YEAR ELSE INTERVAL 3 MONTH END)::DATE AS first FROM periods ORDER BY period LIMIT 1);
-- Everybody open at some time of a period, from the age at which it found them to that at which it lost them.
CREATE OR REPLACE TEMP TABLE present AS
SELECT period, member, amount, status, days(c.starts, c.stops) AS length, greatest(0, days(created_at, c.starts)) AS entry,
    days(created_at, least(coalesce(closed_at, 'infinity'), c.stops)) AS leave, CASE WHEN closed_at < c.stops THEN CASE status WHEN 'won' THEN 1 ELSE 2 END ELSE 0 END AS cause
FROM opportunities JOIN cut c ON created_at < c.stops AND (closed_at IS NULL OR closed_at >= c.starts);
-- Greatest age up to a year at which ten were seen.
CREATE OR REPLACE TEMP TABLE limits AS
WITH ages AS (SELECT DISTINCT period, member, least(leave, 365) AS age FROM present)
SELECT a.period, a.member, max(a.age) AS top FROM ages a
WHERE (SELECT count(*) FROM present p WHERE p.period = a.period AND p.member = a.member AND (p.entry < a.age OR p.entry = 0) AND p.leave >= a.age) >= 10 GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE inside AS
SELECT p.* REPLACE (least(leave, top) AS leave, CASE WHEN leave <= top THEN cause ELSE 0 END AS cause), top
FROM present p JOIN limits USING (period, member) WHERE entry < top OR entry = 0;
-- Aalen–Johansen with delayed entry: at risk at an age are those that came before it and had not left.
CREATE OR REPLACE TEMP TABLE hazards AS
WITH ages AS (
    SELECT period, member, leave AS age, count_if(cause = 1) AS won, count(*) AS gone FROM inside WHERE cause > 0 GROUP BY ALL
), risk AS (
    SELECT a.*, (SELECT count(*) FROM inside i WHERE i.period = a.period AND i.member = a.member AND (i.entry < a.age OR i.entry = 0) AND i.leave >= a.age) AS n FROM ages a
)
SELECT *, product(1 - gone / n) OVER up AS still_open,
    coalesce(product(1 - gone / n) OVER (PARTITION BY period, member ORDER BY age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS before
FROM risk WINDOW up AS (PARTITION BY period, member ORDER BY age);
CREATE OR REPLACE TEMP TABLE factors AS
WITH area AS ( -- under the curve of those still open, from age to age up to the limit
    SELECT h.period, h.member, sum(before * won / n) AS win_share,
        min(age) + sum(still_open * (coalesce(next_age, top) - age)) AS days_open
    FROM (SELECT *, lead(age) OVER (PARTITION BY period, member ORDER BY age) AS next_age FROM hazards) h JOIN limits USING (period, member) GROUP BY ALL
)
SELECT *, open_average * win_share * won_amount / days_open AS velocity FROM (
SELECT i.period, i.member, any_value(top) AS limit_days, sum(leave - entry) / any_value(length) AS open_average, avg(amount::DOUBLE) FILTER (cause = 1) AS won_amount,
    any_value(win_share) AS win_share, any_value(days_open) AS days_open
FROM inside i JOIN area USING (period, member) GROUP BY ALL);
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT n.period, n.member, [o.open_average, n.open_average] AS q, [o.win_share, n.win_share] AS s, [o.won_amount, n.won_amount] AS a, [o.days_open, n.days_open] AS d,
    o.velocity AS before, n.velocity AS after
FROM (SELECT *, lag(period) OVER (ORDER BY period) AS previous FROM cut) c JOIN factors n USING (period) JOIN factors o ON o.period = c.previous AND o.member = n.member;
WITH worlds AS ( -- each factor as before (1) or after (2)
    SELECT p.*, i, j, k, l, q[i] * s[j] * a[k] / d[l] AS v FROM pairs p, range(1, 3) AS r1(i), range(1, 3) AS r2(j), range(1, 3) AS r3(k), range(1, 3) AS r4(l)
), weighed AS (
    SELECT *, CASE i + j + k + l - 4 WHEN 0 THEN 6 WHEN 1 THEN 2 WHEN 2 THEN 2 WHEN 3 THEN 6 END / 24.0::DOUBLE AS w0, -- as what stays before
        CASE i + j + k + l - 5 WHEN 0 THEN 6 WHEN 1 THEN 2 WHEN 2 THEN 2 WHEN 3 THEN 6 END / 24.0::DOUBLE AS w1 FROM worlds -- as what comes after
)
SELECT 'value' AS measure, period, factor, CASE factor WHEN 'start' THEN any_value(before) WHEN 'end' THEN any_value(after)
    ELSE sum(CASE (CASE factor WHEN 'open' THEN i WHEN 'win_share' THEN j WHEN 'amount' THEN k ELSE l END) WHEN 2 THEN v * w1 ELSE -v * w0 END) END AS value
FROM weighed, (VALUES ('start'), ('open'), ('win_share'), ('amount'), ('days'), ('end')) AS f(factor) GROUP BY period, factor
