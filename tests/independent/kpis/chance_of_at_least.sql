-- Chance that at least k of the open ones are won before the first period ends that is not over: as if by dice, with a
-- rate that is only estimated, and with good and bad seasons on top. All three are read off the characteristic function
-- of the count, averaged over rates and seasons on an even grid.
-- within: 0.002
-- unchecked: needed
-- (a search for the least number, worked out by hand in tests/kpis/forecast/test_chance_of_at_least.py)
-- include: ahead
-- include: weighed
-- include: futures
CREATE OR REPLACE MACRO logit(p) AS ln(p / (1 - p));
CREATE OR REPLACE MACRO expit(x) AS 1 / (1 + exp(-(x)));
CREATE OR REPLACE MACRO inside(p) AS least(greatest(p, 1e-6), 1 - 1e-6);
-- How far a season moves the logit: months that follow each other cancel out in part.
CREATE OR REPLACE TEMP TABLE season AS
SELECT m.value / sqrt(date_diff('month', greatest(starts, getvariable('as_of')), ends - 1) + 1) AS shock
FROM made_model_states m, ahead WHERE model = 'hazards' AND note = 'month_sd' AND ahead = 0;
CREATE OR REPLACE TEMP TABLE held AS
SELECT unit(u.region, u.team) AS member, in_period AS p, (logit(inside(high_90)) - logit(inside(low_90))) / (2 * z()) AS error, expected_amount
FROM weighed JOIN units u USING (opportunity_id) WHERE in_period IS NOT NULL;
-- What members share of their errors is no more than the smallest of them, less the season.
CREATE OR REPLACE TEMP TABLE members AS
SELECT member, count(*) AS n, sum(p) AS mean, sum(p * (1 - p)) AS own, avg(expected_amount) AS each,
    sqrt(greatest(quantile_cont(error, 0.1)^2 - any_value(shock)^2, 0)) * avg(p * (1 - p)) AS spread, any_value(shock) AS shock
