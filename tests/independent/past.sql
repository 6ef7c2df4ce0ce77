-- What a CRM may have exported on an earlier day ($day): the opportunities of the demo as they stood then, and
-- by the numbers in their ids what the demo does not do to them: some are merged, deleted, opened again, given
-- to another team, expected earlier or valued in another currency; in which export ($number) each begins.
WITH raw AS (
    SELECT *, substr(opportunity_id, 2)::INT AS nth FROM read_csv('$folder/opportunities.csv', all_varchar = true)
), stood AS (
    SELECT o.opportunity_id, o.nth, o.created_at, o.stage, o.currency,
        CASE WHEN o.closed_at::TIMESTAMPTZ::DATE <= DATE '$day' THEN o.status ELSE 'open' END AS status,
        CASE WHEN o.closed_at::TIMESTAMPTZ::DATE <= DATE '$day' THEN o.closed_at END AS closed_at,
        coalesce(arg_max(c.new, (c.changed_at, c.sequence)) FILTER (c.field = 'amount' AND c.changed_at::DATE <= DATE '$day'),
            arg_min(c.old, (c.changed_at, c.sequence)) FILTER (c.field = 'amount' AND c.changed_at::DATE > DATE '$day'), any_value(o.amount)) AS amount,
        coalesce(arg_max(c.new, (c.changed_at, c.sequence)) FILTER (c.field = 'expected_close_date' AND c.changed_at::DATE <= DATE '$day'),
            arg_min(c.old, (c.changed_at, c.sequence)) FILTER (c.field = 'expected_close_date' AND c.changed_at::DATE > DATE '$day'), any_value(o.expected_close_date)) AS expected_close_date
    FROM raw o LEFT JOIN changes c ON c."table" = 'opportunities' AND c.id = o.opportunity_id
    WHERE o.created_at::TIMESTAMPTZ::DATE <= DATE '$day' GROUP BY ALL
), opened_again AS (SELECT opportunity_id FROM stood WHERE $number >= 2 AND status = 'lost' AND nth % 17 = 6)
SELECT opportunity_id, created_at, stage, amount,
    CASE WHEN $number >= 2 AND nth % 43 = 7 THEN expected_close_date::DATE - 120 ELSE expected_close_date::DATE END AS expected_close_date,
    CASE WHEN opportunity_id IN (FROM opened_again) THEN 'open' ELSE status END AS status,
    CASE WHEN opportunity_id NOT IN (FROM opened_again) THEN closed_at END AS closed_at,
    CASE WHEN $number >= 2 AND nth % 61 = 5 THEN 'GBP' ELSE currency END AS currency,
    CASE WHEN $number >= 1 AND nth % 37 = 4 THEN 'Nordics' ELSE team END AS team,
    CASE WHEN $number >= 1 AND nth % 37 = 4 THEN 'EMEA' ELSE region END AS region,
    CASE WHEN $number >= 2 AND nth % 59 = 3 THEN 'O0000002' END AS merged_into
FROM stood JOIN units USING (opportunity_id) WHERE team IS NOT NULL AND NOT ($number >= 1 AND nth % 53 = 1)
