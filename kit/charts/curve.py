"""Shares that grow or fall with age, or from one try to the next, as step curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Align, Margins, canvas, extent, nothing, say, write
from kit.charts.curve_words import MOST_TOLD, TOUCHES, WINS, ends, spoken, worth
from kit.charts.findings import sure
from kit.charts.labels import width
from kit.charts.lines import EndLabel, Line, draw_line, end_labels, lines, text_colour
from kit.charts.subject import Subject, kpi_label, latest, measure_label, pick
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import N_, current

_PLOT = 180
_LINE = 16
_AGES = 4
_GAP = 14.0
_AXES = ("age_days", "k")
_STOP, _ASKED = "stop_after", "target_wins"


@themed
def curve(
    frame: pd.DataFrame,
    *,
    hue: str = "",
    measures: Sequence[str] = (),
    currency: str = "",
) -> Axes:
    """Step curves over age or number, with bands; how many are still followed stands below.

    Of more than four curves the highest and the lowest stand out, the others are grey.

    Parameters
    ----------
    frame
        Tidy frame with the axis ``age_days`` or ``k``; the last period known is drawn. The number
        after which to stop is marked, where the frame has the measure ``stop_after``.
    hue
        Dimension with one curve per member.
    measures
        Measures with one curve each; by default all over the age, over a number the first one;
        with `hue` the first one.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the frame has neither axis.
    """
    over = _axis_of(frame)
    names = list(measures) or list(frame["measure"].unique())[: 1 if over == "k" else None]
    names = names[:1] if hue else names
    shown, subject = pick(frame, names[0] if names else "", currency)
    subject = subject if hue else replace(subject, label=kpi_label(subject.kpi))
    rows = _placed(shown if hue else frame[frame["measure"].isin(names)], over)
    curves = lines(rows, hue or ("series" if len(names) > 1 else ""))
    if not curves:
        return nothing(subject.label)
    curves = _ranked(curves) if len(curves) > MOST_TOLD else curves
    known = pd.concat([one.rows for one in curves]).dropna(subset="value")
    highest = float(known[["value", "high"]].max().max())
    values = axis.ticks(*axis.span(0.0, highest, zero=True))
    labels = _end_labels(curves, subject)
    at_risk = curves if hue else curves[:1]  # competing ends share their numbers at risk
    if subject.kpi == WINS:
        at_risk = []  # all opportunities stand behind each number
    ax = _sheet(values, subject, [one.text for one in labels] + [_unit(over, subject.kpi)], at_risk)
    for one in curves:
        draw_line(ax, one, steps=True)
    axis.value_axis(ax, values, subject)
    places = _axis_ticks(ax, known if over == "k" else rows, over)
    end_labels(ax, labels)
    _write_at_risk(ax, at_risk, places)
    stop = None if hue else _stop(frame, rows)
    if stop is not None:
        _mark(ax, stop, N_("stop after {n}"))
    asked = None if hue else _stop(frame, rows, _ASKED)
    if asked is not None:
        _mark(ax, asked, N_("the target takes {n}"), falls=True)
    said = spoken(curves, subject, over, of_members=bool(hue), asked=asked)
    return say(ax, *said, worth(stop))


def _axis_of(frame: pd.DataFrame) -> str:
    over = next((name for name in _AXES if name in frame), "")
    if not over:
        raise ParamError("A curve needs a frame with the axis `age_days` or `k`.")
    return over


def _placed(rows: pd.DataFrame, over: str) -> pd.DataFrame:
    """The last rows known in order of `over`, with `x` and the measure's name as `series`."""
    rows = latest(rows)
    labels = {name: measure_label(str(rows["kpi"].iloc[0]), name) for name in set(rows["measure"])}
    series = rows["measure"].astype("str").map(labels)
    rows = rows.assign(x=rows[over].astype("float64"), series=series)
    rows = rows.astype({"value": "float64", "low": "float64", "high": "float64"})
    order = {name: place for place, name in enumerate(rows["measure"].unique())}
    rows = rows.assign(place=rows["measure"].map(order))
    return rows.sort_values(["place", "x"], kind="stable")


