-- The stages between acceptance and approval.
SELECT * FROM (VALUES ('A_ACCEPTED', 1, 'early'), ('O_SENT', 2, 'middle'), ('O_SENT_BACK', 3, 'late')) AS t(stage, position, phase)
