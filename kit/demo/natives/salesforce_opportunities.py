"""Salesforce's Opportunity: once closed, its stage and close date say how and when it ended."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.plain import day, named
from kit.demo.natives.salesforce_history import CLOSED, FORECASTS
from kit.demo.natives.salesforce_ids import numbered
from kit.demo.natives.salesforce_org import (
    Org,
    flags,
    merged,
    pointing_to_losers,
    weighted,
    with_deleted,
)

_CATEGORIES = {"pipeline": "Pipeline", "best case": "BestCase", "commit": "Forecast"}
HEADINGS = (
    "Id",
    "IsDeleted",
    "AccountId",
    "RecordTypeId",
    "Name",
    "StageName",
    "Amount",
    "Probability",
    "ExpectedRevenue",
    "CloseDate",
    "Type",
    "NextStep",
    "LeadSource",
    "IsClosed",
    "IsWon",
    "ForecastCategory",
    "ForecastCategoryName",
    "CurrencyIsoCode",
    "CampaignId",
    "HasOpportunityLineItem",
    "OwnerId",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "LastStageChangeDate",
    "FiscalQuarter",
    "FiscalYear",
    "Fiscal",
    "Loss_Reason__c",
)


def opportunities(org: Org, history: pd.DataFrame) -> pd.DataFrame:
    """All opportunities; those in the recycle bin are marked ``IsDeleted``."""
    plain = org.tables["opportunities"]
    rows = pd.concat([_as_it_stands(org, plain), _as_entered(org, plain)], axis=1)
    moves = history[history["StageName"] != history["PrevStage"]]
    moved = moves.drop_duplicates("OpportunityId", keep="last").set_index("OpportunityId")
    rows["LastStageChangeDate"] = rows["Id"].map(moved["CreatedDate"])
    rows["LastModifiedDate"] = rows["LastStageChangeDate"]
    rows = pd.concat([rows, weighted(rows, org), _fiscal(rows["CloseDate"])], axis=1)
    return pd.concat([with_deleted(rows, "opportunities"), _long_gone(org, rows)])


def record_types(org: Org) -> pd.DataFrame:
    """RecordType: the pipelines, by name."""
    names = org.tables["opportunities"]["pipeline"].dropna().unique()
    return pd.DataFrame(
        {
            "Id": numbered("record_types", range(1, len(names) + 1)),
            "Name": names,
            "SobjectType": "Opportunity",
        }
    )


def _as_it_stands(org: Org, plain: pd.DataFrame) -> pd.DataFrame:
    """What closing changes, and what users change by hand."""
    is_open = plain["status"] == "open"
    forecast = plain["forecast_category"]
    ended = plain["status"].map(CLOSED)
    closed = ended.map(FORECASTS)
    with_lines = org.tables["opportunity_lines"]["opportunity_id"]
    return pd.DataFrame(
        {
            "StageName": plain["stage"].where(is_open, ended),
            "CloseDate": plain["expected_close_date"].where(is_open, day(plain["closed_at"])),
            "IsClosed": flags(~is_open),
            "IsWon": flags(plain["status"] == "won"),
            "ForecastCategory": named(forecast, _CATEGORIES).fillna(closed),
            "ForecastCategoryName": forecast.fillna(closed),
            "Amount": plain["amount"],
            "CurrencyIsoCode": plain["currency"],
            "HasOpportunityLineItem": flags(plain["opportunity_id"].isin(with_lines)),
            "Loss_Reason__c": plain["loss_reason"],
        }
    )


def _as_entered(org: Org, plain: pd.DataFrame) -> pd.DataFrame:
    """What names other records."""
    types = record_types(org).set_index("Name")["Id"]
    losers = merged(org.tables["accounts"]["account_id"], "accounts")
    owners = org.users(plain["owner"])
    return pd.DataFrame(
        {
            "Id": plain["opportunity_id"],
            "AccountId": pointing_to_losers(plain["account_id"], losers),
            "RecordTypeId": plain["pipeline"].map(types, na_action="ignore"),
            "Name": plain["name"],
            "LeadSource": plain["source"],
            "CampaignId": plain["campaign_id"],
            "OwnerId": owners,
            "CreatedDate": plain["created_at"],
            "CreatedById": owners,
        }
    )


def _fiscal(close: pd.Series) -> pd.DataFrame:
    """The fiscal quarter of the close date; the fiscal year is the calendar's."""
    days = pd.to_datetime(close)
    year = days.dt.strftime("%Y")
    quarter = days.dt.quarter.map("{:.0f}".format, na_action="ignore")
    return pd.DataFrame(
        {"FiscalYear": year, "FiscalQuarter": quarter, "Fiscal": year + " " + quarter}
    )


def _long_gone(org: Org, rows: pd.DataFrame) -> pd.DataFrame:
    """Deleted opportunities that activities still name."""
    named_by = org.tables["activities"]["opportunity_id"].dropna().drop_duplicates()
    gone = named_by[~named_by.isin(rows["Id"])]
    copies = rows[rows["IsClosed"] == "true"].head(1)
    return pd.concat([copies.assign(Id=one, IsDeleted="true") for one in gone] or [rows.head(0)])
