"""How many leads came, how many were dropped, and which were imported."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.errors import ParamError
from kit.kpis import new_leads
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

JANUARY = Window(date(2026, 1, 31), periods=1)


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"] == measure, "value"].tolist()


def test_a_merged_duplicate_counts_once() -> None:
    leads = leads_of("a 2026-01-05 Web", "b 2026-01-06 Web", "c 2026-01-07 Web")
    leads["merged_into"] = pd.Series([None, "a", "gone"], dtype="str")
    assert values(new_leads(leads, JANUARY), "count") == [2.0]


def test_disqualified_ones_are_a_share_of_all_created_unless_converted_all_the_same() -> None:
    leads = leads_of(
        "a 2026-01-05 Web - - 2026-01-09",
        "b 2026-01-05 Web - - 2026-01-09 2026-01-20",
        "c 2026-01-05 Web",
        "d 2025-12-31 Web - - 2026-01-09",
    )
    frame = new_leads(leads, JANUARY).query("measure == 'unqualified_share'")
    assert frame["value"].tolist() == pytest.approx([1 / 3])
    assert frame["low"].iloc[0] < 1 / 3 < frame["high"].iloc[0]


def test_where_no_disqualification_is_ever_recorded_the_share_is_missing_not_0() -> None:
    frame = new_leads(leads_of("a 2026-01-05 Web", "b 2026-01-06 Web"), JANUARY)
    assert pd.isna(values(frame, "unqualified_share")[0])
    assert values(frame, "count") == [2.0]


def test_the_share_is_immature_while_too_many_wait_for_a_verdict() -> None:
    ended = [f"e{number} 2026-01-01 Web - - 2026-01-11" for number in range(9)]
    leads = leads_of(*ended, "x 2026-01-25 Web", "y 2026-01-25 Web")
    mark = new_leads(leads, JANUARY).query("measure == 'unqualified_share'")["mark"]
    assert mark.tolist() == ["immature"]
    # Ten days later both are older than the age by which the others had theirs.
    seen = new_leads(leads, Window(date(2026, 2, 6), periods=2))
    assert seen.query("measure == 'unqualified_share'")["mark"].tolist()[0] == "thin"


def test_leads_of_one_source_within_a_minute_are_an_import() -> None:
    moments = [f"2026-01-05T10:59:{second:02}Z" for second in (55, 56, 57)]
    moments += ["2026-01-05T11:00:30Z", "2026-01-05T11:01:31Z"]
    lines = [f"a{number} {moment} List" for number, moment in enumerate(moments)]
    other = [f"b{number} {moment} Web" for number, moment in enumerate(moments[:2])]
    frame = new_leads(leads_of(*lines, *other), JANUARY, by=["source"], bulk_from=4)
    # The run goes over the full minute; the fifth of the list came 61 seconds after the fourth.
    assert values(frame, "bulk") == [4.0, 0.0]
    assert values(frame, "count") == [5.0, 2.0]


def test_fewer_leads_than_an_import_needs_are_none() -> None:
    leads = leads_of("a 2026-01-05T10:00:00Z Web", "b 2026-01-05T10:00:00Z Web")
    assert values(new_leads(leads, JANUARY), "bulk") == [0.0]
    assert values(new_leads(leads, JANUARY, bulk_from=2), "bulk") == [2.0]


def test_days_cannot_tell_an_import() -> None:
    leads = leads_of(*[f"a{number} 2026-01-05 Web" for number in range(40)])
    assert pd.isna(values(new_leads(leads, JANUARY), "bulk")[0])


def test_an_import_of_one_lead_is_refused() -> None:
    with pytest.raises(ParamError, match=r"`bulk_from` is 1: an import has at least 2"):
        new_leads(leads_of("a 2026-01-05T10:00:00Z Web"), JANUARY, bulk_from=1)


def test_score_bands_stand_in_their_order() -> None:
    leads = leads_of("a 2026-01-05 Web", "b 2026-01-06 Web", "c 2026-01-07 Web")
    leads["score_band"] = pd.Series(["high", "low", None], dtype="str")
    frame = new_leads(leads, JANUARY, by=["score_band"]).query("measure == 'count'")
    assert frame["score_band"].tolist()[:3] == ["low", "middle", "high"]
    assert frame["value"].tolist() == [1.0, 0.0, 1.0, 1.0]


def test_a_verdict_after_as_of_is_not_known() -> None:
    leads = leads_of("a 2026-01-05 Web - - 2026-01-09", "b 2026-01-05 Web - - 2026-02-01")
    assert values(new_leads(leads, JANUARY), "unqualified_share") == [0.5]
