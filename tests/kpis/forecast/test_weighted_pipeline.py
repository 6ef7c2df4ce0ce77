"""Open opportunities at the model's chances, added up and by band."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.window import Window

MARCH = Window(date(2026, 3, 10), "month", 1)


@pytest.fixture
def stock(opportunities: Any) -> pd.DataFrame:
    """Three open ones, one of which the model does not know, and one that was won."""
    return opportunities(
        "a open 100 - EMEA Iberia Ann",
        "b open 200 - EMEA DACH Ben",
        "c open 400 - EMEA DACH Ben",
        "d won 800 2026-02-01 EMEA DACH Ben",
    )


@pytest.fixture
def known(chances: Any) -> pd.DataFrame:
    return chances("a 0.2 0.5 0.1 90 0.3 model", "b 0.6 0.8 0.25 200 - model")


def values(frame: pd.DataFrame) -> dict[str, float]:
    return frame.set_index("measure")["value"].to_dict()


def test_each_is_weighed_by_its_own_chance_and_worth(stock: Any, known: Any) -> None:
    assert values(kpis.weighted_pipeline(stock, MARCH, win_probabilities=known)) == {
        "eventually": 0.5 * 90 + 0.8 * 200,
        "within_period": 0.1 * 90 + 0.25 * 200,
        "within_90": 0.2 * 90 + 0.6 * 200,
        "wins": 1.3,
        "count": 2.0,
        "unweighted": 1.0,
    }


def test_the_period_ends_with_its_last_month(stock: Any, known: Any) -> None:
    february = Window(date(2026, 2, 10), "quarter", 1)
    then = known.assign(as_of=pd.Timestamp("2026-02-10"), won_by_1=[0.3, 0.5])
    frame = kpis.weighted_pipeline(stock, february, win_probabilities=then)
    # The quarter ends with March, the first month after that of the as-of day.
    assert values(frame)["within_period"] == 0.3 * 90 + 0.5 * 200


def test_on_its_last_day_a_period_gives_way_to_the_next(stock: Any, known: Any) -> None:
    last = Window(date(2026, 3, 31), "month", 1)
    then = known.assign(as_of=pd.Timestamp("2026-03-31"), won_by_1=[0.3, 0.5])
    frame = kpis.weighted_pipeline(stock, last, win_probabilities=then)
    assert values(frame)["within_period"] == 0.3 * 90 + 0.5 * 200


def test_a_period_that_ends_beyond_the_known_months_has_no_value(stock: Any, known: Any) -> None:
    year = Window(date(2026, 3, 10), "year", 1)
    found = values(kpis.weighted_pipeline(stock, year, win_probabilities=known))
    assert pd.isna(found["within_period"])
    assert found["eventually"] == 205.0


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-11"])
def test_chances_of_another_day_do_not_count(stock: Any, known: Any, day: str) -> None:
    other = known.assign(as_of=pd.Timestamp(day))
    for asked in (other, None):
        frame = kpis.weighted_pipeline(stock, MARCH, by=["team"], win_probabilities=asked)
        assert frame["value"].isna().all()
        assert set(frame["team"]) == {"Iberia", "DACH"}


def test_base_rates_are_marked(stock: Any, chances: Any) -> None:
    pooled = chances("a 0.2 0.5 0.1 90 - pooled", "b 0.2 0.5 0.1 90 - model")
    frame = kpis.weighted_pipeline(stock, MARCH, by=["team"], win_probabilities=pooled)
    marks = frame[frame["measure"].eq("wins")].set_index("team")["mark"]
    assert marks.to_dict() == {"DACH": "", "Iberia": "pooled"}


def test_bands_hold_every_open_one_once(stock: Any, known: Any) -> None:
    frame = kpis.chance_bands(stock, MARCH, win_probabilities=known)
    wide = frame.pivot_table("value", "band", "measure", observed=False, dropna=False)
    assert wide["count"].to_dict() == {
        "high": 1.0,
        "even": 0.0,
        "low": 1.0,
        "slight": 0.0,
        "hardly": 0.0,
        "unknown": 1.0,
    }
    assert wide.loc["high", ["amount", "weighted"]].tolist() == [200.0, 120.0]


@pytest.mark.parametrize(
    ("chance", "band"),
    [("0.5", "high"), ("0.4999", "even"), ("0.1", "low"), ("0.02", "slight"), ("0", "hardly")],
)
def test_a_chance_on_the_edge_belongs_to_the_higher_band(
    stock: Any, chances: Any, chance: str, band: str
) -> None:
    frame = kpis.chance_bands(
        stock, MARCH, win_probabilities=chances(f"a {chance} 0.5 0.1 90 - model")
    )
    held = frame[frame["measure"].eq("count") & frame["value"].eq(1)]
    assert held["band"].tolist() == [band]
