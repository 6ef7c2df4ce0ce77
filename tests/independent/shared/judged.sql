-- Which open opportunities are stale, which are alive, and of which nobody can tell: the chance of being won within 90
-- days from the same stage at the same age, held against 5 %.
CREATE OR REPLACE TEMP TABLE spans AS -- age at the end of observation, and what ended it: 0 nothing, 1 won, 2 lost
SELECT opportunity_id, stage, amount, member, status, created_at, days(created_at, coalesce(closed_at, getvariable('seen_until'))) AS leave,
    CASE status WHEN 'open' THEN 0 WHEN 'won' THEN 1 ELSE 2 END AS cause
FROM opportunities WHERE created_at IS NOT NULL;
CREATE OR REPLACE TEMP TABLE looked_at AS
SELECT age::DOUBLE AS age FROM range(0, 10000, 7) AS r(age) WHERE age <= 364
UNION ALL SELECT age FROM range(392, 10000, 28) AS r(age);
CREATE OR REPLACE TEMP TABLE stays AS -- ages at which each came to a stage and left it; and the whole of it, at any stage
SELECT opportunity_id, h.stage, greatest(days(created_at, entered_at), 0) AS since,
    least(leave, coalesce(days(created_at, lead(entered_at) OVER (PARTITION BY opportunity_id ORDER BY entered_at, h.sequence)), 'infinity')) AS until, leave, cause
FROM spans JOIN stage_history h USING (opportunity_id)
UNION ALL SELECT opportunity_id, NULL, 0, leave, leave, cause FROM spans;
-- From each age on: days until the end, of 90 at most, and whether it came to one.
CREATE OR REPLACE TEMP TABLE followed AS
SELECT stage, age, greatest(ceil(leave - age), 1) AS day, floor(leave - age) AS whole_days, leave - age <= 90 AS is_inside, cause,
    CASE WHEN cause = 0 THEN least((leave - age) / 90, 1) ELSE 1 END AS seen
FROM stays JOIN looked_at ON age >= since AND age < until;
-- Aalen–Johansen by days begun: who is lost from sight on a day is not at risk on it.
CREATE OR REPLACE TEMP TABLE chances AS
WITH ends AS (
    SELECT stage, age, day, count_if(cause = 1) AS won, count(*) AS gone FROM followed WHERE cause > 0 AND is_inside GROUP BY ALL
), risk AS (
    SELECT e.*, (SELECT count(*) FROM followed f WHERE f.stage IS NOT DISTINCT FROM e.stage AND f.age = e.age
        AND CASE WHEN f.cause = 0 THEN f.whole_days >= e.day ELSE f.day >= e.day END) AS n FROM ends e
), curve AS (
    SELECT stage, age, won / n * coalesce(product(1 - gone / n) OVER (PARTITION BY stage, age ORDER BY day
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS part FROM risk
), total AS (SELECT stage, age, sum(part) AS chance FROM curve GROUP BY ALL)
SELECT f.stage, f.age, sum(seen) AS followed, count_if(cause = 1 AND is_inside) AS won, coalesce(any_value(t.chance), 0) AS chance
FROM followed f LEFT JOIN total t ON t.stage IS NOT DISTINCT FROM f.stage AND t.age = f.age GROUP BY ALL;
-- Would so few have been won, were the chance 5 %? As Clopper and Pearson ask it: below 5 % lies the bound where
-- that is less likely than the level leaves. With whole numbers this is the binomial distribution; parts of
-- opportunities, seen for a part of the 90 days, need it as a sum of gamma functions.
CREATE OR REPLACE TEMP TABLE verdicts AS
SELECT stage, age, CASE WHEN followed < 30 THEN 'cannot_tell' WHEN chance >= 0.05 THEN 'alive' WHEN unlikely < 0.1 THEN 'stale' ELSE 'cannot_tell' END AS state
FROM (SELECT *, (SELECT sum(exp(b * ln(0.95) + i * ln(0.05) + lgamma(b + i) - lgamma(b) - lgamma(i + 1)))
    FROM (SELECT greatest(followed - won, 1e-9)::DOUBLE AS b), range(0, won::BIGINT + 1) AS r(i)) AS unlikely FROM chances);
CREATE OR REPLACE TEMP TABLE judged AS
SELECT s.opportunity_id, s.member, s.amount, CASE WHEN coalesce(own.state, 'cannot_tell') = 'cannot_tell' THEN coalesce(every.state, 'cannot_tell') ELSE own.state END AS state
FROM (SELECT *, (SELECT max(age) FROM looked_at l WHERE l.age < spans.leave) AS age FROM spans WHERE status = 'open') s
LEFT JOIN verdicts own ON own.stage = s.stage AND own.age = s.age LEFT JOIN verdicts every ON every.stage IS NULL AND every.age = s.age;
