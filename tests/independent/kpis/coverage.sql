-- Open amount as a multiple of what the target of the running quarter still needs, as of as_of.
CREATE OR REPLACE TEMP TABLE found AS
WITH target AS (
    SELECT sum(amount) AS target, min(period_start) AS starts, max(period_end) AS ends FROM targets
    WHERE measure = 'bookings' AND period_start <= getvariable('as_of') AND period_end >= getvariable('as_of')
), booked AS (
    SELECT coalesce(sum(amount), 0) AS booked, count(*) AS wins FROM opportunities, target WHERE status = 'won' AND closed_at::DATE BETWEEN starts AND target.ends
), open_now AS (
    SELECT sum(amount) AS open_amount, sum(amount) FILTER (expected_close_date BETWEEN starts AND target.ends) AS due_amount, count(*) AS n FROM opportunities, target WHERE status = 'open'
), closed AS (
    SELECT count_if(status = 'won') / count(*) AS win_rate, avg(amount::DOUBLE) FILTER (status = 'won') AS mean FROM opportunities
    WHERE status <> 'open' AND closed_at::DATE >= (SELECT min(period) FROM periods)
)
SELECT *, greatest(target - booked, 0) AS needed FROM target, booked, open_now, closed;
SELECT 'value' AS measure, '' AS member, open_amount / nullif(needed, 0)::DOUBLE AS value, n FROM found
UNION ALL SELECT 'open_amount', '', open_amount, n FROM found
UNION ALL SELECT 'due_amount', '', coalesce(due_amount, 0), NULL FROM found
UNION ALL SELECT 'still_needed', '', needed, wins FROM found
UNION ALL SELECT 'target', '', target, wins FROM found
UNION ALL SELECT 'missing_opportunities', '', greatest(0, needed::DOUBLE / (win_rate * mean) - n), NULL FROM found
