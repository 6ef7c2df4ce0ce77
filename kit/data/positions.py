"""Which record of one table a row of another one names: the look-ups that all share."""

from __future__ import annotations

from typing import cast
from weakref import finalize

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas.arrays import ArrowStringArray

_OFTEN = 2
"""Rows for each id from which on it pays to look up every text once and not every row."""
_NUMBERS: dict[int, tuple[NDArray[np.int32], pa.Array]] = {}


def positions(named: pd.Series, ids: pd.Series) -> NDArray[np.int64]:
    """Position in `ids` of what each row names; -1 where it names nothing that is there.

    Of several rows with one id the first counts. A missing name never finds a missing id.

    Examples
    --------
    >>> positions(pd.Series(["b", None, "x", "b"]), pd.Series(["a", "b", None])).tolist()
    [1, -1, -1, 1]
    """
    if not len(ids) or not len(named):
        return np.full(len(named), -1, dtype=np.int64)
    if len(named) < _OFTEN * len(ids):
        return _found(_texts(named), _texts(ids))
    codes, texts = _numbered(named)
    return np.append(_found(texts, _texts(ids)), -1)[codes]


def distinct(column: pd.Series) -> pd.Series:
    """Every text of a column once, as they first occur; none for what is missing.

    >>> distinct(pd.Series(["b", None, "a", "b"])).tolist()
    ['b', 'a']
    """
    return pd.Series(_numbered(column)[1], dtype="str")


def entries_at(column: pd.Series, places: NDArray[np.int64]) -> pd.Series:
    """Texts of a column at positions, in their order; missing for -1.

    >>> entries_at(pd.Series(["a", "b"]), np.array([1, -1])).fillna("none").tolist()
    ['b', 'none']
    """
    texts = _texts(column).take(pa.array(places, mask=places < 0))
    return pd.Series(texts, dtype="str")


def account_of(
    records: pd.DataFrame, opportunities: pd.DataFrame, leads: pd.DataFrame | None = None
) -> pd.Series:
    """Account of each record: the one it names, else its opportunity's, else its lead's.

    Without `leads`, what names a lead alone is nobody's: an account is then judged by what was
    done for it under its own name, not by what was done for leads that it came of.
    """
    columns, place = _accounts(records, opportunities, leads)
    whole = pa.concat_arrays([_texts(column) for column in columns])
    texts = whole.take(pa.array(place, mask=place < 0))
    return pd.Series(texts, dtype="str", index=records.index, name="account_id")


def account_positions(
    records: pd.DataFrame,
    opportunities: pd.DataFrame,
    leads: pd.DataFrame | None,
    ids: pd.Series,
) -> NDArray[np.int64]:
    """Position in `ids` of each record's account (see `account_of`); -1 where it is not there.

    The accounts of a table are looked up once each, and not once for every record.

    Examples
    --------
    >>> calls = pd.DataFrame({"account_id": [None, "B"], "opportunity_id": ["o", "o"]})
    >>> sold = pd.DataFrame({"account_id": ["A"], "opportunity_id": ["o"]})
    >>> account_positions(calls, sold, None, pd.Series(["B", "A"])).tolist()
    [1, 0]
    """
    own = records["account_id"]
    found, is_open = positions(own, ids).copy(), own.isna().to_numpy(copy=True)
    for key, table in _parents(opportunities, leads).items():
        rows = np.flatnonzero(is_open)
        if not len(rows):
            break
        parent = positions(records[key], table[key])[rows]
        account = table["account_id"]
        has_one = np.append(account.notna(), False)[parent]
        rows, parent = rows[has_one], parent[has_one]
        found[rows], is_open[rows] = positions(account, ids)[parent], False
    return found


def _accounts(
    records: pd.DataFrame, opportunities: pd.DataFrame, leads: pd.DataFrame | None
) -> tuple[list[pd.Series], NDArray[np.int64]]:
    """Columns of accounts, and the place of each record's in all of them one after the other."""
    columns = [records["account_id"]]
    place = np.where(columns[0].notna(), np.arange(len(records)), -1)
    start = len(records)
    for key, table in _parents(opportunities, leads).items():
        parent = positions(records[key], table[key])
        columns.append(table["account_id"])
        has_one = np.append(columns[-1].notna(), False)[parent]
        place = np.where((place < 0) & has_one, start + parent, place)
        start += len(table)
    return columns, place


def _parents(opportunities: pd.DataFrame, leads: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """The tables that know a record's account, by the column that names their rows."""
    return {"opportunity_id": opportunities} | ({} if leads is None else {"lead_id": leads})


def _found(named: pa.Array, ids: pa.Array) -> NDArray[np.int64]:
    found = pc.index_in(named, value_set=ids, skip_nulls=True)
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _numbered(column: pd.Series) -> tuple[NDArray[np.int32], pa.Array]:
    """The number of each row's text, -1 where it is missing; and the texts.

    Found once for as long as the column is there: Arrow changes no text in place, so that the same
    object holds the same texts, whatever frames it was handed through.
    """
    held = cast(ArrowStringArray, column.astype("str").array).__arrow_array__()
    if id(held) not in _NUMBERS:
        coded = held.dictionary_encode().combine_chunks()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        _NUMBERS[id(held)] = codes, coded.dictionary
        finalize(held, _NUMBERS.pop, id(held), None).atexit = False
    return _NUMBERS[id(held)]


def _texts(column: pd.Series) -> pa.Array:
    """A column as one piece of Arrow's texts, in which looking up makes no Python objects."""
    texts = pa.array(column.astype("str"), type=pa.large_string(), from_pandas=True)
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
