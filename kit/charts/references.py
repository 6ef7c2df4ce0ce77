"""What a course is read against: a target, and the same periods before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.charts.subject import pick
from kit.language import N_, current

Target = float | pd.DataFrame | None
_YEAR_DAYS = (364, 366)  # 52 weeks, or a year with its leap day


def recorded(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows from the first period on of which anything is known; all, if nothing ever is."""
    known = rows.loc[rows["value"].notna(), "period"]
    return rows[rows["period"] >= known.min()] if len(known) else rows


def placed(rows: pd.DataFrame, last: float | None = None) -> pd.DataFrame:
    """The rows in order of time, with `x`: 0, 1, 2 … by period, or such that the last is `last`."""
    starts = np.sort(rows["period"].unique())
    at = np.searchsorted(starts, rows["period"].to_numpy()).astype(float)
    shift = 0.0 if last is None else last - (len(starts) - 1)
    ordered = rows.assign(x=at + shift).sort_values("x", kind="stable")
    return ordered.astype({"value": "float64", "low": "float64", "high": "float64"})


@dataclass(frozen=True)
class References:
    """The target and the earlier rows at the positions of the rows drawn; None where not given."""

    target: pd.Series | None
    before: pd.DataFrame | None
    before_label: str = ""

    @property
    def numbers(self) -> pd.Series:
        """Every value, for the limits of the axis."""
        parts = [] if self.target is None else [self.target]
        parts += [] if self.before is None else [self.before["value"]]
        return pd.concat(parts) if parts else pd.Series(dtype="float64")

    @property
    def last_target(self) -> float | None:
        """The target of the newest period that has one."""
        return None if self.target is None else float(self.target.iloc[-1])


def references(
    rows: pd.DataFrame, target: Target, previous: pd.DataFrame | None, measure: str
) -> References:
    """What the placed `rows` are read against."""
    aims = _targets(rows, target)
    if previous is None:
        return References(aims, None)
    before = placed(pick(previous, measure)[0], float(rows["x"].max()))
    before = before[(before["x"] >= 0) & before["value"].notna()]
    if before.empty:
        return References(aims, None)
    days = (rows["period"].max() - before["period"].max()).days
    is_year = _YEAR_DAYS[0] <= days <= _YEAR_DAYS[1]
    label = N_("a year earlier") if is_year else N_("earlier")
    return References(aims, before, current().text(label))


def _targets(rows: pd.DataFrame, target: Target) -> pd.Series | None:
    """The target by position, without the periods that have none."""
    if target is None:
        return None
    starts = pd.Index(np.sort(rows["period"].unique()))
    if isinstance(target, pd.DataFrame):
        by_period = target.drop_duplicates("period").set_index("period")["value"]
        aims = by_period.reindex(starts).reset_index(drop=True).astype("float64").dropna()
    else:
        aims = pd.Series(float(target), index=range(len(starts)), dtype="float64").dropna()
    return aims if len(aims) else None
