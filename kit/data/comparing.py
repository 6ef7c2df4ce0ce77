"""Two snapshots side by side: what changed in an opportunity between them, seen from each unit.

One row says that a field of an opportunity changed, or that the opportunity was ``added``,
``removed`` or ``merged``. Each row carries what the opportunity was before and after *as its unit
held it*: where it moved from one unit to another, the one it left sees no after, the one it came
to sees no before, but what it was as it came. So what a unit's open opportunities were worth
changes by exactly what its rows say, and the units' rows add up to the company's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.money import minor_units

FIELDS = (
    "stage",
    "status",
    "amount",
    "rate",
    "expected_close_date",
    "owner",
    "region",
    "team",
    "pipeline",
)
"""Fields that are followed. ``amount`` is in the opportunity's own currency; ``rate`` says that
only the exchange rate moved, and its `old` and `new` are in the project's currency."""

COLUMNS = {
    **dict.fromkeys(("opportunity_id", "region", "team", "field", "old", "new"), "str"),
    **dict.fromkeys(("status_before", "status_after"), "str"),
    **dict.fromkeys(("amount_before", "amount_after"), "float64"),
    **dict.fromkeys(("original_before", "original_after"), "float64"),
    **dict.fromkeys(("currency_before", "currency_after"), "str"),
    **dict.fromkeys(("status_came", "currency_came"), "str"),
    **dict.fromkeys(("amount_came", "original_came"), "float64"),
    **dict.fromkeys(("from_as_of", "to_as_of"), "datetime64[us]"),
    **dict.fromkeys(("from_taken_at", "to_taken_at"), "datetime64[us, UTC]"),
}
"""Columns of the changes and their dtypes."""

COMPARED = (
    *("opportunity_id", "region", "team", "stage", "status", "amount", "amount_original"),
    *("currency", "expected_close_date", "owner", "pipeline"),
)
"""Columns of loaded opportunities that are looked at."""

_HELD = {
    "status": "status",
    "amount": "amount",
    "original": "amount_original",
    "currency": "currency",
}
_UNIT = ["region", "team"]


class Between(NamedTuple):
    """When two snapshots were taken, and the last day that counts in each."""

    from_as_of: pd.Timestamp
    to_as_of: pd.Timestamp
    from_taken_at: pd.Timestamp
    to_taken_at: pd.Timestamp


def no_changes() -> DataFrame:
    """The changes between two snapshots that are the same."""
    return DataFrame({name: Series(dtype=dtype) for name, dtype in COLUMNS.items()})


def compared(
    before: DataFrame,
    after: DataFrame,
    between: Between,
    merged: Series | None = None,
    fields: Collection[str] = FIELDS,
) -> DataFrame:
    """What changed from one snapshot's opportunities to the next one's.

    Parameters
    ----------
    before, after
        Loaded opportunities of the whole company, with the columns of `COMPARED`; not changed. A
        field that either of them lacks throughout was not recorded and is not compared.
    merged
        Survivor by id of opportunities that `after` knows to be merged.
    fields
        Those of `FIELDS` that are looked at.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`: a row for each opportunity, unit and field that changed. `old`
        and `new` are text, dates as ISO, amounts by `repr`; of one ``added`` or ``removed`` they
        are its stage, of one ``merged`` `new` is the survivor.
    """
    recorded = _recorded(before, after, fields)
    ids = _touched(before, after, recorded)
    was, now = (_of(frame, ids) for frame in (before, after))
    is_new, is_gone = was["status"].isna(), now["status"].isna()
    stays = ~is_new & ~is_gone
    moved = stays & (_differs(was["region"], now["region"]) | _differs(was["team"], now["team"]))
    rows = [_row(ids, "added", is_new, None, now["stage"], now[_UNIT])]
    rows += _left(ids, is_gone & ~is_new, was, merged)
    for field, (old, new, differs) in _changes(was, now, recorded).items():
        rows.append(_row(ids, field, stays & differs, old, new, now[_UNIT]))
        if field in _UNIT:
            rows.append(_row(ids, field, moved & differs, old, new, was[_UNIT]).assign(side="left"))
    found = pd.concat([row for row in rows if len(row)] or [rows[0]])
    return _with_sides(found, was, now, moved, between)


def movements(changes: DataFrame, currency: str) -> DataFrame:
    """What the open amount of a unit gained or lost by each opportunity between snapshots.

    Parameters
    ----------
    changes
        Changes of one unit, as `compared` gives them.
    currency
        The project's; its minor unit is what counts.

    Returns
    -------
    DataFrame
        opportunity_id, region, team, from_taken_at, to_taken_at, before, after (open amounts
        in the project's currency, 0 where it was not open or not the unit's) and movement: whole
        numbers of minor units, `after` - `before` exactly. One row for each that had a change.
    """
    names = ["opportunity_id", *_UNIT, "from_taken_at", "to_taken_at"]
    once = changes.drop_duplicates(names, ignore_index=True)
    before, after = (_open_minor(once, side, currency) for side in ("before", "after"))
    return once[names].assign(before=before, after=after, movement=after - before)