FROM held, season GROUP BY member;
CREATE OR REPLACE TEMP TABLE steps AS -- ten numbers from nearly certain to out of reach, and what targets ask for
WITH reach AS (SELECT *, sqrt(own + (shock * own)^2) AS sd FROM members),
ends AS (SELECT greatest(1, min(mean - 2.5 * sd)) AS low, greatest(1, max(least(mean + 2.5 * sd + 1, n))) AS high FROM reach),
asked AS (
    SELECT member, ceil(greatest(target - coalesce(booked, 0), 0) / each - 1e-9) AS wins
    FROM members JOIN aims USING (member) LEFT JOIN sofar USING (member) WHERE ahead = 0
), k AS (
    SELECT round_even(low + i * (high - low) / 9, 0)::INT AS k FROM ends, range(0, 10) AS r(i)
    UNION SELECT wins::INT FROM asked WHERE wins > 0
)
SELECT member, k, CASE WHEN k = greatest(wins, (SELECT min(k) FROM k)) THEN wins END AS target_wins FROM members CROSS JOIN k LEFT JOIN asked USING (member);
-- Opportunities of nearly the same chance count together, so that few sums are needed.
CREATE OR REPLACE TEMP TABLE alike AS SELECT member, avg(p) AS p, count(*) AS many FROM held GROUP BY member, round(logit(inside(p)) * 20);
-- Rates that a member may have, as steps of all its logits, by the Beta distribution of their mean.
CREATE OR REPLACE TEMP TABLE rates AS
WITH sized AS (
    SELECT *, mean / n AS rate, greatest((mean / n) * (1 - mean / n) / spread^2 - 1, 1e-6) AS size FROM members WHERE spread > 0
), grid AS ( -- four and a half standard errors of the logit either way
    SELECT *, i * 0.375 / sqrt(size * rate * (1 - rate)) * rate * (1 - rate) * n / own AS step FROM sized, range(-13, 14) AS r(i)
), moved AS (
    SELECT g.member, g.step, any_value(g.rate) AS rate, any_value(g.size) AS size, sum(many * expit(logit(inside(h.p)) + step)) / sum(many) AS now,
        sum(many * expit(logit(inside(h.p)) + step) * (1 - expit(logit(inside(h.p)) + step))) / sum(many) AS slope
    FROM grid g JOIN alike h USING (member) GROUP BY g.member, g.step
), dense AS (
    SELECT member, step, ln(slope) + (rate * size - 1) * ln(now) + ((1 - rate) * size - 1) * ln(1 - now) AS density FROM moved
), scaled AS (SELECT member, step, exp(density - max(density) OVER (PARTITION BY member)) AS weight FROM dense)
SELECT member, step, weight / sum(weight) OVER (PARTITION BY member) AS weight FROM scaled
UNION ALL SELECT member, 0, 1 FROM members WHERE NOT spread > 0;
CREATE OR REPLACE TEMP TABLE seasons AS
SELECT z, density / sum(density) OVER () AS weight FROM (SELECT i * 0.6 AS z, exp(-0.5 * (i * 0.6)^2) AS density FROM range(-6, 7) AS r(i));
-- The logit around which a season moves a chance so that its mean stays what it was, by table.
CREATE OR REPLACE TEMP TABLE centred AS
SELECT x, logit(sum(s.weight * expit(x + shock * z))) AS mean FROM (SELECT i / 100.0 AS x FROM range(-2000, 2001) AS r(i)), seasons s, season GROUP BY x;
-- Each scenario's chances, and its weight in each of the three answers.
CREATE OR REPLACE TEMP TABLE scenarios AS
WITH moved AS (
    SELECT member, many, step, weight, logit(inside(p)) + step AS x FROM alike JOIN rates USING (member)
), placed AS (SELECT m.*, c.x + (m.x - c.mean) AS centre FROM moved m ASOF JOIN centred c ON m.x >= c.mean)
SELECT 'shared_shock' AS measure, member, step, z, p.weight * s.weight AS weight, many, expit(centre + shock * z) AS p FROM placed p, seasons s, season
UNION ALL SELECT 'rate_uncertain', member, step, 0, weight, many, expit(x) FROM moved
UNION ALL SELECT 'independent', member, 0, 0, 1, many, p FROM alike;
CREATE OR REPLACE TEMP TABLE waves AS -- the count lies below `size` for certain; a wave and its mirror are one
SELECT member, size, l, 2 * pi() * l / size AS angle, CASE WHEN l = 0 OR 2 * l = size THEN 1 ELSE 2 END AS times
FROM (SELECT member, own, least(n + 1, 60 + ceil(4 * mean))::INT AS size FROM members), range(0, 100000) AS r(l)
WHERE 2 * l <= size AND own * (2 * pi() * l / size)^2 < 120; -- beyond, nothing is left of the wave
CREATE OR REPLACE TEMP TABLE spectrum AS
WITH each AS (
    SELECT measure, s.member, size, l, any_value(angle) AS angle, any_value(times) AS times, step, z, any_value(weight) AS weight,
        exp(sum(many * ln(greatest((1 - p + p * cos(angle))^2 + (p * sin(angle))^2, 1e-300))) / 2) AS length, sum(many * atan2(p * sin(angle), 1 - p + p * cos(angle))) AS turn
    FROM scenarios s JOIN waves w USING (member) GROUP BY measure, s.member, size, l, step, z
)
SELECT measure, member, size, angle, times, sum(weight * length * cos(turn)) AS re, sum(weight * length * sin(turn)) AS im FROM each GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE counts AS
SELECT measure, member, j, sum(times * (re * cos(angle * j) + im * sin(angle * j))) / any_value(size) AS chance
FROM spectrum, range(0, 100000) AS r(j) WHERE j < size GROUP BY measure, member, j;
SELECT c.measure, member, s.k, coalesce(sum(c.chance) FILTER (c.j >= s.k), 0) AS value, any_value(m.n) AS n
FROM steps s JOIN members m USING (member) JOIN counts c USING (member) GROUP BY ALL
UNION ALL SELECT 'target_wins', member, k, target_wins, n FROM steps JOIN members USING (member)
