"""Zoho's Calls, Tasks, Events, Cases, Campaigns and Users."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import Tables, day, looked_up
from kit.demo.natives.zoho_names import (
    add_lookup,
    add_owner,
    moments,
    native_ids,
    user_ids,
)

_TITLES: Mapping[str, str] = {"meeting": "Meeting", "visit": "Visit"}
_PLANNED, _EVERY_PLANNED = 800_000_000, 30


def calls(tables: Tables) -> pd.DataFrame:
    """Calls."""
    plain = _done(tables, "call")
    rows = pd.DataFrame({"id": native_ids("call", plain["activity_id"])})
    rows["Subject"] = plain["message"].str.capitalize().fillna("Call")
    rows["Call_Type"] = plain["direction"].str.capitalize()
    rows["Call_Purpose"] = plain["opportunity_id"].isna().map({True: "Prospecting", False: "Deal"})
    rows["Call_Result"] = plain["outcome"]
    rows["Call_Start_Time"] = moments(plain["occurred_at"])
    seconds = plain["duration_minutes"].astype(float) * 60
    rows["Call_Duration_in_seconds"] = seconds.map("{:.0f}".format, na_action="ignore")
    return _related(rows, tables, plain)


def tasks(tables: Tables) -> pd.DataFrame:
    """Tasks: e-mails that were sent, and to-dos that nobody has done yet."""
    plain = _done(tables, "email")
    rows = pd.DataFrame({"id": native_ids("email", plain["activity_id"])})
    rows["Subject"] = "Email"
    rows["Due_Date"] = plain["due_at"]
    rows["Status"] = "Completed"
    rows["Priority"] = "Normal"
    rows["Closed_Time"] = moments(plain["occurred_at"])
    rows = _related(rows, tables, plain)
    planned = rows[rows["Due_Date"].notna()][::_EVERY_PLANNED]
    planned = planned.assign(
        id=(planned["id"].astype(int) + _PLANNED).astype("str"),
        Subject="Follow up",
        Status="Not Started",
        Closed_Time=None,
    )
    return pd.concat([rows, planned.astype("str")], ignore_index=True)


def events(tables: Tables) -> pd.DataFrame:
    """Events: meetings and visits alike."""
    plain = _done(tables, *_TITLES)
    kinds = plain["channel"]
    ids = [native_ids(kind, plain["activity_id"][kinds == kind]) for kind in _TITLES]
    rows = pd.DataFrame({"id": pd.concat(ids).reindex(plain.index)})
    rows["Event_Title"] = kinds.map(_TITLES)
    rows["Start_DateTime"] = moments(plain["occurred_at"])
    minutes = pd.to_timedelta(plain["duration_minutes"].astype(float), unit="min")
    ends = pd.to_datetime(plain["occurred_at"], utc=True) + minutes
    rows["End_DateTime"] = moments(ends.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str"))
    return _related(rows, tables, plain)


def _done(tables: Tables, *channels: str) -> pd.DataFrame:
    plain = tables["activities"]
    return plain[plain["channel"].isin(channels)].reset_index(drop=True)


def _related(rows: pd.DataFrame, tables: Tables, plain: pd.DataFrame) -> pd.DataFrame:
    """Who and what an activity is about: a lead alone, or a contact with a deal or an account.

    Who_Id is a contact; of which module What_Id is a record, `$se_module` says.
    """
    opportunities, accounts = plain["opportunity_id"], plain["account_id"]
    early = plain["lead_id"].notna() & opportunities.isna()
    contacts = native_ids("contacts", plain["contact_id"])
    rows["Who_Id"] = contacts.where(~early)
    deals = native_ids("opportunities", opportunities)
    others = deals.fillna(native_ids("accounts", accounts))
    rows["What_Id"] = native_ids("leads", plain["lead_id"]).where(early, others)
    modules = opportunities.isna().map({True: "Accounts", False: "Deals"})
    rows["$se_module"] = modules.where(~early, "Leads")
    add_owner(rows, tables, plain["owner"])
    return rows.astype("str")


def cases(tables: Tables) -> pd.DataFrame:
    """Cases."""
    plain = tables["cases"]
    rows = pd.DataFrame({"id": native_ids("cases", plain["case_id"])})
    rows["Case_Number"] = rows["id"].str.slice(-9)
    rows["Subject"] = plain["category"] + ": " + plain["product"]
    rows["Status"] = plain["status"]
    rows["Priority"] = plain["priority"]
    rows["Type"] = rows["Case_Reason"] = plain["category"]
    rows["Case_Origin"] = "Phone"
    rows["Product_Name"] = plain["product"]
    add_lookup(rows, tables, "Account_Name", "accounts", plain["account_id"])
    add_owner(rows, tables, plain["owner"])
    rows["Created_Time"] = moments(plain["opened_at"])
    last = plain["closed_at"].fillna(plain["resolved_at"]).fillna(plain["opened_at"])
    rows["Modified_Time"] = moments(last)
    return rows


def campaigns(tables: Tables) -> pd.DataFrame:
    """Campaigns, with what they cost."""
    plain, spend = tables["campaigns"], tables["spend"]
    spent = spend.assign(amount=spend["amount"].astype(float)).groupby("campaign_id")["amount"]
    cost = plain["campaign_id"].map(spent.sum()).map("{:.2f}".format, na_action="ignore")
    rows = pd.DataFrame({"id": native_ids("campaigns", plain["campaign_id"])})
    rows["Campaign_Name"] = plain["name"]
    rows["Type"] = plain["channel"]
    rows["Status"] = plain["ended_at"].isna().map({True: "Active", False: "Complete"})
    rows["Start_Date"], rows["End_Date"] = day(plain["started_at"]), day(plain["ended_at"])
    rows["Actual_Cost"] = cost
    return rows


def users(tables: Tables) -> pd.DataFrame:
    """Users as they stand today."""
    plain = tables["owners"]
    names = plain["owner"].drop_duplicates().reset_index(drop=True)
    today = plain.drop_duplicates("owner", keep="last")
    left = looked_up(names, today, "owner", "valid_to").notna()
    return pd.DataFrame(
        {
            "id": user_ids(tables, names),
            "full_name": names,
            "Reporting_To": looked_up(names, today, "owner", "manager"),
            "status": left.map({True: "inactive", False: "active"}),
        }
    )
