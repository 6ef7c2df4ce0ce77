"""Records as a KPI starts from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import completed
from kit.errors import ParamError
from kit.kpis.known import known
from kit.window import Window

WINDOW = Window(date(2026, 1, 31))


def test_later_records_and_later_closes_are_unknown(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        "2026-01-05 2026-02-01 won Ada 10 -", "2026-02-01 - open Bo - -", "- - open Bo - -"
    )
    then = known(table, WINDOW)
    assert then["status"].tolist() == ["open", "open"]
    assert then["closed_at"].isna().all()
    assert then.index.tolist() == [0, 2]


def test_plain_dimensions_become_categories_of_what_was_known() -> None:
    table = pd.DataFrame(
        {
            "created_at": pd.to_datetime(["2026-01-05", "2026-02-05"]),
            "closed_at": pd.to_datetime([None, None]),
            "status": "open",
            "owner": ["Ada", "Bo"],
        }
    )
    assert known(table, WINDOW, ["owner"])["owner"].cat.categories.tolist() == ["Ada"]


def test_an_unknown_dimension_is_refused_with_a_suggestion(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of("2026-01-05 - open Ada - -")
    with pytest.raises(
        ParamError, match=r"Unknown dimension `ownr` in `by`. Did you mean `owner`?"
    ):
        known(table, WINDOW, ["ownr"])


def test_a_dimension_named_twice_is_refused(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of("2026-01-05 - open Ada - -")
    with pytest.raises(ParamError, match=r"`owner` stands twice in `by`. Name it once."):
        known(table, WINDOW, ["owner", "owner"])


def test_only_what_is_read_is_kept_beside_times_and_dimensions() -> None:
    calls = completed(
        pd.DataFrame(
            {
                "activity_id": ["a", "b"],
                "channel": "call",
                "occurred_at": pd.to_datetime(["2026-03-01", "2026-04-20"]),
                "responded_at": pd.to_datetime(["2026-04-19", None]),
                "outcome": "answered",
            }
        ),
        "activities",
    )
    window = Window(date(2026, 3, 31))
    found = known(calls, window, ["channel"], table="activities", read=["outcome"])
    assert set(found) == {"occurred_at", "responded_at", "outcome", "channel"}
    whole = known(calls, window, ["channel"], table="activities")
    pd.testing.assert_frame_equal(found, whole[list(found)])


def test_an_amount_that_is_read_is_undone_by_what_stood_before_the_close(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of("2026-01-05 2026-02-01 won Ada 10 -", "2026-01-06 - open Bo 7 -")
    table = table.assign(amount_before_close=[8.0, None], list_price=[12.0, None])
    found = known(table, WINDOW, read=["amount"])
    assert found["amount"].tolist() == [8.0, 7.0]
    assert "status" not in found
