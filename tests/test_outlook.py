"""The forecast of a unit as `kit forecast` gives it: as prepared, or of an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.store import Store
from kit.data.widen import widen
from kit.errors import ParamError
from kit.outlook import outlook
from kit.params import Settings
from kit.prepare import prepare

AS_OF = date(2026, 6, 20)
RANDOM = np.random.default_rng(5)


def history(size: int = 900) -> DataFrame:
    """Opportunities of two teams over two years, a third of them won, all within 120 days."""
    born = pd.Timestamp("2024-07-01") + pd.to_timedelta(RANDOM.integers(0, 719, size), "D")
    closed = born + pd.to_timedelta(RANDOM.integers(5, 120, size), "D")
    is_open = closed > pd.Timestamp(AS_OF)
    status = np.where(is_open, "open", np.where(RANDOM.random(size) < 0.34, "won", "lost"))
    return DataFrame(
        {
            "opportunity_id": [f"o{number}" for number in range(size)],
            "created_at": born,
            "stage": "New",
            "status": status,
            "closed_at": closed.where(~is_open),
            "amount": 100.0 + RANDOM.integers(0, 50, size),
            "owner": np.where(RANDOM.random(size) < 0.5, "Ann", "Ben"),
            "team": np.where(RANDOM.random(size) < 0.6, "Iberia", "DACH"),
            "region": "EMEA",
        }
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(folder=Path(tmp_path_factory.mktemp("outlook")))
    snapshot = Store(settings.store).write(
        widen({"opportunities": history()}, settings, AS_OF), AS_OF
    )
    prepare(settings, snapshot)
    return settings


def values(rows: DataFrame, measure: str) -> list[float]:
    found: list[float] = rows.loc[rows["measure"].eq(measure), "value"].tolist()
    return found


def test_means_of_teams_add_up_to_the_company(settings: Settings) -> None:
    whole = outlook(settings, {}, 2)
    teams = [outlook(settings, {"region": "EMEA", "team": one}, 2) for one in ("Iberia", "DACH")]
    summed = np.sum([values(one.rows, "mean") for one in teams], axis=0)
    assert np.allclose(values(whole.rows, "mean"), summed)
    assert whole.rows["ahead"].max() == 2
    assert whole.verdict[0]


def test_an_earlier_day_is_forecast_from_what_was_known_then(settings: Settings) -> None:
    """Fitted again as of then; what was booked later lies within generous bounds."""
    then = AS_OF - timedelta(days=100)
    found = outlook(settings, {"as_of": then.isoformat()}, 1)
    assert found.opened.window.as_of == then
    rows = found.rows[found.rows["measure"].eq("value")]
    assert rows["period"].tolist() == [pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-01")]
    whole = outlook(settings, {}, 1).opened.records.opportunities
    won = whole[whole["status"].eq("won")]
    april = won.loc[won["closed_at"].dt.to_period("M").eq(pd.Period("2026-04")), "amount"].sum()
    assert rows["low"].iloc[1] / 1.5 < april < rows["high"].iloc[1] * 1.5


def test_a_team_of_an_earlier_day_sees_its_own_rows_alone(settings: Settings) -> None:
    then = {"as_of": (AS_OF - timedelta(days=100)).isoformat()}
    team = outlook(settings, {**then, "region": "EMEA", "team": "DACH"}, 0)
    whole = outlook(settings, then, 0)
    assert values(team.rows, "mean")[0] < values(whole.rows, "mean")[0]
    assert team.backtest["n"].max() > 0


def test_a_horizon_beyond_the_paths_is_refused(settings: Settings) -> None:
    with pytest.raises(ParamError, match="--horizon 5: forecasts reach 12 months, which are 4"):
        outlook(settings, {"period": "quarter"}, 5)
