from __future__ import annotations

import pandas as pd

ORDER = ("Prospecting", "Qualification", "Demonstration", "Proposal", "Negotiation")


def history(crm) -> pd.DataFrame:
    rows = crm.table("stage_history").copy()
    rows["position"] = rows["stage"].map({stage: number for number, stage in enumerate(ORDER)})
    return rows


def test_stages_are_entered_in_order_of_time_and_position(crm):
    rows = history(crm)
    steps = rows.groupby("opportunity_id")[["entered_at", "sequence", "position"]].diff().dropna()
    assert (steps["entered_at"] >= pd.Timedelta(0)).all()
    assert (steps["sequence"] == 1).all()
    assert (steps["position"] >= 1).all()
    assert (steps["position"] > 1).any()


def test_the_stage_of_an_opportunity_is_the_last_one_entered(crm):
    last = history(crm).groupby("opportunity_id")["stage"].last()
    started = crm.table("opportunities").query("created_at.notna()").set_index("opportunity_id")
    assert (last.reindex(started.index) == started["stage"]).all()


def test_stages_lie_between_creation_and_close(crm):
    rows = history(crm).merge(crm.table("opportunities"), on="opportunity_id")
    assert (rows["entered_at"] >= rows["created_at"]).all()
    closed = rows[rows["status"] != "open"]
    assert (closed["entered_at"] < closed["closed_at"]).all()
    first = rows.groupby("opportunity_id").head(1)
    assert (first["entered_at"] == first["created_at"]).all()


def test_won_ones_reached_the_last_stage(crm):
    won = crm.table("opportunities").query("status == 'won'")
    assert set(won["stage"]) == {"Negotiation"}


def test_stages_are_positioned_in_order(crm):
    rows = crm.table("stages")
    assert tuple(rows.sort_values("position")["stage"]) == ORDER
    assert rows["probability"].is_monotonic_increasing
