"""What Dynamics 365 keeps one row of per record: opportunities, leads, cases and the like.

Frames hold logical names; texts are as a Dataverse export writes them.
"""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.dynamics_names import (
    CASE_REASONS,
    CASE_STATES,
    COMPETITOR,
    LEAD_REASONS,
    LOSS_REASONS,
    NO_REASON,
    OPEN_REASONS,
    OPPORTUNITY_STATES,
    OUT_SOLD,
    add_currency,
    add_owner,
    add_reasons,
    exchange_rates,
    in_base,
    lookup,
    native_ids,
    own_reasons,
)
from kit.demo.natives.plain import Tables, day, looked_up, named

_ON_HOLD = 17
_PERCENT = 100


def opportunity(tables: Tables) -> pd.DataFrame:
    """The table ``opportunity``: an estimate while open, an actual revenue once it is won."""
    plain = tables["opportunities"]
    rows = pd.DataFrame({"opportunityid": native_ids("opportunities", plain["opportunity_id"])})
    rows["name"] = plain["name"]
    _add_links(rows, tables)
    rows["statecode"] = named(plain["status"], OPPORTUNITY_STATES)
    rows["statuscode"], rows["statuscodename"] = _opportunity_reasons(plain)
    rows["processid"] = native_ids("pipelines", plain["pipeline"])
    rows["processidname"] = plain["pipeline"]
    rows["stepname"] = plain["stage"]
    rows["closeprobability"] = _probabilities(tables)
    _add_revenues(rows, tables)
    rows["estimatedclosedate"] = plain["expected_close_date"]
    rows["actualclosedate"] = day(plain["closed_at"])
    forecast = named(plain["status"], {"won": "Won", "lost": "Lost"})
    rows["msdyn_forecastcategory"] = forecast.where(
        plain["status"] != "open", plain["forecast_category"]
    )
    rows["createdon"] = plain["created_at"]
    rows["modifiedon"] = plain["closed_at"].fillna(plain["created_at"])
    return rows


def _add_links(rows: pd.DataFrame, tables: Tables) -> None:
    """Account, originating lead, owner and campaign of each opportunity."""
    plain = tables["opportunities"]
    _add_customer(rows, tables, plain["account_id"])
    rows["parentaccountid"], rows["parentaccountidname"] = (
        rows["customerid"],
        rows["customeridname"],
    )
    leads = plain["lead_id"]
    lookup(rows, "originatingleadid", native_ids("leads", leads), _topics(tables, leads))
    add_owner(rows, plain["owner"])
    _add_campaign(rows, tables, plain["campaign_id"])


