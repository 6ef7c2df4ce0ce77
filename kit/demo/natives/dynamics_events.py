"""What Dynamics 365 keeps a row of per event: stages, activities, quotes, orders, responses.

Frames hold logical names; texts are as a Dataverse export writes them.
"""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.dynamics_names import (
    ACTIVITY_TYPES,
    ORDER_STATES,
    QUOTE_REASONS,
    QUOTE_STATES,
    add_currency,
    add_owner,
    add_reasons,
    lookup,
    native_ids,
)
from kit.demo.natives.plain import Tables, day, looked_up, named

_PLANNED, _DRAFT = 20, 40
_OPEN, _COMPLETED = "0", "1"
_TARGETS = (
    ("opportunity", "opportunities", "opportunity_id"),
    ("lead", "leads", "lead_id"),
    ("account", "accounts", "account_id"),
)


def opportunitysalesprocess(tables: Tables) -> pd.DataFrame:
    """The business process flow: one row per opportunity, with the stage it is in now.

    The path holds the stages it went through, without the times.
    """
    plain = tables["stage_history"]
    stages = native_ids("stages", plain["stage"])
    paths = stages.groupby(plain["opportunity_id"]).agg(",".join)
    last = plain.drop_duplicates("opportunity_id", keep="last").reset_index(drop=True)
    keys = last["opportunity_id"]
    opportunities = tables["opportunities"]
    closed = looked_up(keys, opportunities, "opportunity_id", "closed_at")
    rows = pd.DataFrame({"businessprocessflowinstanceid": native_ids("processes", keys)})
    titles = looked_up(keys, opportunities, "opportunity_id", "name")
    lookup(rows, "opportunityid", native_ids("opportunities", keys), titles)
    lookup(rows, "activestageid", native_ids("stages", last["stage"]), last["stage"])
    rows["activestagestartedon"] = last["entered_at"]
    rows["completedon"] = closed
    rows["traversedpath"] = keys.map(paths)
    rows["statecode"] = closed.isna().map({True: "0", False: "1"}).astype("str")
    return rows


def opportunityclose(tables: Tables) -> pd.DataFrame:
    """The activities that closed opportunities; like the opportunity they know the day only."""
    plain = tables["opportunities"].query("status != 'open'").reset_index(drop=True)
    keys = plain["opportunity_id"]
    rows = pd.DataFrame({"activityid": native_ids("closings", keys)})
    rows["subject"] = named(plain["status"], {"won": "Opportunity Won", "lost": "Opportunity Lost"})
    lookup(rows, "opportunityid", native_ids("opportunities", keys), plain["name"])
    rows["actualrevenue"] = plain["amount"].where(plain["status"] == "won")
    rows["actualend"] = day(plain["closed_at"])
    rows["statecode"] = _COMPLETED
    return rows


def activitypointer(tables: Tables) -> pd.DataFrame:
    """All activities that were done, and tasks that are only planned.

    An activity regards one record: the opportunity, else the lead, else the account.
    """
    plain = tables["activities"]
    kinds = plain["channel"]
    keys = [native_ids(kind, plain["activity_id"][kinds == kind]) for kind in kinds.unique()]
    rows = pd.DataFrame({"activityid": pd.concat(keys).reindex(plain.index).astype("str")})
    rows["activitytypecode"] = named(kinds, ACTIVITY_TYPES)
    rows["subject"] = plain["message"].str.capitalize()
    _add_regarding(rows, plain)
    add_owner(rows, plain["owner"])
    rows["actualstart"] = plain["occurred_at"]
    minutes = plain["duration_minutes"].astype(float)
    ends = pd.to_datetime(plain["occurred_at"]) + pd.to_timedelta(minutes.fillna(0), unit="min")
    rows["actualend"] = ends.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str")
    rows["actualdurationminutes"] = minutes.astype("Int64").astype("str")
    rows["scheduledend"] = plain["due_at"]
    rows["statecode"] = _COMPLETED
    return pd.concat([rows, _planned(tables)], ignore_index=True)


def _planned(tables: Tables) -> pd.DataFrame:
    """Tasks of open opportunities that nobody has done yet."""
    plain = tables["opportunities"].query("status == 'open'")[::_PLANNED].reset_index(drop=True)
    rows = pd.DataFrame({"activityid": native_ids("task", plain["opportunity_id"])})
    rows["activitytypecode"] = "task"
    rows["subject"] = "Follow up"
    _add_regarding(rows, plain)
    add_owner(rows, plain["owner"])
    rows["scheduledend"] = plain["expected_close_date"]
    rows["statecode"] = _OPEN
    return rows


