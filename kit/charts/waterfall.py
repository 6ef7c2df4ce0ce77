"""From a level at the start to one at the end: what added to it, and what took from it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.labels import short, width
from kit.charts.lines import UNFINISHED
from kit.charts.rows import name_rows, note
from kit.charts.subject import (
    Subject,
    kpi_label,
    latest,
    member_label,
    period_name,
    pick,
    undivided,
)
from kit.charts.theme import TEXT, themed
from kit.language import N_, current

_AXES, _START, _END = ("step", "factor"), "start", "end"
_TAKEN = {"recurring_revenue": ("contraction", "lost")}
"""Steps that a KPI gives as the size of what they took off."""
_STEP = "step"
_ROW, _THICK, _NOTE = 24, 0.62, 17
_FOOT, _PAD, _WIDEST = 28, 12, 110
_NO_MORE = 1e-9
_LARGE, _CENTS = 1000, 100
_COLOURS = {True: "accent", False: "accent2"}


@themed
def waterfall(frame: pd.DataFrame, *, measure: str = "", currency: str = "") -> Axes:
    """One bar for each step that changed anything, from the level before it to the one after.

    The axis need not begin at zero: start and end are points, and the length of a bar is its step.
    Steps after the end are written below, for they are in no sum.

    Parameters
    ----------
    frame
        Tidy frame of one KPI with the axis `step` or `factor`, whose steps lead from ``start`` to
        ``end``; the last period of which anything is known is drawn.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    currency
        Code of the currency of amounts.
    """
    over = next((name for name in _AXES if name in frame), _STEP)
    shown, subject = pick(frame, measure, currency)
    rows = undivided(latest(shown), over)
    if not rows["value"].notna().any():
        return nothing(kpi_label(subject.kpi) if len(rows) else "")
    named = [short(member_label(subject.kpi, over, step)) for step in rows[over]]
    rows = rows.assign(label=named, **{_STEP: rows[over].astype("str")}).reset_index(drop=True)
    is_taken = rows[_STEP].isin(_TAKEN.get(subject.kpi, ()))
    rows = rows.assign(value=rows["value"].mask(is_taken, -rows["value"]))
    is_beside = rows[_STEP].eq(_END).cumsum().shift(fill_value=0).gt(0)
    bars, beside = _bars(rows[~is_beside]), rows[is_beside & rows["value"].ne(0)]
    texts = _texts(bars, subject)
    notes = [*_unexplained(bars, subject), *(_noted(row, subject) for _, row in beside.iterrows())]
    ax = _canvas(bars, texts, notes, _period(rows, shown))
    _value_axis(ax, bars, subject)
    _draw(ax, bars)
    for (_, row), text in zip(bars.iterrows(), texts, strict=True):
        weight = "bold" if row["is_level"] else "normal"
        at = (1, 1 - (row["y"] + 0.5) / len(bars))
        write(ax, text, at, (8, 0), weight=weight)
    said = _said(bars.assign(text=texts), subject, _period(rows, shown))
    return say(ax, *said, *(f"{text}." for text in notes))


def _bars(rows: pd.DataFrame) -> pd.DataFrame:
    """The levels, and every step between that changed anything, with its ends `low` and `high`."""
    is_level = rows[_STEP].isin([_START, _END])
    bars = rows[is_level | rows["value"].ne(0)].assign(is_level=is_level)
    after = bars["value"].mask(bars[_STEP].eq(_END), 0.0).cumsum()
    before = after.shift(fill_value=0.0).mask(bars["is_level"], after)
    ends = pd.concat([before, after], axis=1)
    places = [float(y) for y in range(len(bars))]
    return bars.assign(before=before, after=after, low=ends.min(axis=1), y=places)


def _canvas(bars: pd.DataFrame, texts: list[str], notes: list[str], period: str) -> Axes:
    left = max(width(label, TEXT) for label in bars["label"]) + _PAD + 4
    right = max(width(text, TEXT) for text in texts) * 1.1 + 12
    rows = len(bars) * _ROW
    margins = Margins(left, right, 28, _FOOT + _NOTE * len(notes))
    ax = canvas(margins.top + rows + margins.bottom, margins)
    name_rows(ax, list(bars["label"]))
    ax.tick_params(axis="y", pad=_PAD)
    note(ax, period, 14, above=True)
    for line, text in enumerate(notes):
        note(ax, text, _FOOT + 8 + _NOTE * line)
    return ax


def _value_axis(ax: Axes, bars: pd.DataFrame, subject: Subject) -> None:
    """A few round values below the bars; as many labels as fit."""
    ends = pd.concat([bars["before"], bars["after"]])
    low, high = float(ends.min()), float(ends.max())
    # Steps are what is looked at here, however little they are beside the levels.
    values = axis.ticks(*((low, high) if high > low else axis.span(low, high, zero=False)), count=3)
    ax.set_xlim(values[0], values[-1])
    texts = axis.tick_texts(values, subject)
    if len(set(texts)) < len(texts):
        texts = [_in_full(value, subject) for value in values]
    widths = [width(text, TEXT) for text in texts]
    step = extent(ax)[0] / (len(values) - 1)
    starts = [place * step - wide / 2 for place, wide in enumerate(widths)]
    shown = set(axis.fitting(starts, widths))
    ax.set_xticks(values, labels=[text if at in shown else "" for at, text in enumerate(texts)])
    ax.tick_params(axis="x", length=0)
    ax.grid(True, axis="x")


def _draw(ax: Axes, bars: pd.DataFrame) -> None:
    """Points for levels, bars for steps, and a thin line from each to the next."""
    for _, row in bars[~bars["is_level"]].iterrows():
        colour = palette.light(_COLOURS[bool(row["value"] > 0)])
        ax.barh(row["y"], abs(row["value"]), _THICK, row["low"], color=colour, zorder=3)
    levels = bars[bars["is_level"]]
    ink = palette.light("ink")
    ax.plot(levels["after"], levels["y"], "o", color=ink, markersize=8, clip_on=False, zorder=4)
    starts = bars["y"].iloc[:-1]
    ax.vlines(bars["after"].iloc[:-1], starts, starts + 1, color=palette.light("rule"), linewidth=1)


def _texts(bars: pd.DataFrame, subject: Subject) -> list[str]:
    """The values in full, so that they can be added up; shortened where they are very long.

    Beside levels of thousands, only steps below a hundred have cents.
    """
    is_large = subject.unit == "money" and bars["value"].abs().max() >= _LARGE
    full = []
    for _, row in bars.iterrows():
        size = abs(row["value"])
        full.append(_signed(row, _in_full(size, subject, whole=is_large and size >= _CENTS)))
    if max(width(text, TEXT) for text in full) <= _WIDEST:
        return full
    return [_signed(row, subject.text(abs(row["value"]))) for _, row in bars.iterrows()]


def _signed(row: pd.Series, size: str) -> str:
    """Levels without a sign, unless they are negative; steps with theirs."""
    if row["value"] < 0:
        return f"−{size}"
    return size if row["is_level"] else f"+{size}"


def _in_full(value: float, subject: Subject, *, whole: bool = False) -> str:
    if whole:
        return current().money(value, subject.currency, 0)
    return current().value(value, subject.unit, subject.currency)


def _noted(row: pd.Series, subject: Subject) -> str:
    value = _in_full(row["value"], subject)
    if subject.unit == "count":
        return current().text(N_("{member}: {value}"), member=row["label"], value=value)
    n = current().number(int(row["n"]))
    return current().text(N_("{member}: {value} ({n})"), member=row["label"], value=value, n=n)


def _unexplained(bars: pd.DataFrame, subject: Subject) -> list[str]:
    """What the steps leave between the level at the start and that at the end, if anything."""
    end = bars.loc[bars[_STEP].eq(_END), "value"]
    if end.empty or bars[_STEP].iloc[0] != _START:
        return []
    rest = float(end.iloc[0] - bars.loc[~bars[_STEP].eq(_END), "value"].sum())
    if abs(rest) <= _NO_MORE * bars["value"].abs().sum():
        return []
    sign = "−" if rest < 0 else "+"
    return [
        current().text(
            N_("Not explained by the steps: {value}"), value=f"{sign}{_in_full(abs(rest), subject)}"
        )
    ]


def _period(rows: pd.DataFrame, shown: pd.DataFrame) -> str:
    name = period_name(rows["period"].iloc[0], shown)
    if rows["mark"].isin(UNFINISHED).any():
        return current().text(N_("{period} (in part)"), period=name)
    return name


def _said(bars: pd.DataFrame, subject: Subject, period: str) -> list[str]:
    """Where it started and ended, and the step that weighed most in either direction."""
    words = current()
    start, end = (str(bars["text"].iloc[place]) for place in (0, -1))
    levels = N_("{label}, {period}: {start} at the start, {end} at the end.")
    said = [words.text(levels, label=subject.label, period=period, start=start, end=end)]
    steps = bars[~bars["is_level"]].sort_values("value", kind="stable")
    for row, message in (
        (steps[steps["value"].gt(0)].tail(1), N_("Most was added by “{step}”: {value}.")),
        (steps[steps["value"].lt(0)].head(1), N_("Most was taken off by “{step}”: {value}.")),
    ):
        for _, one in row.iterrows():
            said.append(words.text(message, step=one["label"], value=one["text"]))
    return said
