"""Shares that grow or fall with age, as step curves with their numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit.charts import axis
from kit.charts.canvas import TEXT, Margins, canvas, nothing, say, themed, write
from kit.charts.labels import width
from kit.charts.lines import EndLabel, Line, draw_line, end_labels, lines, text_colour
from kit.charts.subject import Subject, kpi_label, latest, measure_label, pick
from kit.language import N_, current

_PLOT = 180
_LINE = 16
_AGES = 4


@themed
def curve(
    frame: pd.DataFrame,
    *,
    hue: str = "",
    measures: Sequence[str] = (),
    currency: str = "",
) -> Axes:
    """Step curves over the age in days, with bands; the numbers at risk stand under the axis.

    Parameters
    ----------
    frame
        Tidy frame with the axis ``age_days``; the last period known is drawn.
    hue
        Dimension with one curve per member.
    measures
        Measures with one curve each; by default all, with `hue` the first one.
    currency
        Code of the currency of amounts.
    """
    names = list(measures) or list(frame["measure"].unique())
    names = names[:1] if hue else names
    shown, subject = pick(frame, names[0] if names else "", currency)
    subject = subject if hue else replace(subject, label=kpi_label(subject.kpi))
    rows = _placed(shown if hue else frame[frame["measure"].isin(names)])
    curves = lines(rows, hue or ("series" if len(names) > 1 else ""))
    if not curves:
        return nothing(subject.label)
    known = pd.concat([one.rows for one in curves])
    highest = float(known[["value", "high"]].max().max())
    values = axis.ticks(*axis.span(0.0, highest, zero=True))
    labels = _end_labels(curves, subject)
    at_risk = curves if hue else curves[:1]  # competing ends share their numbers at risk
    ax = _sheet(values, subject, labels, at_risk)
    for one in curves:
        draw_line(ax, one, steps=True)
    axis.value_axis(ax, values, subject)
    ages = _age_axis(ax, rows)
    end_labels(ax, labels)
    _write_at_risk(ax, at_risk, ages)
    return say(ax, *(_spoken(one, subject, of_members=bool(hue)) for one in curves))


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The last rows known in order of age, with `x` and the measure's name as `series`."""
    rows = latest(rows)
    labels = {name: measure_label(str(rows["kpi"].iloc[0]), name) for name in set(rows["measure"])}
    series = rows["measure"].astype("str").map(labels)
    rows = rows.assign(x=rows["age_days"].astype("float64"), series=series)
    rows = rows.astype({"value": "float64", "low": "float64", "high": "float64"})
    order = {name: place for place, name in enumerate(rows["measure"].unique())}
    rows = rows.assign(place=rows["measure"].map(order))
    return rows.sort_values(["place", "x"], kind="stable")


def _end_labels(curves: Sequence[Line], subject: Subject) -> list[EndLabel]:
    labels = []
    for one in (named for named in curves if named.is_named):
        text = f"{one.label} {subject.text(one.end['value'])}".strip()
        labels.append(EndLabel(float(one.end["value"]), text, one.colour, "normal"))
    return labels


def _sheet(
    values: Sequence[float], subject: Subject, labels: Sequence[EndLabel], at_risk: Sequence[Line]
) -> Axes:
    beside = [label.text for label in labels] + [current().text(N_("At risk"))]
    right = max(width(text, TEXT) for text in beside) * 1.06 + 16
    below = 30 + _LINE * len(at_risk)
    margins = Margins(max(axis.tick_room(values, subject, TEXT), 34), right, 22, below)
    return canvas(_PLOT + margins.top + margins.bottom, margins)


def _age_axis(ax: Axes, rows: pd.DataFrame) -> list[float]:
    """Ticks at round ages; returns them."""
    last = float(rows["x"].max())
    steps = [1, 2, 3, 6, 9, 10] if last > 90 else [1, 2, 5, 10]
    found = axis.ticks(0.0, last, _AGES, steps)
    ages = [age for age in found if age <= last]
    ax.set_xlim(0, last * 1.01 or 1)
    ax.set_xticks(ages, labels=[current().number(age) for age in ages])
    write(ax, current().text(N_("days")), (1, 0), (10, -11), colour="muted")
    return ages


def _write_at_risk(ax: Axes, at_risk: Sequence[Line], ages: Sequence[float]) -> None:
    """A small table under the axis: at each tick, how many were still under way."""
    named = len(at_risk) > 1
    height = -36.0
    for one in at_risk:
        label = one.label if named else current().text(N_("At risk"))
        write(ax, label, (1, 0), (10, height), colour=text_colour(one.colour) if named else "muted")
        for age, n in zip(ages, _numbers(one, ages), strict=True):
            if n is not None:
                text = current().number(n)
                write(ax, text, (age, 0), (0, height), where="x", align="center")
        height -= _LINE


def _numbers(one: Line, ages: Sequence[float]) -> list[int | None]:
    """The number at risk at each age: that of the first row at or after it."""
    rows = one.rows[one.rows["n"].notna()].drop_duplicates("x")
    at = np.searchsorted(rows["x"].to_numpy(), np.asarray(ages), side="left")
    return [int(rows["n"].iloc[place]) if place < len(rows) else None for place in at]


def _spoken(one: Line, subject: Subject, *, of_members: bool) -> str:
    """How far the curve goes; a measure's name says enough, a member's needs the measure's."""
    words = current()
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
