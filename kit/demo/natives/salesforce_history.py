"""Salesforce's two histories of an opportunity: full states, and changes of its fields."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.plain import day
from kit.demo.natives.salesforce_ids import numbered
from kit.demo.natives.salesforce_org import Org, weighted

CLOSED = {"won": "Closed Won", "lost": "Closed Lost"}
FORECASTS = {"Closed Won": "Closed", "Closed Lost": "Omitted"}
"""Forecast category of the stages that end an opportunity."""
STATES = (
    "Id",
    "IsDeleted",
    "OpportunityId",
    "CreatedDate",
    "CreatedById",
    "StageName",
    "Amount",
    "Probability",
    "ExpectedRevenue",
    "CloseDate",
    "ForecastCategory",
    "PrevAmount",
    "PrevCloseDate",
    "SystemModstamp",
)
FIELDS = (
    "Id",
    "IsDeleted",
    "OpportunityId",
    "Field",
    "DataType",
    "OldValue",
    "NewValue",
    "CreatedDate",
    "CreatedById",
)
_STATE = ["StageName", "Amount", "CloseDate"]
_FIELDS = {"amount": "Amount", "expected_close_date": "CloseDate", "owner": "Owner"}


def states(org: Org) -> pd.DataFrame:
    """OpportunityHistory: a row per change of stage, amount or close date, with all three.

    Closing puts the actual day over the expected close date. Opportunities without a creation
    date have no history.
    """
    events = pd.concat([_beginnings(org), _moves(org), _revisions(org), _closings(org)])
    keys = ["OpportunityId", "CreatedDate"]
    rows = events.groupby(keys, sort=True)[[*_STATE, "by"]].last().reset_index()
    of_one = rows.groupby("OpportunityId")
    rows[_STATE] = of_one[_STATE].ffill()
    before = rows.groupby("OpportunityId")[_STATE].shift()
    for column in _STATE:
        rows[f"Prev{column.removesuffix('Name')}"] = before[column]
    rows["CreatedById"] = org.users(rows.pop("by"))
    rows = rows.join(weighted(rows, org))
    return rows.assign(
        Id=numbered("history", rows.index + 1),
        IsDeleted="false",
        ForecastCategory=rows["StageName"].map(FORECASTS).fillna("Pipeline"),
        SystemModstamp=rows["CreatedDate"],
    )


def fields(org: Org, history: pd.DataFrame) -> pd.DataFrame:
    """OpportunityFieldHistory: a row per tracked field that changed, and one for the creation.

    A change of the owner is told twice: by name and by id. The close date changes on closing,
    too.
    """
    first = ~history["OpportunityId"].duplicated()
    created = history[first].assign(Field="created", DataType="Text")
    moved = history[~first & (history["StageName"] != history["PrevStage"])]
    moved = moved.assign(
        Field="StageName",
        DataType="Picklist",
        OldValue=moved["PrevStage"],
        NewValue=moved["StageName"],
    )
    closed = moved[moved["StageName"].isin(CLOSED.values())]
    actual = closed[closed["CloseDate"] != closed["PrevCloseDate"]].assign(
        Field="CloseDate",
        DataType="DateOnly",
        OldValue=lambda rows: rows["PrevCloseDate"],
        NewValue=lambda rows: rows["CloseDate"],
    )
    rows = pd.concat([created, moved, _tracked(org), actual], ignore_index=True)
    rows = rows.sort_values(["CreatedDate", "OpportunityId"], kind="stable", ignore_index=True)
    return rows.assign(Id=numbered("field_history", rows.index + 1), IsDeleted="false")


def _tracked(org: Org) -> pd.DataFrame:
    """The changes of the plain tables."""
    plain = _changes(org)
    rows = pd.DataFrame(
        {
            "OpportunityId": plain["id"],
            "CreatedDate": plain["changed_at"],
            "CreatedById": org.users(plain["by"]),
            "Field": plain["field"].map(_FIELDS),
            "DataType": plain["field"].map(
                {"amount": "Currency", "expected_close_date": "DateOnly", "owner": "Text"}
            ),
            "OldValue": plain["old"],
            "NewValue": plain["new"],
        }
    )
    ids = rows[rows["Field"] == "Owner"].assign(
        DataType="EntityId",
        OldValue=lambda owners: org.users(owners["OldValue"]),
        NewValue=lambda owners: org.users(owners["NewValue"]),
    )
    return pd.concat([rows, ids])


def _changes(org: Org) -> pd.DataFrame:
    changes = org.tables["changes"]
    return changes[changes["table"] == "opportunities"]


def _beginnings(org: Org) -> pd.DataFrame:
    """The first state: what stood there before the first change of each field."""
    rows = org.tables["opportunities"].dropna(subset="created_at")
    ids = rows["opportunity_id"]
    changes = _changes(org).drop_duplicates(["id", "field"])
    first = {field: part.set_index("id")["old"] for field, part in changes.groupby("field")}
    none = pd.Series(dtype="str")
    return pd.DataFrame(
        {
            "OpportunityId": ids,
            "CreatedDate": rows["created_at"],
            "Amount": ids.map(first.get("amount", none)).fillna(rows["amount"]),
            "CloseDate": ids.map(first.get("expected_close_date", none)).fillna(
                rows["expected_close_date"]
            ),
            "by": ids.map(first.get("owner", none)).fillna(rows["owner"]),
        }
    )


def _moves(org: Org) -> pd.DataFrame:
    rows = org.tables["stage_history"]
    owners = org.tables["opportunities"].set_index("opportunity_id")["owner"]
    return pd.DataFrame(
        {
            "OpportunityId": rows["opportunity_id"],
            "CreatedDate": rows["entered_at"],
            "StageName": rows["stage"],
            "by": rows["opportunity_id"].map(owners),
        }
    )


def _revisions(org: Org) -> pd.DataFrame:
    rows = _changes(org)
    rows = rows[rows["field"] != "owner"]
    return pd.DataFrame(
        {
            "OpportunityId": rows["id"],
            "CreatedDate": rows["changed_at"],
            "Amount": rows["new"].where(rows["field"] == "amount"),
            "CloseDate": rows["new"].where(rows["field"] == "expected_close_date"),
            "by": rows["by"],
        }
    )


def _closings(org: Org) -> pd.DataFrame:
    rows = org.tables["opportunities"]
    rows = rows[(rows["status"] != "open") & rows["created_at"].notna()]
    return pd.DataFrame(
        {
            "OpportunityId": rows["opportunity_id"],
            "CreatedDate": rows["closed_at"],
            "StageName": rows["status"].map(CLOSED),
            "CloseDate": day(rows["closed_at"]),
            "by": rows["owner"],
        }
    )
