"""Whatever the records, chances are finite, and reasons add up to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models import hazards, win_probability
from kit.window import Window

Rows = Callable[..., pd.DataFrame]
WINDOW = Window(date(2025, 12, 31))
FACTORS = ["region", "team", "product", "source"]


def all_open(table: pd.DataFrame) -> pd.DataFrame:
    still = table.assign(status="open")
    return still.assign(closed_at=still["closed_at"].mask(still["closed_at"].notna()))


def separated(table: pd.DataFrame) -> pd.DataFrame:
    ended = table["status"].ne("open")
    won = np.where(table["team"].eq("One"), "won", "lost")
    return table.assign(status=table["status"].mask(ended, won))


def one_team_at_work(table: pd.DataFrame) -> pd.DataFrame:
    idle = table["team"].ne("One")
    return table.assign(
        status=table["status"].mask(idle, "open"), closed_at=table["closed_at"].mask(idle)
    )


def shifted(table: pd.DataFrame, days: int) -> pd.DataFrame:
    step = pd.Timedelta(days=days)
    return table.assign(created_at=table["created_at"] + step, closed_at=table["closed_at"] + step)


def one_month(table: pd.DataFrame) -> pd.DataFrame:
    """Created in December, closed within ten days."""
    created = pd.Timestamp("2025-12-01") + pd.to_timedelta(table.index.to_numpy() % 20, "D")
    closed = created + pd.to_timedelta(table.index.to_numpy() % 10, "D")
    table = table.assign(created_at=created.astype("datetime64[us]"))
    days = pd.Series(closed.astype("datetime64[us]"), table.index)
    return table.assign(closed_at=days.mask(table["status"].eq("open")))


def without_creation(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(created_at=table["created_at"].mask(table["created_at"].notna()))


def in_instants(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        created_at=table["created_at"].dt.tz_localize("UTC"),
        closed_at=table["closed_at"].dt.tz_localize("UTC"),
    )


def with_outlier(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(amount=table["amount"].mask(table.index == 0, 1e15))


CASES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "nothing at all": lambda table: table.iloc[:0],
    "one opportunity": lambda table: table.iloc[:1],
    "no closed ones": all_open,
    "no open ones": lambda table: table[table["status"].ne("open")],
    "won ones alone": lambda table: table.assign(status=table["status"].replace("lost", "won")),
    "lost ones alone": lambda table: table.assign(status=table["status"].replace("won", "lost")),
    "perfect separation": separated,
    "constant features": lambda table: table.assign(**dict.fromkeys(FACTORS, "Same")),
    "missing names": lambda table: table.assign(**dict.fromkeys(FACTORS)).astype(
        dict.fromkeys(FACTORS, "str")
    ),
    "no columns of factors": lambda table: table.drop(columns=FACTORS),
    "zero amounts": lambda table: table.assign(amount=0.0),
    "negative amounts": lambda table: table.assign(amount=-5.0),
    "one giant amount": with_outlier,
    "all teams but one empty": one_team_at_work,
    "one month of history": one_month,
    "the far past": lambda table: shifted(table, -9_000),
    "instants": in_instants,
    "no creation": lambda table: table.assign(
        created_at=table["created_at"].mask(table.index >= 0)
    ),
    "categories": lambda table: table.astype(dict.fromkeys(FACTORS, "category")),
}


@pytest.mark.parametrize("name", CASES)
def test_chances_are_finite_and_explained(name: str, simulate: Rows) -> None:
    table = CASES[name](simulate(240))
    found = hazards.fit(table, WINDOW)
    chances = win_probability.open_ones(found, table, None, WINDOW)
    made = win_probability.win_probabilities(chances, table, None, WINDOW)
    numbers = made.filter(regex="^(within|eventually|won_by|low|high)").to_numpy()
    assert np.isfinite(numbers).all()
    assert ((numbers >= 0) & (numbers <= 1)).all()
    assert np.isfinite(made["expected_amount"]).all()
    assert (made["expected_amount"] >= 0).all()
    why = win_probability.win_reasons(chances)
    total = why.groupby("opportunity_id")["points"].sum()
    assert total.reindex(made["opportunity_id"]).to_numpy() == pytest.approx(
        made["within_90"].to_numpy(), abs=1e-9
    )
    is_open = table["status"].eq("open")
    assert len(made) == (0 if chances.state == "none" else is_open.sum())


@pytest.mark.parametrize("name", CASES)
def test_the_chance_at_creation_is_inside_its_bounds(name: str, simulate: Rows) -> None:
    table = CASES[name](simulate(240))
    model = win_probability.at_creation(table, WINDOW)
    chance = model.probability(table)
    low, high = model.interval(table)
    assert ((low > 0) & (low < chance) & (chance < high) & (high < 1)).all()
    assert np.isfinite(model.effects[["value", "low", "high"]].to_numpy(float)).all()


@pytest.mark.parametrize(
    "name", ["nothing at all", "no closed ones", "one opportunity", "instants"]
)
def test_scoring_the_past_needs_no_past(name: str, simulate: Rows) -> None:
    table = CASES[name](simulate(240))
    rolling = win_probability.score_open_ones({"opportunities": table}, WINDOW, most=1)
    scored = win_probability.win_scores(rolling)
    assert np.isfinite(scored[["log_loss", "brier"]].to_numpy(float)).all()


def test_columns_that_a_close_fills_are_never_read(simulate: Rows) -> None:
    table = simulate(240).assign(account_id=None, loss_reason=None)
    ended = table["status"].ne("open")
    told = table.assign(
        amount=table["amount"].mask(ended, np.where(table["status"].eq("won"), 99.0, 0.0)),
        stage=table["stage"].mask(ended, table["status"]),
        account_id=np.where(ended, "Known", None),
        loss_reason=np.where(table["status"].eq("lost"), "Price", None),
    )
    chances, effects = [], []
    for rows in (table, told):
        model = win_probability.at_creation(rows, WINDOW)
        found = win_probability.open_ones(hazards.fit(rows, WINDOW), rows, None, WINDOW)
        chances.append(np.append(model.probability(rows), found.within([90])))
        effects.append(model.effects["value"].to_numpy())
    assert np.array_equal(chances[0], chances[1])
    assert np.array_equal(effects[0], effects[1])
