-- What the period's new customers brought and are expected to bring within 36 months of their first purchase, at the mean
-- margin, for each unit of what they cost; months until that is paid back; and who cost more than the first purchase brought.
-- by: source
-- tolerance: 1e-5
-- include: firsts
-- include: acquisition
-- include: bought
-- include: buyers
CREATE OR REPLACE TEMP TABLE joined AS
SELECT b.*, f.member, p.period, seen / week_of(1) AS age FROM buyers b JOIN firsts f USING (account_id) JOIN periods p ON b.first_at >= p.period AND b.first_at < p.ends;
CREATE OR REPLACE TEMP TABLE until AS SELECT unnest([0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48, 60])::DOUBLE AS until;
CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT account_id, until - age AS months FROM joined, until WHERE until > age;
-- include: expected
CREATE OR REPLACE TEMP TABLE lives AS -- what each has brought by then, by interest less the later it came
WITH been AS (
    SELECT d.account_id, until, sum(amount * exp(-interest() * week / week_of(1))) AS paid FROM days_bought d, until WHERE week <= week_of(until) GROUP BY ALL
)
SELECT j.account_id, j.member, j.period, u.until,
    CASE WHEN monthly > 0 THEN monthly * (1 - exp(-interest() * least(j.months, u.until))) / interest() ELSE net * coalesce(b.paid, 0) END
    + coalesce(e.revenue, 0) * exp(-interest() * age) AS brought
FROM joined j CROSS JOIN until u CROSS JOIN fitted LEFT JOIN been b ON b.account_id = j.account_id AND b.until = u.until
LEFT JOIN expected e ON e.account_id = j.account_id AND e.months = u.until - age;
CREATE OR REPLACE TEMP TABLE costs AS SELECT period, member, n, nullif(greatest(activity + coalesce(media, 0), 0), 0) AS cost FROM parts;
CREATE OR REPLACE TEMP TABLE curves AS SELECT period, member, until, avg(brought) AS brought FROM lives GROUP BY ALL;
-- What a customer cost itself: what was done for it until it bought, and its part of what was not done for one alone.
CREATE OR REPLACE TEMP TABLE own AS
WITH done AS (
    SELECT f.account_id, sum(a.cost)::DOUBLE AS cost
    FROM raw_activities a LEFT JOIN raw_opportunities o ON o.opportunity_id = a.opportunity_id LEFT JOIN raw_leads l ON l.lead_id = a.lead_id
    JOIN first_purchases f ON f.account_id = coalesce(a.account_id, o.account_id, l.account_id) WHERE occurred_at::DATE <= f.day GROUP BY ALL
)
SELECT j.account_id, period, member, opening, coalesce(d.cost, 0) + greatest(c.cost - sum(coalesce(d.cost, 0)) OVER (PARTITION BY period, member) / c.n, 0) AS cost
FROM joined j LEFT JOIN done d USING (account_id) JOIN costs c USING (period, member);
CREATE OR REPLACE TEMP TABLE dear AS
SELECT o.period, o.member, count_if(cost > margin * net * opening) AS dear, count_if(cost > margin * net * opening AND margin * brought >= cost) AS worth
FROM own o JOIN lives l ON l.account_id = o.account_id AND l.until = 36, fitted GROUP BY ALL HAVING count(cost) > 0;
-- Where the curve of the margin comes to the cost, along straight lines between its points.
CREATE OR REPLACE TEMP TABLE crossings AS
WITH steps AS (
    SELECT period, member, until, margin * brought AS now, lag(until) OVER one AS since, lag(margin * brought) OVER one AS before
    FROM curves, fitted WINDOW one AS (PARTITION BY period, member ORDER BY until)
), first AS (SELECT period, member, min(until) AS until FROM steps JOIN costs USING (period, member) WHERE now >= cost GROUP BY ALL)
SELECT s.period, s.member, coalesce(since + (cost - before) / (now - before) * (s.until - since), 0) AS months
FROM first f JOIN steps s USING (period, member, until) JOIN costs c USING (period, member);
SELECT 'value' AS measure, period, member, margin * brought / cost AS value, n FROM curves JOIN costs USING (period, member), fitted WHERE until = 36
UNION ALL SELECT 'revenue_to_cost', period, member, brought / cost, n FROM curves JOIN costs USING (period, member) WHERE until = 36
UNION ALL SELECT 'payback_months', period, member, months, n FROM costs LEFT JOIN crossings USING (period, member)
UNION ALL SELECT 'dear_first_orders', period, member, dear, n FROM costs LEFT JOIN dear USING (period, member)
UNION ALL SELECT 'worth_it', period, member, worth, n FROM costs LEFT JOIN dear USING (period, member)
