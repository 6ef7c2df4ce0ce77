"""Which record of one table a row of another one names: the look-ups that all share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


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
    found = pc.index_in(_texts(named), value_set=_texts(ids), skip_nulls=True)
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


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
    found = records["account_id"].astype("str")
    tables = {"opportunity_id": opportunities} | ({} if leads is None else {"lead_id": leads})
    for key, table in tables.items():
        own = found.isna()
        parent = entries_at(table["account_id"], positions(records.loc[own, key], table[key]))
        found = found.mask(own, pd.Series(parent.array, index=found.index[own]))
    return found


def _texts(column: pd.Series) -> pa.Array:
    """A column as one piece of Arrow's texts, in which looking up makes no Python objects."""
    texts = pa.array(column.astype("str"), type=pa.large_string(), from_pandas=True)
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
