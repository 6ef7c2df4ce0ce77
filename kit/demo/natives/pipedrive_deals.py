"""Pipedrive's deals, their flow of changes, and their products."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.pipedrive_account import PIPELINE, Account, utc
from kit.demo.natives.plain import looked_up

SPANISH = {
    "Deal - ID": "Negocio - ID",
    "Deal - Title": "Negocio - Título",
    "Deal - Value": "Negocio - Valor",
    "Deal - Currency of value": "Negocio - Moneda de Valor",
    "Deal - Status": "Negocio - Estado",
    "Deal - Stage": "Negocio - Etapa",
    "Deal - Pipeline": "Negocio - Embudo",
    "Deal - Owner": "Negocio - Propietario",
    "Deal - Organization": "Negocio - Organización",
    "Organization - ID": "Organización - ID",
    "Deal - Deal created": "Negocio - Negocio creado",
    "Deal - Update time": "Negocio - Hora de actualización",
    "Deal - Last stage change": "Negocio - Último cambio de etapa",
    "Deal - Won time": "Negocio - Hora de ganado",
    "Deal - Lost time": "Negocio - Hora de pérdida",
    "Deal - Deal closed on": "Negocio - Negocio cerrado el",
    "Deal - Expected close date": "Negocio - Fecha prevista de cierre",
    "Deal - Lost reason": "Negocio - Motivo de pérdida",
    "Deal - Probability": "Negocio - Probabilidad",
    "Deal - Source channel": "Negocio - Canal de origen",
}
INTERFACE = {
    "Deal - ID": "id",
    "Deal - Title": "title",
    "Deal - Value": "value",
    "Deal - Currency of value": "currency",
    "Deal - Status": "status",
    "Deal - Stage": "stage_id",
    "Deal - Pipeline": "pipeline_id",
    "Deal - Owner": "owner_id",
    "Organization - ID": "org_id",
    "Deal - Deal created": "add_time",
    "Deal - Update time": "update_time",
    "Deal - Last stage change": "stage_change_time",
    "Deal - Won time": "won_time",
    "Deal - Lost time": "lost_time",
    "Deal - Deal closed on": "close_time",
    "Deal - Expected close date": "expected_close_date",
    "Deal - Lost reason": "lost_reason",
    "Deal - Probability": "probability",
    "Deal - Source channel": "channel",
}
STATUSES = {
    "english": {"open": "Open", "won": "Won", "lost": "Lost"},
    "spanish": {"open": "Abierto", "won": "Ganado", "lost": "Perdido"},
}
_FIELDS = {"amount": "value", "expected_close_date": "expected_close_date", "owner": "user_id"}
_DELETED, _EVERY = 800_000, 200


def deals(account: Account, variant: str) -> pd.DataFrame:
    """Deals as one of the variants shows them; only the interface tells deleted ones."""
    rows = _deals(account)
    plain = account.tables["opportunities"]
    if variant != "interface":
        rows["Deal - Status"] = plain["status"].map(STATUSES[variant])
        return rows.rename(columns=SPANISH) if variant == "spanish" else rows
    rows["Deal - Stage"] = account.stage(plain["stage"])
    rows["Deal - Pipeline"] = str(PIPELINE)
    rows["Deal - Owner"] = account.user(plain["owner"])
    rows = rows[list(INTERFACE)].rename(columns=INTERFACE)
    return _with_deleted(rows)


def flow(account: Account) -> pd.DataFrame:
    """``dealflow``: what changed in a deal, when and by whom; stages and users by their ids.

    Of how a deal began it tells the time alone.
    """
    parts = [_created(account), _moved(account), _changed(account), _ended(account)]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["log_time", "item_id"], kind="stable", ignore_index=True)
    rows.insert(0, "id", [str(place) for place in rows.index + 1_000_001])
    return rows.assign(log_time=utc(rows["log_time"]), change_source="app")


def products(account: Account) -> pd.DataFrame:
    """Products; their prices are kept per currency, in a table of their own."""
    plain = account.tables["products"]
    return pd.DataFrame(
        {
            "id": [str(place) for place in plain.index + 1],
            "name": plain["product"],
            "code": [f"P-{place:03d}" for place in plain.index + 1],
            "category": plain["family"],
            "active_flag": "true",
        }
    )


def deal_products(account: Account) -> pd.DataFrame:
    """Products of deals, in the order in which they stand on the deal."""
    plain = account.tables["opportunity_lines"]
    price = plain["amount"].astype(float) / plain["quantity"].astype(float)
    return pd.DataFrame(
        {
            "id": [str(place) for place in plain.index + 1],
            "deal_id": plain["opportunity_id"],
            "order_nr": plain["line"],
            "product_id": looked_up(plain["product"], products(account), "name", "id"),
            "name": plain["product"],
            "item_price": price.map("{:.2f}".format),
            "quantity": plain["quantity"],
            "discount_percentage": "0",
            "sum": plain["amount"],
        }
    )


def stages(account: Account) -> pd.DataFrame:
    """Stages with their ids."""
    plain = account.tables["stages"]
    return pd.DataFrame(
        {
            "id": account.stage(plain["stage"]),
            "name": plain["stage"],
            "order_nr": plain["position"],
            "pipeline_id": str(PIPELINE),
            "deal_probability": (plain["probability"].astype(float) * 100).map("{:g}".format),
            "is_deal_rot_enabled": "false",
            "days_to_rotten": None,
        }
    )


def pipelines(account: Account) -> pd.DataFrame:
    """The pipeline with its id."""
    names = account.tables["opportunities"]["pipeline"].dropna().unique()[:1]
    return pd.DataFrame({"id": str(PIPELINE), "name": names})


def _deals(account: Account) -> pd.DataFrame:
    plain = account.tables["opportunities"]
    history = account.tables["stage_history"]
    entered = history.groupby("opportunity_id")["entered_at"].max()
    closed = utc(plain["closed_at"])
    moved = utc(plain["opportunity_id"].map(entered))
    names = looked_up(plain["account_id"], account.tables["accounts"], "account_id", "name")
    return pd.DataFrame(
        {
            "Deal - ID": plain["opportunity_id"],
            "Deal - Title": plain["name"],
            "Deal - Value": plain["amount"],
            "Deal - Currency of value": plain["currency"],
            "Deal - Status": plain["status"],
            "Deal - Stage": plain["stage"],
            "Deal - Pipeline": plain["pipeline"],
            "Deal - Owner": plain["owner"],
            "Deal - Organization": names,
            "Organization - ID": plain["account_id"],
            "Deal - Deal created": utc(plain["created_at"]),
            "Deal - Update time": closed.fillna(moved),
            "Deal - Last stage change": moved,
            "Deal - Won time": closed.where(plain["status"] == "won"),
            "Deal - Lost time": closed.where(plain["status"] == "lost"),
            "Deal - Deal closed on": closed,
            "Deal - Expected close date": plain["expected_close_date"],
            "Deal - Lost reason": plain["loss_reason"],
            "Deal - Probability": None,
            "Deal - Source channel": plain["source"],
        }
    )


def _with_deleted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, and copies of some that were archived and then deleted."""
    deleted = rows.iloc[_EVERY // 2 :: _EVERY].copy()
    deleted["id"] = [str(_DELETED + place) for place in range(len(deleted))]
    marks = ["is_archived", "is_deleted"]
    whole = [
        rows.assign(**dict.fromkeys(marks, "false")),
        deleted.assign(**dict.fromkeys(marks, "true")),
    ]
    return pd.concat(whole, ignore_index=True)


def _created(account: Account) -> pd.DataFrame:
    plain = account.tables["opportunities"].dropna(subset="created_at")
    at = plain["created_at"]
    return _flow(plain["opportunity_id"], "add_time", None, utc(at), at)


def _moved(account: Account) -> pd.DataFrame:
    history = account.tables["stage_history"]
    new = account.stage(history["stage"])
    old = new.groupby(history["opportunity_id"]).shift()
    rows = _flow(history["opportunity_id"], "stage_id", old, new, history["entered_at"])
    return rows[old.notna()]


def _changed(account: Account) -> pd.DataFrame:
    changes = account.tables["changes"]
    changes = changes[changes["table"] == "opportunities"]
    is_owner = changes["field"] == "owner"
    old, new = (
        account.user(changes[column]).where(is_owner, changes[column]) for column in ("old", "new")
    )
    rows = _flow(changes["id"], changes["field"].map(_FIELDS), old, new, changes["changed_at"])
    return rows.assign(user_id=account.user(changes["by"]))


def _ended(account: Account) -> pd.DataFrame:
    plain = account.tables["opportunities"]
    plain = plain[plain["status"] != "open"]
    return _flow(plain["opportunity_id"], "status", "open", plain["status"], plain["closed_at"])


def _flow(
    deal: pd.Series,
    field: str | pd.Series,
    old: str | pd.Series | None,
    new: pd.Series,
    at: pd.Series,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item_id": deal,
            "user_id": pd.Series(index=deal.index, dtype="str"),
            "field_key": field,
            "old_value": old,
            "new_value": new,
            "log_time": at,
        }
    )