def _ranked(curves: Sequence[Line]) -> list[Line]:
    """The curves from the highest end to the lowest: what the words name in colour, others grey."""
    named = [label for label, _ in sure(ends(curves))]
    colours = {named[-1]: "accent2", named[0]: "accent"}
    ranked = sorted(curves, key=lambda one: -float(one.end["value"]))
    return [replace(one, colour=colours.get(one.label, "muted")) for one in ranked]


def _end_labels(curves: Sequence[Line], subject: Subject) -> list[EndLabel]:
    labels = []
    for one in (named for named in curves if named.is_named):
        text = f"{one.label} {subject.text(one.end['value'])}".strip()
        labels.append(EndLabel(float(one.end["value"]), text, one.colour, "normal"))
    return labels


def _sheet(
    values: Sequence[float], subject: Subject, beside: Sequence[str], at_risk: Sequence[Line]
) -> Axes:
    """An empty canvas with room on the right for what stands `beside` the curves."""
    named = [*beside, *([current().text(N_("Still followed"))] if at_risk else [])]
    right = max(width(text, TEXT) for text in named) * 1.06 + 16
    below = 30 + _LINE * len(at_risk)
    margins = Margins(max(axis.tick_room(values, subject, TEXT), 34), right, 22, below)
    return canvas(_PLOT + margins.top + margins.bottom, margins)


def _axis_ticks(ax: Axes, rows: pd.DataFrame, over: str) -> list[float]:
    """Ticks at round ages, or at whole numbers from the first one on; returns them."""
    last = float(rows["x"].max())
    if over == "k":
        first = float(rows["x"].min())
        ax.set_xlim(first, max(last, first + 1) + 0.02 * (last - first))
        widest = max(width(current().number(int(n)), TEXT) for n in rows["n"].dropna())
        every = int((widest + _GAP) / extent(ax)[0] * (last - first)) + 1
        places = [float(place) for place in range(int(first), int(last) + 1, every)]
    else:
        steps = [1, 2, 3, 6, 9, 10] if last > 90 else [1, 2, 5, 10]
        places = [age for age in axis.ticks(0.0, last, _AGES, steps) if age <= last]
        ax.set_xlim(0, last * 1.01 or 1)
    ax.set_xticks(places, labels=[current().number(place) for place in places])
    write(ax, _unit(over, str(rows["kpi"].iloc[0])), (1, 0), (10, -11), colour="muted")
    return places


def _unit(over: str, kpi: str) -> str:
    """What the axis counts."""
    words = current()
    if over == "age_days":
        return words.text(N_("days"))
    return words.text({TOUCHES: N_("touches"), WINS: N_("wins")}.get(kpi, N_("step")))


def _stop(frame: pd.DataFrame, rows: pd.DataFrame, measure: str = _STOP) -> int | None:
    """The number that is marked, in the period drawn; None where it is not known."""
    found = frame[frame["measure"].eq(measure) & frame["period"].isin(rows["period"])]["value"]
    known = found.dropna()
    return int(known.iloc[0]) if len(known) == 1 else None


def _mark(ax: Axes, stop: int, message: str, *, falls: bool = False) -> None:
    """A line at a number, its name where the curve, which rises or falls, leaves room."""
    low, high = ax.get_xlim()
    ax.axvline(stop, color=palette.light("accent2"), linewidth=1.5, zorder=1.5)
    text = current().text(message, n=current().number(stop))
    is_right = (stop - low) > (high - low) / 2
    away, align = (-6.0, "right") if is_right else (6.0, "left")
    at, up = ((stop, 1.0), -10.0) if falls and is_right else ((stop, 0.0), 12.0)
    write(ax, text, at, (away, up), where="x", align=cast(Align, align), colour="accent2")


def _write_at_risk(ax: Axes, at_risk: Sequence[Line], ages: Sequence[float]) -> None:
    """A small table under the axis: at each tick, how many were still under way."""
    named = len(at_risk) > 1
    height = -36.0
    for one in at_risk:
        label = one.label if named else current().text(N_("Still followed"))
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
