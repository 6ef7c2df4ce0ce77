-- Like exit_stage, by the phase of the stage.
-- by: source
-- unchecked: bulk
-- (none of the demo's closes is in bulk; tests/kpis/stages writes some out)
CREATE OR REPLACE TEMP TABLE last_stage AS
SELECT o.*, s.position, s.stage AS last_open, s.phase, (SELECT max(t.position) FROM raw_stage_history h JOIN stages t USING (stage) WHERE h.opportunity_id = o.opportunity_id) AS top
FROM opportunities o JOIN (SELECT opportunity_id, arg_max(stage, (entered_at, sequence)) AS stage FROM raw_stage_history GROUP BY ALL) h USING (opportunity_id)
JOIN stages s ON s.pipeline = o.pipeline AND s.stage = h.stage WHERE o.status <> 'open';
WITH phases AS (SELECT phase, min(position) AS begins FROM stages GROUP BY phase),
cells AS (
    SELECT period, member, s.phase, count_if(l.status = 'lost' AND l.phase = s.phase) AS k,
        count_if(l.status = 'won' OR l.top >= s.begins) AS reached, count_if(l.status = 'lost') AS losses
    FROM last_stage l JOIN periods p ON closed_at::DATE >= p.period AND closed_at::DATE < p.ends CROSS JOIN phases s GROUP BY ALL
)
SELECT 'hazard' AS measure, period, member, phase, share(k, reached) AS value, wilson(k, reached, -1) AS low, wilson(k, reached, 1) AS high, reached AS n FROM cells
UNION ALL SELECT 'share', period, member, phase, share(k, losses), wilson(k, losses, -1), wilson(k, losses, 1), losses FROM cells
UNION ALL SELECT 'count', period, member, phase, k, NULL, NULL, NULL FROM cells
