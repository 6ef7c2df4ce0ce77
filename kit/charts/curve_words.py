"""What curves over age or number say in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.charts.findings import extremes
from kit.charts.lines import Line
from kit.charts.subject import Subject
from kit.kpis.marks import THIN
from kit.language import N_, N_pair, current

TOUCHES, WINS, _FROM_AGES = "touches_to_response", "chance_of_at_least", "still_won"
MOST_TOLD = 4
"""Curves that are told apart one by one."""


def spoken(
    curves: Sequence[Line],
    subject: Subject,
    over: str,
    *,
    of_members: bool,
    asked: int | None = None,
) -> list[str]:
    """Each of a few curves; of many only the ones that end highest and lowest.

    Parameters
    ----------
    asked
        Of chances of so many wins, how many the target takes.
    """
    if subject.kpi == WINS:
        return [one for line in curves for one in _so_many(line, subject, asked)]
    if subject.kpi == _FROM_AGES:
        return [_from_ages(one, subject) for one in curves]
    if len(curves) > MOST_TOLD:
        return extremes(ends(curves), subject)
    return [_spoken(one, subject, over, of_members=of_members) for one in curves]


def ends(curves: Sequence[Line]) -> list[tuple[str, pd.Series]]:
    """Label and end of each curve, highest first; thin where few began, not where few are left."""
    ranked = sorted(curves, key=lambda one: -float(one.end["value"]))
    return [
        (one.label, one.end.where(one.end.index != "mark", "thin" if _is_thin(one) else ""))
        for one in ranked
    ]


def _is_thin(one: Line) -> bool:
    began = one.rows["n"].max()
    return bool(pd.notna(began) and began < THIN)


def _so_many(one: Line, subject: Subject, asked: int | None) -> list[str]:
    """The chance of what the target takes; how many wins are likely, and more so than not."""
    words, known = current(), one.rows[one.rows["value"].notna()].sort_values("x")
    said = []
    for _, row in known[known["x"].eq(-1 if asked is None else asked)].iterrows():
        values = {"value": subject.text(row["value"]), "n": words.number(row["x"])}
        said.append(
            words.text(
                N_(
                    "From what is open now, the {n} wins that the target takes have a chance of"
                    " {value}."
                ),
                **values,
            )
        )
    for share in (0.8, 0.5):
        likely = known[known["value"] >= share].tail(1)
        for _, row in likely.iterrows():
            values = {"value": subject.text(row["value"]), "n": words.number(row["x"])}
            said.append(words.text(N_("At least {n} wins: {value}."), **values))
    if said:
        return list(dict.fromkeys(said))
    return [_counted(one, subject)]


def _from_ages(one: Line, subject: Subject) -> str:
    """The ages from which most and least is still to be hoped for."""
    known = one.rows[one.rows["value"].notna()].sort_values("value", kind="stable")
    words, last, first = current(), known.iloc[-1], known.iloc[0]
    return words.text(
        N_("{label}: most from day {best} on, {high}; least from day {worst} on, {low}."),
        label=one.label or subject.label,
        best=words.number(last["x"]),
        high=subject.bounded(last),
        worst=words.number(first["x"]),
        low=subject.bounded(first),
    )


def _spoken(one: Line, subject: Subject, over: str, *, of_members: bool) -> str:
    """How far the curve goes; a measure's name says enough, a member's needs the measure's."""
    words = current()
    if over == "k":
        return _counted(one, subject)
    values = {"value": subject.bounded(one.end), "age": words.number(one.end["x"])}
    if not one.label:
        return words.text(N_("{label}: {value} by day {age}."), label=subject.label, **values)
    if not of_members:
        return words.text(N_("{label}: {value} by day {age}."), label=one.label, **values)
    return words.text(
        N_("{label}, {member}: {value} by day {age}."),
        label=subject.label,
        member=one.label,
        **values,
    )


def _counted(one: Line, subject: Subject) -> str:
    """How far a curve over a number goes: how many touches, or which step."""
    words, last = current(), int(one.end["x"])
    of = f"{subject.label}, {one.label}" if one.label else subject.label
    value = subject.bounded(one.end)
    if subject.kpi != TOUCHES:
        return words.text(N_("{label}: {value} at step {n}."), label=of, value=value, n=last)
    pair = N_pair("{label}: {value} after {n} touch.", "{label}: {value} after {n} touches.")
    return words.plural(*pair, last, label=of, value=value)


def worth(stop: int | None) -> str:
    """After how many touches to stop; empty where that is not known."""
    if stop is None:
        return ""
    pair = N_pair(
        "After {n} touch, no further one brings an answer from 1 in 50.",
        "After {n} touches, no further one brings an answer from 1 in 50.",
    )
    return current().plural(*pair, stop)
