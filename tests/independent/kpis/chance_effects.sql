-- How many times as often as usual a stage's, a source's or a product's opportunities are won, and lost: e to the power of
-- the effects in the store.
SELECT cause AS measure, factor, nullif(member, '') AS member, exp(value) AS value, exp(low) AS low, exp(high) AS high, n
FROM made_effects WHERE factor <> 'team'
