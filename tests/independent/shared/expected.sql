-- What customers are expected to buy in the time named in `asked` (account_id, months), and what that or their contract brings.
-- A customer leaves after each purchase with a chance of its own, u: Beta(a, b + x); while it stays it buys at a rate
-- that is Gamma(r + x, alpha + seen). Both are integrated out, and so is the day of the purchase, for the interest.
CREATE OR REPLACE TEMP TABLE kinds AS
SELECT x, seen, months, row_number() OVER () AS kind FROM (SELECT DISTINCT x, seen, a.months FROM asked a JOIN buyers USING (account_id));
CREATE OR REPLACE TEMP TABLE purchases_to_come AS
WITH leaving AS ( -- the density of u at the points, by x
    SELECT x, u, d / sum(d) OVER (PARTITION BY x) AS d FROM (SELECT x, u, weight * exp(a * ln(u) + (b + x) * ln(rest)) AS d FROM (SELECT DISTINCT x FROM kinds), points, fitted WHERE u > 1e-300 AND rest > 1e-300)
)
SELECT kind, sum(d * CASE WHEN u * t < 1e-9 * scale THEN size * t / scale ELSE (1 - (1 + u * t / scale)^(-size)) / u END) AS orders,
    sum(d * (SELECT sum(weight * p.u * p.rest * t * size / scale * (1 + l.u * t * p.u / scale)^(-size - 1) * exp(-interest() * t * p.u / week_of(1))) / 6 FROM points p)) AS paid
FROM (SELECT kind, x, week_of(months) AS t, alpha + seen AS scale, r + x AS size FROM kinds, fitted) k JOIN leaving l USING (x) WHERE l.d > 1e-12 GROUP BY kind;
-- A contract is kept for another k months with the chance of the Beta of leaving, and paid in the middle of each.
CREATE OR REPLACE TEMP TABLE stays AS
SELECT a.account_id, a.months, sum(least(a.months - i, 1) * exp(lgamma(stays + b.months + i + 1) - lgamma(stays + b.months) - lgamma(leaves + stays + b.months + i + 1) + lgamma(leaves + stays + b.months) - interest() * (i + 0.5))) AS held
FROM asked a JOIN buyers b USING (account_id), fitted, range(0, 60) AS r(i) WHERE i < a.months AND monthly > 0 GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE expected AS
SELECT a.account_id, a.months, active * coalesce(orders, 0) AS orders,
    CASE WHEN b.monthly > 0 THEN b.monthly * coalesce(s.held, 0) ELSE net * active * spend * coalesce(paid, 0) END AS revenue
FROM asked a JOIN buyers b USING (account_id) JOIN alive USING (account_id) JOIN kinds k ON k.x = b.x AND k.seen = b.seen AND k.months = a.months
LEFT JOIN purchases_to_come USING (kind) LEFT JOIN stays s ON s.account_id = a.account_id AND s.months = a.months, fitted;
