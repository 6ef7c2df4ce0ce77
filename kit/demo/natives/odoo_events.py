"""Odoo's other models: tracked changes, activities, quotations and orders, tickets, contacts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.odoo_leads import WON_STAGE
from kit.demo.natives.odoo_names import LABELS, moments, native_ids
from kit.demo.natives.plain import Tables, looked_up, named

_MODEL = "crm.lead"
_ORDER_STATES: Mapping[str, str] = {
    "sent": "sent",
    "rejected": "cancel",
    "expired": "cancel",
    "sale": "sale",
}
_DRAFTS, _EVERY_DRAFT = 1_000_000_000, 40
_PRIORITIES: Mapping[str, str] = {"low": "0", "normal": "1", "high": "2"}


def tracking_values(tables: Tables) -> pd.DataFrame:
    """``mail.tracking.value``: a row per change of a tracked field, none for the creation."""
    parts = [_moves(tables), _won(tables), _other_changes(tables)]
    whole = pd.concat([part.astype("str") for part in parts], ignore_index=True)
    whole = whole.sort_values(["create_date", "plain"], kind="stable", ignore_index=True)
    whole["id"] = [str(number) for number in range(1, len(whole) + 1)]
    whole["create_date"] = moments(whole["create_date"])
    whole["mail_message_id/model"] = _MODEL
    whole["mail_message_id/res_id"] = native_ids("opportunities", whole["plain"])
    return whole.reindex(columns=list(LABELS["mail.tracking.value"]))


def _moves(tables: Tables) -> pd.DataFrame:
    """Moves from stage to stage; the stage of the creation is the first one's old value."""
    history = tables["stage_history"]
    before = history.groupby("opportunity_id")["stage"].shift()
    rows = pd.DataFrame({"plain": history["opportunity_id"], "field": "stage_id"})
    rows["create_date"] = history["entered_at"]
    rows["old_value_char"], rows["new_value_char"] = before, history["stage"]
    rows["mail_message_id/author_id"] = _owners(tables, history["opportunity_id"])
    return rows[before.notna()]


def _won(tables: Tables) -> pd.DataFrame:
    """The moves of won opportunities into the won stage; losing one moves nothing."""
    plain = tables["opportunities"].query("status == 'won'")
    return pd.DataFrame(
        {
            "plain": plain["opportunity_id"],
            "field": "stage_id",
            "create_date": plain["closed_at"],
            "old_value_char": plain["stage"],
            "new_value_char": WON_STAGE,
            "mail_message_id/author_id": plain["owner"],
        }
    )


def _other_changes(tables: Tables) -> pd.DataFrame:
    """Changes of the amount and of the salesperson, which Odoo tracks by default."""
    plain = tables["changes"]
    plain = plain[(plain["table"] == "opportunities") & plain["field"].isin(["amount", "owner"])]
    is_amount = plain["field"] == "amount"
    rows = pd.DataFrame({"plain": plain["id"], "create_date": plain["changed_at"]})
    rows["field"] = named(plain["field"], {"amount": "expected_revenue", "owner": "user_id"})
    for age in ("old", "new"):
        rows[f"{age}_value_char"] = plain[age].where(~is_amount)
        rows[f"{age}_value_float"] = plain[age].where(is_amount)
    rows["mail_message_id/author_id"] = plain["by"]
    return rows


def activity_report(tables: Tables) -> pd.DataFrame:
    """``crm.activity.report``: what was done, on rows of ``crm.lead`` that still exist."""
    plain = tables["activities"]
    on_opportunity = plain["opportunity_id"].isin(tables["opportunities"]["opportunity_id"])
    on_lead = plain["opportunity_id"].isna() & plain["lead_id"].notna()
    plain = plain[on_opportunity | on_lead].reset_index(drop=True)
    is_lead = plain["opportunity_id"].isna()
    opportunities = tables["opportunities"]
    rows = pd.DataFrame({"id": native_ids("activities", plain["activity_id"])})
    rows["date"] = moments(plain["occurred_at"])
    rows["author_id"] = plain["owner"]
    rows["mail_activity_type_id"] = plain["channel"].str.capitalize()
    rows["lead_type"] = is_lead.map({True: "lead", False: "opportunity"})
    titles = looked_up(plain["opportunity_id"], opportunities, "opportunity_id", "name")
    subjects = looked_up(plain["lead_id"], tables["leads"], "lead_id", "product")
    rows["lead_id"] = titles.where(~is_lead, subjects)
    leads = native_ids("leads", plain["lead_id"])
    rows["lead_id/.id"] = native_ids("opportunities", plain["opportunity_id"]).fillna(leads)
    stages = looked_up(plain["opportunity_id"], opportunities, "opportunity_id", "stage")
    ends = looked_up(plain["opportunity_id"], opportunities, "opportunity_id", "status")
    rows["stage_id"] = stages.where(ends != "won", WON_STAGE)
    return rows.astype("str")


