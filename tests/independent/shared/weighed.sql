-- Open opportunities with their chances; `in_period` is that to be won before the first period ends that is not over.
CREATE OR REPLACE TEMP TABLE weighed AS
WITH months AS (
    UNPIVOT (SELECT opportunity_id, COLUMNS('^won_by_') FROM made_win_probabilities) ON COLUMNS('^won_by_') INTO NAME month VALUE chance
), last_month AS (SELECT 'won_by_' || date_diff('month', getvariable('as_of'), ends - 1) AS month FROM ahead WHERE ahead = 0)
SELECT o.*, p.* EXCLUDE (opportunity_id, region, team, as_of), m.chance AS in_period
FROM opportunities o LEFT JOIN made_win_probabilities p ON p.opportunity_id = o.opportunity_id AND p.as_of = getvariable('as_of')
LEFT JOIN months m ON m.opportunity_id = o.opportunity_id AND m.month = (SELECT month FROM last_month)
WHERE o.status = 'open';
CREATE OR REPLACE MACRO cents(amount) AS round_even(amount::DOUBLE, 2)::DECIMAL(18, 2);
