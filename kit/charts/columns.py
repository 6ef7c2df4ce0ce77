"""A complete count or sum by period, as columns."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import TEXT, Margins, canvas, extent, nothing, say, themed
from kit.charts.findings import compared, course
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.references import References, Target, placed, references
from kit.charts.subject import Subject, period_tick, pick
from kit.language import N_, current

HEIGHT = 230
_THICK = 0.68


@themed
def columns(
    frame: pd.DataFrame,
    *,
    measure: str = "",
    previous: pd.DataFrame | None = None,
    target: Target = None,
    currency: str = "",
    ax: Axes | None = None,
) -> Axes:
    """One column per period; a period that still runs is hollow.

    Parameters
    ----------
    frame
        Tidy frame of one KPI without further dimension.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    previous
        Tidy frame of as many earlier periods, drawn as marks across the columns.
    target
        One value per period, as a number or as a tidy frame.
    currency
        Code of the currency of amounts.
    ax
        Axes to draw on instead of an own figure, as small multiples do.
    """
    shown, subject = pick(frame, measure, currency)
    rows = placed(shown)
    if not rows["value"].notna().any():
        return nothing(subject.label, ax)
    against = references(rows, target, previous, measure)
    numbers = pd.concat([rows["value"], rows["high"], against.values])
    values = axis.ticks(*axis.span(float(numbers.min()), float(numbers.max()), zero=True))
    is_panel = ax is not None
    signs = [] if is_panel else _signs(rows, against)
    left = axis.tick_room(values, subject, TEXT)
    ax = ax or canvas(HEIGHT, Margins(left, 10, 44 if signs else 24, 30))
    _draw_columns(ax, rows)
    ax.set_xlim(-0.5, rows["x"].max() + 0.5)
    axis.value_axis(ax, values, subject)
    ticks = [period_tick(one, rows) for one in rows["period"]]
    axis.label_positions(ax, ticks, TEXT, inside=True)
    _draw_levels(ax, against)
    if not is_panel:
        _label_newest(ax, rows, subject)
    draw_key(ax, signs, above=32)
    return say(ax, *course(rows, subject), compared(subject, against.last_target))


def _draw_columns(ax: Axes, rows: pd.DataFrame) -> None:
    sns.barplot(
        data=rows, x="x", y="value", native_scale=True, errorbar=None, width=_THICK, saturation=1,
        color=palette.light("accent"), linewidth=0, ax=ax, legend=False,
    )  # fmt: skip
    ax.set(xlabel="", ylabel="")
    running = rows.loc[rows["mark"].eq("partial"), "x"].tolist()
    for bar in ax.patches:
        if any(abs(bar.get_x() + bar.get_width() / 2 - x) < _THICK / 2 for x in running):
            bar.set(
                facecolor=palette.light("panel"), edgecolor=palette.light("accent"), linewidth=1.5
            )
    ax.vlines(rows["x"], rows["low"], rows["high"], color=palette.light("muted"), linewidth=1.2)


def _draw_levels(ax: Axes, against: References) -> None:
    """Earlier values and targets as marks a little wider than the columns."""
    half = _THICK / 2 + 0.1
    if against.before is not None:
        at = against.before["x"]
        ax.hlines(
            against.before["value"], at - half, at + half, color=palette.light("rule"), linewidth=2
        )
    if against.target is not None:
        at = against.target.index.to_numpy(float)
        ax.hlines(against.target, at - half, at + half, color=palette.light("warn"), linewidth=2)


def _signs(rows: pd.DataFrame, against: References) -> list[Sign]:
    words = current()
    signs = []
    if against.target is not None:
        signs.append(Sign(words.text(N_("Target")), "warn", "line"))
    if against.before is not None:
        signs.append(Sign(against.before_label, "rule", "line"))
    if (rows["mark"].eq("partial") & rows["value"].notna()).any():
        signs.append(Sign(words.text(N_("still running")), "accent", "hollow block"))
    return signs


def _label_newest(ax: Axes, rows: pd.DataFrame, subject: Subject) -> None:
    """Write the newest complete value above its column, and a running one where it has room."""
    known = rows[rows["value"].notna()]
    whole, running = known[known["mark"] != "partial"].tail(1), known[known["mark"] == "partial"]
    room = extent(ax)[0] / (rows["x"].max() + 1)
    for part, weight in ((whole, "bold"), (running, "normal")):
        for _, row in part.iterrows():
            text = subject.text(row["value"])
            if weight == "bold" or width(text, TEXT) < room:
                _write(ax, row, text, weight)


def _write(ax: Axes, row: pd.Series, text: str, weight: str) -> None:
    """The text above the column, shifted to stay inside the plot."""
    low, high = ax.get_xlim()
    pixels = extent(ax)[0] / (high - low)
    overhang = width(text, TEXT) / 2 - (high - row["x"]) * pixels
    top = max(row["value"], 0.0) if pd.isna(row["high"]) else max(row["high"], 0.0)
    ax.annotate(
        text, (row["x"], top), (-max(0.0, overhang), 5), textcoords="offset points", ha="center",
        va="bottom", fontweight=weight, color=palette.light("ink"),
    )  # fmt: skip
