-- The sales equation, of one population: open on average × share won × mean won amount ÷ mean days open, at
-- ages up to the limit; beside it the bookings per day and the textbook version.
-- by: product
-- tolerance: 1e-6
-- (the kit lets a period begin a millionth of a second earlier, so that a close at midnight is in it)
CREATE OR REPLACE TEMP TABLE cut AS SELECT period, period::TIMESTAMPTZ AS starts, p.ends::TIMESTAMPTZ AS stops FROM periods p ORDER BY period;
-- include: velocity_factors
WITH plain AS (
    SELECT period, member, coalesce(sum(amount) FILTER (cause = 1), 0)::DOUBLE / any_value(length) AS actual,
        count_if(cause = 0) * share(count_if(cause = 1), count_if(cause > 0)) * avg(amount::DOUBLE) FILTER (cause = 1) / avg(leave) FILTER (cause = 1) AS textbook
    FROM present GROUP BY ALL
)
SELECT measure, period, member, value FROM (SELECT * FROM plain LEFT JOIN factors USING (period, member))
UNPIVOT INCLUDE NULLS (value FOR measure IN (velocity, actual, textbook, open_average, win_share, won_amount, days_open, limit_days))
