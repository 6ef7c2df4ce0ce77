"""From lead to won, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import funnel_conversion, lead_cycle_time
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)
LEADS = (
    "l1 2026-01-01 2026-01-02 - a Web",
    "l2 2026-01-02 2026-01-04 2026-01-09 - Web",
    "l3 2026-01-03 - - b Fair",
    "l4 2026-01-05 - - - Fair",
    "l5 2026-02-01 2026-02-03 - - Fair",
)
SALES = (
    "a 2026-01-05 2026-02-20 won l1 Web",
    "b 2026-01-10 2026-02-10 lost - Fair",
    "c 2026-01-20 2026-02-15 won - Web",
)
QUOTES = ("q1 b 2026-01-25 2026-02-10 rejected 100", "q2 c 2026-01-22 2026-02-15 accepted 90")


@pytest.fixture
def tables(leads_of: Make, sales_of: Make, quotes_of: Make) -> tuple[pd.DataFrame, ...]:
    return leads_of(*LEADS), sales_of(*SALES), quotes_of(*QUOTES)


def values(frame: pd.DataFrame, measure: str, period: str = "2026-01-01") -> dict[str, float]:
    rows = frame[frame["measure"].eq(measure) & frame["period"].eq(pd.Timestamp(period))]
    return dict(zip(rows["step"].astype(str), rows["value"], strict=True))


def test_a_cohort_follows_those_created_in_the_period(tables: tuple[pd.DataFrame, ...]) -> None:
    frame = funnel_conversion(*tables, JAN_FEB)
    # l1 was never quoted and l3 never qualified: both came to a later step.
    expected = {"lead": 1, "qualified": 0.75, "opportunity": 0.5, "quote": 0.5, "won": 0.25}
    assert values(frame, "cohort") == expected
    assert values(frame, "reached") == {step: 4 * share for step, share in expected.items()}
    assert list(values(frame, "imputed").values()) == [0, 1, 0, 1, 0]


def test_a_period_divides_what_happened_in_it(tables: tuple[pd.DataFrame, ...]) -> None:
    frame = funnel_conversion(*tables, JAN_FEB)
    january = values(frame, "period")
    assert np.isnan(january.pop("lead"))
    assert january == {"qualified": 0.5, "opportunity": 1, "quote": 0.5, "won": 0}
    # In February one lead came and qualified, and one was won though none was quoted: no ratio.
    february = values(frame, "period", "2026-02-01")
    assert february["qualified"] == 1
    assert np.isnan(february["won"])


def test_opportunities_without_a_lead_are_no_part_of_the_leads_funnel(
    tables: tuple[pd.DataFrame, ...],
) -> None:
    leads, sales, quotes = tables
    without_c = sales[sales["opportunity_id"].ne("c")]
    pd.testing.assert_frame_equal(
        funnel_conversion(leads, sales, quotes, JAN_FEB),
        funnel_conversion(leads, without_c, quotes, JAN_FEB),
    )


def test_without_leads_the_funnel_begins_at_opportunity(tables: tuple[pd.DataFrame, ...]) -> None:
    frame = funnel_conversion(empty("leads"), *tables[1:], JAN_FEB, by=["source"])
    assert frame["step"].unique().tolist() == ["opportunity", "quote", "won"]
    web = frame[frame["source"].eq("Web")]
    assert values(web, "cohort") == {"opportunity": 1, "quote": 1, "won": 1}


def test_without_quotes_or_qualifications_those_steps_are_absent(
    tables: tuple[pd.DataFrame, ...],
) -> None:
    leads, sales, _ = tables
    frame = funnel_conversion(leads, sales, empty("quotes"), JAN_FEB)
    assert frame["step"].unique().tolist() == ["lead", "qualified", "opportunity", "won"]
    plain = leads.assign(qualified_at=pd.NaT)
    frame = funnel_conversion(plain, sales, empty("quotes"), JAN_FEB)
    assert frame["step"].unique().tolist() == ["lead", "opportunity", "won"]


def test_a_cohort_is_immature_where_it_may_still_move(leads_of: Make, sales_of: Make) -> None:
    lines = [f"o{day} 2026-01-{day:02} - - - -" for day in range(1, 11)]
    leads = leads_of("l1 2026-01-01 - - a -", *lines, "l2 2026-02-25 - - - -")
    sales = sales_of("a 2026-01-11 2026-01-21 won l1 -")
    frame = funnel_conversion(leads, sales, empty("quotes"), JAN_FEB).query("measure == 'cohort'")
    marks = frame.pivot_table(index="period", columns="step", values="mark", aggfunc="first")
    # All wins came within 20 days: January's leads are older than that, the one of February is not.
    assert marks.loc[pd.Timestamp("2026-01-01"), "won"] == "thin"
    assert marks.loc[pd.Timestamp("2026-02-01")].tolist() == ["thin", "immature", "immature"]


def test_median_days_keep_those_that_have_not_come_yet(leads_of: Make, sales_of: Make) -> None:
    leads = leads_of(
        "l1 2026-01-01 2026-01-03 - - -",
        "l2 2026-01-01 2026-01-03 - - -",
        "l3 2026-01-01 2026-01-11 - - -",
        *(f"m{number} 2026-01-28 - - - -" for number in range(3)),
    )
    frame = funnel_conversion(leads, sales_of(), empty("quotes"), JAN_FEB.at(date(2026, 1, 31)))
    # Of 6 leads 2 qualified on day 2 and 3 were last seen on day 3; the only one left took 10 days.
    assert values(frame, "median_days")["qualified"] == 10
    assert frame.query("measure == 'median_days' and n > 0")["n"].tolist() == [3]


def test_the_time_from_lead_to_win_lets_losses_compete(leads_of: Make, sales_of: Make) -> None:
    leads = leads_of(
        "l1 2026-01-01 - - a -",
        "l2 2026-01-01 - - b -",
        "l3 2026-01-01 - 2026-01-03 - -",
        "l4 2026-02-26 - - - -",
        "l5 2026-01-01 - - c -",
    )
    sales = sales_of(
        "a 2026-01-02 2026-01-11 won - -",
        "b 2026-01-02 2026-01-21 won - -",
        "c 2026-01-02 2026-01-15 lost - -",
    )
    frame = lead_cycle_time(leads, sales, JAN_FEB)
    assert frame["value"].tolist() == [10, 10, 20, 15]
    assert frame["n"].tolist() == [2, 2, 2, 2]


def test_without_a_win_there_is_no_lead_cycle_time(leads_of: Make, sales_of: Make) -> None:
    frame = lead_cycle_time(leads_of("l1 2026-01-01 - - a -"), sales_of(), JAN_FEB)
    assert frame["value"].isna().all()
    assert frame["mark"].unique().tolist() == ["not_reached"]


def test_the_first_of_several_wins_ends_the_way_of_a_lead(leads_of: Make, sales_of: Make) -> None:
    sales = sales_of("a 2026-01-02 2026-01-21 won l1 -", "b 2026-01-02 2026-01-09 won l1 -")
    frame = lead_cycle_time(leads_of("l1 2026-01-01 - - a -"), sales, JAN_FEB)
    assert frame["value"].iloc[0] == 8
