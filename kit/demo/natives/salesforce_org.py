"""A Salesforce org: the plain tables under Salesforce ids, its users, and how files are written."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.demo.natives.losses import renamed
from kit.demo.natives.plain import Tables, clock, csv_bytes, day
from kit.demo.natives.salesforce_ids import native_ids, numbered

VARIANTS = ("data_loader", "weekly_export")
"""Both have API names as headings; the weekly export has 1 and 0 for flags, and other instants."""

INSTANTS = frozenset(
    {
        "CreatedDate",
        "LastModifiedDate",
        "SystemModstamp",
        "LastStageChangeDate",
        "CompletedDateTime",
        "StartDateTime",
        "EndDateTime",
        "ActivatedDate",
    }
)
_FLAGS = ("Is", "Has")
_DELETED = 700_000_000
_MERGED = 800_000_000


@dataclass(frozen=True)
class Org:
    """What the objects of one org are made from.

    Attributes
    ----------
    tables
        The plain tables with Salesforce ids.
    people
        Plain table of owners: one row per user, as they stand today.
    user_ids
        Id of the user of each name.
    """

    tables: Tables
    people: pd.DataFrame
    user_ids: pd.Series

    @classmethod
    def of(cls, plain: Tables) -> Org:
        """The org that holds the plain tables."""
        people = plain["owners"].drop_duplicates("owner", keep="last").reset_index(drop=True)
        ids = pd.Series(numbered("users", people.index + 1), index=people["owner"], dtype="str")
        return cls(renamed(plain, native_ids), people, ids)

    def users(self, names: pd.Series) -> pd.Series:
        """Ids of the users of these names; a missing name has none."""
        return names.map(self.user_ids, na_action="ignore").astype("str")


def flags(mask: pd.Series) -> pd.Series:
    """``true`` and ``false``."""
    return mask.map({True: "true", False: "false"}).astype("str")


def with_deleted(rows: pd.DataFrame, kind: str, *, every: int = 250) -> pd.DataFrame:
    """The rows and, marked ``IsDeleted``, rows from the recycle bin: copies under other ids.

    Salesforce keeps what was deleted, and exports of all rows hold it.
    """
    deleted = rows.iloc[every // 2 :: every].copy()
    deleted["Id"] = numbered(kind, range(_DELETED, _DELETED + len(deleted)))
    whole = pd.concat([rows.assign(IsDeleted="false"), deleted.assign(IsDeleted="true")])
    return whole.reset_index(drop=True)


def merged(ids: pd.Series, kind: str, *, every: int = 400) -> pd.Series:
    """The ids of records that were merged away: index is the id that survived.

    Each surviving record swallowed a duplicate, whose children may still name it.
    """
    winners = ids.iloc[every // 4 :: every]
    losers = numbered(kind, range(_MERGED, _MERGED + len(winners)))
    return pd.Series(losers, index=winners, dtype="str")


def pointing_to_losers(ids: pd.Series, losers: pd.Series) -> pd.Series:
    """The ids, where those that swallowed a duplicate are replaced by the duplicate's."""
    return ids.map(losers, na_action="ignore").astype("str").fillna(ids)


def with_losers(rows: pd.DataFrame, losers: pd.Series) -> pd.DataFrame:
    """The rows and those that were merged into them: deleted, with ``MasterRecordId``."""
    duplicates = rows[rows["Id"].isin(losers.index)].copy()
    duplicates["MasterRecordId"] = duplicates["Id"]
    duplicates["Id"] = duplicates["Id"].map(losers).astype("str")
    duplicates["IsDeleted"] = "true"
    return pd.concat([rows, duplicates], ignore_index=True)


def weighted(rows: pd.DataFrame, org: Org) -> pd.DataFrame:
    """Chance in percent that the stage stands for, and the amount times that."""
    stages = org.tables["stages"]
    chances = dict(zip(stages["stage"], stages["probability"].astype(float) * 100, strict=True))
    percent = rows["StageName"].map({**chances, "Closed Won": 100.0, "Closed Lost": 0.0})
    revenue = rows["Amount"].astype(float) * percent / 100
    return pd.DataFrame(
        {
            "Probability": percent.map("{:g}".format),
            "ExpectedRevenue": revenue.map("{:.2f}".format, na_action="ignore"),
        }
    )


def file_of(rows: pd.DataFrame, headings: tuple[str, ...], variant: str) -> bytes:
    """One object as that export writes it; a heading that `rows` lacks is an empty column."""
    frame = rows.reindex(columns=list(headings))
    weekly = variant == "weekly_export"
    for heading in headings:
        if heading in INSTANTS:
            pattern = "%Y-%m-%d %H:%M:%S" if weekly else "%Y-%m-%dT%H:%M:%S.000Z"
            frame[heading] = clock(frame[heading].astype("str"), pattern)
        elif heading.endswith("Date"):
            frame[heading] = day(frame[heading].astype("str"))
        elif weekly and heading.startswith(_FLAGS):
            frame[heading] = frame[heading].map({"true": "1", "false": "0"}, na_action="ignore")
    return csv_bytes(frame, quote_all=True)
