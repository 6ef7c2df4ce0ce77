"""Forecasts with their bounds: what is drawn, where it stands, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError
from kit.window import Window

NOVEMBER = Window(date(2026, 11, 10), "month", 3)
_SPREAD = {"value": 30.0, "within_80": 20.0, "within_50": 10.0}


def forecast(
    medians: list[float],
    *,
    booked: float = 40.0,
    target: float | None = 120.0,
    window: Window | None = NOVEMBER,
    **dimensions: Any,
) -> pd.DataFrame:
    """A forecast of as many periods; the bounds lie 30, 20 and 10 to either side."""
    rows = []
    for ahead, median in enumerate(medians):
        for measure, spread in _SPREAD.items():
            rows.append((measure, ahead, median, median - spread, median + spread))
        so_far = booked if ahead == 0 else 0.0
        parts = {"mean": median + 1, "booked": so_far, "from_open": median - so_far - 9}
        parts |= {"from_new": 10.0, "target": target}
        rows += [(name, ahead, value, None, None) for name, value in parts.items()]
    frame = pd.DataFrame(rows, columns=["measure", "ahead", "value", "low", "high"])
    numbers = dict.fromkeys(("value", "low", "high"), "float64")
    frame = frame.assign(
        kpi="bookings_forecast", period=pd.Timestamp("2026-11-01"), n=5, mark="", **dimensions
    ).astype(numbers)
    frame.attrs["window"] = window
    return frame


def history() -> pd.DataFrame:
    """Bookings of September to November; the last one still runs."""
    return pd.DataFrame(
        {
            "kpi": "bookings",
            "measure": "amount",
            "period": pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01"]),
            "value": [90.0, 95.0, 40.0],
            "low": float("nan"),
            "high": float("nan"),
            "n": 3,
            "mark": ["", "", "partial"],
        }
    )


def test_it_says_what_is_expected_how_sure_it_is_and_of_what_it_is_made() -> None:
    said = charts.alt(charts.fan(forecast([100.0, 110.0, 130.0]), currency="EUR")).splitlines()
    assert said == [
        "Forecast of bookings: €100 in Nov 2026, in 80% of cases €80.00 to €120.",
        "€40.00 of it is booked, €51.00 is expected of what is open, €10.00 of new ones.",
        "The target of €120 lies inside these bounds.",
        "Dec 2026: €110, in 80% of cases €90.00 to €130.",
        "Jan 2027: €130, in 80% of cases €110 to €150.",
    ]


@pytest.mark.parametrize(
    ("target", "where"), [(80.0, "below"), (80.5, "inside"), (120.0, "inside"), (120.5, "above")]
)
def test_the_target_lies_below_inside_or_above_the_bounds(target: float, where: str) -> None:
    assert f"lies {where} these bounds" in charts.alt(charts.fan(forecast([100.0], target=target)))


def test_without_a_target_or_a_booking_neither_is_spoken_of(texts: Any) -> None:
    ax = charts.fan(forecast([100.0, 110.0], target=None, booked=0.0))
    assert "target" not in charts.alt(ax).lower()
    assert "booked" not in charts.alt(ax)
    assert not {"Target", "Booked"} & set(texts(ax))


def test_periods_before_stand_left_of_it_without_the_one_that_runs(texts: Any) -> None:
    ax = charts.fan(forecast([100.0, 110.0]), history=history())
    assert {"Nov 2026", "Dec 2026"} & set(texts(ax))
    assert ax.get_xlim() == (-0.5, 3.5)


def test_on_the_last_day_of_a_period_its_bookings_are_history() -> None:
    over = Window(date(2026, 11, 30), "month", 3)
    ax = charts.fan(forecast([100.0, 110.0], window=over), history=history())
    assert " in Dec 2026" in charts.alt(ax).splitlines()[0]
    assert ax.get_xlim() == (-0.5, 4.5)


def test_split_shows_the_parts_one_on_top_of_the_other() -> None:
    ax: Any = charts.fan(forecast([100.0]), split=True)
    bars = sorted((bar.get_y(), bar.get_height()) for bar in ax.patches)
    assert bars == [(0.0, 40.0), (40.0, 51.0), (91.0, 10.0)]


def test_columns_of_parts_say_what_the_mean_is_made_of() -> None:
    said = charts.alt(charts.fan(forecast([100.0]), split=True, currency="EUR")).splitlines()
    assert said[0] == (
        "Nov 2026: €101 on average – €40.00 booked, €51.00 of what is open, €10.00 of new ones."
    )


def test_each_bound_has_its_colour_and_the_widest_lies_behind(parsed: Any) -> None:
    svg = charts.page_svg(charts.fan(forecast([100.0, 110.0])).figure, "k1")
    places = [svg.index(f"var(--{name})") for name in ("heat2", "heat3", "heat5")]
    assert len(set(places)) == 3


def test_a_single_period_has_its_bounds_as_bars() -> None:
    ax: Any = charts.fan(forecast([100.0], booked=0.0))
    heights = sorted(bar.get_height() for bar in ax.patches)
    assert heights == [20.0, 40.0, 60.0]


def test_a_forecast_split_by_unit_is_refused() -> None:
    both = pd.concat([forecast([100.0], team="a"), forecast([100.0], team="b")])
    with pytest.raises(ParamError, match="team"):
        charts.fan(both)
