"""Dynamics 365's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kit.demo.natives import NATIVES
from kit.demo.natives.dynamics import PARAMS
from kit.demo.natives.dynamics_views import DAYS, MOMENTS, NUMBERS, VIEWS, ZONE, hidden_columns

DYNAMICS = NATIVES["dynamics"]
STATES = {"0": "open", "1": "won", "2": "lost", "Open": "open", "Won": "won", "Lost": "lost"}
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
def cells(exported):
    """Table → all cells of its workbook."""

    def rows(name):
        raw = exported("dynamics", "excel").raw[f"exports/{VIEWS[name].title}.xlsx"]
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        assert book.sheet_names == [VIEWS[name].title]
        return book.get_sheet_by_index(0).to_python()

    return rows


@pytest.fixture
def table(exported, variant, cells):
    """Table → its rows under logical names, as text, whether from CSV or from a workbook."""

    def rows(name):
        if variant == "excel" and name in VIEWS:
            return from_view(cells(name), name)
        raw = exported("dynamics", variant).raw[f"exports/{name}.csv"]
        assert raw.startswith(b"\xef\xbb\xbf")
        return pd.read_csv(
            io.BytesIO(raw),
            dtype="str",
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=[""],
        )

    return rows


def from_view(cells, name):
    heading, *rows = cells
    labels = VIEWS[name].labels
    assert heading == [*hidden_columns(VIEWS[name]), *labels.values()]
    frame = pd.DataFrame(rows, columns=[f"{name}id", "checksum", "modifiedon", *labels])
    return frame.apply(lambda column: as_text(column.replace("", None), column.name))


def as_text(cells, column):
    """Cells as Excel holds them → text; instants from the user's clock to UTC."""
    if column in MOMENTS:
        naive = pd.to_datetime(cells)
        zoned = naive.dt.tz_localize(ZONE, ambiguous=np.ones(len(naive), dtype=bool))
        return iso(zoned)
    if column in DAYS:
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%d")
    if column in NUMBERS:
        pattern = "{:.0f}" if column == "msdyn_leadscore" else "{:.2f}"
        return cells.astype(float).map(pattern.format, na_action="ignore")
    return cells


def iso(told):
    return pd.to_datetime(told, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def renamed(rows, **columns):
    """The columns under their canonical names; those that a view does not show are left out."""
    return pd.DataFrame(
        {name: rows[heading] for name, heading in columns.items() if heading in rows}
    )


def test_opportunities_have_an_estimate_and_an_actual_revenue(table, held, same):
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
        forecast_category="msdyn_forecastcategory",
        created_at="createdon",
    ).assign(
        status=status,
        amount=rows["actualvalue"].fillna(rows["estimatedvalue"]),
        loss_reason=rows["statuscodename"].where(status == "lost"),
    )
    same(read, held["opportunities"])


def test_the_estimate_of_a_won_opportunity_is_not_what_was_agreed(table):
    rows = table("opportunity")
    won = rows[rows["actualvalue"].notna()]
    assert (won["actualvalue"] != won["estimatedvalue"]).mean() > 0.2


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


def test_a_status_reason_says_how_a_lead_stands_or_why_it_was_dropped(table, held, same):
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
    same(read, held["leads"])


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


def test_a_case_was_resolved_when_its_last_resolution_was(table, held, same):
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
    if "account_id" not in held["cases"]:
        assert "account_id" not in read
    same(read.assign(resolved_at=rows["incidentid"].map(last)), held["cases"])


def test_every_other_table_lies_beside_the_crm_or_is_declared_lost(exported, held, same, variant):
    read_above = {"opportunities", "stage_history", "leads", "activities", "quotes", "orders"}
    read_above |= {"accounts", "campaigns", "campaign_touches", "cases"}
    assert set(held) == read_above | set(PARAMS)
    for name in PARAMS:
        same(exported("dynamics", variant).frames(f"params/{name}.csv"), held[name])


def test_a_workbook_begins_with_three_hidden_columns(exported, cells):
    headings = cells("opportunity")[0]
    assert headings[:14] == [
        "(Do Not Modify) Opportunity",
        "(Do Not Modify) Row Checksum",
        "(Do Not Modify) Modified On",
        "Topic",
        "Potential Customer",
        "Account",
        "Status",
        "Status Reason",
        "Pipeline Phase",
        "Probability",
        "Est. Close Date",
        "Est. Revenue",
        "Actual Revenue",
        "Actual Close Date",
    ]
    assert {"Owner", "Created On"} <= set(headings)
    raw = exported("dynamics", "excel").raw["exports/All Opportunities.xlsx"]
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    columns = sheet[sheet.index("<cols>") : sheet.index("</cols>")]
    assert re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', columns) == [("1", "3")]


def test_cells_of_a_workbook_are_numbers_and_dates(cells):
    heading, *rows = cells("opportunity")
    frame = pd.DataFrame(rows, columns=heading).replace("", None)
    for column in ("Est. Revenue", "Actual Revenue", "Probability"):
        assert frame[column].dropna().map(type).eq(float).all(), column
    for column in ("Est. Close Date", "Actual Close Date", "Created On"):
        assert pd.api.types.is_datetime64_dtype(pd.to_datetime(frame[column]))
        assert not frame[column].dropna().map(lambda cell: isinstance(cell, str)).any(), column
    assert pd.to_datetime(frame["Created On"]).dt.second.dropna().eq(0).all()


def test_numbers_of_states_and_reasons_are_those_of_dataverse(exported):
    rows = pd.read_csv(
        io.BytesIO(exported("dynamics", "dataverse").raw["exports/opportunity.csv"]),
        dtype="str",
        encoding="utf-8-sig",
    )
    pairs = set(zip(rows["statecode"], rows["statuscode"], rows["statuscodename"], strict=True))
    built_in = {("0", "1", "In Progress"), ("0", "2", "On Hold"), ("1", "3", "Won")}
    assert built_in | {("2", "4", "Canceled"), ("2", "5", "Out-Sold")} <= pairs
    own = {number for state, number, _ in pairs if len(number) > 1}
    assert len(own) >= 3
    for lookup in ("customerid", "ownerid", "campaignid", "transactioncurrencyid"):
        assert rows[lookup].isna().equals(rows[f"{lookup}name"].isna()), lookup
    euros = rows[rows["transactioncurrencyidname"] == "EUR"]
    assert euros["estimatedvalue"].equals(euros["estimatedvalue_base"])
    dollars = rows[rows["transactioncurrencyidname"] == "USD"].dropna(subset="estimatedvalue")
    base = dollars["estimatedvalue"].astype(float) / dollars["exchangerate"].astype(float)
    assert np.allclose(base, dollars["estimatedvalue_base"].astype(float), atol=0.006)


def test_the_same_tables_give_the_same_bytes(exported, plain, tmp_path, variant):
    paths = DYNAMICS.write(tmp_path, plain, variant)
    again = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in paths}
    assert again == exported("dynamics", variant).raw
