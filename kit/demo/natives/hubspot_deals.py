"""HubSpot's deals: stages as columns, a close date with two meanings, the history of properties."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.hubspot_names import Names
from kit.demo.natives.hubspot_portal import local, with_archived
from kit.demo.natives.plain import Tables, clock, day, looked_up

CLOSED = {"won": "Closed Won", "lost": "Closed Lost"}
_FIRST_STAGE_ID = 98_752_340
_OFFICE_HOURS = 8
_PROPERTIES = {
    "amount": "amount",
    "expected_close_date": "closedate",
    "owner": "hubspot_owner_id",
}


def stage_ids(tables: Tables) -> dict[str, str]:
    """Internal ids of all stages: numbers for the company's own, words for the last two."""
    stages = tables["stages"]
    own = {
        name: str(_FIRST_STAGE_ID + int(position))
        for name, position in zip(stages["stage"], stages["position"], strict=True)
    }
    return {**own, **{name: name.lower().replace(" ", "") for name in CLOSED.values()}}


def pipeline_ids(tables: Tables) -> dict[str, str]:
    """Internal ids of all pipelines; the first is called ``default`` in every portal."""
    names = tables["opportunities"]["pipeline"].dropna().unique()
    return {name: str(_FIRST_STAGE_ID - place) for place, name in enumerate(names)} | {
        names[0]: "default"
    }


def deals(tables: Tables, variant: str) -> pd.DataFrame:
    """Deals, under labels."""
    plain = tables["opportunities"]
    is_open = plain["status"] == "open"
    rows = pd.DataFrame(
        {
            "Record ID": plain["opportunity_id"],
            "Deal Name": plain["name"],
            "Deal Stage": plain["stage"].where(is_open, plain["status"].map(CLOSED)),
            "Pipeline": plain["pipeline"],
            "Amount": plain["amount"],
            "Currency": plain["currency"],
            "Close Date": _expected(plain["expected_close_date"]).where(
                is_open, local(plain["closed_at"])
            ),
            "Create Date": local(plain["created_at"]),
            "Deal owner": plain["owner"],
        }
    )
    rows = pd.concat([rows, _outcome(plain), _links(tables), _stages(tables)], axis=1)
    return with_archived(rows, "opportunities", variant)


def pipelines(names: Names) -> pd.DataFrame:
    """The pipelines and their ids, as the interface tells them (``deal_pipeline``)."""
    known = names.pipelines
    return pd.DataFrame({"pipeline_id": list(known.values()), "label": list(known)})


def pipeline_stages(tables: Tables, names: Names) -> pd.DataFrame:
    """The stages and their ids, as the interface tells them (``deal_pipeline_stage``)."""
    stages = tables["stages"]
    own = pd.DataFrame(
        {
            "pipeline_id": stages["pipeline"].map(names.pipelines),
            "label": stages["stage"],
            "display_order": stages["position"],
            "probability": stages["probability"],
            "is_closed": "false",
            "closed_won": "false",
        }
    )
    ends = own.head(len(CLOSED)).assign(
        label=list(CLOSED.values()),
        display_order=[str(len(own) + 1), str(len(own) + 2)],
        probability=["1.0", "0.0"],
        is_closed="true",
        closed_won=["true", "false"],
    )
    rows = pd.concat([own, ends], ignore_index=True)
    rows.insert(0, "stage_id", rows["label"].map(names.stages))
    return rows


def property_history(tables: Tables, names: Names) -> pd.DataFrame:
    """``deal_property_history``: each value that a property got, and when; never the old value.

    Stages and owners go by their ids.

    Closing puts the actual day over the expected one in ``closedate``.
    """
    parts = [_first_values(tables), _later_values(tables), _stage_values(tables, names.stages)]
    rows = pd.concat(parts, ignore_index=True).dropna(subset="value")
    is_owner = rows["name"] == _PROPERTIES["owner"]
    rows["value"] = rows["value"].mask(is_owner, rows["value"].map(names.owners))
    rows = rows.sort_values(["deal_id", "name", "timestamp"], kind="stable", ignore_index=True)
    rows["timestamp"] = clock(rows["timestamp"], "%Y-%m-%dT%H:%M:%S.000Z")
    return rows.assign(source="CRM_UI")


