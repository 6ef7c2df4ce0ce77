"""Rows of what touches are credited with, and what that is for each unit of money spent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.splitting import digits_of
from kit.kpis.frame import in_periods
from kit.kpis.groups import group
from kit.kpis.sales.credit import METHODS, shares
from kit.kpis.sales.customer_kind import EXISTING, NEW
from kit.kpis.sales.members import or_current
from kit.kpis.sales.touch_pairs import Pairs
from kit.window import Window

UNATTRIBUTED = "unattributed"
_KINDS = {"amount": None, "new": NEW, "existing": EXISTING}


def credited(
    won: pd.DataFrame, by: Sequence[str], pairs: Pairs, labels: pd.Index, window: Window
) -> pd.DataFrame:
    """What each touch is credited with by each rule: rows for `finish`.

    Parameters
    ----------
    won
        Won opportunities with an amount and their `kind` of customer.
    pairs
        With labels as positions in `labels`.
    labels
        All touches, what is not attributed last.
    """
    groups = group(won, by, period=in_periods(won["closed_at"], window))
    keys, width = or_current(groups.keys, window), len(labels)
    digits = digits_of(won["amount"].to_numpy(float))
    units = np.rint(won["amount"].to_numpy(float) * 10**digits).astype(np.int64)
    kind = won["kind"].to_numpy()
    owner = np.repeat(pairs.opportunity, np.diff(np.append(pairs.starts, len(pairs.label))))
    untouched = np.setdiff1d(np.arange(len(won)), pairs.opportunity)
    nothing = np.full(len(untouched), width - 1)
    parts = []
    for number, method in enumerate(METHODS):
        place, part = shares(method, pairs, units[pairs.opportunity])
        record = np.concatenate([owner[place], untouched])
        label = np.concatenate([pairs.label[place], nothing])
        amount = np.concatenate([part, units[untouched]])
        once = _firsts(record * width + label)
        cell = groups.codes[record] * width + label
        for measure, only in _KINDS.items():
            counts = kind[record] == only if only is not None else np.ones(len(record), bool)
            total = np.bincount(cell[counts], amount[counts], len(keys) * width)
            n = np.bincount(cell[counts & once], minlength=len(keys) * width)
            shown = _shown(keys, total / 10**digits, n, width)
            parts.append(shown.assign(measure=measure, method=number))
    return _named(pd.concat(parts, ignore_index=True), labels)


def _shown(keys: pd.DataFrame, value: np.ndarray, n: np.ndarray, width: int) -> pd.DataFrame:
    """Rows of the cells that hold something, and of all touches in the first group.

    So none is missing in any.
    """
    cells = np.flatnonzero((n > 0) | (np.arange(len(n)) < width))
    rows = keys.iloc[cells // width].reset_index(drop=True)
    return rows.assign(label=cells % width, value=value[cells], n=n[cells])


def returns(rows: pd.DataFrame, spent: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Amount credited over what was spent on the campaign: rows for `finish`.

    Parameters
    ----------
    rows
        Those of `credited`.
    spent
        Spend of campaigns by period and the columns of `by`.
    """
    amount = rows.loc[
        rows["measure"].eq("amount"), ["period", *by, "method", "touch", "value", "n"]
    ]
    types = amount.dtypes.to_dict()
    texts = dict.fromkeys([*by, "method", "touch"], "str")
    methods = pd.DataFrame({"method": pd.Series(METHODS, dtype="str")})
    # A campaign that cost something and is credited with nothing returned 0.
    both = amount.astype(texts).merge(
        spent.merge(methods, how="cross"), how="outer", on=["period", *by, "method", "touch"]
    )
    value = both["value"].fillna(0.0) / both["spent"].where(both["spent"] > 0)
    both = both.assign(value=value, n=both["n"].fillna(0), measure="roas")
    return both.drop(columns="spent").astype(types)


def with_unattributed_marked(frame: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Mark what no touch is credited with, and returns whose spend is not known for the member."""
    spent = pd.MultiIndex.from_frame(whole[["period", "touch"]])
    at = pd.MultiIndex.from_arrays([frame["period"], frame["touch"].astype("str")])
    elsewhere = frame["measure"].eq("roas") & frame["value"].isna() & at.isin(spent)
    rest = frame["touch"].eq(UNATTRIBUTED) & frame["value"].notna()
    frame.loc[elsewhere | rest, "mark"] = "unattributed"
    return frame


def _named(rows: pd.DataFrame, labels: pd.Index) -> pd.DataFrame:
    label, method = rows.pop("label"), rows.pop("method")
    touches = pd.CategoricalDtype(labels, ordered=True)
    methods = pd.CategoricalDtype(list(METHODS), ordered=True)
    return rows.assign(
        method=pd.Categorical.from_codes(method, dtype=methods),
        touch=pd.Categorical.from_codes(label, dtype=touches),
    )


def _firsts(numbers: np.ndarray) -> np.ndarray:
    """Which entries are the first of their number."""
    return ~pd.Series(numbers).duplicated().to_numpy()
