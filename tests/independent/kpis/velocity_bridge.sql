-- Change of the sales velocity since the period before, split over its factors: of each, the mean of what it
-- does over all orders in which the four can change (Shapley); two cents are left to rounding.
-- within: 0.021
-- tolerance: 1e-6
CREATE OR REPLACE TEMP TABLE cut AS
SELECT period, period::TIMESTAMPTZ AS starts, p.ends::TIMESTAMPTZ AS stops FROM periods p
UNION ALL -- and the one before the first
SELECT first, first::TIMESTAMPTZ, period::TIMESTAMPTZ
FROM (SELECT *, (period - CASE WHEN nominal_end - period > 300 THEN INTERVAL 1 YEAR ELSE INTERVAL 3 MONTH END)::DATE AS first FROM periods ORDER BY period LIMIT 1);
-- include: velocity_factors
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
