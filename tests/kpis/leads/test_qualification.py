"""How many leads are qualified in time, and why the others are not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.errors import ParamError
from kit.kpis import disqualification_reasons, lead_qualification_rate
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

MARCH = Window(date(2026, 3, 31), periods=3)


def test_a_qualification_after_the_days_that_it_may_take_does_not_count() -> None:
    leads = leads_of(
        "a 2026-01-01 Web - 2026-01-31", "b 2026-01-01 Web - 2026-02-01", "c 2026-01-01 Web"
    )
    frame = lead_qualification_rate(leads, MARCH)
    assert frame["value"].tolist()[0] == pytest.approx(1 / 3)
    assert lead_qualification_rate(leads, MARCH, within_days=31)["value"].iloc[0] == 2 / 3


def test_hours_count_where_both_times_are_known() -> None:
    leads = leads_of("a 2026-01-01T12:00:00Z Web - 2026-01-31T13:00:00Z")
    assert lead_qualification_rate(leads, MARCH)["value"].iloc[0] == 0.0


def test_young_and_old_leads_of_a_cohort_are_not_mixed() -> None:
    old = [f"o{number} 2026-02-20 Web - 2026-02-25" for number in range(5)]
    young = [f"y{number} 2026-03-20 Web" for number in range(5)]
    quick = ["q 2026-03-20 Web - 2026-03-21"]
    frame = lead_qualification_rate(leads_of(*old, *young, *quick), MARCH)
    assert frame["value"].tolist()[1] == 1.0
    assert np.isnan(frame["value"].iloc[2])
    assert frame["n"].tolist() == [0, 5, 0]
    assert frame["mark"].tolist()[2] == "immature"


def test_a_cohort_is_mature_when_the_days_of_9_in_10_are_over() -> None:
    lines = [f"o{number} 2026-03-01 Web - 2026-03-05" for number in range(9)]
    leads = leads_of(*lines, "y 2026-03-20 Web")
    frame = lead_qualification_rate(leads, MARCH)
    assert frame["mark"].tolist()[2] == "thin"
    assert frame["n"].tolist()[2] == 9
    frame = lead_qualification_rate(leads_of(*lines[:8], "y 2026-03-20 Web"), MARCH)
    assert frame["mark"].tolist()[2] == "immature"


def test_a_converted_lead_was_qualified_even_if_nobody_noted_it() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-09", "b 2026-01-01 Web - 2026-01-20")
    assert lead_qualification_rate(leads, MARCH)["value"].iloc[0] == 1.0


def test_where_no_qualification_was_ever_recorded_there_is_no_rate() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-09", "b 2026-01-01 Web")
    assert lead_qualification_rate(leads, MARCH)["value"].isna().all()


def test_no_days_at_all_are_refused() -> None:
    with pytest.raises(ParamError, match="`within_days` is 0: give a number of days above 0"):
        lead_qualification_rate(leads_of("a 2026-01-01 Web"), MARCH, within_days=0)


def dropped(*lines: str, reasons: list[str | None]) -> pd.DataFrame:
    return leads_of(*lines).assign(disqualified_reason=pd.Series(reasons, dtype="str"))


def test_reasons_are_shares_of_those_disqualified_in_the_period() -> None:
    leads = dropped(
        "a 2025-11-01 Web - - 2026-03-05",
        "b 2026-03-01 Web - - 2026-03-06",
        "c 2026-03-01 Web - - 2026-03-07",
        "d 2026-03-01 Web - - 2026-03-08",
        "e 2026-01-01 Web - - 2026-01-08",
        reasons=["Spam", "No need", "Spam", None, "Budget"],
    )
    frame = disqualification_reasons(leads, MARCH)
    march = frame[frame["period"].eq(pd.Timestamp("2026-03-01"))]
    share = march.query("measure == 'share'").set_index("reason")["value"]
    assert share.tolist() == [0.5, 0.0, 0.25, 0.25]
    assert share.index.tolist()[:3] == ["Spam", "Budget", "No need"]
    assert march.query("measure == 'count'")["value"].tolist() == [2.0, 0.0, 1.0, 1.0]
    february = frame[frame["period"].eq(pd.Timestamp("2026-02-01"))]
    assert february.query("measure == 'share'")["value"].isna().all()
    assert february.query("measure == 'count'")["value"].eq(0).all()


def test_a_lead_that_was_converted_all_the_same_gives_no_reason() -> None:
    leads = dropped(
        "a 2026-03-01 Web - - 2026-03-05 2026-03-20",
        "b 2026-03-01 Web - - 2026-03-06",
        reasons=["Spam", "No need"],
    )
    count = disqualification_reasons(leads, MARCH).query("measure == 'count'")
    assert count["reason"].unique().tolist() == ["No need"]
