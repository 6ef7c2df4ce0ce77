"""Small worlds with known hazards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

TEAMS, PRODUCTS = 12, 4
FIRST, LAST = np.datetime64("2024-07-01"), np.datetime64("2026-06-30")


@dataclass(frozen=True)
class World:
    """Opportunities as instants, and what they were drawn from."""

    opportunities: pd.DataFrame
    team_effects: np.ndarray


def simulate(
    n: int,
    seed: int,
    *,
    won: float = 0.010,
    lost: float = 0.020,
    old_from: float = 30.0,
    old_factor: float = 2.0,
    team_sd: float = 0.0,
    month_sd: float = 0.0,
    stale: float = 0.0,
) -> World:
    """Draw `n` opportunities of two years.

    They are won and lost at `won` and `lost` a day, from age `old_from` on won `old_factor`
    times as fast; teams shift the log hazard of winning, months shift both.
    """
    rng = np.random.default_rng(seed)
    days = int((LAST - FIRST).astype(int)) + 1
    born = np.sort(rng.uniform(0, days, n))
    team = rng.choice(TEAMS, n, p=np.arange(1, TEAMS + 1) / (TEAMS * (TEAMS + 1) / 2))
    effects = rng.normal(0, team_sd, TEAMS)
    shocks = rng.normal(0, month_sd, (2, days // 28 + 1))
    months = (FIRST + np.arange(days)).astype("datetime64[M]").astype(int)
    month = months - months[0]
    exit, cause = np.full(n, np.inf), np.zeros(n, int)
    is_open = rng.random(n) >= stale
    for age in range(days):
        going = np.flatnonzero(is_open & (born + age < days))
        shock = shocks[:, month[(born[going] + age).astype(int)]]
        hazard = won * (old_factor if age >= old_from else 1.0) * np.exp(effects[team[going]])
        rates = np.stack([hazard * np.exp(shock[0]), lost * np.exp(shock[1])])
        wait = rng.exponential(1 / rates.sum(axis=0))
        is_won = rng.random(len(going)) < rates[0] / rates.sum(axis=0)
        ended = (wait < 1) & (born[going] + age + wait < days)
        exit[going[ended]] = age + wait[ended]
        cause[going[ended]] = np.where(is_won, 1, 2)[ended]
        is_open[going[ended]] = False
    return World(_table(rng, born, exit, cause, team), effects)


def _table(
    rng: np.random.Generator, born: np.ndarray, exit: np.ndarray, cause: np.ndarray,
    team: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    start = pd.Timestamp(FIRST, tz="UTC")
    closed = np.where(np.isinf(exit), np.nan, born + np.where(np.isinf(exit), 0, exit))
    table = pd.DataFrame(
        {
            "created_at": (start + pd.to_timedelta(born, unit="D")).as_unit("us"),
            "closed_at": (start + pd.to_timedelta(closed, unit="D")).as_unit("us"),
        }
    )
    table["status"] = pd.Series(np.array(["open", "won", "lost"])[cause], dtype="str")
    table["region"] = pd.Series(np.array(["North", "South"])[team % 2], dtype="str")
    table["team"] = pd.Series(team, dtype="str").str.zfill(2)
    table["product"] = pd.Series(rng.integers(0, PRODUCTS, len(team)), dtype="str")
    return table


@pytest.fixture(scope="session")
def world() -> Callable[..., World]:
    """Draw a world: see `simulate`."""
    return simulate