def _open_minor(changes: DataFrame, side: str, currency: str) -> Series:
    is_open = changes[f"status_{side}"].eq("open")
    amounts = changes[f"amount_{side}"].where(is_open).fillna(0.0)
    return (amounts * 10 ** minor_units(currency)).round().astype("int64")


def _recorded(before: DataFrame, after: DataFrame, fields: Collection[str]) -> list[str]:
    """Those of `fields` that both sides have filled in somewhere; units and amounts always."""
    always = (*_UNIT, "amount", "rate")
    return [
        name
        for name in FIELDS
        if name in fields
        and (name in always or (before[name].notna().any() and after[name].notna().any()))
    ]


def _touched(before: DataFrame, after: DataFrame, fields: Collection[str]) -> Index:
    """Ids, sorted, of all opportunities that changed; the many others are not looked at again."""
    own = {"amount": ("amount_original", "currency"), "rate": ("amount",)}
    was, now = Index(before["opportunity_id"]), Index(after["opportunity_id"])
    place = was.get_indexer(now)
    same = place >= 0
    is_gone = np.ones(len(was), dtype=bool)
    is_gone[place[same]] = False
    for column in {column for field in fields for column in own.get(field, (field,))}:
        old = Series(before[column].array.take(place, allow_fill=True), index=after.index)
        same &= ~_differs(old, after[column]).to_numpy(dtype=bool)
    return was[is_gone].append(now[~same]).sort_values()


def _of(frame: DataFrame, ids: Index) -> DataFrame:
    """One row for each id, missing where `frame` has none."""
    rows = frame.loc[ids.get_indexer(Index(frame["opportunity_id"])) >= 0, list(COMPARED)]
    return rows.set_index("opportunity_id").reindex(ids).reset_index(drop=True)


def _differs(one: Series, other: Series) -> Series:
    same = one.eq(other).fillna(False).astype(bool) | (one.isna() & other.isna())
    return ~same


def _changes(
    was: DataFrame, now: DataFrame, fields: Collection[str]
) -> dict[str, tuple[Series, Series, Series]]:
    """Old and new value of each field, and where they differ."""
    own = _differs(was["amount_original"], now["amount_original"])
    own |= _differs(was["currency"], now["currency"])
    changes = {
        name: (was[name], now[name], _differs(was[name], now[name]))
        for name in fields
        if name not in ("amount", "rate")
    }
    if "amount" in fields:
        changes["amount"] = (was["amount_original"], now["amount_original"], own)
    if "rate" in fields:
        rate = _differs(was["amount"], now["amount"]) & ~own
        changes["rate"] = (was["amount"], now["amount"], rate)
    return changes


def _left(ids: Index, gone: Series, was: DataFrame, merged: Series | None) -> list[DataFrame]:
    """Rows of those that are not there any more: merged into others, or removed."""
    survivors = Series(ids).map(merged if merged is not None else {}).astype("str")
    is_merged = gone & survivors.notna()
    return [
        _row(ids, "merged", is_merged, was["stage"], survivors, was[_UNIT]),
        _row(ids, "removed", gone & ~is_merged, was["stage"], None, was[_UNIT]),
    ]


def _row(
    ids: Index, field: str, where: Series, old: Series | None, new: Series | None, unit: DataFrame
) -> DataFrame:
    at = np.flatnonzero(where.to_numpy(dtype=bool))
    values = {
        name: _text(column.iloc[at]) if column is not None else Series(index=at, dtype="str")
        for name, column in (("old", old), ("new", new))
    }
    names = {"opportunity_id": Series(ids[at], index=at, dtype="str"), "field": field, "side": ""}
    return DataFrame({**names, **unit.iloc[at], **values})


def _text(values: Series) -> Series:
    if values.dtype.kind == "M":
        return values.dt.strftime("%Y-%m-%d").astype("str")
    if values.dtype.kind == "f":
        return values.map(repr, na_action="ignore").astype("str")
    return values.astype("str")


def _with_sides(
    found: DataFrame, was: DataFrame, now: DataFrame, moved: Series, between: Between
) -> DataFrame:
    """The rows with what the opportunity was before and after, as far as the unit held it."""
    has_before = ~moved.loc[found.index] | found["side"].eq("left").to_numpy()
    has_after = found["side"].ne("left")
    sides = {"before": (was, has_before), "after": (now, has_after), "came": (was, ~has_before)}
    held = {
        f"{name}_{side}": frame.loc[found.index, column].where(mask.to_numpy())
        for name, column in _HELD.items()
        for side, (frame, mask) in sides.items()
    }
    whole = found.assign(**held, **between._asdict())
    return whole.reset_index(drop=True)[list(COLUMNS)].astype(COLUMNS)
