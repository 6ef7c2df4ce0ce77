"""What goes along with winning: how far products, sources and stages lie off the usual."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.kpis.forecast.derived import joint_groups, of_day
from kit.kpis.frame import finish
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("won", "lost")
FACTORS = ("stage", "source", "product")
"""What models tell the effect of, teams aside: those a page compares by their own records."""


def chance_effects(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    effects: DataFrame | None = None,
    model_states: DataFrame | None = None,
) -> DataFrame:
    """How many times as often a product's, source's or stage's opportunities are won as usual.

    `won` is for products and sources the multiple of the usual rate of wins a day among those
    open, for stages that of the usual odds to be won within 90 days, given the age; `lost` is the
    same multiple for losses, and has no stages. All else that the model knows is held equal, and
    members with few records are drawn towards 1, no difference. What goes along with winning need
    not make it happen. The effects are the company's: `by` is marked ``unattributed``.

    Unit: number
    Source: opportunities (opportunity_id)

    Parameters
    ----------
    opportunities
        Names the members of what is split by.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    effects
        Logs of the multiples with their bounds, as `kit.prepare` makes them.
    model_states
        Says for which day models were fitted: on an earlier one the effects do not count.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axes `factor` and `member` (missing where none is recorded), the
        greatest multiples first; `n` counts the opportunities of the member.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> fitted = pd.DataFrame({
    ...     "cause": "won", "factor": "source", "member": ["Web", "Fair"], "mark": "",
    ...     "value": [0.0, 0.6931], "low": [-0.1, 0.4], "high": [0.1, 1.0], "n": [80, 40]})
    >>> frame = chance_effects(
    ...     empty("opportunities"), Window(date(2026, 3, 31)), effects=fitted)
    >>> frame.dropna(subset="value")[["member", "value"]].round(2).values.tolist()
    [['Fair', 2.0], ['Web', 1.0]]
    """
    records = known(opportunities, window, by, read=())
    is_later = model_states is not None and of_day(model_states, window) is None
    rows = None if is_later or effects is None else effects[effects["factor"].isin(FACTORS)]
    if by or rows is None or rows.empty:
        found = _nothing(records, by, FACTORS)
    else:
        absent = [name for name in FACTORS if not rows["factor"].eq(name).any()]
        parts = [_multiples(rows), *([_nothing(records, by, absent)] if absent else [])]
        found = pd.concat(parts, ignore_index=True)
    found = found.assign(
        period=pd.Timestamp(window.current.start),
        factor=found["factor"].astype("str").astype(pd.CategoricalDtype(list(FACTORS))),
        member=_in_order(found["member"]),
    )
    how = {"axes": ("factor", "member"), "measures": MEASURES, "now": True}
    frame = finish(found, "chance_effects", window, by=by, **how)  # type: ignore[arg-type]
    return frame.astype({"factor": "str", "member": "str"})


def _multiples(rows: DataFrame) -> DataFrame:
    """Rows of the frame from logs, members by how often they are won, the greatest first."""
    rows = rows.sort_values(["cause", "value", "member"], ascending=[False, False, True])
    numbers = {name: np.exp(rows[name].astype("float64")) for name in ("value", "low", "high")}
    member = rows["member"].astype("str")
    plain = {
        "measure": rows["cause"],
        "factor": rows["factor"],
        "member": member.where(member.ne("")),
    }
    return rows[["n", "mark"]].assign(**plain, **numbers)


def _in_order(members: pd.Series) -> pd.Series:
    """Members as they first occur, so that they stay in that order."""
    known = members.astype("str")
    return known.astype(pd.CategoricalDtype(list(known.dropna().unique())))


def _nothing(records: DataFrame, by: Sequence[str], factors: Sequence[str]) -> DataFrame:
    """A row of each measure and factor for each member of the split, and no value."""
    _, (groups,) = joint_groups([records], by)
    mark = "unattributed" if by else ""
    rows = [
        groups.rows(measure=name, value=np.nan, n=0, mark=mark, factor=factor, member=None)
        for name in MEASURES
        for factor in factors
    ]
    return pd.concat(rows, ignore_index=True)