def _opportunity_reasons(plain: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Status reasons: its own ones for losses beside the built-in ones; some are on hold."""
    held = plain.index.to_series() % _ON_HOLD == 0
    opened = pd.Series("1", index=plain.index, dtype="str").where(~held, "2")
    labels = named(plain["loss_reason"].fillna(NO_REASON), {COMPETITOR: OUT_SOLD})
    lost = named(labels, {**own_reasons(labels), **LOSS_REASONS})
    labels = labels.where(plain["status"] == "lost", named(opened, OPEN_REASONS))
    is_won = plain["status"] == "won"
    numbers = lost.where(plain["status"] == "lost", opened)
    return numbers.where(~is_won, "3"), labels.where(~is_won, "Won")


def _probabilities(tables: Tables) -> pd.Series:
    """Percent: the stage's while open, then 100 or 0."""
    plain = tables["opportunities"]
    shares = looked_up(plain["stage"], tables["stages"], "stage", "probability").astype(float)
    open_ones = (shares * _PERCENT).round().astype("Int64").astype("str")
    closed = named(plain["status"], {"won": "100", "lost": "0"})
    return closed.where(plain["status"] != "open", open_ones)


def _add_revenues(rows: pd.DataFrame, tables: Tables) -> None:
    """Estimate and actual revenue, in the record's currency and in the base currency.

    What was agreed in the end is the actual revenue; the estimate stays what it was before.
    """
    plain = tables["opportunities"]
    is_won = plain["status"] == "won"
    changes = tables["changes"]
    amounts = changes[(changes["table"] == "opportunities") & (changes["field"] == "amount")]
    last = amounts.drop_duplicates("id", keep="last").set_index("id")
    agreed = plain["opportunity_id"].map(last["changed_at"]) == plain["closed_at"]
    before = plain["opportunity_id"].map(last["old"])
    estimate = before.where(is_won & agreed, plain["amount"]).astype("str")
    rates = exchange_rates(tables).reindex(plain["currency"]).set_axis(plain.index)
    for name, amount in (("estimated", estimate), ("actual", plain["amount"].where(is_won))):
        rows[f"{name}value"] = amount
        rows[f"{name}value_base"] = in_base(amount, rates)
    add_currency(rows, plain["currency"])
    rows["exchangerate"] = rates.map("{:.10f}".format, na_action="ignore").astype("str")


def lead(tables: Tables) -> pd.DataFrame:
    """The table ``lead``; why a lead was disqualified stands in its status reason."""
    plain = tables["leads"]
    rows = pd.DataFrame({"leadid": native_ids("leads", plain["lead_id"])})
    rows["subject"] = plain["product"]
    rows["leadsourcecode"] = plain["source"]
    rows["leadqualitycode"] = plain["rating"]
    rows["msdyn_leadscore"] = plain["score"].astype(float).astype("Int64").astype("str")
    is_over = plain["status"].isin(["converted", "disqualified"])
    states = named(plain["status"], {"converted": "1", "disqualified": "2"})
    rows["statecode"] = states.where(is_over, "0")
    reasons = plain["disqualified_reason"]
    own = {label: (number, label) for label, number in own_reasons(reasons).items()}
    add_reasons(rows, reasons.fillna(plain["status"]), {**LEAD_REASONS, **own})
    opportunities = plain["opportunity_id"]
    titles = looked_up(opportunities, tables["opportunities"], "opportunity_id", "name")
    lookup(rows, "qualifyingopportunityid", native_ids("opportunities", opportunities), titles)
    _add_campaign(rows, tables, plain["campaign_id"])
    add_owner(rows, plain["owner"])
    lookup(rows, "owningbusinessunit", native_ids("teams", plain["team"]), plain["team"])
    rows["createdon"] = plain["created_at"]
    rows["modifiedon"] = (
        plain["converted_at"].fillna(plain["disqualified_at"]).fillna(plain["created_at"])
    )
    return rows


def account(tables: Tables) -> pd.DataFrame:
    """The table ``account``."""
    plain = tables["accounts"]
    rows = pd.DataFrame({"accountid": native_ids("accounts", plain["account_id"])})
    rows["name"] = plain["name"]
    rows["industrycode"] = plain["industry"]
    rows["address1_country"] = plain["country"]
    add_owner(rows, plain["owner"])
    rows["createdon"] = rows["modifiedon"] = plain["created_at"]
    return rows


def campaign(tables: Tables) -> pd.DataFrame:
    """The table ``campaign``; its actual start and end are days."""
    plain, spend = tables["campaigns"], tables["spend"]
    spent = spend.assign(amount=spend["amount"].astype(float)).groupby("campaign_id")["amount"]
    rows = pd.DataFrame({"campaignid": native_ids("campaigns", plain["campaign_id"])})
    rows["name"] = plain["name"]
    rows["typecode"] = plain["channel"]
    rows["actualstart"] = day(plain["started_at"])
    rows["actualend"] = day(plain["ended_at"])
    cost = plain["campaign_id"].map(spent.sum()).map("{:.2f}".format, na_action="ignore")
    rows["totalactualcost"] = cost.astype("str")
    rows["modifiedon"] = plain["started_at"]
    return rows


def incident(tables: Tables) -> pd.DataFrame:
    """The table ``incident``: cases, resolved ones with the reason that says how."""
    plain = tables["cases"]
    rows = pd.DataFrame({"incidentid": native_ids("cases", plain["case_id"])})
    rows["ticketnumber"] = "CAS-" + plain["case_id"].str.slice(1)
    rows["title"] = plain["category"] + ": " + plain["product"]
    rows["casetypecode"] = plain["category"]
    rows["prioritycode"] = plain["priority"]
    rows["statecode"] = named(plain["status"], CASE_STATES)
    add_reasons(rows, plain["status"], CASE_REASONS)
    _add_customer(rows, tables, plain["account_id"])
    add_owner(rows, plain["owner"])
    lookup(rows, "productid", native_ids("products", plain["product"]), plain["product"])
    rows["createdon"] = plain["opened_at"]
    rows["modifiedon"] = plain["closed_at"].fillna(plain["resolved_at"]).fillna(plain["opened_at"])
    return rows


def systemuser(tables: Tables) -> pd.DataFrame:
    """The table ``systemuser``: every user as it stands today, in one business unit."""
    plain = tables["owners"].sort_values("valid_from", kind="stable")
    plain = plain.drop_duplicates("owner", keep="last").reset_index(drop=True)
    rows = pd.DataFrame({"systemuserid": native_ids("owners", plain["owner"])})
    rows["fullname"] = plain["owner"]
    units = plain["team"].fillna(plain["region"])
    lookup(rows, "businessunitid", native_ids("teams", units), units)
    managers = plain["manager"]
    lookup(rows, "parentsystemuserid", native_ids("owners", managers), managers)
    rows["isdisabled"] = plain["valid_to"].notna().map({True: "true", False: "false"}).astype("str")
    return rows


def _add_customer(rows: pd.DataFrame, tables: Tables, accounts: pd.Series) -> None:
    names = looked_up(accounts, tables["accounts"], "account_id", "name")
    lookup(rows, "customerid", native_ids("accounts", accounts), names)


def _add_campaign(rows: pd.DataFrame, tables: Tables, campaigns: pd.Series) -> None:
    names = looked_up(campaigns, tables["campaigns"], "campaign_id", "name")
    lookup(rows, "campaignid", native_ids("campaigns", campaigns), names)


def _topics(tables: Tables, leads: pd.Series) -> pd.Series:
    return looked_up(leads, tables["leads"], "lead_id", "product")
