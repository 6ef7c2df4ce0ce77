from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.kpis.outcomes.outcome_curves import win_rate_curve
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))
TABLE = pd.DataFrame(
    {
        "created_at": pd.to_datetime(["2026-01-01"] * 4 + ["2026-03-01"]),
        "closed_at": pd.to_datetime(["2026-01-21", "2026-02-10", None, "2026-03-02", None]),
        "status": ["won", "lost", "open", "won", "open"],
        "amount": 1.0,
        "owner": pd.Categorical(["Ada", "Ada", "Bo", "Bo", "Bo"], categories=["Ada", "Bo", "Cy"]),
    }
)


def test_five_opportunities_by_hand():
    # Ages: won 20, lost 40, won 60, open until 89 and 30. At risk: 5 at 20, 3 at 40, 2 at 60.
    frame = win_rate_curve(TABLE, WINDOW, ages=[30, 60, 90])
    won, lost = (frame[frame["measure"].eq(name)] for name in ("won", "lost"))
    assert won["value"].tolist()[:2] == pytest.approx([1 / 5, 1 / 5 + 4 / 5 * 2 / 3 * 1 / 2])
    assert lost["value"].tolist()[:2] == pytest.approx([0, 4 / 5 * 1 / 3])
    assert won["n"].tolist() == [4, 2, 0]
    assert won["mark"].tolist() == ["thin", "thin", "not_reached"]
    assert won["value"].isna().tolist() == [False, False, True]


def test_each_owner_has_a_curve_and_one_without_records_has_none():
    frame = win_rate_curve(TABLE, WINDOW, by=["owner"], ages=[30]).query("measure == 'won'")
    assert frame["owner"].tolist() == ["Ada", "Bo", "Cy"]
    assert frame["value"].tolist()[:2] == [0.5, 0.0]
    assert frame["n"].tolist() == [1, 3, 0]
    assert pd.isna(frame["value"].iloc[2])


def test_what_happens_after_as_of_changes_nothing():
    later = TABLE.assign(closed_at=TABLE["closed_at"].fillna(pd.Timestamp("2026-04-05")))
    later["status"] = later["status"].replace("open", "won")
    pd.testing.assert_frame_equal(win_rate_curve(TABLE, WINDOW), win_rate_curve(later, WINDOW))


def test_no_opportunities_give_a_frame_without_values():
    frame = win_rate_curve(TABLE.iloc[:0], WINDOW, ages=[30, 60])
    assert frame["value"].isna().all()
    assert len(frame) == 6


def test_a_curve_of_older_opportunities_alone_is_marked_throughout():
    # Ada's 20 were 100 days old when recording began, then one was won each day; Bo's are young.
    old = pd.DataFrame(
        {
            "created_at": pd.Timestamp("2025-11-01"),
            "closed_at": pd.date_range("2026-02-09", periods=20, freq="D").as_unit("us"),
            "owner": "Ada",
        }
    )
    young = pd.DataFrame(
        {
            "created_at": pd.Timestamp("2026-02-10"),
            "closed_at": pd.date_range("2026-02-11", periods=40, freq="D").as_unit("us"),
            "owner": "Bo",
        }
    )
    rows = pd.concat([old, young], ignore_index=True).assign(status="won", amount=1.0)
    frame = win_rate_curve(rows, WINDOW, by=["owner"], ages=[50, 110])
    ada = frame.query("measure == 'won' and owner == 'Ada'")
    assert ada["mark"].tolist() == ["thin", "thin"]
    assert pd.isna(ada["value"].iloc[0])
    assert ada["value"].iloc[1] == pytest.approx(11 / 20)
