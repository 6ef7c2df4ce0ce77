-- Amount of the opportunities created in the period: before its first recorded change; without one the
-- amount as it stands, of a closed one before closing, of a lost one set to 0 the list price.
-- tolerance: 1e-6
-- (the kit reads the rate off the two amounts of a record, of which one is rounded to the cent)
-- by: source owner
WITH first AS (
    SELECT id, arg_min(old, (changed_at, sequence)) AS old FROM changes WHERE "table" = 'opportunities' AND field = 'amount' GROUP BY id
), known AS (
    SELECT period, member, CASE WHEN f.id IS NOT NULL AND f.old IS NOT NULL THEN euros(f.old, o.currency, o.rate)
        WHEN status = 'open' THEN amount WHEN amount_before_close IS NOT NULL THEN amount_before_close
        WHEN status = 'lost' AND amount = 0 THEN list_price ELSE amount END AS amount
    FROM opportunities o LEFT JOIN first f ON f.id = o.opportunity_id JOIN periods p ON created_at::DATE >= p.period AND created_at::DATE < p.ends
)
SELECT 'amount' AS measure, period, member, sum(amount) AS value, count(amount) AS n FROM known GROUP BY ALL
UNION ALL SELECT 'count', period, member, count(*), count(*) FROM known GROUP BY ALL
