"""Whether the mix of sources has changed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.errors import ParamError
from kit.estimates import newcombe
from kit.kpis import source_mix_change
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

FEBRUARY = Window(date(2026, 2, 28), periods=1)


def many(day: str, source: str, count: int) -> list[str]:
    return [f"{day}{source}{number} {day} {source}" for number in range(count)]


def test_the_change_is_the_difference_of_shares_with_newcombes_bounds() -> None:
    leads = leads_of(
        *many("2026-01-05", "Web", 30),
        *many("2026-01-05", "Fair", 10),
        *many("2026-02-05", "Web", 20),
        *many("2026-02-05", "Fair", 30),
    )
    frame = source_mix_change(leads, FEBRUARY)
    change = frame.query("measure == 'change'").set_index("source")
    assert change["value"].to_dict() == pytest.approx({"Fair": 35.0, "Web": -35.0})
    low, high = newcombe(30, 50, 10, 40, 0.90)
    assert change.loc["Fair", ["low", "high"]].tolist() == pytest.approx([100 * low, 100 * high])
    assert change["n"].tolist() == [40, 40]
    assert frame.query("measure == 'share'")["value"].tolist() == pytest.approx([0.6, 0.4])


def test_a_running_period_is_compared_with_as_much_of_the_one_before() -> None:
    leads = leads_of(
        *many("2026-01-05", "Web", 3), *many("2026-01-25", "Fair", 9), *many("2026-02-05", "Web", 3)
    )
    frame = source_mix_change(leads, FEBRUARY.at(date(2026, 2, 10)))
    change = frame.query("measure == 'change'").set_index("source")
    assert change["value"].to_dict() == {"Fair": 0.0, "Web": 0.0}
    assert source_mix_change(leads, FEBRUARY).query("measure == 'change'")["value"].max() == 75.0


def test_a_source_that_stopped_is_still_there() -> None:
    leads = leads_of(*many("2026-01-05", "Fair", 4), *many("2026-02-05", "Web", 4))
    change = source_mix_change(leads, FEBRUARY).query("measure == 'change'").set_index("source")
    assert change["value"].to_dict() == {"Fair": -100.0, "Web": 100.0}


def test_leads_without_a_source_keep_the_shares_at_1() -> None:
    leads = leads_of(*many("2026-01-05", "Web", 4), *many("2026-02-05", "Web", 3), "x 2026-02-07 -")
    share = source_mix_change(leads, FEBRUARY).query("measure == 'share'")
    assert share["value"].tolist() == [0.75, 0.25]
    assert share["source"].isna().tolist() == [False, True]


def test_without_a_period_before_there_is_no_change() -> None:
    leads = leads_of(*many("2026-02-05", "Web", 4))
    frame = source_mix_change(leads, FEBRUARY)
    assert np.isnan(frame.query("measure == 'change'")["value"]).all()
    two = leads_of(*many("2026-01-05", "Web", 4), *many("2026-02-05", "Web", 4))
    whole = source_mix_change(two, Window(date(2026, 2, 28), periods=2).as_one)
    assert whole.query("measure == 'change'")["value"].isna().all()
    assert whole.query("measure == 'share'")["n"].tolist() == [8]


def test_each_team_has_its_own_mix() -> None:
    leads = leads_of(
        "a 2026-01-05 Web North", "b 2026-01-05 Fair South",
        "c 2026-02-05 Fair North", "d 2026-02-05 Fair South",
    )  # fmt: skip
    change = source_mix_change(leads, FEBRUARY, by=["team"]).query("measure == 'change'")
    found = change.set_index(["team", "source"])["value"]
    assert found["North"].to_dict() == {"Fair": 100.0, "Web": -100.0}
    assert found["South"].to_dict() == {"Fair": 0.0, "Web": 0.0}


def test_a_split_by_the_axis_is_refused() -> None:
    with pytest.raises(ParamError, match="`source` is the axis of this KPI already"):
        source_mix_change(leads_of("a 2026-01-05 Web"), FEBRUARY, by=["source"])


def test_periods_before_the_window_are_looked_back_on() -> None:
    leads = leads_of(*many("2025-12-05", "Web", 4), *many("2026-01-05", "Fair", 4))
    frame = source_mix_change(leads, Window(date(2026, 2, 28), periods=2))
    january = frame[frame["period"].eq(pd.Timestamp("2026-01-01")) & frame["measure"].eq("change")]
    assert january["value"].tolist() == [100.0, -100.0]
