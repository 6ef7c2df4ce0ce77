-- Opportunities that are open now and were open when chances were last made, with both chances.
-- key: opportunity_id
SELECT s.opportunity_id, p.expected_amount, p.within_90 - c.within_90 AS chance_change, p.within_90, c.within_90 AS previous_90, c.as_of AS previous_as_of
FROM stood s JOIN made_win_probabilities p USING (opportunity_id) JOIN left_chances c USING (opportunity_id)
WHERE s.number = (SELECT max(number) FROM loads) AND s.status = 'open' AND s.merged_into IS NULL
