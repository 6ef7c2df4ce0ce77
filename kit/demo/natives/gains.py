"""What a CRM's export tells beyond the canonical tables, because it keeps things otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from kit.demo.natives.plain import Tables, day
from kit.schemas import BY_NAME


@dataclass(frozen=True, kw_only=True)
class Gain:
    """Rows that a CRM's export has beyond a canonical table, because it keeps things otherwise.

    Attributes
    ----------
    table
        What is concerned.
    rows
        The tables under the CRM's ids, before any loss → the further rows.
    why
        The reason, as a sentence that a user of that CRM understands.
    """

    table: str
    rows: Callable[[Tables], pd.DataFrame]
    why: str


def closing_days(tables: Tables) -> pd.DataFrame:
    """Changes of the expected close date that closing an opportunity makes.

    Where one field holds the expected day and then the actual one, its history tells the expected
    day that the field itself has lost.
    """
    closed = tables["opportunities"].dropna(subset=["created_at", "closed_at"])
    closed = closed.assign(actual=day(closed["closed_at"]))
    rows = closed[closed["expected_close_date"] != closed["actual"]]
    return pd.DataFrame(
        {
            "table": "opportunities",
            "id": rows["opportunity_id"],
            "changed_at": rows["closed_at"],
            "field": "expected_close_date",
            "old": rows["expected_close_date"],
            "new": rows["actual"],
            "by": rows["owner"],
        }
    ).astype("str")


def with_gain(frame: pd.DataFrame, gain: Gain, tables: Tables) -> pd.DataFrame:
    """A table with the rows of one gain, numbered as a source that numbers none is."""
    schema = BY_NAME[gain.table]
    more = gain.rows(tables)
    rows = pd.concat([frame, more[[name for name in frame if name in more]]], ignore_index=True)
    if not schema.numbered:
        return rows
    kinds = {name: schema[name].kind for name in schema.key if name != schema.numbered}
    record = [name for name, kind in kinds.items() if kind != "instant"]
    rows = rows.sort_values(
        [*record, *(name for name in kinds if name not in record)], kind="stable"
    )
    numbers = rows.groupby(record, sort=False).cumcount() + 1
    return rows.assign(**{schema.numbered: numbers.astype("str")}).reset_index(drop=True)
