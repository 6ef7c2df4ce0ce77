"""Zoho's Deals with their stage history, Leads, Quotes and Accounts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import Tables, looked_up, named
from kit.demo.natives.zoho_names import (
    add_lookup,
    add_owner,
    exchange_rates,
    moments,
    native_ids,
)

CLOSED_STAGES: Mapping[str, str] = {"won": "Closed Won", "lost": "Closed Lost"}
_QUOTE_STAGES: Mapping[str, str] = {
    "sent": "Delivered",
    "expired": "Delivered",
    "accepted": "Closed Won",
    "rejected": "Closed Lost",
    "draft": "Draft",
}
_PERCENT = 100
_VALID_FOR = pd.Timedelta(days=60)
_DRAFTS, _EVERY_DRAFT = 800_000_000, 40
_DAY = pd.Timedelta(days=1)


def deals(tables: Tables) -> pd.DataFrame:
    """Deals: once closed, the stage says how; the closing date stays the expected one."""
    plain = tables["opportunities"]
    rows = pd.DataFrame({"id": native_ids("opportunities", plain["opportunity_id"])})
    add_owner(rows, tables, plain["owner"])
    rows["Deal_Name"] = plain["name"]
    add_lookup(rows, tables, "Account_Name", "accounts", plain["account_id"])
    rows["Amount"] = plain["amount"]
    rows["Stage"] = plain["stage"].where(
        plain["status"] == "open", named(plain["status"], CLOSED_STAGES)
    )
    rows["Probability"] = _probabilities(tables, rows["Stage"])
    rows["Expected_Revenue"] = _weighted(rows)
    rows["Currency"] = plain["currency"]
    rows["Exchange_Rate"] = exchange_rates(tables, plain["currency"])
    rows["Pipeline"] = plain["pipeline"]
    rows["Closing_Date"] = plain["expected_close_date"]
    rows["Lead_Source"] = plain["source"]
    add_lookup(rows, tables, "Campaign_Source", "campaigns", plain["campaign_id"])
    rows["Reason_For_Loss__s"] = plain["loss_reason"]
    rows["Sales_Cycle_Duration"] = _days(plain["created_at"], plain["closed_at"])
    rows["Created_Time"] = moments(plain["created_at"])
    rows["Modified_Time"] = moments(plain["closed_at"].fillna(plain["created_at"]))
    return rows


def stage_history(tables: Tables) -> pd.DataFrame:
    """Stage_History: a row per stage of a deal, the closing one included, with its state then."""
    opportunities = tables["opportunities"]
    closed = opportunities[opportunities["status"] != "open"]
    ends = pd.DataFrame(
        {
            "opportunity_id": closed["opportunity_id"],
            "entered_at": closed["closed_at"],
            "stage": named(closed["status"], CLOSED_STAGES),
        }
    )
    plain = pd.concat([tables["stage_history"], ends], ignore_index=True)
    plain = plain.sort_values(["opportunity_id", "entered_at"], kind="stable", ignore_index=True)
    keys = plain["opportunity_id"]
    numbers = pd.Series([str(number) for number in range(1, len(plain) + 1)])
    rows = pd.DataFrame({"id": native_ids("stage_history", numbers)})
    add_lookup(rows, tables, "Deal_Name", "opportunities", keys)
    rows["Stage"] = plain["stage"]
    rows["Amount"] = _as_of(tables, plain, "amount")
    rows["Probability"] = _probabilities(tables, plain["stage"])
    rows["Expected_Revenue"] = _weighted(rows)
    rows["Closing_Date"] = _as_of(tables, plain, "expected_close_date")
    following = plain.groupby("opportunity_id")["entered_at"].shift(-1)
    rows["Duration_Days"] = _days(plain["entered_at"], following)
    rows["Modified_Time"] = moments(plain["entered_at"])
    rows["Modified_By"] = looked_up(keys, opportunities, "opportunity_id", "owner")
    return rows


def _as_of(tables: Tables, history: pd.DataFrame, field: str) -> pd.Series:
    """What stood in `field` of each opportunity at each moment of `history`."""
    changes = tables["changes"]
    changes = changes[(changes["table"] == "opportunities") & (changes["field"] == field)]
    key = "opportunity_id"
    first = changes.drop_duplicates("id").set_index("id")["old"]
    begun = (
        history[key].map(first).fillna(looked_up(history[key], tables["opportunities"], key, field))
    )
    moves = changes[["id", "changed_at", "new"]].set_axis([key, "entered_at", "new"], axis=1)
    moves["entered_at"] = pd.to_datetime(moves["entered_at"], utc=True)
    left = history[[key]].assign(
        entered_at=pd.to_datetime(history["entered_at"], utc=True), row=history.index
    )
    found = pd.merge_asof(
        left.sort_values("entered_at"), moves.sort_values("entered_at"), on="entered_at", by=key
    )
    return found.set_index("row")["new"].reindex(history.index).fillna(begun).astype("str")


def leads(tables: Tables) -> pd.DataFrame:
    """Leads, converted ones included: they keep the status that they had before."""
    plain = tables["leads"]
    converted = plain["status"] == "converted"
    rows = pd.DataFrame({"id": native_ids("leads", plain["lead_id"])})
    add_owner(rows, tables, plain["owner"])
    add_lookup(rows, tables, "Converted_Account", "accounts", plain["account_id"])
    rows["Company"] = rows["Converted_Account"]
    rows["Last_Name"] = rows["Full_Name"] = "Enquiry " + plain["lead_id"].str.slice(1)
    rows["Lead_Source"] = plain["source"]
    rows["Lead_Status"] = plain["status"].where(~converted, "qualified")
    rows["Rating"] = plain["rating"]
    rows["Visitor_Score"] = plain["score"]
    rows["Converted__s"] = converted.map({True: "true", False: "false"}).astype("str")
    rows["Converted_Date_Time"] = moments(plain["converted_at"])
    add_lookup(rows, tables, "Converted_Deal", "opportunities", plain["opportunity_id"])
    rows["Lead_Conversion_Time"] = _days(plain["created_at"], plain["converted_at"])
    rows["Created_Time"] = moments(plain["created_at"])
    return rows


def accounts(tables: Tables) -> pd.DataFrame:
    """Accounts."""
    plain = tables["accounts"]
    rows = pd.DataFrame({"id": native_ids("accounts", plain["account_id"])})
    add_owner(rows, tables, plain["owner"])
    rows["Account_Name"] = plain["name"]
    rows["Industry"] = plain["industry"]
    rows["Billing_Country"] = plain["country"]
    rows["Created_Time"] = moments(plain["created_at"])
    return rows


def quotes(tables: Tables) -> pd.DataFrame:
    """Quotes, and drafts that nobody has sent; one that ran out still counts as delivered."""
    plain = tables["quotes"]
    drafts = plain.query("status == 'sent'")[::_EVERY_DRAFT].assign(status="draft")
    shifted = drafts["quote_id"].str.slice(1).astype(int) + _DRAFTS
    drafts = drafts.assign(quote_id=shifted.astype("str"))
    plain = pd.concat([plain, drafts], ignore_index=True).astype("str")
    keys, opportunities = plain["opportunity_id"], tables["opportunities"]
    rows = pd.DataFrame({"id": native_ids("quotes", plain["quote_id"])})
    rows["Quote_Number"] = rows["id"].str.slice(-9)
    add_lookup(rows, tables, "Deal_Name", "opportunities", keys)
    rows["Subject"] = rows["Deal_Name"]
    rows["Quote_Stage"] = named(plain["status"], _QUOTE_STAGES)
    customers = looked_up(keys, opportunities, "opportunity_id", "account_id")
    add_lookup(rows, tables, "Account_Name", "accounts", customers)
    rows["Sub_Total"] = rows["Grand_Total"] = plain["amount"]
    rows["Discount"] = "0.00"
    rows["Currency"] = plain["currency"]
    rows["Exchange_Rate"] = exchange_rates(tables, plain["currency"])
    issued = pd.to_datetime(plain["issued_at"], utc=True)
    rows["Valid_Till"] = (issued + _VALID_FOR).dt.strftime("%Y-%m-%d").astype("str")
    add_owner(rows, tables, looked_up(keys, opportunities, "opportunity_id", "owner"))
    rows["Created_Time"] = moments(plain["issued_at"])
    return rows


def _probabilities(tables: Tables, stages: pd.Series) -> pd.Series:
    """Percent of each stage; 100 and 0 for the closed ones."""
    shares = looked_up(stages, tables["stages"], "stage", "probability").astype(float)
    percent = (shares * _PERCENT).round().map("{:.0f}".format, na_action="ignore").astype("str")
    ends = {CLOSED_STAGES["won"]: "100", CLOSED_STAGES["lost"]: "0"}
    return percent.fillna(named(stages, ends))


def _weighted(rows: pd.DataFrame) -> pd.Series:
    """Amount times probability."""
    value = rows["Amount"].astype(float) * rows["Probability"].astype(float) / _PERCENT
    return value.map("{:.2f}".format, na_action="ignore").astype("str")


def _days(begin: pd.Series, end: pd.Series) -> pd.Series:
    """Whole days between two instants."""
    spans = pd.to_datetime(end, utc=True) - pd.to_datetime(begin, utc=True)
    return (spans // _DAY).map("{:.0f}".format, na_action="ignore").astype("str")
