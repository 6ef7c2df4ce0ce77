"""Members of axes that are fixed, such as new and existing customers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.window import Window


def crossed(
    keys: pd.DataFrame, axis: str, members: Sequence[str], window: Window | None = None
) -> pd.DataFrame:
    """Each row of `keys` once for each member of an axis, members in their order.

    Parameters
    ----------
    keys
        Rows of `kit.kpis.groups.Groups`.
    axis, members
        Name of the axis, and of its members.
    window
        Gives the period of a single row where there are no keys to split by and none occur.

    Examples
    --------
    >>> crossed(pd.DataFrame({"team": ["A", "B"]}), "step", ["in", "out"]).values.tolist()
    [['A', 'in'], ['A', 'out'], ['B', 'in'], ['B', 'out']]
    """
    keys = keys if window is None else or_current(keys, window)
    rows = keys.loc[keys.index.repeat(len(members))].reset_index(drop=True)
    codes = np.tile(np.arange(len(members)), len(keys))
    return rows.assign(
        **{
            axis: pd.Categorical.from_codes(
                codes, dtype=pd.CategoricalDtype(list(members), ordered=True)
            )
        }
    )


def or_current(keys: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The keys, or the current period where nothing occurs and nothing is split by."""
    if len(keys) or list(keys) != ["period"]:
        return keys
    start = pd.Timestamp(window.current.start)
    return pd.DataFrame({"period": pd.Series([start], dtype="datetime64[us]")})
