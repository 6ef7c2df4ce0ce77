"""Zoho's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.zoho import PARAMS
from kit.demo.natives.zoho_names import FIELDS, label

ZOHO = NATIVES["zoho"]
CLOSED = {"Closed Won": "won", "Closed Lost": "lost"}
QUOTES = {"Delivered": "sent", "Closed Won": "accepted", "Closed Lost": "rejected"}


@pytest.fixture(params=ZOHO.variants)
def variant(request):
    return request.param


@pytest.fixture
def held(plain, variant):
    return ZOHO.held(plain, variant)


@pytest.fixture
def table(exported, variant):
    """Module → its rows under API names, whatever the headings were."""

    def rows(module):
        raw = exported("zoho", variant).raw[f"exports/{module}.csv"]
        assert raw.startswith(b"\xef\xbb\xbf") == (variant == "labels")
        frame = pd.read_csv(io.BytesIO(raw), dtype="str", encoding="utf-8-sig")
        headings = list(FIELDS[module])
        if variant == "labels":
            headings = [label(module, field) for field in headings]
        assert list(frame) == headings
        return frame.set_axis(list(FIELDS[module]), axis=1)

    return rows


def iso(told):
    return pd.to_datetime(told, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def renamed(rows, **columns):
    return pd.DataFrame({name: rows[heading] for name, heading in columns.items()})


def test_deals_end_with_their_stage_and_closed_when_their_history_says(table, held, same):
    rows, history = table("Deals"), table("Stage_History")
    ends = history[history["Stage"].isin(list(CLOSED))].set_index("Deal_Name.id")
    last = history[~history["Stage"].isin(list(CLOSED))].drop_duplicates(
        "Deal_Name.id", keep="last"
    )
    before = rows["id"].map(last.set_index("Deal_Name.id")["Stage"])
    is_closed = rows["Stage"].isin(list(CLOSED))
    read = renamed(
        rows,
        opportunity_id="id",
        name="Deal_Name",
        amount="Amount",
        currency="Currency",
        owner="Owner",
        pipeline="Pipeline",
        account_id="Account_Name.id",
        source="Lead_Source",
        campaign_id="Campaign_Source.id",
        expected_close_date="Closing_Date",
        loss_reason="Reason_For_Loss__s",
    ).assign(
        status=rows["Stage"].map(CLOSED).fillna("open"),
        stage=rows["Stage"].where(~is_closed, before),
        created_at=iso(rows["Created_Time"]),
        closed_at=iso(rows["id"].map(ends["Modified_Time"])),
    )
    same(read, held["opportunities"])


def test_stage_history_holds_the_state_of_the_deal_at_that_time(table, held, same, plain):
    rows = table("Stage_History")
    moves = rows[~rows["Stage"].isin(list(CLOSED))]
    read = renamed(moves, opportunity_id="Deal_Name.id", stage="Stage").assign(
        entered_at=iso(moves["Modified_Time"]),
        sequence=moves.groupby("Deal_Name.id").cumcount() + 1,
    )
    same(read, held["stage_history"])
    changes = plain["changes"].query("table == 'opportunities' and field == 'amount'")
    one = changes[~changes["id"].duplicated(keep=False)].iloc[0]
    deal = ZOHO.native_ids("opportunities", pd.Series([one["id"]], dtype="str"))[0]
    of_one = rows[rows["Deal_Name.id"] == deal]
    early = iso(of_one["Modified_Time"]) < one["changed_at"]
    assert set(of_one.loc[early, "Amount"]) == {one["old"]}
    assert set(of_one.loc[~early, "Amount"]) <= {one["new"]}


def test_leads_that_were_converted_keep_the_status_before(table, held, same):
    rows = table("Leads")
    converted = rows["Converted__s"] == "true"
    assert set(rows.loc[converted, "Lead_Status"]) == {"qualified"}
    read = renamed(
        rows,
        lead_id="id",
        owner="Owner",
        source="Lead_Source",
        score="Visitor_Score",
        rating="Rating",
        opportunity_id="Converted_Deal.id",
        account_id="Converted_Account.id",
    ).assign(
        status=rows["Lead_Status"].where(~converted, "converted"),
        created_at=iso(rows["Created_Time"]),
        converted_at=iso(rows["Converted_Date_Time"]),
    )
    same(read, held["leads"])


def test_calls_finished_tasks_and_events_are_the_activities(table, held, same):
    calls, tasks, events = (table(module) for module in ("Calls", "Tasks", "Events"))
    assert tasks["Closed_Time"].isna().equals(tasks["Status"] == "Not Started")
    tasks = tasks[tasks["Status"] == "Completed"]
    start = pd.to_datetime(events["Start_DateTime"], utc=True)
    end = pd.to_datetime(events["End_DateTime"], utc=True)
    begun = {"call": "Call_Start_Time", "email": "Closed_Time", "meeting": "Start_DateTime"}
    parts = []
    for channel, rows in zip(begun, (calls, tasks, events), strict=True):
        early = rows["$se_module"] == "Leads"
        read = renamed(rows, activity_id="id", owner="Owner").assign(
            channel=channel,
            occurred_at=iso(rows[begun[channel]]),
            lead_id=rows["What_Id"].where(early),
            contact_id=rows["Who_Id"],
            opportunity_id=rows["What_Id"].where(rows["$se_module"] == "Deals"),
            account_id=rows["What_Id"].where(rows["$se_module"] == "Accounts"),
        )
        parts.append(read)
    minutes = calls["Call_Duration_in_seconds"].astype(float) / 60
    parts[0]["direction"] = calls["Call_Type"].str.lower()
    parts[0]["outcome"] = calls["Call_Result"]
    parts[0]["duration_minutes"] = minutes.map("{:g}".format, na_action="ignore")
    parts[1]["due_at"] = tasks["Due_Date"]
    parts[2]["duration_minutes"] = ((end - start).dt.total_seconds() / 60).map("{:g}".format)
    same(pd.concat([part.astype("str") for part in parts]), held["activities"])


def test_quotes_but_for_drafts(table, held, same):
    rows = table("Quotes")
    assert (rows["Quote_Stage"] == "Draft").any()
    rows = rows[rows["Quote_Stage"] != "Draft"]
    read = renamed(
        rows,
        quote_id="id",
        opportunity_id="Deal_Name.id",
        amount="Grand_Total",
        currency="Currency",
    ).assign(status=rows["Quote_Stage"].map(QUOTES), issued_at=iso(rows["Created_Time"]))
    same(read, held["quotes"])


def test_accounts_campaigns_and_cases(table, held, same):
    rows = table("Accounts")
    read = renamed(
        rows,
        account_id="id",
        name="Account_Name",
        industry="Industry",
        country="Billing_Country",
        owner="Owner",
    ).assign(created_at=iso(rows["Created_Time"]))
    same(read, held["accounts"])
    rows = table("Campaigns")
    read = renamed(
        rows,
        campaign_id="id",
        name="Campaign_Name",
        channel="Type",
        started_at="Start_Date",
        ended_at="End_Date",
    )
    same(read, held["campaigns"])
    rows = table("Cases")
    read = renamed(
        rows,
        case_id="id",
        status="Status",
        category="Case_Reason",
        priority="Priority",
        account_id="Account_Name.id",
        owner="Owner",
        product="Product_Name",
    ).assign(opened_at=iso(rows["Created_Time"]))
    same(read, held["cases"])


def test_every_other_table_lies_beside_the_crm_or_is_declared_lost(exported, held, same, variant):
    read_above = {"opportunities", "stage_history", "leads", "activities", "quotes"}
    read_above |= {"accounts", "campaigns", "cases"}
    assert set(held) == read_above | set(PARAMS)
    for name in PARAMS:
        same(exported("zoho", variant).frames(f"params/{name}.csv"), held[name])


def test_headings_are_those_of_the_screen_or_of_the_interface(exported):
    labels = exported("zoho", "labels").raw["exports/Deals.csv"].decode("utf-8-sig")
    names = exported("zoho", "api").raw["exports/Deals.csv"].decode()
    assert labels.startswith("Record Id,Deal Owner,Deal Owner.id,Deal Name,Account Name,")
    assert names.startswith("id,Owner,Owner.id,Deal_Name,Account_Name,")
    for label_, name in (("Closing Date", "Closing_Date"), ("Lead Source", "Lead_Source")):
        assert label_ in labels.splitlines()[0]
        assert name in names.splitlines()[0]


def test_instants_carry_the_offset_of_summer_and_winter(table):
    offsets = set(table("Leads")["Created_Time"].str.slice(-6))
    assert offsets == {"+01:00", "+02:00"}