def sale_orders(tables: Tables) -> pd.DataFrame:
    """``sale.order``: quotations and orders are the same rows in different states.

    An accepted quotation has become the order, so it is there once, as the order: its order date,
    until then the day of its creation, is that of the confirmation.
    """
    quotes = tables["quotes"].query("status != 'accepted'").assign(kind="quotes")
    quotes = quotes.rename(columns={"quote_id": "plain", "issued_at": "at", "status": "state"})
    quotes["created"] = quotes["at"]
    orders = tables["orders"].assign(created=quoted_at(tables)).query("kind == 'sale'")
    orders = orders.assign(state="sale", kind="orders")
    orders = orders.rename(columns={"order_id": "plain", "ordered_at": "at"})
    opportunities = tables["opportunities"].set_index("opportunity_id")
    for column, source in (("account_id", "account_id"), ("owner", "owner")):
        quotes[column] = quotes["opportunity_id"].map(opportunities[source])
    parts = [_sale_rows(tables, part.reset_index(drop=True)) for part in (quotes, orders)]
    drafts = parts[0].query("state == 'sent'")[::_EVERY_DRAFT]
    ids = (drafts["id"].astype(int) + _DRAFTS).astype("str")
    whole = pd.concat([*parts, drafts.assign(id=ids, state="draft")], ignore_index=True)
    whole = whole.sort_values("date_order", kind="stable", ignore_index=True)
    return whole.assign(name=[f"S{number:05d}" for number in range(1, len(whole) + 1)])


def quoted_at(tables: Tables) -> pd.Series:
    """When the quotation of each order was made; one without was made when it was ordered."""
    orders = tables["orders"]
    accepted = tables["quotes"].query("status == 'accepted'")
    found = looked_up(orders["opportunity_id"], accepted, "opportunity_id", "issued_at")
    return found.fillna(orders["ordered_at"])


def _sale_rows(tables: Tables, plain: pd.DataFrame) -> pd.DataFrame:
    keys = plain["opportunity_id"]
    rows = pd.DataFrame({"id": native_ids(plain["kind"].iloc[0], plain["plain"])})
    rows["opportunity_id"] = looked_up(keys, tables["opportunities"], "opportunity_id", "name")
    rows["opportunity_id/.id"] = native_ids("opportunities", keys)
    rows["partner_id"] = looked_up(plain["account_id"], tables["accounts"], "account_id", "name")
    rows["partner_id/.id"] = native_ids("accounts", plain["account_id"])
    rows["state"] = named(plain["state"], _ORDER_STATES)
    rows["amount_untaxed"] = plain["amount"]
    rows["currency_id"] = plain["currency"]
    rows["create_date"] = moments(plain["created"])
    rows["date_order"] = moments(plain["at"])
    rows["user_id"] = plain["owner"]
    return rows.reindex(columns=list(LABELS["sale.order"])).astype("str")


def tickets(tables: Tables) -> pd.DataFrame:
    """``helpdesk.ticket``."""
    plain = tables["cases"]
    rows = pd.DataFrame({"id": native_ids("cases", plain["case_id"])})
    rows["name"] = plain["category"] + ": " + plain["product"]
    rows["ticket_type_id"] = plain["category"]
    rows["stage_id"] = plain["status"]
    rows["priority"] = named(plain["priority"], _PRIORITIES)
    rows["partner_id"] = looked_up(plain["account_id"], tables["accounts"], "account_id", "name")
    rows["partner_id/.id"] = native_ids("accounts", plain["account_id"])
    rows["user_id"] = plain["owner"]
    rows["create_date"] = moments(plain["opened_at"])
    rows["close_date"] = moments(plain["closed_at"])
    return rows


def partners(tables: Tables) -> pd.DataFrame:
    """``res.partner``: the companies."""
    plain = tables["accounts"]
    rows = pd.DataFrame({"id": native_ids("accounts", plain["account_id"])})
    rows["name"] = plain["name"]
    rows["industry_id"] = plain["industry"]
    rows["country_id"] = plain["country"]
    rows["user_id"] = plain["owner"]
    rows["create_date"] = moments(plain["created_at"])
    return rows


def utm_campaigns(tables: Tables) -> pd.DataFrame:
    """``utm.campaign``: a name that leads can be tagged with."""
    plain = tables["campaigns"]
    ids = native_ids("campaigns", plain["campaign_id"])
    return pd.DataFrame({"id": ids, "name": plain["name"]})


def users(tables: Tables) -> pd.DataFrame:
    """``res.users``: every user as it stands today, in one sales team."""
    plain = tables["owners"].sort_values("valid_from", kind="stable")
    plain = plain.drop_duplicates("owner", keep="last").reset_index(drop=True)
    return pd.DataFrame(
        {
            "id": [str(number) for number in range(1, len(plain) + 1)],
            "name": plain["owner"],
            "sale_team_id": plain["team"],
        }
    )


def _owners(tables: Tables, opportunities: pd.Series) -> pd.Series:
    return looked_up(opportunities, tables["opportunities"], "opportunity_id", "owner")
