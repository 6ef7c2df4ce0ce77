from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kit.models.hazards import cox_effects
from kit.models.hazards.cox import FEWEST, OTHERS
from kit.window import Window

WINDOW = Window(date(2026, 6, 30))


@pytest.fixture(scope="module")
def drawn(world: Callable) -> Any:
    return world(2_500, 41, team_sd=0.4)


def test_ratios_are_those_the_records_were_drawn_from(drawn: Any) -> None:
    won = cox_effects(drawn.opportunities, WINDOW, ("team",)).query("cause == 'won'")
    number = won["member"].str[-2:].astype(int).to_numpy()
    truth = drawn.team_effects[number] - drawn.team_effects[number[0]]
    assert won["value"].iloc[0] == won["low"].iloc[0] == won["high"].iloc[0] == 0
    inside = (won["low"] <= truth) & (truth <= won["high"])
    assert inside.sum() >= len(won) - 3


def test_two_records_give_the_ratio_worked_out_by_hand() -> None:
    # One won at a time: at each win b fast and s slow ones are at risk, and the score is zero
    # where the wins of the fast equal Σ b·r ÷ (b·r + s). All close on distinct days.
    fast = np.repeat([1, 2], [20, 20])
    ages = np.concatenate([np.arange(0, 40, 2), np.arange(1, 41, 2)])
    created = pd.Series(pd.Timestamp("2026-01-01")).repeat(40).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "created_at": created,
            "closed_at": created + pd.to_timedelta(ages, unit="D"),
            "status": "won",
            "product": np.where(fast == 1, "A", "B"),
        }
    )
    rows = cox_effects(table, WINDOW, ("product",)).query("cause == 'won'")
    ratio = np.exp(rows["value"].iloc[1])
    left = np.array([[20 - (day + 1) // 2, 20 - day // 2] for day in range(40)])
    expected = (left[:, 1] * ratio / (left[:, 0] + left[:, 1] * ratio)).sum()
    assert rows["member"].tolist() == ["A", "B"]
    assert expected == pytest.approx(20, abs=1e-4)


def test_members_with_few_ends_are_put_together(drawn: Any) -> None:
    table = drawn.opportunities.copy()
    won = table.index[table["status"].eq("won")][: 2 * FEWEST - 2]
    table.loc[won, "product"] = np.repeat(["x", "y"], FEWEST - 1)
    rows = cox_effects(table, WINDOW, ("product",)).query("cause == 'won'")
    assert OTHERS in rows["member"].tolist()
    assert not {"x", "y"} & set(rows["member"])


def test_a_factor_that_another_one_says_already_has_no_rows(drawn: Any) -> None:
    rows = cox_effects(drawn.opportunities, WINDOW, ("team", "region"))
    assert set(rows["factor"]) == {"team"}
    assert np.isfinite(rows[["value", "low", "high"]].to_numpy()).all()


@pytest.mark.parametrize("factors", [(), ("source",)])
def test_nothing_to_compare_gives_no_rows(drawn: Any, factors: tuple[str, ...]) -> None:
    assert cox_effects(drawn.opportunities, WINDOW, factors).empty
    assert cox_effects(drawn.opportunities.iloc[:0], WINDOW, ("team",)).empty


def test_a_member_that_always_wins_is_left_out_where_it_cannot_be_compared(drawn: Any) -> None:
    table = drawn.opportunities
    table = table.assign(product=table["status"].eq("won").map({True: "a", False: "b"}))
    assert cox_effects(table, WINDOW, ("product",)).empty
