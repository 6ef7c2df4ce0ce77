-- The three weightiest reasons of each chance that a model gave, of half a percentage point or more.
SELECT r.opportunity_id, factor, coalesce(member, '') AS member, points
FROM made_win_reasons r JOIN made_win_probabilities p USING (opportunity_id)
WHERE factor <> 'base' AND basis = 'model' AND abs(points) >= 0.005
QUALIFY row_number() OVER (PARTITION BY r.opportunity_id ORDER BY abs(points) DESC, rank) <= 3
ORDER BY r.opportunity_id, abs(points) DESC, rank
