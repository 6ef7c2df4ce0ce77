-- Of the recipients reached in the period (a contact, else lead, else account, once for each member), the
-- share of whom a touch was answered within 14 days; touches younger than that are left out.
-- by: channel message owner
-- unchecked: shrunken beats_the_rest p_value
-- (those are checked against published figures in tests/estimates)
WITH touched AS (
    SELECT period, member,
        channel, message, CASE WHEN contact_id IS NOT NULL THEN 'c' || contact_id WHEN lead_id IS NOT NULL THEN 'l' || lead_id ELSE 'a' || account_id END AS recipient,
        coalesce((outcome IN ('answered', 'meeting_booked') OR responded_at IS NOT NULL AND coalesce(outcome, '') NOT IN ('bounced', 'no_answer', 'auto_reply'))
            AND coalesce(days(occurred_at, responded_at), 0) <= 14, false) AS answered
    FROM activities JOIN periods p ON occurred_at::DATE >= p.period AND occurred_at::DATE < p.ends
    WHERE direction IS DISTINCT FROM 'inbound' AND NOT is_automatic AND coalesce(outcome, '') NOT IN ('bounced', 'no_answer')
        AND days(occurred_at, getvariable('seen_until')) >= 14
), once AS (
    SELECT period, member, channel, message, recipient, bool_or(answered) AS answered FROM touched WHERE recipient IS NOT NULL GROUP BY ALL
), found AS (SELECT period, member, count(*) AS n, count_if(answered) AS k FROM once GROUP BY ALL)
SELECT 'value' AS measure, period, member, share(k, n) AS value, wilson(k, n, -1) AS low, wilson(k, n, 1) AS high, n FROM found
