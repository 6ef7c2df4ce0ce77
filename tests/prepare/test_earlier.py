"""What earlier snapshots said is kept, and stands beside what is said today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.derived import Derived, write_derived
from kit.data.store import Store
from kit.data.takings import Taking
from kit.params import Settings
from kit.prepare.earlier import CHANCES, KEPT, before, forecasts_so_far, with_previous
from kit.window import Calendar


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


TEAMS = [("EMEA", "Iberia"), ("EMEA", "DACH"), (None, None)]


def paths_of(months: list[str], amounts: dict[str, list[float]], paths: int = 4) -> DataFrame:
    """Paths of three teams: each month, team and part, the same amount times path number."""
    rows = [
        (region, team, pd.Timestamp(month), part, path, amounts[team or ""][at] * path)
        for at, month in enumerate(months)
        for region, team in TEAMS
        for part in ("open", "new")
        for path in range(paths)
    ]
    columns = ["region", "team", "month", "part", "path", "amount"]
    return DataFrame(rows, columns=columns).astype({"region": "str", "team": "str"})


MONTHS = ["2026-02-01", "2026-03-01", "2026-04-01"]
AMOUNTS = {"Iberia": [1.0, 2.0, 3.0], "DACH": [10.0, 0.0, 0.0], "": [100.0, 0.0, 0.0]}


def test_a_forecast_is_kept_by_unit_month_and_quarter() -> None:
    kept = forecasts_so_far(paths_of(MONTHS, AMOUNTS), date(2026, 2, 10), Calendar(), {})
    assert set(kept["unit"]) == {"", "EMEA", "EMEA/Iberia", "EMEA/DACH"}
    one = kept.set_index(["unit", "period", "target_start"])
    february = pd.Timestamp("2026-02-01")
    # Two parts, paths 0 to 3: the mean of 0, 2, 4, 6 times the amount.
    assert one.loc[("EMEA/Iberia", "month", february), "mean"] == 3.0
    assert one.loc[("EMEA", "month", february), "mean"] == 33.0
    assert one.loc[("", "month", february), "mean"] == 333.0
    assert one.loc[("", "month", february), "q50"] == 333.0
    assert one.loc[("", "month", february), "target_end"] == pd.Timestamp("2026-03-01")
    # Of the running quarter, February and March are to come; the next is not covered.
    quarters = kept[kept["period"].eq("quarter") & kept["unit"].eq("EMEA/Iberia")]
    assert quarters["target_start"].tolist() == [pd.Timestamp("2026-01-01")]
    assert quarters["mean"].tolist() == [9.0]
    assert set(kept["made"]) == {pd.Timestamp("2026-02-10")}


def test_quarters_follow_the_fiscal_year() -> None:
    fiscal = Calendar(fiscal_year_start=2)
    kept = forecasts_so_far(paths_of(MONTHS, AMOUNTS), date(2026, 2, 10), fiscal, {})
    quarters = kept[kept["period"].eq("quarter")]
    assert set(quarters["target_start"]) == {pd.Timestamp("2026-02-01")}
    assert set(quarters["target_end"]) == {pd.Timestamp("2026-05-01")}


def test_what_nobody_owns_counts_for_the_company_alone() -> None:
    kept = forecasts_so_far(paths_of(MONTHS, AMOUNTS), date(2026, 2, 10), Calendar(), {})
    whole = kept[kept["unit"].eq("")]
    assert whole["region"].isna().all()
    assert whole["team"].isna().all()
    assert kept.loc[kept["unit"].eq("EMEA"), "team"].isna().all()


def test_forecasts_pile_up_and_one_day_counts_once() -> None:
    first = forecasts_so_far(paths_of(MONTHS, AMOUNTS), date(2026, 2, 10), Calendar(), {})
    again = {KEPT: first}
    later = forecasts_so_far(paths_of(MONTHS, AMOUNTS), date(2026, 2, 11), Calendar(), again)
    assert len(later) == 2 * len(first)
    other = {name: [2 * one for one in values] for name, values in AMOUNTS.items()}
    same = forecasts_so_far(paths_of(MONTHS, other), date(2026, 2, 10), Calendar(), again)
    assert len(same) == len(first)
    assert np.allclose(same["mean"], 2 * first["mean"])


def test_a_company_without_units_keeps_its_own_forecast() -> None:
    paths = paths_of(MONTHS, AMOUNTS)
    kept = forecasts_so_far(paths[paths["team"].isna()], date(2026, 2, 10), Calendar(), {})
    assert set(kept["unit"]) == {""}


def test_without_paths_nothing_is_kept_but_the_columns() -> None:
    nothing = paths_of(MONTHS, AMOUNTS).iloc[:0]
    kept = forecasts_so_far(nothing, date(2026, 2, 10), Calendar(), {})
    assert len(kept) == 0
    assert {"made", "unit", "region", "team", "period", "target_start", "q50"} <= set(kept)


def chances_of(as_of: str, values: dict[str, float]) -> DataFrame:
    return DataFrame(
        {
            "opportunity_id": [*values],
            "region": "EMEA",
            "team": "Iberia",
            "as_of": pd.Timestamp(as_of),
            "within_90": [*values.values()],
            "previous_90": np.nan,
            "previous_as_of": pd.NaT,
        }
    )


def test_chances_stand_beside_those_of_the_earlier_snapshot() -> None:
    now = chances_of("2026-02-10", {"a": 0.5, "b": 0.4})
    then = {CHANCES: chances_of("2026-01-31", {"a": 0.3, "z": 0.9})}
    found = with_previous(now, then)
    assert found["previous_90"].tolist() == [0.3, pytest.approx(np.nan, nan_ok=True)]
    assert found["previous_as_of"].tolist() == [pd.Timestamp("2026-01-31"), pd.NaT]
    assert with_previous(now, {}) is now


def prepared(store: Store, as_of: date, amount: float, chance: float) -> None:
    tables = {
        "opportunities": DataFrame(
            {
                "opportunity_id": ["a"],
                "created_at": pd.to_datetime(["2026-01-01"]),
                "stage": ["New"],
                "status": ["open"],
                "amount": [amount],
                "region": ["EMEA"],
                "team": ["Iberia"],
            }
        )
    }
    snapshot = store.write(tables, as_of)
    parts = store.write_parts({CHANCES: chances_of(as_of.isoformat(), {"a": chance})})
    write_derived(store.folder, snapshot, Derived("key", parts))


def test_the_newest_snapshot_of_an_earlier_day_counts(settings: Settings) -> None:
    store = Store(settings.store)
    for day, chance in (
        (date(2026, 1, 10), 0.1),
        (date(2026, 1, 31), 0.2),
        (date(2026, 2, 10), 0.3),
    ):
        prepared(store, day, 100 * chance, chance)
    newest = store.latest()
    assert newest is not None
    now = Taking(datetime.now(UTC), newest.id)
    assert before(store, newest, now)[CHANCES]["within_90"].tolist() == [0.2]
    # Loaded again on the same day: what stood there this morning is no earlier forecast.
    prepared(store, date(2026, 2, 10), 77.0, 0.7)
    again = store.latest()
    assert again is not None
    assert before(store, again, now)[CHANCES]["within_90"].tolist() == [0.2]


def test_the_first_snapshot_has_none_before_it(settings: Settings) -> None:
    store = Store(settings.store)
    prepared(store, date(2026, 1, 10), 5.0, 0.1)
    first = store.latest()
    assert first is not None
    assert before(store, first, None) == {}
