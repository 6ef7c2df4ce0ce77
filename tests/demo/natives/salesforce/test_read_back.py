"""Salesforce's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.demo.natives import NATIVES

SALESFORCE = NATIVES["salesforce"]


CHANGED = {"Amount": "amount", "CloseDate": "expected_close_date", "Owner": "owner"}


@pytest.fixture
def held(plain, variant):
    return SALESFORCE.held(plain, variant)


@pytest.fixture
def name_of(table):
    """Ids of an object → names."""

    def names(ids, name="User", column="Name"):
        return ids.map(table(name).set_index("Id")[column], na_action="ignore")

    return names


@pytest.fixture
def winner(exported, variant):
    """Ids, with those of merged records replaced by the record that survived."""

    def resolved(ids, name):
        rows = exported("salesforce", variant).frames(f"exports/{name}.csv")
        master = rows.dropna(subset="MasterRecordId").set_index("Id")["MasterRecordId"]
        return ids.map(master, na_action="ignore").fillna(ids)

    return resolved


def test_opportunities(table, held, same, name_of, winner):
    rows, history = table("Opportunity"), table("OpportunityHistory")
    inside = history[~history["StageName"].str.startswith("Closed")]
    last = inside.sort_values("CreatedDate").drop_duplicates("OpportunityId", keep="last")
    last = rows["Id"].map(last.set_index("OpportunityId")["StageName"])
    status = rows["IsWon"].map({True: "won", False: "lost"}).where(rows["IsClosed"], "open")
    converted = table("Lead").dropna(subset="ConvertedOpportunityId")
    read = pd.DataFrame(
        {
            "opportunity_id": rows["Id"],
            "created_at": rows["CreatedDate"],
            "stage": rows["StageName"].mask(rows["IsClosed"], last),
            "status": status,
            "closed_at": rows["CloseDate"].where(rows["IsClosed"]),
            "expected_close_date": rows["CloseDate"].mask(rows["IsClosed"]),
            "amount": rows["Amount"],
            "currency": rows["CurrencyIsoCode"],
            "owner": name_of(rows["OwnerId"]),
            "name": rows["Name"],
            "account_id": winner(rows["AccountId"], "Account"),
            "lead_id": rows["Id"].map(converted.set_index("ConvertedOpportunityId")["Id"]),
            "pipeline": name_of(rows["RecordTypeId"], "RecordType"),
            "source": rows["LeadSource"],
            "campaign_id": rows["CampaignId"],
            "loss_reason": rows["Loss_Reason__c"],
            "forecast_category": rows["ForecastCategoryName"].mask(rows["IsClosed"]),
        }
    )
    same(read, held["opportunities"])


def test_stage_history(table, held, same):
    rows = table("OpportunityHistory").sort_values(["OpportunityId", "CreatedDate"])
    before = rows.groupby("OpportunityId")["StageName"].shift()
    rows = rows[(rows["StageName"] != before) & ~rows["StageName"].str.startswith("Closed")]
    read = rows[["OpportunityId", "CreatedDate", "StageName"]].copy()
    read.columns = ["opportunity_id", "entered_at", "stage"]
    read["sequence"] = read.groupby("opportunity_id").cumcount() + 1
    same(read, held["stage_history"])


def test_changes(table, held, same, name_of):
    rows = table("OpportunityFieldHistory")
    rows = rows[rows["Field"].isin(CHANGED) & (rows["DataType"] != "EntityId")]
    rows = rows.sort_values(["OpportunityId", "CreatedDate"], kind="stable")
    read = pd.DataFrame(
        {
            "table": "opportunities",
            "id": rows["OpportunityId"],
            "changed_at": rows["CreatedDate"],
            "sequence": rows.groupby("OpportunityId").cumcount() + 1,
            "field": rows["Field"].map(CHANGED),
            "old": rows["OldValue"],
            "new": rows["NewValue"],
            "by": name_of(rows["CreatedById"]),
        }
    )
    same(read, held["changes"])


def test_leads(table, held, same, name_of):
    rows = table("Lead")
    read = pd.DataFrame(
        {
            "lead_id": rows["Id"],
            "created_at": rows["CreatedDate"],
            "status": rows["Status"],
            "owner": name_of(rows["OwnerId"]),
            "source": rows["LeadSource"],
            "rating": rows["Rating"],
            "converted_at": rows["ConvertedDate"],
            "opportunity_id": rows["ConvertedOpportunityId"],
            "account_id": rows["ConvertedAccountId"],
        }
    )
    same(read, held["leads"])
    assert rows["IsConverted"].equals(rows["ConvertedDate"].notna())


def test_activities(table, held, same, name_of, winner):
    tasks, events = table("Task"), table("Event")
    tasks = tasks[tasks["IsClosed"]]
    minutes = (tasks["CallDurationInSeconds"].astype(float) / 60).map(
        "{:g}".format, na_action="ignore"
    )
    calls = pd.DataFrame(
        {
            "occurred_at": tasks["CompletedDateTime"],
            "channel": tasks["TaskSubtype"].str.lower(),
            "direction": tasks["CallType"].str.lower(),
            "outcome": tasks["CallDisposition"],
            "due_at": tasks["ActivityDate"],
            "duration_minutes": minutes,
        }
    )
    meetings = pd.DataFrame(
        {
            "occurred_at": events["StartDateTime"],
            "channel": events["Type"].str.lower(),
            "duration_minutes": events["DurationInMinutes"],
        }
    )
    whole = pd.concat([tasks, events], ignore_index=True)
    who = winner(whole["WhoId"], "Lead")
    read = pd.concat([calls, meetings], ignore_index=True).assign(
        activity_id=whole["Id"],
        owner=name_of(whole["OwnerId"]),
        lead_id=who.where(who.str.startswith("00Q")),
        contact_id=who.where(who.str.startswith("003")),
        opportunity_id=whole["WhatId"].where(whole["WhatId"].str.startswith("006", na=False)),
        account_id=whole["AccountId"],
    )
    same(read, held["activities"])


def test_quotes_orders_and_lines(table, held, same, name_of):
    quotes, orders, lines = (table(name) for name in ("Quote", "Order", "OpportunityLineItem"))
    meanings = {"Presented": "sent", "Accepted": "accepted", "Denied": "rejected"}
    read = quotes[["Id", "OpportunityId", "CreatedDate", "GrandTotal", "CurrencyIsoCode"]].copy()
    read.columns = ["quote_id", "opportunity_id", "issued_at", "amount", "currency"]
    same(read.assign(status=quotes["Status"].map(meanings)), held["quotes"])
    read = orders[["Id", "AccountId", "OpportunityId", "EffectiveDate", "TotalAmount"]].copy()
    read.columns = ["order_id", "account_id", "opportunity_id", "ordered_at", "amount"]
    read["kind"] = orders["StatusCode"].map({"Activated": "sale", "Canceled": "cancelled"})
    read["currency"], read["owner"] = orders["CurrencyIsoCode"], name_of(orders["OwnerId"])
    same(read, held["orders"])
    read = lines[["OpportunityId", "SortOrder", "Quantity", "TotalPrice"]].copy()
    read.columns = ["opportunity_id", "line", "quantity", "amount"]
    read["product"] = name_of(lines["Product2Id"], "Product2")
    same(read, held["opportunity_lines"])


def test_campaigns_accounts_owners_and_products(table, held, same, name_of):
    campaigns = table("Campaign")[["Id", "Name", "Type", "StartDate", "EndDate"]]
    names = ["campaign_id", "name", "channel", "started_at", "ended_at"]
    same(campaigns.set_axis(names, axis=1), held["campaigns"])
    members = table("CampaignMember")
    touches = members[["CampaignId", "LeadId", "CreatedDate"]].copy()
    touches.columns = ["campaign_id", "lead_id", "touched_at"]
    touches["account_id"] = name_of(members["ContactId"], "Contact", "AccountId")
    touches["responded"] = members["HasResponded"].map({True: "true", False: "false"})
    same(touches, held["campaign_touches"])
    accounts = table("Account")
    read = accounts[["Id", "Name", "Industry", "BillingCountry", "CreatedDate"]].copy()
    read.columns = ["account_id", "name", "industry", "country", "created_at"]
    same(read.assign(owner=name_of(accounts["OwnerId"])), held["accounts"])
    users = table("User")
    read = users[["Name", "Division"]].set_axis(["owner", "region"], axis=1)
    read["team"], read["manager"] = (
        name_of(users["UserRoleId"], "UserRole"),
        name_of(users["ManagerId"]),
    )
    same(read, held["owners"])
    products = table("Product2")[["Name", "Family"]].set_axis(["product", "family"], axis=1)
    same(products, held["products"])


def test_every_table_is_read_back_here_or_kept_beside(held):
    read = "opportunities stage_history changes leads activities quotes orders"
    read += " opportunity_lines campaigns campaign_touches accounts owners products cases"
    assert set(held) == {*read.split(), *SALESFORCE.params}


def test_the_case_report_has_labels_no_ids_and_a_footer(exported, variant, held, same):
    text = exported("salesforce", variant).raw["exports/Case report.csv"].decode()
    body, _, footer = text.rpartition("\n\n")
    assert footer.splitlines() == [
        '"Confidential Information - Do Not Distribute"',
        '"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."',
    ]
    rows = [line[1:-1].split('","') for line in body.splitlines()]
    cases = pd.DataFrame(rows[1:], columns=rows[0]).replace("", None)
    names = {
        "Case Number": "case_id",
        "Case Owner": "owner",
        "Status": "status",
        "Priority": "priority",
        "Case Reason": "category",
        "Date/Time Opened": "opened_at",
        "Date/Time Closed": "closed_at",
    }
    read = cases[list(names)].rename(columns=names)
    for column in ("opened_at", "closed_at"):
        read[column] = read[column].str.replace(" ", "T") + ":00Z"
    same(read, held["cases"])
