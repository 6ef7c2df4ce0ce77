"""Dynamics 365's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

from functools import partial

import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.dynamics import PARAMS
from tests.demo.natives.dynamics_reading import by_name, renamed, rows_of

DYNAMICS = NATIVES["dynamics"]
STATES = {"0": "open", "1": "won", "2": "lost", "Open": "open", "Won": "won", "Lost": "lost"}


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


def test_opportunities_have_an_estimate_and_an_actual_revenue(table, held, same, variant):
    rows = table("opportunity")
    status = rows["statecode"].map(STATES)
    assert rows["actualvalue"].notna().equals(status == "won")
    read = renamed(
        rows,
        opportunity_id="opportunityid",
        name="name",
        stage="stepname",
        currency="transactioncurrencyidname",
        owner="owneridname",
        account_id="parentaccountid",
        lead_id="originatingleadid",
        campaign_id="campaignid",
        pipeline="processidname",
        expected_close_date="estimatedclosedate",
        closed_at="actualclosedate",
        created_at="createdon",
    ).assign(
        status=status,
        forecast_category=rows["msdyn_forecastcategory"].where(status == "open"),
        amount=rows["actualvalue"].fillna(rows["estimatedvalue"]),
        loss_reason=rows["statuscodename"].where(status == "lost"),
    )
    assert set(rows.loc[status == "lost", "msdyn_forecastcategory"]) == {"Lost"}
    if variant == "excel":
        read["account_id"] = by_name(rows["parentaccountidname"], table("account"), "account")
        read["campaign_id"] = by_name(rows["campaignidname"], table("campaign"), "campaign")
    same(read, held["opportunities"])


def test_the_estimate_of_a_won_opportunity_is_not_what_was_agreed(table):
    rows = table("opportunity")
    won = rows[rows["actualvalue"].notna()]
    assert (won["actualvalue"] != won["estimatedvalue"]).mean() > 0.2


def test_a_status_reason_says_how_a_lead_stands_or_why_it_was_dropped(table, held, same, variant):
    rows = table("lead")
    state = rows["statecode"].replace({"Open": "0", "Qualified": "1", "Disqualified": "2"})
    open_reason = rows["statuscodename"].where(state == "0")
    read = renamed(
        rows,
        lead_id="leadid",
        owner="owneridname",
        team="owningbusinessunitname",
        source="leadsourcecode",
        score="msdyn_leadscore",
        rating="leadqualitycode",
        campaign_id="campaignid",
        opportunity_id="qualifyingopportunityid",
        created_at="createdon",
    ).assign(
        status=state.map({"1": "converted", "2": "disqualified"}).fillna(open_reason),
        disqualified_reason=rows["statuscodename"].where(state == "2"),
    )
    if variant == "excel":
        read["campaign_id"] = by_name(rows["campaignidname"], table("campaign"), "campaign")
        made = rows["qualifyingopportunityidname"]
        read["opportunity_id"] = by_name(made, table("opportunity"), "opportunity")
    opportunities = table("opportunity").set_index("opportunityid")
    read["converted_at"] = read["opportunity_id"].map(opportunities["createdon"])
    same(read, held["leads"])


def test_accounts_campaigns_and_responses(table, held, same):
    read = renamed(
        table("account"),
        account_id="accountid",
        name="name",
        industry="industrycode",
        country="address1_country",
        owner="owneridname",
        created_at="createdon",
    )
    same(read, held["accounts"])
    read = renamed(
        table("campaign"),
        campaign_id="campaignid",
        name="name",
        channel="typecode",
        started_at="actualstart",
        ended_at="actualend",
    )
    same(read, held["campaigns"])
    rows = table("campaignresponse")
    is_lead = rows["partyobjecttypecode"] == "lead"
    read = renamed(rows, campaign_id="regardingobjectid", touched_at="receivedon").assign(
        lead_id=rows["partyid"].where(is_lead),
        account_id=rows["partyid"].where(~is_lead),
        responded="true",
    )
    same(read, held["campaign_touches"])


def test_every_other_table_lies_beside_the_crm_or_is_declared_lost(exported, held, same, variant):
    read_above = {"opportunities", "stage_history", "leads", "activities", "quotes", "orders"}
    read_above |= {"accounts", "campaigns", "campaign_touches", "cases"}
    assert set(held) == read_above | set(PARAMS)
    for name in PARAMS:
        same(exported("dynamics", variant).frames(f"params/{name}.csv"), held[name])
