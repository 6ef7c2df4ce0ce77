"""Two answers to one question, held against each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

NUMBERS = ("value", "low", "high", "n")


def differences(
    computed: pd.DataFrame,
    expected: pd.DataFrame,
    keys: Sequence[str],
    relative: float,
    absolute: float,
) -> list[str]:
    """What the kit and the SQL do not agree on; empty where they do.

    Bounds and counts are compared where the SQL has any. A row that only the SQL has is one; a
    row that only the kit has may stand there as long as it says nothing: missing, or a count or
    sum of nothing.
    """
    ours, theirs = _keyed(computed, keys), _keyed(expected, keys)
    twice = theirs.index[theirs.index.duplicated()]
    found = [f"{_name(key)}: twice" for key in twice]
    found += [f"{_name(key)}: not computed" for key in theirs.index.difference(ours.index)]
    for key in ours.index.difference(theirs.index):
        value = ours.loc[key, "value"]
        if not (pd.isna(value) or value == 0):
            found.append(f"{_name(key)}: computed {value}, not expected")
    both = ours.index.intersection(theirs.index)
    for column in (one for one in NUMBERS if one in expected):
        left = pd.to_numeric(ours.loc[both, column]).to_numpy(dtype=float, na_value=np.nan)
        right = pd.to_numeric(theirs.loc[both, column]).to_numpy(dtype=float, na_value=np.nan)
        same = np.isclose(left, right, rtol=relative, atol=absolute, equal_nan=True)
        same |= np.isnan(right) & (column != "value")
        found += [
            f"{_name(key)}, {column}: computed {one}, expected {other}"
            for key, one, other in zip(both[~same], left[~same], right[~same], strict=True)
        ]
    return found


def _keyed(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The frame by its keys as text, so that types of two libraries do not matter."""
    columns = {}
    for name in keys:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            column = column.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_numeric_dtype(column):
            column = pd.to_numeric(column).astype("float64").map("{:g}".format)
        columns[name] = column.astype("object").where(column.notna(), "").astype(str)
    return frame.set_axis(pd.MultiIndex.from_frame(pd.DataFrame(columns)), axis=0)


def _name(key: Sequence[str]) -> str:
    return " ".join(str(part) or "–" for part in key)
