"""The pipeline at the stages' chances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kit.kpis import stage_weighted_pipeline
from kit.window import Window
from tests.kpis.pipeline.written import history, table, values

WINDOW = Window(date(2026, 2, 28), periods=2)
COLUMNS = "opportunity_id created_at closed_at status amount stage"
STAGES = table("stage probability", "New 0.1", "Offer 0.5", "Odd -")


def test_past_periods_take_the_stage_of_then_and_what_closed_since():
    rows = table(
        COLUMNS, "a 2026-01-05 - open 100 Offer", "b 2026-01-05 2026-02-03 won 40 Won"
    ).assign(amount_before_close=[None, 60.0])
    entered = history("a 2026-01-05 New", "a 2026-02-02 Offer", "b 2026-01-06 Offer")
    frame = stage_weighted_pipeline(rows, STAGES, entered, WINDOW)
    assert values(frame, "value") == [10 + 30, 50]
    assert frame["n"].tolist()[:2] == [2, 1]


def test_stages_without_a_chance_are_shown_and_no_part_of_the_value():
    rows = table(COLUMNS, "a 2026-02-05 - open 100 Odd", "b 2026-02-05 - open 8 -")
    rows = rows.assign(stage=rows["stage"].where(rows["stage"].notna()))
    frame = stage_weighted_pipeline(rows, STAGES, history(), WINDOW)
    assert values(frame, "unweighted")[-1] == 108
    assert values(frame, "value")[-1] == 0


def test_without_a_history_the_past_is_not_known():
    rows = table(COLUMNS, "a 2026-01-05 - open 100 Offer")
    frame = stage_weighted_pipeline(rows, STAGES, history(), WINDOW)
    assert values(frame, "value") == [-1, 50]
    assert values(frame, "unweighted") == [-1, 0]


def test_without_any_chance_there_is_nothing_to_weigh_by():
    rows = table(COLUMNS, "a 2026-01-05 - open 100 Offer")
    frame = stage_weighted_pipeline(rows, STAGES.assign(probability=None), history(), WINDOW)
    assert frame["value"].isna().all()


def test_each_product_is_rounded_to_the_minor_unit_so_that_parts_add_up():
    rows = table(COLUMNS, "a 2026-02-05 - open 0.13 New", "b 2026-02-05 - open 0.14 New")
    assert values(stage_weighted_pipeline(rows, STAGES, history(), WINDOW), "value")[-1] == 0.02
    yen = replace(WINDOW, minor=0)
    rows = rows.assign(amount=[13.0, 24.0])
    assert values(stage_weighted_pipeline(rows, STAGES, history(), yen), "value")[-1] == 3


def test_a_stage_has_the_chance_of_its_own_pipeline():
    rows = table(f"{COLUMNS} pipeline", "a 2026-02-05 - open 100 Offer Big")
    stages = table("stage pipeline probability", "Offer Small 0.9", "Offer Big 0.2")
    frame = stage_weighted_pipeline(rows, stages, history(), WINDOW)
    assert values(frame, "value")[-1] == 20
    unknown = stage_weighted_pipeline(rows.assign(pipeline="Other"), stages, history(), WINDOW)
    assert values(unknown, "unweighted")[-1] == 100
