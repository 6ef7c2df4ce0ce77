from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis.pipeline.longest_cycle import beyond_longest_cycle
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))
TABLE = pd.DataFrame(
    {
        "created_at": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-21", None]),
        "closed_at": pd.to_datetime(["2026-01-31", None, None, None]),
        "status": ["lost", "open", "open", "open"],
        "amount": 1.0,
        "owner": pd.Categorical(["Ada", "Ada", "Bo", "Bo"], categories=["Ada", "Bo", "Cy"]),
    }
)


def test_open_ones_older_than_30_days_by_hand():
    frame = beyond_longest_cycle(TABLE, WINDOW).set_index("measure")
    assert frame["value"].to_dict() == {"count": 1, "share": 0.5, "longest_days": 30}
    assert frame["n"].to_dict() == {"count": 2, "share": 2, "longest_days": 1}


def test_an_owner_is_held_to_the_longest_cycle_of_all():
    frame = beyond_longest_cycle(TABLE, WINDOW, by=["owner"])
    count = frame[frame["measure"].eq("count")].set_index("owner")["value"]
    share = frame[frame["measure"].eq("share")].set_index("owner")["value"]
    assert count.to_dict() == {"Ada": 1, "Bo": 0, "Cy": 0}
    assert share.isna().to_dict() == {"Ada": False, "Bo": False, "Cy": True}


def test_where_nothing_ever_closed_there_is_no_longest_cycle():
    assert beyond_longest_cycle(TABLE.iloc[1:], WINDOW)["value"].isna().all()
    assert beyond_longest_cycle(TABLE.iloc[:0], WINDOW)["value"].isna().all()


def test_only_closed_ones_leave_nothing_open():
    frame = beyond_longest_cycle(TABLE.iloc[:1], WINDOW).set_index("measure")
    assert frame.loc["count", "value"] == 0
    assert pd.isna(frame.loc["share", "value"])


def test_units_are_measured_by_the_longest_cycle_of_the_company(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of("2026-01-01 2026-01-11 won Ada 5 -", "2026-01-01 - open Ada 5 -")
    longest = pd.DataFrame(
        {"day": pd.to_datetime(["2026-01-20", "2026-02-01"]), "days": [40.0, 90.0]}
    )
    window = Window(date(2026, 1, 31))

    def found(cycles: pd.DataFrame | None) -> dict[str, float]:
        frame = beyond_longest_cycle(table, window, longest_cycles=cycles)
        return dict(zip(frame["measure"], frame["value"], strict=True))

    assert found(None) == {"count": 1, "share": 1, "longest_days": 10}
    assert found(longest) == {"count": 0, "share": 0, "longest_days": 40}  # 90 is not known yet
