from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.kpis.outcomes.close_rate_by_age import close_rate_by_age
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))
TABLE = pd.DataFrame(
    {
        # Ages: won 10, open 40, won 50, lost 60, open 89.
        "created_at": pd.to_datetime(
            ["2026-01-01", "2026-02-19", "2026-01-01", "2026-01-01", "2026-01-01"]
        ),
        "closed_at": pd.to_datetime(["2026-01-11", None, "2026-02-20", "2026-03-02", None]),
        "status": ["won", "open", "won", "lost", "open"],
        "amount": 1.0,
    }
)


def test_five_opportunities_by_hand():
    frame = close_rate_by_age(TABLE, WINDOW, bands=[0, 30, 60, 120])
    shares = frame.pivot_table(index="age_days", columns="measure", values="value", observed=True)
    assert shares.loc[0].to_dict() == pytest.approx({"won": 0.2, "lost": 0.0, "still_open": 0.8})
    # One of four is cut off at 40; then one of three wins at 50 and one of two is lost at 60.
    assert shares.loc[30].to_dict() == pytest.approx(
        {"won": 1 / 3, "lost": 1 / 3, "still_open": 1 / 3}
    )
    won = frame[frame["measure"].eq("won")]
    assert won["n"].tolist() == [5, 4, 1, 0]
    assert won["mark"].tolist() == ["thin", "thin", "immature", "not_reached"]


def test_none_won_so_far_has_an_upper_bound():
    frame = close_rate_by_age(TABLE, WINDOW, bands=[0, 60]).query("measure == 'won'")
    assert frame["value"].iloc[1] == 0
    assert frame["high"].iloc[1] > 0.5


def test_a_band_that_nobody_reached_has_no_shares():
    frame = close_rate_by_age(TABLE, WINDOW, bands=[0, 120]).query("age_days == 120")
    assert frame["value"].isna().all()
    assert frame["mark"].eq("not_reached").all()


def test_no_opportunities_give_a_frame_without_values():
    frame = close_rate_by_age(TABLE.iloc[:0], WINDOW)
    assert len(frame) == 21
    assert frame["value"].isna().all()
