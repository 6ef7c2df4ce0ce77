"""What became of converted leads."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import lead_outcome
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

WINDOW = Window(date(2026, 3, 31), periods=3)
LEADS = leads_of(
    "a 2026-01-01 Web - - - 2026-01-05 1",
    "b 2026-01-01 Web - - - 2026-01-05 2",
    "c 2026-01-01 Fair - - - 2026-01-05 3",
    "d 2026-01-01 Fair - - - 2026-01-05 4",
    "e 2026-01-01 Fair - - - 2026-01-05",
    "x 2026-01-01 Fair - - 2026-01-05",
    "y 2026-01-01 Fair",
)


def opportunities_of(*lines: str) -> pd.DataFrame:
    """Lines of `id status stage closed`, created on 2026-01-05."""
    frame = pd.DataFrame([line.split() for line in lines], dtype="str")
    frame.columns = ["opportunity_id", "status", "stage", "closed_at"]
    closed = pd.to_datetime(frame["closed_at"].mask(frame["closed_at"].eq("-")))
    created = pd.Series(pd.Timestamp("2026-01-05"), index=frame.index).astype("datetime64[us]")
    frame = frame.assign(closed_at=closed.astype("datetime64[us]"), created_at=created)
    return completed(frame, "opportunities")


def history_of(*lines: str) -> pd.DataFrame:
    """Lines of `opportunity day stage`."""
    frame = pd.DataFrame([line.split() for line in lines], dtype="str")
    frame.columns = ["opportunity_id", "entered_at", "stage"]
    entered = pd.to_datetime(frame["entered_at"]).astype("datetime64[us]")
    frame = frame.assign(entered_at=entered, sequence=range(len(frame)))
    return completed(frame.astype({"sequence": "Int64"}), "stage_history")


OPPORTUNITIES = opportunities_of(
    "1 won Won 2026-02-01", "2 lost Lost 2026-02-01", "3 lost Lost 2026-02-01", "4 open Offer -"
)
HISTORY = history_of(
    "1 2026-01-05 New", "1 2026-02-01 Won",
    "2 2026-01-05 New", "2 2026-02-01 Lost",
    "3 2026-01-05 New", "3 2026-01-20 Offer", "3 2026-01-25 New", "3 2026-02-01 Lost",
    "4 2026-01-05 New", "4 2026-01-20 Offer",
)  # fmt: skip


def first(frame: pd.DataFrame, measure: str = "share") -> pd.DataFrame:
    rows = frame[frame["measure"].eq(measure) & frame["period"].eq(pd.Timestamp("2026-01-01"))]
    return rows.set_index("outcome")


def test_every_converted_lead_has_one_outcome() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, WINDOW)
    assert first(frame)["value"].to_dict() == {
        "won": 0.2,
        "lost_at_once": 0.2,
        "lost_later": 0.2,
        "open": 0.2,
        "no_opportunity": 0.2,
    }
    assert first(frame)["n"].tolist() == [5] * 5
    assert first(frame, "count")["value"].sum() == 5


def test_the_shares_of_each_source_add_up_to_1() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, WINDOW, by=["source"])
    shares = first(frame).groupby("source", observed=True)["value"].sum()
    assert shares.tolist() == pytest.approx([1.0, 1.0])


def test_a_stage_that_is_the_close_itself_was_not_stood_in() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, WINDOW)
    assert first(frame, "count").loc["lost_at_once", "value"] == 1.0


def test_a_lost_one_that_keeps_its_last_stage_is_told_apart_too() -> None:
    opportunities = opportunities_of("2 lost New 2026-02-01", "3 lost Offer 2026-02-01")
    history = history_of("2 2026-01-05 New", "3 2026-01-05 New", "3 2026-01-20 Offer")
    counts = first(lead_outcome(LEADS, opportunities, history, WINDOW), "count")["value"]
    assert (counts["lost_at_once"], counts["lost_later"]) == (1.0, 1.0)


def test_without_any_history_losses_are_not_split() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, empty("stage_history"), WINDOW)
    share = first(frame)
    assert share.loc["lost", "value"] == pytest.approx(0.4)
    assert share.loc[["lost_at_once", "lost_later"], "value"].isna().all()
    assert set(share.loc[["lost_at_once", "lost_later"], "mark"]) == {"unattributed"}


def test_a_lost_one_of_which_history_tells_nothing_is_only_lost() -> None:
    history = HISTORY[HISTORY["opportunity_id"].ne("3")]
    counts = first(lead_outcome(LEADS, OPPORTUNITIES, history, WINDOW), "count")["value"]
    assert (counts["lost_at_once"], counts["lost_later"], counts["lost"]) == (1.0, 0.0, 1.0)


def test_an_opportunity_of_another_unit_is_not_taken_for_an_open_one() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES.iloc[:3], HISTORY, WINDOW)
    assert first(frame)["value"].to_dict()["not_found"] == pytest.approx(0.2)
    assert first(frame)["value"].to_dict()["open"] == 0.0


def test_the_shares_are_immature_while_many_are_open() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, WINDOW)
    assert set(first(frame)["mark"]) == {"immature"}
    ended = lead_outcome(LEADS.iloc[:3], OPPORTUNITIES, HISTORY, WINDOW)
    assert set(first(ended)["mark"]) == {"thin"}


def test_a_close_after_as_of_leaves_the_opportunity_open() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, Window(date(2026, 1, 31), periods=1))
    assert first(frame, "count")["value"].to_dict()["open"] == 4.0


def test_a_period_without_converted_leads_counts_0_and_has_no_shares() -> None:
    frame = lead_outcome(LEADS, OPPORTUNITIES, HISTORY, WINDOW)
    march = frame[frame["period"].eq(pd.Timestamp("2026-03-01"))]
    assert march.query("measure == 'share'")["value"].isna().all()
    assert march.query("measure == 'count'")["value"].eq(0).all()
