from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame, Series

from kit.data.frames import empty
from kit.data.rewinding import amounts_before_close, stages_by_then
from kit.window import Calendar


def instants(*values: str | None) -> Series:
    parsed = pd.to_datetime(Series(values, dtype="str"), utc=True, format="ISO8601")
    return parsed.astype("datetime64[us, UTC]")


def before_close(closed_at: Series, *changes: tuple[str, str | None, str]) -> Series:
    """Amount before the close of one opportunity; `changes` are (changed_at, old, new)."""
    opportunities = DataFrame({"opportunity_id": ["a"], "closed_at": closed_at})
    rows = DataFrame(
        {
            "table": "opportunities",
            "id": "a",
            "changed_at": instants(*(at for at, _, _ in changes)),
            "sequence": range(len(changes)),
            "field": "amount",
            "old": Series([old for _, old, _ in changes], dtype="str"),
            "new": Series([new for _, _, new in changes], dtype="str"),
        }
    )
    return amounts_before_close(opportunities, rows, Calendar())


CLOSE = "2026-02-01T12:00Z"


def test_a_change_at_the_close_tells_by_its_old_value() -> None:
    before = before_close(instants(CLOSE), ("2026-01-05T08:00Z", "10", "20"), (CLOSE, "25", "0"))
    assert before.tolist() == [25.0]


def test_without_one_the_last_new_value_before_tells() -> None:
    before = before_close(
        instants(CLOSE), ("2026-01-07T08:00Z", "20", "30"), ("2026-01-05T08:00Z", "10", "20")
    )
    assert before.tolist() == [30.0]


def test_on_a_close_that_is_a_date_the_whole_day_is_the_close() -> None:
    day = pd.to_datetime(Series(["2026-02-01"])).astype("datetime64[us]")
    assert before_close(day, ("2026-02-01T08:00Z", "40", "0")).tolist() == [40.0]


@pytest.mark.parametrize("closed_at", [instants(None), instants(CLOSE)])
def test_an_open_one_or_one_that_never_changed_is_unknown(closed_at: Series) -> None:
    changes = [("2026-01-05T08:00Z", "10", "20")] if closed_at.isna().all() else []
    assert before_close(closed_at, *changes).isna().all()


def test_a_value_that_is_no_number_is_unknown() -> None:
    assert before_close(instants(CLOSE), (CLOSE, "much", "0")).isna().all()


def test_without_stage_history_stages_stay_as_they_are() -> None:
    then = DataFrame({"opportunity_id": ["a"], "status": ["open"], "stage": ["Offer"]})
    recorded = then.assign(status="won")
    nothing = empty("stage_history")
    found = stages_by_then(then, recorded, nothing, date(2026, 1, 1), Calendar())
    assert found["stage"].tolist() == ["Offer"]


def test_a_stage_that_was_entered_later_is_unknown_before() -> None:
    then = DataFrame({"opportunity_id": ["a"], "status": ["open"], "stage": ["Offer"]})
    log = {"opportunity_id": ["a"], "sequence": [1], "stage": ["Offer"]}
    history = DataFrame({**log, "entered_at": pd.to_datetime(["2026-02-01"])})
    found = stages_by_then(then.astype("str"), then, history, date(2026, 1, 1), Calendar())
    assert found["stage"].isna().all()
