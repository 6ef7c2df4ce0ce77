"""What a fan of forecasts says in words."""

from __future__ import annotations

import pandas as pd

from kit.charts.subject import Subject, period_ahead
from kit.language import N_, current


def told(
    rows: pd.DataFrame, about: Subject, frame: pd.DataFrame, *, split: bool = False
) -> list[str]:
    """The running period, how sure it is and its target; the next one; and the last.

    Parameters
    ----------
    rows
        One row per period ahead, a column per measure and bound.
    frame
        The tidy frame that they are from, which knows its periods.
    split
        Say what the mean is made of, as columns of parts show it.
    """
    made_of = _made_of(rows.iloc[0], about, frame) if split else ""
    if made_of:
        bounds = _bounds(rows.iloc[0], about)
        within = N_("In {share} of cases it is {low} to {high}.")
        reach = [current().text(within, **bounds)] if bounds else []
        return [made_of, *reach, *_against(rows.iloc[0], about)]
    first, others = rows.iloc[0], [rows.iloc[1]] if len(rows) > 1 else []
    others += [rows.iloc[-1]] if len(rows) > 2 else []
    said = [_expected(first, about, frame), *_parts(first, about), *_against(first, about)]
    return said + [_later(one, about, frame) for one in others]


def _expected(row: pd.Series, about: Subject, frame: pd.DataFrame) -> str:
    """Median of a period, with the bounds that hold 80 % of cases."""
    words = current()
    values = {
        "label": about.label,
        "value": about.text(row["value"]),
        "period": period_ahead(int(row["ahead"]), frame),
    }
    bounds = _bounds(row, about)
    if not bounds:
        return words.text(N_("{label}: {value} in {period}."), **values)
    message = N_("{label}: {value} in {period}, in {share} of cases {low} to {high}.")
    return words.text(message, **values, **bounds)


def _later(row: pd.Series, about: Subject, frame: pd.DataFrame) -> str:
    """The same of a later period, whose figure has been named."""
    words, values = current(), _bounds(row, about)
    period = period_ahead(int(row["ahead"]), frame)
    if not values:
        message = N_("{period}: {value}.")
        return words.text(message, period=period, value=about.text(row["value"]))
    return words.text(
        N_("{period}: {value}, in {share} of cases {low} to {high}."),
        period=period,
        value=about.text(row["value"]),
        **values,
    )


def _bounds(row: pd.Series, about: Subject) -> dict[str, str]:
    """The bounds that hold 80 % of cases; nothing where they are not known."""
    if pd.isna(row["within_80_low"]) or pd.isna(row["within_80_high"]):
        return {}
    low, high = (about.text(row[f"within_80_{end}"]) for end in ("low", "high"))
    return {"share": current().percent(0.8, 0), "low": low, "high": high}


def _parts(row: pd.Series, about: Subject) -> list[str]:
    """Where the running period's mean comes from."""
    parts = {name: row[name] for name in ("booked", "from_open", "from_new")}
    if any(pd.isna(value) for value in parts.values()):
        return []
    message = N_("{booked} of it is booked, {open} is expected of what is open, {new} of new ones.")
    if not row["booked"]:
        message = N_("{open} of it is expected of what is open, {new} of new ones.")
    told = {name.removeprefix("from_"): about.text(value) for name, value in parts.items()}
    return [current().text(message, **told)]


def _made_of(row: pd.Series, about: Subject, frame: pd.DataFrame) -> str:
    """The running period's mean and its parts; empty where they are not all known."""
    names = ("mean", "booked", "from_open", "from_new")
    if row[[*names]].isna().any():
        return ""
    message = N_(
        "{period}: {mean} on average – {booked} booked, {open} of what is open, {new} of new ones."
    )
    if not row["booked"]:
        message = N_("{period}: {mean} on average – {open} of what is open, {new} of new ones.")
    said = {name.removeprefix("from_"): about.text(row[name]) for name in names}
    return current().text(message, period=period_ahead(int(row["ahead"]), frame), **said)


def _against(row: pd.Series, about: Subject) -> list[str]:
    """On which side of the target the bounds lie."""
    if pd.isna(row["target"]):
        return []
    values, words = {"target": about.text(row["target"])}, current()
    if row["within_80_low"] >= row["target"]:
        return [words.text(N_("The target of {target} lies below these bounds."), **values)]
    if row["within_80_high"] < row["target"]:
        return [words.text(N_("The target of {target} lies above these bounds."), **values)]
    return [words.text(N_("The target of {target} lies inside these bounds."), **values)]
