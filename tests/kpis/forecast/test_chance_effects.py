"""What goes along with winning, as multiples of the usual."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import chance_effects
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))
EFFECTS = pd.DataFrame(
    {
        "cause": ["won", "won", "lost", "won", "won"],
        "factor": ["source", "source", "source", "stage", "age"],
        "member": ["Web", "", "Web", "Offer", "30"],
        "value": np.log([0.5, 2.0, 3.0, 4.0, 9.0]),
        "low": np.log([0.25, 1.0, 2.0, 3.0, 8.0]),
        "high": np.log([1.0, 4.0, 5.0, 6.0, 10.0]),
        "n": [40, 8, 40, 20, 5],
        "mark": ["", "pooled", "", "", ""],
    }
)


def states(day: str) -> pd.DataFrame:
    return pd.DataFrame({"as_of": pd.to_datetime([day]), "model": ["hazards"]})


def test_logs_become_multiples_and_no_name_is_missing() -> None:
    found = chance_effects(empty("opportunities"), WINDOW, effects=EFFECTS)
    won = found[found["measure"].eq("won") & found["value"].notna()].astype(object)
    rows = won[["factor", "member", "value", "low", "high", "n", "mark"]]
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["stage", "Offer", pytest.approx(4.0), pytest.approx(3.0), pytest.approx(6.0), 20, ""],
        ["source", "Web", pytest.approx(0.5), pytest.approx(0.25), pytest.approx(1.0), 40, ""],
        ["source", None, pytest.approx(2.0), pytest.approx(1.0), pytest.approx(4.0), 8, "pooled"],
    ]
    lost = found[found["measure"].eq("lost") & found["value"].notna()]
    assert lost[["member", "value"]].to_numpy().tolist() == [["Web", pytest.approx(3.0)]]


def test_a_kind_that_nothing_is_known_of_has_a_row_without_a_value() -> None:
    found = chance_effects(empty("opportunities"), WINDOW, effects=EFFECTS)
    product = found[found["factor"].eq("product")]
    assert len(product)
    assert product["value"].isna().all()


@pytest.mark.parametrize(("day", "is_known"), [("2026-03-31", True), ("2026-04-30", False)])
def test_effects_of_a_later_day_do_not_count(day: str, is_known: bool) -> None:
    found = chance_effects(
        empty("opportunities"), WINDOW, effects=EFFECTS, model_states=states(day)
    )
    assert found["value"].notna().any() == is_known


def test_a_split_is_not_attributed() -> None:
    table = pd.DataFrame(
        {
            "opportunity_id": ["a"],
            "status": ["open"],
            "created_at": pd.to_datetime(["2026-01-01"]),
            "closed_at": pd.to_datetime([None]),
            "region": pd.Categorical(["EMEA"]),
        }
    )
    found = chance_effects(table, WINDOW, by=["region"], effects=EFFECTS)
    assert found["value"].isna().all()
    assert set(found["mark"]) == {"unattributed"}


def test_without_a_model_nothing_is_known() -> None:
    assert chance_effects(empty("opportunities"), WINDOW)["value"].isna().all()
