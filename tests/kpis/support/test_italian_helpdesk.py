"""A help desk's real log, in which a robot closes every case weeks after it was resolved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.kpis import backlog, cases_by_category, reopen_rate, resolution_time, sla_met
from kit.window import Calendar, Window

pytestmark = pytest.mark.shared_data
WINDOW = Window(date(2013, 12, 31), "year", 4, Calendar("Europe/Rome"))


@pytest.fixture(scope="module")
def log(shared: Path) -> pd.DataFrame:
    log = pd.read_csv(shared / "data" / "italian_helpdesk" / "finale.csv.gz")
    at = pd.to_datetime(log["Complete Timestamp"], format="%Y/%m/%d %H:%M:%S.%f")
    # The anonymised clock has no zone; its hours are taken for Rome's.
    at = at.dt.tz_localize("Europe/Rome", ambiguous="NaT", nonexistent="shift_forward")
    return log.assign(at=at.dt.tz_convert("UTC").astype("datetime64[us, UTC]"))


@pytest.fixture(scope="module")
def cases(log: pd.DataFrame) -> pd.DataFrame:
    by_case = log.groupby("Case ID")
    resolved = log[log["Activity"].eq("Resolve ticket")].groupby("Case ID")["at"]
    taken = log[log["Activity"].eq("Take in charge ticket")].groupby("Case ID")["at"].min()
    closed = log[log["Activity"].eq("Closed")].groupby("Case ID")["at"].max()
    frame = pd.DataFrame(
        {
            "opened_at": by_case["at"].min(),
            "first_response_at": taken,
            "resolved_at": resolved.max(),
            "closed_at": closed,
            "reopened_count": (resolved.size() - 1).clip(lower=0),
            "category": by_case["product"].first(),
            "priority": by_case["seriousness"].first(),
        }
    )
    return frame.rename_axis("case_id").reset_index().astype({"reopened_count": "Int64"})


@pytest.fixture(scope="module")
def changes(log: pd.DataFrame) -> pd.DataFrame:
    """Every resolution after the first means that the case had been open again."""
    told = log[log["Activity"].isin(["Resolve ticket", "Take in charge ticket"])]
    told = told.sort_values(["Case ID", "at"], kind="stable")
    new = told["Activity"].map({"Resolve ticket": "resolved", "Take in charge ticket": "open"})
    old = new.groupby(told["Case ID"]).shift().fillna("new")
    return pd.DataFrame(
        {
            "table": "cases",
            "id": told["Case ID"],
            "changed_at": told["at"],
            "field": "status",
            "old": old,
            "new": new,
            "sequence": range(len(told)),
        }
    )


def test_resolution_ends_at_the_last_resolve_not_at_the_close_a_month_later(
    cases: pd.DataFrame, changes: pd.DataFrame
) -> None:
    whole = WINDOW.as_one
    days = resolution_time(cases, changes, whole).set_index("measure")["value"] / 24
    assert days["final_median_clock"] == pytest.approx(6.7, abs=0.2)
    robot = (cases["closed_at"] - cases["opened_at"]).dt.total_seconds().median() / 86_400
    assert robot == pytest.approx(39.9, abs=0.2)
    assert days["first_median_clock"] <= days["final_median_clock"]


def test_nobody_is_lost_on_the_way(cases: pd.DataFrame, changes: pd.DataFrame) -> None:
    counted = cases_by_category(cases, changes, WINDOW, by=())
    known = cases["opened_at"].dt.tz_convert("Europe/Rome").dt.year.between(2010, 2013)
    assert counted.query("measure == 'count'")["value"].sum() == known.sum()


def test_the_rest_says_what_the_log_says(cases: pd.DataFrame, changes: pd.DataFrame) -> None:
    again = reopen_rate(cases, changes, WINDOW.as_one, days=10_000)["value"].iloc[0]
    taken_again = changes["old"].eq("resolved") & changes["new"].eq("open")
    reopened = {
        *changes.loc[taken_again, "id"],
        *cases.loc[cases["reopened_count"].gt(0), "case_id"],
    }
    known = cases["resolved_at"].notna() & cases["resolved_at"].lt("2014-01-01")
    assert again == pytest.approx(cases.loc[known, "case_id"].isin(reopened).mean(), abs=0.003)
    met = sla_met(cases, changes, WINDOW.as_one).set_index("measure")["value"]
    assert 0 < met["resolution"] < met["response"] < 1
    waiting = backlog(cases, changes, WINDOW).query("measure == 'open'")["value"]
    assert waiting.gt(0).all()
