"""Whether the score at creation foretells conversion."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.errors import ParamError
from kit.estimates.ranking import auc
from kit.kpis import conversion_by_score
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

WINDOW = Window(date(2026, 4, 30), periods=4)


def scored(*lines: str, scores: list[float], bands: list[str | None]) -> pd.DataFrame:
    leads = leads_of(*lines)
    return leads.assign(
        score=99.0, score_at_creation=scores, score_band=pd.Series(bands, dtype="str")
    )


LEADS = scored(
    "a 2026-01-01 Web - - - 2026-01-11",
    "b 2026-01-01 Web",
    "c 2026-01-01 Web - - - 2026-04-20",
    "d 2026-01-02 Web - - - 2026-01-05",
    "e 2026-01-02 Web",
    "y 2026-04-01 Web - - - 2026-04-02",
    "z 2025-12-31 Web - - - 2026-01-02",
    scores=[80, 70, 30, np.nan, 20, 10, 10],
    bands=["high", "high", "low", None, "low", "low", "low"],
)


def test_conversion_in_time_is_a_share_of_those_whose_time_is_over() -> None:
    rate = conversion_by_score(LEADS, WINDOW).query("measure == 'rate'").set_index("score_band")
    # c came too late, y is too young, z was created before the window.
    assert rate["value"].tolist()[::2] == [0.0, 0.5]
    assert rate["n"].to_dict() == {"low": 2, "middle": 0, "high": 2, "none": 1}
    assert rate.loc["none", "value"] == 1.0
    assert np.isnan(rate.loc["middle", "value"])


def test_the_area_is_of_scores_at_creation_not_of_those_set_after_the_fact() -> None:
    row = conversion_by_score(LEADS, WINDOW).query("measure == 'auc'").iloc[0]
    assert (row["score_band"], row["value"], row["n"]) == ("all", 1.0, 4)
    found = auc([80, 70, 30, 20], [True, False, False, False])
    assert row["value"] == found.value
    longer = conversion_by_score(LEADS, WINDOW, within_days=115).query("measure == 'auc'")
    assert longer["value"].iloc[0] == auc([80, 70, 30, 20], [True, False, True, False]).value


def test_leads_by_team_are_ranked_each_for_itself() -> None:
    leads = LEADS.assign(team=pd.Series(["N", "N", "S", "S", "S", "S", "S"], dtype="str"))
    area = conversion_by_score(leads, WINDOW, by=["team"], within_days=115)
    area = area.query("measure == 'auc'")
    assert area["value"].tolist() == [1.0, 1.0]
    assert area["n"].tolist() == [2, 2]


def test_without_any_conversion_there_is_no_rate_of_0() -> None:
    leads = LEADS.assign(converted_at=pd.NaT).astype({"converted_at": "datetime64[us]"})
    frame = conversion_by_score(leads, WINDOW)
    assert frame["value"].isna().all()
    assert frame.query("measure == 'rate'")["score_band"].tolist() == [
        "low",
        "middle",
        "high",
        "none",
    ]


def test_a_split_by_the_axis_and_no_days_are_refused() -> None:
    with pytest.raises(ParamError, match="`score_band` is the axis of this KPI already"):
        conversion_by_score(LEADS, WINDOW, by=["score_band"])
    with pytest.raises(ParamError, match="`within_days` is -1: give a number of days above 0"):
        conversion_by_score(LEADS, WINDOW, within_days=-1)