def _add_regarding(rows: pd.DataFrame, plain: pd.DataFrame) -> None:
    regarding = pd.Series(index=plain.index, dtype="str")
    kinds = regarding.copy()
    for code, table, column in reversed(_TARGETS):
        keys = native_ids(table, plain[column])
        regarding, kinds = keys.fillna(regarding), kinds.mask(keys.notna(), code)
    rows["regardingobjectid"], rows["regardingobjecttypecode"] = regarding, kinds


def quote(tables: Tables) -> pd.DataFrame:
    """The table ``quote``, with drafts that nobody has sent."""
    plain = tables["quotes"]
    drafts = tables["opportunities"].query("status == 'open'")[::_DRAFT]
    drafts = drafts[["opportunity_id", "created_at", "amount", "currency"]].rename(
        columns={"created_at": "issued_at"}
    )
    drafts = drafts.assign(quote_id="draft " + drafts["opportunity_id"], status="draft")
    plain = pd.concat([plain, drafts.dropna()], ignore_index=True).astype("str")
    rows = pd.DataFrame({"quoteid": native_ids("quotes", plain["quote_id"])})
    rows["quotenumber"] = [f"QUO-{number:05d}" for number in range(1, len(plain) + 1)]
    keys = plain["opportunity_id"]
    titles = looked_up(keys, tables["opportunities"], "opportunity_id", "name")
    lookup(rows, "opportunityid", native_ids("opportunities", keys), titles)
    rows["totalamount"] = plain["amount"]
    add_currency(rows, plain["currency"])
    rows["statecode"] = named(plain["status"], {"draft": "0", **QUOTE_STATES})
    add_reasons(rows, plain["status"], {"draft": ("1", "In Progress"), **QUOTE_REASONS})
    rows["createdon"] = plain["issued_at"]
    rows["closedon"] = plain["decided_at"]
    return rows


def salesorder(tables: Tables) -> pd.DataFrame:
    """The table ``salesorder``: orders and cancelled ones; refunds are the accounts' business."""
    plain = tables["orders"].query("kind != 'refund'").reset_index(drop=True)
    rows = pd.DataFrame({"salesorderid": native_ids("orders", plain["order_id"])})
    rows["ordernumber"] = "ORD-" + plain["order_id"].str.slice(1)
    for column, table, key, link in (
        ("customerid", "accounts", "account_id", "account_id"),
        ("opportunityid", "opportunities", "opportunity_id", "opportunity_id"),
    ):
        names = looked_up(plain[link], tables[table], key, "name")
        lookup(rows, column, native_ids(table, plain[link]), names)
    rows["totalamount"] = plain["amount"]
    add_currency(rows, plain["currency"])
    rows["statecode"] = named(plain["kind"], ORDER_STATES)
    add_owner(rows, plain["owner"])
    rows["createdon"] = plain["ordered_at"]
    return rows


def campaignresponse(tables: Tables) -> pd.DataFrame:
    """Answers to campaigns; the customer of each comes from its parties (``activityparty``)."""
    plain = tables["campaign_touches"].query("responded == 'true'").reset_index(drop=True)
    people = plain["lead_id"].fillna(plain["account_id"])
    keys = plain["campaign_id"] + " " + people + " " + plain["touched_at"]
    rows = pd.DataFrame({"activityid": native_ids("responses", keys)})
    names = looked_up(plain["campaign_id"], tables["campaigns"], "campaign_id", "name")
    lookup(rows, "regardingobjectid", native_ids("campaigns", plain["campaign_id"]), names)
    leads = native_ids("leads", plain["lead_id"])
    rows["partyid"] = leads.fillna(native_ids("accounts", plain["account_id"]))
    rows["partyobjecttypecode"] = leads.notna().map({True: "lead", False: "account"}).astype("str")
    rows["receivedon"] = plain["touched_at"]
    channels = looked_up(plain["campaign_id"], tables["campaigns"], "campaign_id", "channel")
    codes = {"email": "Email", "event": "Others", "search": "Others", "webinar": "Others"}
    rows["channeltypecode"] = named(channels, codes)
    rows["responsecode"] = "Interested"
    return rows


def incidentresolution(tables: Tables) -> pd.DataFrame:
    """The activities that resolved cases: several for a case that was opened again."""
    changes = tables["changes"]
    resolved = changes[(changes["table"] == "cases") & (changes["new"] == "resolved")]
    first = resolved[["id", "changed_at"]].set_axis(["case_id", "resolved_at"], axis=1)
    last = tables["cases"][["case_id", "resolved_at"]].dropna()
    plain = pd.concat([first, last]).drop_duplicates().sort_values(["case_id", "resolved_at"])
    plain = plain.reset_index(drop=True)
    keys = plain["case_id"] + " " + plain["resolved_at"]
    rows = pd.DataFrame({"activityid": native_ids("resolutions", keys)})
    rows["incidentid"] = native_ids("cases", plain["case_id"])
    rows["actualend"] = plain["resolved_at"]
    rows["statecode"] = _COMPLETED
    return rows
