-- The factors of the sales equation in each period of the table `cut`, of one population.
-- Everybody open at some time of a period, from the age at which it found them to that at which it lost them. It
-- begins and ends just before midnight, so that who closed at the first instant is in it.
CREATE OR REPLACE TEMP TABLE present AS
SELECT period, member, amount, status, days(c.starts, c.stops) AS length, greatest(0, days(created_at, c.starts) - 1e-7) AS entry,
    CASE WHEN closed_at < c.stops THEN days(created_at, closed_at) ELSE greatest(0, days(created_at, c.stops) - 1e-7) END AS leave, CASE WHEN closed_at < c.stops THEN CASE status WHEN 'won' THEN 1 ELSE 2 END ELSE 0 END AS cause
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
