"""How many leads become opportunities: so far, and by an age."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.estimates.curves import at, incidence
from kit.kpis import lead_conversion_rate
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

JANUARY = Window(date(2026, 1, 31), periods=1)
NOTHING = empty("opportunities")


def measure(frame: pd.DataFrame, name: str = "value") -> pd.DataFrame:
    return frame[frame["measure"] == name].reset_index(drop=True)


def test_a_conversion_without_an_opportunity_is_none() -> None:
    leads = leads_of(
        "a 2026-01-01 Web - - - 2026-01-05 1", "b 2026-01-01 Web - - - 2026-01-06", "c 2026-01-01 W"
    )
    frame = lead_conversion_rate(leads, NOTHING, JANUARY)
    assert measure(frame)["value"].tolist() == pytest.approx([1 / 3])


def test_an_opportunity_may_name_its_lead_instead() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-05", "b 2026-01-01 Web - - - 2026-01-05 9")
    opportunities = completed(
        pd.DataFrame({"opportunity_id": ["1"], "lead_id": ["a"], "status": ["open"]}).assign(
            created_at=pd.to_datetime(["2026-01-05"]).astype("datetime64[us]")
        ),
        "opportunities",
    )
    assert measure(lead_conversion_rate(leads, opportunities, JANUARY))["value"].tolist() == [1.0]
    assert measure(lead_conversion_rate(leads, NOTHING, JANUARY))["value"].tolist() == [0.5]


def test_where_no_lead_names_an_opportunity_conversion_alone_counts() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-05", "b 2026-01-01 Web")
    assert measure(lead_conversion_rate(leads, NOTHING, JANUARY))["value"].tolist() == [0.5]


def test_where_no_conversion_is_recorded_there_is_no_rate_of_0() -> None:
    frame = lead_conversion_rate(leads_of("a 2026-01-01 Web", "b 2026-01-01 Web"), NOTHING, JANUARY)
    assert frame["value"].isna().all()


def test_a_young_cohort_is_immature() -> None:
    ended = [f"e{number} 2026-01-01 Web - - - 2026-01-21 {number}" for number in range(9)]
    young = leads_of(*ended, "x 2026-01-30 Web", "y 2026-01-30 Web")
    frame = lead_conversion_rate(young, NOTHING, JANUARY)
    assert measure(frame)["mark"].tolist() == ["immature"]
    old = leads_of(*ended, "x 2026-01-02 Web", "y 2026-01-02 Web")
    assert measure(lead_conversion_rate(old, NOTHING, JANUARY))["mark"].tolist() == ["thin"]


def test_open_leads_are_at_risk_and_disqualified_ones_are_not_coming_any_more() -> None:
    leads = leads_of(
        "a 2025-10-01 Web - - - 2025-10-11 1",
        "b 2025-10-01 Web - - - 2025-10-31 2",
        "c 2025-10-01 Web - - 2025-10-21",
        "d 2025-10-01 Web",
        "e 2025-10-01 Web - - - 2025-10-26",
        "f 2025-10-01 Web - - - 2026-01-09 3",
    )
    window = Window(date(2026, 1, 31), periods=4)
    found = measure(lead_conversion_rate(leads, NOTHING, window), "within_90_days").iloc[0]
    # Ages 10, 30, lost at 20, open at 122, converted without opportunity at 25, and 100.
    curves = incidence([0] * 6, [10, 30, 20, 122, 25, 100], [1, 1, 2, 0, 2, 1])
    assert found["value"] == pytest.approx(at(curves, [90]).value[1, 0])
    assert found["value"] == pytest.approx(2 / 6)
    assert found["low"] < 2 / 6 < found["high"]


def test_the_share_by_an_age_does_not_wait_for_the_young() -> None:
    old = [f"o{number} 2025-10-01 Web - - - 2025-10-11 {number}" for number in range(10)]
    old += [f"p{number} 2025-10-01 Web - - 2025-10-20" for number in range(10)]
    new = [f"n{number} 2025-10-31 Web" for number in range(20)]
    window = Window(date(2025, 11, 5), periods=2)
    frame = lead_conversion_rate(leads_of(*old, *new), NOTHING, window)
    assert measure(frame)["value"].iloc[0] == 0.25
    # The young were at risk for five days, in which nothing had happened to the old ones either.
    assert measure(frame, "within_90_days")["value"].iloc[0] == 0.5
    waiting = leads_of(*old, *new, "w 2025-10-01 Web")
    found = measure(lead_conversion_rate(waiting, NOTHING, window), "within_90_days").iloc[0]
    assert np.isnan(found["value"])
    assert found["mark"] == "not_reached"


def test_what_became_of_a_lead_after_as_of_is_not_known() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-05 1", "b 2026-01-01 Web - - - 2026-02-01 2")
    frame = lead_conversion_rate(leads, NOTHING, JANUARY)
    assert measure(frame)["value"].tolist() == [0.5]
