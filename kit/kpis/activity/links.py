"""Which record of one table a row of another one names."""

from __future__ import annotations

import numpy as np
import pandas as pd


def positions(named: pd.Series, ids: pd.Series) -> np.ndarray:
    """Position in `ids` of what each row names; -1 where it names nothing that is there.

    Examples
    --------
    >>> positions(pd.Series(["b", None, "x"]), pd.Series(["a", "b"])).tolist()
    [1, -1, -1]
    """
    known = ids.notna().to_numpy()
    both = pd.concat([ids[known].astype("str"), named.astype("str")], ignore_index=True)
    codes = pd.factorize(both)[0]
    places = np.flatnonzero(known)
    own, asked = codes[: len(places)], codes[len(places) :]
    first = np.full(max(int(codes.max(initial=-1)), 0) + 2, -1)
    first[own[::-1]] = places[::-1]  # the first of several rows with one id counts
    first[-1] = -1
    return first[asked]
