"""What leads cost, by day, source and unit."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.data.spend import allocated_spend
from kit.kpis import cost_per_lead, cost_per_qualified_lead
from kit.window import Calendar, Window
from tests.kpis.leads.lead_rows import leads_of, spend_of

JAN_FEB = Window(date(2026, 2, 28), periods=2)
JANUARY = Window(date(2026, 1, 31), periods=1)
LEADS = (
    "a 2026-01-05 Web North",
    "b 2026-01-06 Web North",
    "c 2026-01-07 Web South",
    "d 2026-01-08 Fair South",
)


def measure(frame: pd.DataFrame, name: str = "value") -> pd.DataFrame:
    return frame[frame["measure"] == name].reset_index(drop=True)


def divided(spend: pd.DataFrame, leads: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return allocated_spend(spend, leads, as_of, "EUR", Calendar())


def test_spend_counts_by_day_and_both_ends_of_its_span_are_in_it() -> None:
    spend = spend_of("2026-01-30 2026-02-02 Web - 400")
    frame = cost_per_lead(leads_of(*LEADS), spend, JAN_FEB)
    assert measure(frame, "spend")["value"].tolist() == [200.0, 200.0]
    assert measure(frame)["value"].tolist()[0] == 50.0
    assert measure(frame)["value"].isna().tolist() == [False, True]


def test_days_after_as_of_are_not_spent_yet() -> None:
    spend = spend_of("2026-01-30 2026-02-02 Web - 400")
    frame = cost_per_lead(leads_of(*LEADS), spend, JANUARY.at(date(2026, 1, 30)))
    assert measure(frame, "spend")["value"].tolist() == [100.0]


def test_each_source_is_held_against_its_own_leads() -> None:
    spend = spend_of("2026-01-01 2026-01-31 Web - 90", "2026-01-01 2026-01-31 Fair - 70")
    frame = cost_per_lead(leads_of(*LEADS), spend, JANUARY, by=["source"])
    assert measure(frame).set_index("source")["value"].to_dict() == {"Fair": 70.0, "Web": 30.0}


def test_spend_that_brought_no_lead_has_no_cost_and_is_shown() -> None:
    spend = spend_of("2026-01-01 2026-01-31 Print - 500")
    frame = cost_per_lead(leads_of(*LEADS), spend, JANUARY, by=["source"])
    assert measure(frame).set_index("source")["value"].isna().all()
    assert measure(frame, "spend").set_index("source")["value"]["Print"] == 500.0


def test_a_source_that_nobody_paid_for_has_no_cost_not_one_of_0() -> None:
    spend = spend_of("2026-01-01 2026-01-31 Web - 90")
    frame = cost_per_lead(leads_of(*LEADS), spend, JANUARY, by=["source"])
    assert pd.isna(measure(frame).set_index("source")["value"]["Fair"])


def test_spend_of_no_source_is_unattributed() -> None:
    spend = spend_of("2026-01-01 2026-01-31 - - 500", "2026-01-01 2026-01-31 Web - 90")
    frame = cost_per_lead(leads_of(*LEADS, "e 2026-01-09 -"), spend, JANUARY, by=["source"])
    nobody = frame[frame["source"].isna()].set_index("measure")
    assert nobody["mark"].tolist() == ["unattributed", "unattributed"]
    assert pd.isna(nobody.loc["value", "value"])
    assert nobody.loc["spend", "value"] == 500.0


def test_spend_has_no_owner_and_is_never_repeated_for_each() -> None:
    spend = spend_of("2026-01-01 2026-01-31 Web - 90")
    frame = cost_per_lead(leads_of(*LEADS), spend, JANUARY, by=["owner"])
    assert frame["value"].isna().all()
    assert set(frame["mark"]) == {"unattributed"}


def test_shared_spend_is_divided_by_the_leads_that_its_source_brought_to_each_team() -> None:
    leads, spend = leads_of(*LEADS), spend_of("2026-01-01 2026-01-31 Web - 100.01")
    shares = divided(spend, leads, date(2026, 1, 31))
    frame = cost_per_lead(leads, spend, JANUARY, by=["team"], allocated_spend=shares)
    spent = measure(frame, "spend")
    assert spent["value"].tolist() == [66.68, 33.33, 0.0]
    assert spent["mark"].tolist() == ["allocated", "allocated", ""]
    assert measure(frame)["value"].tolist()[:2] == pytest.approx([33.34, 33.33 / 2])


def test_the_whole_company_rests_on_no_shares() -> None:
    leads, spend = leads_of(*LEADS), spend_of("2026-01-15 2026-02-14 Web - 100.01")
    shares = divided(spend, leads_of(*LEADS, "e 2026-01-20 Web South"), date(2026, 2, 28))
    with_shares = cost_per_lead(leads, spend, JAN_FEB, by=["source"], allocated_spend=shares)
    pd.testing.assert_frame_equal(
        with_shares, cost_per_lead(leads, spend, JAN_FEB, by=["source"]), rtol=1e-12
    )
    assert not with_shares["mark"].eq("allocated").any()


def test_without_shares_a_team_has_what_it_paid_itself_and_the_rest_is_nobodys() -> None:
    leads = leads_of(*LEADS)
    spend = spend_of("2026-01-01 2026-01-31 Web - 90", "2026-01-01 2026-01-31 Fair South 70")
    frame = cost_per_lead(leads, spend, JANUARY, by=["team"])
    assert measure(frame, "spend")["value"].tolist() == [0.0, 70.0, 90.0]
    assert measure(frame)["mark"].tolist() == ["", "", "unattributed"]
    assert measure(frame)["value"].isna().tolist() == [True, False, True]


def test_shares_that_later_leads_decided_are_not_known_on_an_earlier_day() -> None:
    leads, spend = leads_of(*LEADS), spend_of("2026-01-01 2026-01-31 Web - 90")
    shares = divided(spend, leads, date(2026, 1, 31))
    early = JANUARY.at(date(2026, 1, 20))
    frame = cost_per_lead(leads, spend, early, by=["team"], allocated_spend=shares)
    teams = frame[frame["team"].notna()]
    assert teams["value"].isna().all()
    assert set(teams["mark"]) == {"unattributed"}
    whole = cost_per_lead(leads, spend, early, allocated_spend=shares)
    assert measure(whole, "spend")["value"].tolist() == pytest.approx([90 * 20 / 31])


def test_only_qualified_leads_count_and_a_converted_one_was_qualified() -> None:
    leads = leads_of(
        "a 2026-01-01 Web North 2026-01-04 - 2026-01-09",
        "b 2026-01-01 Web North - 2026-01-04",
        "c 2026-01-01 Web North - - 2026-01-09",
        "d 2026-01-01 Web North - 2026-01-03",
    )
    spend = spend_of("2026-01-01 2026-01-31 Web - 90")
    frame = cost_per_qualified_lead(leads, spend, JANUARY)
    assert measure(frame)[["value", "n", "mark"]].to_numpy().tolist() == [[45.0, 2, ""]]


def test_the_cost_of_a_young_cohort_is_immature() -> None:
    leads = leads_of("a 2026-01-01 Web - 2026-01-04 - 2026-01-30", "b 2026-01-29 Web")
    spend = spend_of("2026-01-01 2026-01-31 Web - 90")
    assert measure(cost_per_qualified_lead(leads, spend, JANUARY))["mark"].tolist() == ["immature"]


def test_where_no_qualification_is_recorded_a_qualified_lead_has_no_cost() -> None:
    leads = leads_of("a 2026-01-01 Web - - - 2026-01-30")
    spend = spend_of("2026-01-01 2026-01-31 Web - 90")
    assert measure(cost_per_qualified_lead(leads, spend, JANUARY))["value"].isna().all()
