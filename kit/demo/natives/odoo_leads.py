"""Odoo's ``crm.lead``: one table for leads and opportunities, archived rows included.

The company enters opportunities beside its leads. Odoo's button "Convert to opportunity" would
turn the lead's own row into the opportunity, and of the lead nothing would be left.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.odoo_names import LABELS, moments, native_ids
from kit.demo.natives.plain import Tables, looked_up, named

WON_STAGE = "Won"
_DUPLICATES = 1_000_000_000
_EVERY_DUPLICATE, _EVERY_PUT_AWAY = 100, 40
_PERCENT = 100
_NEW, _WORKING, _QUALIFIED = "new", "working", "qualified"
_LEAD_STAGES: Mapping[str, str] = {"converted": _QUALIFIED, "disqualified": _WORKING}
_LEAD_CHANCE = "12.5"


def crm_lead(tables: Tables) -> pd.DataFrame:
    """All rows of ``crm.lead`` by technical name, in order of id.

    Lost is what is archived with a probability of 0. Archived rows with another probability are
    duplicates that somebody put away, or won opportunities that nobody needs on the board.
    """
    opportunities, leads = _opportunities(tables), _leads(tables)
    parts = [opportunities, leads, _duplicates(opportunities), _duplicates(leads)]
    rows = pd.concat([part.astype("str") for part in parts], ignore_index=True)
    order = rows["id"].astype(int).argsort(kind="stable")
    return rows.reindex(columns=list(LABELS["crm.lead"])).iloc[order].reset_index(drop=True)


def _opportunities(tables: Tables) -> pd.DataFrame:
    plain = tables["opportunities"]
    is_won, is_lost = plain["status"] == "won", plain["status"] == "lost"
    rows = pd.DataFrame({"id": native_ids("opportunities", plain["opportunity_id"])})
    rows["type"] = "opportunity"
    rows["name"] = plain["name"]
    put_away = is_won & (plain.index.to_series() % _EVERY_PUT_AWAY == 0)
    rows["active"] = (~is_lost & ~put_away).map({True: "True", False: "False"})
    rows["stage_id"] = plain["stage"].where(~is_won, WON_STAGE)
    chances = looked_up(plain["stage"], tables["stages"], "stage", "probability").astype(float)
    chances = (chances * _PERCENT).mask(is_won, _PERCENT).mask(is_lost, 0)
    amounts = plain["amount"].fillna("0.00")
    rows["expected_revenue"] = amounts
    prorated = amounts.astype(float) * chances / _PERCENT
    rows["prorated_revenue"] = prorated.map("{:.2f}".format)
    rows["probability"] = chances.map("{:.1f}".format)
    rows["company_currency"] = plain["currency"]
    _add_shared(rows, tables, plain)
    rows["lost_reason_id"] = plain["loss_reason"]
    rows["date_last_stage_update"] = moments(_last_move(tables))
    rows["date_deadline"] = plain["expected_close_date"]
    rows["date_closed"] = moments(plain["closed_at"])
    return rows


def _last_move(tables: Tables) -> pd.Series:
    """When each opportunity got into the stage where it is: won ones into `WON_STAGE`."""
    plain, history = tables["opportunities"], tables["stage_history"]
    last = history.drop_duplicates("opportunity_id", keep="last")
    entered = looked_up(plain["opportunity_id"], last, "opportunity_id", "entered_at")
    return plain["closed_at"].where(plain["status"] == "won", entered)


def _leads(tables: Tables) -> pd.DataFrame:
    plain = tables["leads"]
    is_lost = plain["status"] == "disqualified"
    rows = pd.DataFrame({"id": native_ids("leads", plain["lead_id"])})
    rows["type"] = "lead"
    rows["name"] = plain["product"]
    rows["active"] = is_lost.map({True: "False", False: "True"})
    rows["stage_id"] = named(plain["status"], _LEAD_STAGES)
    rows["expected_revenue"] = rows["prorated_revenue"] = "0.00"
    rows["probability"] = is_lost.map({True: "0.0", False: _LEAD_CHANCE})
    rows["team_id"] = plain["team"]
    _add_shared(rows, tables, plain)
    rows["lost_reason_id"] = plain["disqualified_reason"]
    rows["date_conversion"] = moments(plain["converted_at"])
    rows["date_closed"] = moments(plain["disqualified_at"])
    return rows


def _add_shared(rows: pd.DataFrame, tables: Tables, plain: pd.DataFrame) -> None:
    """What leads and opportunities have in common; linked records by name, some by id too."""
    rows["user_id"] = plain["owner"]
    names = looked_up(plain["account_id"], tables["accounts"], "account_id", "name")
    rows["partner_id"] = rows["partner_name"] = names
    rows["partner_id/.id"] = native_ids("accounts", plain["account_id"])
    rows["source_id"] = plain["source"]
    rows["campaign_id"] = looked_up(
        plain["campaign_id"], tables["campaigns"], "campaign_id", "name"
    )
    rows["campaign_id/.id"] = native_ids("campaigns", plain["campaign_id"])
    rows["create_date"] = moments(plain["created_at"])
    rows["date_open"] = rows["create_date"].where(plain["owner"].notna())


def _duplicates(rows: pd.DataFrame) -> pd.DataFrame:
    """Archived duplicates of live rows, under ids of their own."""
    live = rows[(rows["active"] == "True") & (rows["probability"] != f"{_PERCENT:.1f}")]
    copies = live[::_EVERY_DUPLICATE]
    ids = (copies["id"].astype(int) + _DUPLICATES).astype("str")
    return copies.assign(id=ids, active="False")
