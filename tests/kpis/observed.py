"""What `kit.prepare` derives from snapshots, made of snapshots that a test wrote down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import pandas as pd
from pandas import DataFrame, Series

from kit.data.at_first import open_at_first
from kit.data.comparing import Between, compared, no_changes
from kit.data.frames import completed

Observed = dict[str, DataFrame]


def loaded(frame: DataFrame) -> DataFrame:
    """Opportunities with all columns that snapshots have."""
    own = {} if "amount_original" in frame else {"amount_original": frame["amount"]}
    units = {name: frame[name].astype("str") for name in ("region", "team")}
    whole = completed(frame.assign(**units, **own), "opportunities")
    return whole.astype({"expected_close_date": "datetime64[us]", "currency": "str"})


def observed_of(
    snapshots: Mapping[date, DataFrame], merged: Mapping[str, str] | None = None
) -> Observed:
    """The derived tables of snapshots by their last day, oldest first, each taken a day later."""
    days = [pd.Timestamp(day) for day in snapshots]
    at = [day.tz_localize("UTC") + pd.Timedelta(days=1) for day in days]
    survivors = Series(dict(merged or {}), dtype="str")
    steps = list(zip(days, at, map(loaded, snapshots.values()), strict=True))
    found = [
        compared(before, after, Between(first, last, first_at, last_at), survivors)
        for (first, first_at, before), (last, last_at, after) in pairwise(steps)
    ]
    changes = pd.concat([no_changes(), *found], ignore_index=True)
    listed = DataFrame({"as_of": days, "is_first": [True] + [False] * (len(days) - 1)})
    return {
        "observed_changes": changes,
        "observed_start": open_at_first(steps[-1][2], changes),
        "observed_days": listed.astype({"as_of": "datetime64[us]"}),
    }
