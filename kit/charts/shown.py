"""Which rows of a frame a chart of one period draws, and in which order its members stand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit import catalogue
from kit.charts.labels import LIMIT, clean, distinct
from kit.charts.lines import UNFINISHED, members
from kit.charts.subject import latest, member_label, period_name
from kit.errors import ParamError
from kit.language import N_, current

_NUMBERS = {"value": "float64", "low": "float64", "high": "float64"}


def settled(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the newest period of which nothing may still move; else of the newest known.

    A cohort that is too young would look like one that does badly.
    """
    rows = rows.astype(_NUMBERS)
    moving = rows.loc[rows["mark"].isin(UNFINISHED), "period"]
    whole = rows[~rows["period"].isin(moving)]
    return latest(whole if whole["value"].notna().any() else rows)


def period_said(rows: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Which of several periods `rows` are of, and whether it may still move; else nothing."""
    if len(shown["period"].drop_duplicates()) < 2:
        return ""
    name = period_name(rows["period"].iloc[0], shown)
    if rows["mark"].isin(UNFINISHED).any():
        return current().text(N_("{period} (in part)"), period=name)
    return name


def in_order(rows: pd.DataFrame, over: str) -> list[object]:
    """The members of a dimension or an axis, in the order in which they belong.

    That is the catalogue's for an axis whose members are words, time for periods, that of the
    categories, or of the numbers; else that of the frame.
    """
    found = members(rows[over])
    if over == "period" or pd.api.types.is_numeric_dtype(rows[over].dtype):
        return sorted(found, key=lambda one: (one is None, one))
    known = {name: place for place, name in enumerate(_named(rows))}
    if all(str(name) in known for name in found):
        return sorted(found, key=lambda name: known[str(name)])
    return found


def names(rows: pd.DataFrame, over: str, found: list[object], limit: int = LIMIT) -> list[str]:
    """Short labels of members, which an axis of the KPI may call by words of the catalogue."""
    kpi = str(rows["kpi"].iloc[0])
    return distinct([clean(member_label(kpi, over, _whole(one))) for one in found], limit)


def _whole(member: object) -> object:
    """A number of an axis without needless decimals."""
    return int(member) if isinstance(member, float) and member.is_integer() else member


def _named(rows: pd.DataFrame) -> Mapping[str, str]:
    try:
        return catalogue.find(str(rows["kpi"].iloc[0])).members
    except ParamError:
        return {}
