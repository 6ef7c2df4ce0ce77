"""Two answers to one question, held against each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit import catalogue
from tests.independent.checks import Check
from tests.independent.crm import Held

NUMBERS = ("value", "low", "high", "n")


def disagreements(
    held: Held, check: Check, by: str, windows: Sequence[tuple[str, int]]
) -> list[str]:
    """What the kit and a check do not agree on, in windows of several kinds."""
    kpi = catalogue.find(check.name)
    wrong = []
    for period, periods in windows:
        window = held.window(period, periods)
        expected = held.expected(check.script, window, by)
        computed = held.computed(check.name, window, by)
        own = set(expected["measure"])
        computed = computed[computed["measure"].isin(own)]
        keys = ["measure", *(["period"] if "period" in expected else []), *kpi.axes]
        if by:
            computed = computed.rename(columns={by: "member"})
            keys.append("member")
        lines = differences(computed, expected, keys, check.tolerance, check.within)
        wrong += [f"{period}: {line}" for line in lines]
        missing = {one.name for one in kpi.measures} - own - set(check.unchecked)
        wrong += [f"{period}: {name} is not checked" for name in sorted(missing)]
        if not pd.to_numeric(expected["value"]).notna().any():
            wrong.append(f"{period}: the check has no value at all")
    return wrong


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
    alone = pd.to_numeric(ours["value"][~ours.index.isin(theirs.index)]).dropna()
    alone = alone[alone != 0]
    found += [f"{_name(key)}: computed {value}, not expected" for key, value in alone.items()]
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
