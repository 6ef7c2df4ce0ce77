"""What charts say to those who do not see them: whole sentences with the values drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.charts.labels import clean, short
from kit.charts.lines import UNFINISHED, Line
from kit.charts.subject import Subject, period_name
from kit.kpis.marks import THIN
from kit.language import N_, N_pair, current

_SPOKEN_LINES = 4


def course(rows: pd.DataFrame, subject: Subject) -> list[str]:
    """The newest complete value, the one before, the range, and the period that still runs."""
    words = current()
    known = rows[rows["value"].notna()]
    whole = known[~known["mark"].isin(UNFINISHED)]
    said = []
    if len(whole):
        said.append(
            words.text(
                N_("{label}: {value} in {period}."),
                label=subject.label,
                value=subject.bounded(whole.iloc[-1]),
                period=_period(whole.iloc[-1], rows),
            )
        )
    if len(whole) > 1:
        said.append(_before(whole, subject, rows))
    if len(whole) > 2:
        said.append(_range(whole, subject, rows))
    return [*said, *_moving(known, whole, subject, rows)]


def several(lines: Sequence[Line], subject: Subject) -> list[str]:
    """Where each line ends, for a few; highest and lowest, for many."""
    words = current()
    ends = sorted(((line.end, line.label) for line in lines), key=lambda one: -one[0]["value"])
    if len(ends) > _SPOKEN_LINES:
        return [*extremes([(label, end) for end, label in ends], subject), _movable(ends)]
    said = [
        words.text(N_("{member}: {value}."), member=label, value=subject.bounded(end))
        for end, label in ends
    ]
    return [words.text(N_("{label}, newest values."), label=subject.label), *said, _movable(ends)]


def extremes(ranked: Sequence[tuple[str, pd.Series]], subject: Subject) -> list[str]:
    """Highest and lowest member; `ranked` is sorted, highest first.

    Members of few records lead no list as long as two others are left, and what is not recorded
    comes last in none.
    """
    words = current()
    judged = sure(ranked)
    (first, top), (last, bottom) = judged[0], judged[-1]
    if len(ranked) == 1:
        return [
            words.text(
                N_("{label} of {member}: {value}."),
                label=subject.label,
                member=first,
                value=subject.bounded(top),
            )
        ]
    return [
        words.text(
            N_("{label} – highest: {first}, {high}; lowest: {last}, {low}."),
            label=subject.label,
            first=first,
            high=subject.bounded(top),
            last=last,
            low=subject.bounded(bottom),
        ),
        *_passed_over(ranked, judged),
    ]


def sure(ranked: Sequence[tuple[str, pd.Series]]) -> Sequence[tuple[str, pd.Series]]:
    """Those of `ranked` whose ends are named, and stand out in a chart."""
    enough = [one for one in ranked if one[1]["mark"] != "thin"]
    enough = enough if len(enough) > 1 else list(ranked)
    nameless = clean(None)
    while len(enough) > 2 and enough[-1][0] == nameless:
        enough = enough[:-1]
    return enough


def _passed_over(
    ranked: Sequence[tuple[str, pd.Series]], judged: Sequence[tuple[str, pd.Series]]
) -> list[str]:
    """That an end of the list rests on too few records to be named, where it does."""
    is_passed = any(
        ranked[end][1]["mark"] == "thin" and ranked[end][0] != judged[end][0] for end in (0, -1)
    )
    said = N_("Those with fewer than {n} records are left aside.")
    return [current().text(said, n=current().number(THIN))] if is_passed else []


def dated(period: str) -> str:
    """Which of several periods is shown."""
    return current().text(N_("Period: {period}."), period=period) if period else ""


def left_out(count: int) -> str:
    """How many members are not drawn."""
    if not count:
        return ""
    pair = N_pair("and {n} more, in the table below", "and {n} more, in the table below")
    return current().plural(*pair, count)


def _movable(ends: Sequence[tuple[pd.Series, str]]) -> str:
    """That some of the values are not final."""
    if not any(end["mark"] in UNFINISHED for end, _ in ends):
        return ""
    return current().text(N_("Some of these are in part, or too early to judge."))


def without(names: Sequence[object]) -> str:
    """How many members have none of what is counted."""
    if not names:
        return ""
    if len(names) == 1:
        return current().text(N_("{member} has none."), member=short(names[0]))
    return current().plural(*N_pair("{n} other has none.", "{n} others have none."), len(names))


def unmeasured(names: Sequence[object]) -> str:
    """How many members have nothing to measure."""
    if not names:
        return ""
    if len(names) == 1:
        return current().text(N_("{member} has no value."), member=short(names[0]))
    return current().plural(
        *N_pair("{n} other has no value.", "{n} others have no value."), len(names)
    )


def compared(subject: Subject, target: float | None, reference: pd.Series | None = None) -> str:
    """The target, or the whole, against which the chart is read."""
    words = current()
    if reference is not None:
        return words.text(N_("All together: {value}."), value=subject.bounded(reference))
    if target is None or pd.isna(target):
        return ""
    return words.text(N_("The target is {value}."), value=subject.text(target))


def unfinished(open_rows: pd.DataFrame, subject: Subject, rows: pd.DataFrame) -> list[str]:
    """The values that may still move; `rows` are all that are drawn."""
    messages = {
        "partial": N_("{period} is covered in part: {value}."),
        "immature": N_("{period} is too recent to be final: {value} so far."),
    }
    return [
        current().text(
            messages[str(row["mark"])], period=_period(row, rows), value=subject.bounded(row)
        )
        for _, row in open_rows.iterrows()
    ]


def _moving(
    known: pd.DataFrame, whole: pd.DataFrame, subject: Subject, rows: pd.DataFrame
) -> list[str]:
    """The newest value that may still move; else up to when too little had been recorded."""
    moving = known[known["mark"].isin(UNFINISHED)].tail(1)
    if moving.empty or whole.empty or moving["period"].iloc[0] > whole["period"].iloc[-1]:
        return unfinished(moving, subject, rows)
    if moving["mark"].iloc[0] == "partial":
        return unfinished(moving, subject, rows)
    said = N_("Up to {period}, recording had not gone on for long enough to be sure.")
    return [current().text(said, period=_period(moving.iloc[0], rows))]


def _before(whole: pd.DataFrame, subject: Subject, rows: pd.DataFrame) -> str:
    before = whole.iloc[-2]
    return current().text(
        N_("It was {value} in {period}."),
        value=subject.bounded(before),
        period=_period(before, rows),
    )


def _range(whole: pd.DataFrame, subject: Subject, rows: pd.DataFrame) -> str:
    ranked = whole.sort_values("value", kind="stable")
    top, bottom = ranked.iloc[-1], ranked.iloc[0]
    return current().text(
        N_("Highest: {high} in {high_period}; lowest: {low} in {low_period}."),
        high=subject.text(top["value"]),
        high_period=_period(top, rows),
        low=subject.text(bottom["value"]),
        low_period=_period(bottom, rows),
    )


def _period(row: pd.Series, rows: pd.DataFrame) -> str:
    return period_name(row["period"], rows)
