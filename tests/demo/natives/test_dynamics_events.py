"""What Dynamics 365 keeps a row of per event, read back by hand, holds the plain CRM."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest

from kit.demo.natives import NATIVES
from tests.demo.natives.dynamics_reading import by_name, renamed, rows_of

DYNAMICS = NATIVES["dynamics"]
CHANNELS = {"phonecall": "call", "email": "email", "appointment": "meeting"}
QUOTES = {"1": "sent", "2": "accepted", "3": "rejected"}
ORDERS = {"2": "cancelled", "3": "sale"}


@pytest.fixture(params=DYNAMICS.variants)
def variant(request):
    return request.param


@pytest.fixture
def held(plain, variant):
    return DYNAMICS.held(plain, variant)


@pytest.fixture
def table(exported, variant):
    """Table → its rows under logical names, as text."""
    return partial(rows_of, exported, variant)


def test_the_process_knows_the_stage_of_today_and_since_when(table, held, same):
    rows = table("opportunitysalesprocess")
    read = renamed(
        rows,
        opportunity_id="opportunityid",
        stage="activestageidname",
        entered_at="activestagestartedon",
    )
    same(read, held["stage_history"])
    paths = rows["traversedpath"].str.split(",")
    assert (paths.str[-1] == rows["activestageid"]).all()
    assert paths.str.len().max() > 1


def test_an_activity_regards_one_record(table, held, same):
    rows = table("activitypointer")
    planned = rows["statecode"] == "0"
    assert set(rows.loc[planned, "activitytypecode"]) == {"task"}
    assert rows["actualstart"].isna().equals(planned)
    rows = rows[~planned]
    kinds = {"lead_id": "lead", "opportunity_id": "opportunity", "account_id": "account"}
    regarding = {
        column: rows["regardingobjectid"].where(rows["regardingobjecttypecode"] == kind)
        for column, kind in kinds.items()
    }
    read = renamed(
        rows,
        activity_id="activityid",
        occurred_at="actualstart",
        owner="owneridname",
        due_at="scheduledend",
        duration_minutes="actualdurationminutes",
    ).assign(channel=rows["activitytypecode"].map(CHANNELS), **regarding)
    same(read, held["activities"])
    spans = pd.to_datetime(rows["actualend"]) - pd.to_datetime(rows["actualstart"])
    minutes = rows["actualdurationminutes"].astype(float).fillna(0)
    assert (spans.dt.total_seconds() == minutes * 60).all()


def test_quotes_but_for_drafts_and_orders_but_for_refunds(table, held, same):
    rows = table("quote")
    assert (rows["statecode"] == "0").any()
    rows = rows[rows["statecode"] != "0"]
    shared = {"amount": "totalamount", "currency": "transactioncurrencyidname"}
    read = renamed(
        rows,
        quote_id="quoteid",
        opportunity_id="opportunityid",
        issued_at="createdon",
        decided_at="closedon",
        **shared,
    ).assign(status=rows["statecode"].map(QUOTES))
    same(read, held["quotes"])
    rows = table("salesorder")
    read = renamed(
        rows,
        order_id="salesorderid",
        opportunity_id="opportunityid",
        account_id="customerid",
        owner="owneridname",
        ordered_at="createdon",
        **shared,
    ).assign(kind=rows["statecode"].map(ORDERS))
    same(read, held["orders"])


def test_a_case_was_resolved_when_its_last_resolution_was(table, held, same, variant):
    rows, resolutions = table("incident"), table("incidentresolution")
    assert resolutions["incidentid"].duplicated().any()
    last = resolutions.groupby("incidentid")["actualend"].max()
    read = renamed(
        rows,
        case_id="incidentid",
        status="statuscodename",
        category="casetypecode",
        priority="prioritycode",
        account_id="customerid",
        owner="owneridname",
        product="productidname",
        opened_at="createdon",
    )
    if variant == "excel":
        assert "account_id" not in read
        read["account_id"] = by_name(rows["customeridname"], table("account"), "account")
    same(read.assign(resolved_at=rows["incidentid"].map(last)), held["cases"])