def _expected(days: pd.Series) -> pd.Series:
    """Expected days as HubSpot keeps them: with the time of day at which they were entered."""
    hours = pd.Series(days.index % _OFFICE_HOURS + 9, index=days.index).map("{:02d}:30".format)
    return days + " " + hours


def _outcome(plain: pd.DataFrame) -> pd.DataFrame:
    words = {True: "true", False: "false"}
    return pd.DataFrame(
        {
            "Closed Lost Reason": plain["loss_reason"],
            "Is Closed Won": (plain["status"] == "won").map(words),
            "Is Deal Closed?": (plain["status"] != "open").map(words),
            "Is closed lost": (plain["status"] == "lost").map(words),
        }
    )


def _links(tables: Tables) -> pd.DataFrame:
    plain = tables["opportunities"]
    return pd.DataFrame(
        {
            "Original Traffic Source": plain["source"],
            "HubSpot Campaign": plain["campaign_id"],
            "Associated Company": looked_up(
                plain["account_id"], tables["accounts"], "account_id", "name"
            ),
            "Associated Company IDs": plain["account_id"],
            "Associated Contact IDs": plain["lead_id"],
        }
    )


def _stages(tables: Tables) -> pd.DataFrame:
    """Four columns per stage; the last two stages of a deal are its ends."""
    plain = tables["opportunities"]
    history = tables["stage_history"]
    wide = history.pivot_table("entered_at", "opportunity_id", "stage", aggfunc="first")
    wide = wide.reindex(plain["opportunity_id"]).reindex(columns=tables["stages"]["stage"])
    for status, name in CLOSED.items():
        wide[name] = plain["closed_at"].where(plain["status"] == status).array
    moments = wide.apply(pd.to_datetime, utc=True).reset_index(drop=True)
    pipeline = plain["pipeline"].dropna().iloc[0]
    columns: dict[str, pd.Series] = {}
    for place, stage in enumerate(moments.columns):
        left = pd.to_datetime(moments.iloc[:, place + 1 :].min(axis=1), utc=True)
        spent = (left - moments[stage]) // pd.Timedelta(milliseconds=1)
        label = f"{stage} ({pipeline})"
        columns[f'Date entered "{label}"'] = local(moments[stage])
        columns[f'Date exited "{label}"'] = local(left.where(moments[stage].notna()))
        columns[f'Latest time in "{label}"'] = spent.map("{:.0f}".format, na_action="ignore")
        columns[f"Time in '{label}'"] = columns[f'Latest time in "{label}"']
    return pd.DataFrame(columns)


def _first_values(tables: Tables) -> pd.DataFrame:
    """What each property held when the deal was created."""
    plain = tables["opportunities"].dropna(subset="created_at")
    first = _changes(tables).drop_duplicates(["id", "field"])
    parts = []
    for field, name in _PROPERTIES.items():
        old = first[first["field"] == field].set_index("id")["old"]
        value = plain["opportunity_id"].map(old).fillna(plain[field])
        parts.append(_values(plain["opportunity_id"], name, value, plain["created_at"]))
    return pd.concat(parts)


def _later_values(tables: Tables) -> pd.DataFrame:
    changes = _changes(tables)
    names = changes["field"].map(_PROPERTIES)
    return _values(changes["id"], names, changes["new"], changes["changed_at"])


def _stage_values(tables: Tables, ids: Mapping[str, str]) -> pd.DataFrame:
    plain = tables["opportunities"]
    ended = plain[(plain["status"] != "open") & plain["created_at"].notna()]
    entered = tables["stage_history"]
    at, deal = ended["closed_at"], ended["opportunity_id"]
    return pd.concat(
        [
            _values(
                entered["opportunity_id"],
                "dealstage",
                entered["stage"].map(ids),
                entered["entered_at"],
            ),
            _values(deal, "dealstage", ended["status"].map(CLOSED).map(ids), at),
            _values(deal, "closedate", day(at), at),
        ]
    )


def _values(
    deal: pd.Series, name: str | pd.Series, value: pd.Series, at: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame({"deal_id": deal, "name": name, "value": value, "timestamp": at})


def _changes(tables: Tables) -> pd.DataFrame:
    changes = tables["changes"]
    return changes[changes["table"] == "opportunities"]
