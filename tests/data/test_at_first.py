from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.at_first import open_at_first
from kit.data.comparing import no_changes
from tests.kpis.observed import loaded, observed_of


def rows(*changed: dict[str, object]) -> DataFrame:
    row = {"status": "open", "stage": "New", "amount": 10.0, "region": "EMEA", "team": "Iberia"}
    return DataFrame([row | one for one in changed])


def start(*snapshots: DataFrame) -> list[tuple[str, str, float]]:
    loads = {date(2026, 1, day): frame for day, frame in enumerate(snapshots, start=1)}
    found = observed_of(loads)["observed_start"]
    return list(zip(found["opportunity_id"], found["team"], found["amount"], strict=True))


def test_what_was_open_at_first_is_worked_back_from_the_newest_snapshot() -> None:
    first = rows(
        {"opportunity_id": "a"},
        {"opportunity_id": "b", "amount": 20.0},
        {"opportunity_id": "c", "amount": 30.0},
        {"opportunity_id": "d", "status": "lost"},
        {"opportunity_id": "e", "amount": 50.0},
    )
    second = rows(
        {"opportunity_id": "a"},
        {"opportunity_id": "b", "amount": 25.0, "team": "DACH"},
        {"opportunity_id": "c", "status": "won"},
        {"opportunity_id": "d"},
        {"opportunity_id": "f"},
    )
    third = rows({"opportunity_id": "a"}, {"opportunity_id": "b", "amount": 20.0})
    expected = [("a", "Iberia", 10.0), ("b", "Iberia", 20.0), ("c", "Iberia", 30.0)]
    assert start(first, second, third) == [*expected, ("e", "Iberia", 50.0)]


def test_without_changes_it_is_what_is_open_now() -> None:
    frame = loaded(rows({"opportunity_id": "b", "team": None}, {"opportunity_id": "a"}))
    found = open_at_first(frame, no_changes())
    assert found["opportunity_id"].tolist() == ["a", "b"]
    assert open_at_first(frame[:0], no_changes()).dtypes.equals(found.dtypes)
    pd.testing.assert_frame_equal(open_at_first(frame[::-1], no_changes()), found)
