"""Pipedrive's users, organizations and activities."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.pipedrive_account import Account, utc

_PLANNED = 30
_FIRST_PLANNED = 90_000_000


def users(account: Account) -> pd.DataFrame:
    """Users; Pipedrive's export does not say who belongs to which team."""
    ids = account.users
    last = account.tables["owners"].drop_duplicates("owner", keep="last").set_index("owner")
    active = last["valid_to"].reindex(ids.index).isna()
    return pd.DataFrame(
        {
            "id": ids.array,
            "name": ids.index,
            "email": [f"user{number}@example.com" for number in ids],
            "active_flag": active.map({True: "true", False: "false"}).array,
        }
    )


def organizations(account: Account) -> pd.DataFrame:
    """Organizations."""
    plain = account.tables["accounts"]
    return pd.DataFrame(
        {
            "id": plain["account_id"],
            "name": plain["name"],
            "owner_id": account.user(plain["owner"]),
            "address_country": plain["country"],
            "add_time": utc(plain["created_at"]),
        }
    )


def activities(account: Account) -> pd.DataFrame:
    """Activities that were done, and a few that are only planned.

    An activity belongs to a lead or to a deal, never to both.
    """
    plain = account.tables["activities"]
    minutes = plain["duration_minutes"].astype(float)
    hours = (minutes // 60).map("{:02.0f}".format, na_action="ignore")
    rows = pd.DataFrame(
        {
            "id": plain["activity_id"],
            "type": plain["channel"],
            "subject": plain["channel"].str.capitalize(),
            "done": "true",
            "due_date": plain["due_at"],
            "due_time": None,
            "duration": hours + ":" + (minutes % 60).map("{:02.0f}".format, na_action="ignore"),
            "add_time": utc(plain["occurred_at"]),
            "marked_as_done_time": utc(plain["occurred_at"]),
            "deal_id": plain["opportunity_id"],
            "lead_id": plain["lead_id"].where(plain["opportunity_id"].isna()),
            "person_id": plain["contact_id"],
            "org_id": plain["account_id"],
            "owner_id": account.user(plain["owner"]),
        }
    )
    return pd.concat([rows, _planned(rows)], ignore_index=True)


def _planned(rows: pd.DataFrame) -> pd.DataFrame:
    """Activities that lie ahead: nothing that happened."""
    last = rows.sort_values("add_time").tail(_PLANNED)
    due = pd.to_datetime(last["add_time"]) + pd.Timedelta(days=14)
    return last.assign(
        id=[str(_FIRST_PLANNED + place) for place in range(len(last))],
        done="false",
        due_date=due.dt.strftime("%Y-%m-%d"),
        duration=None,
        marked_as_done_time=None,
    )
