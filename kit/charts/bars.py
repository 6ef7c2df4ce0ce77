"""Members of a dimension by how much they hold, as bars."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import Align, extent, nothing, say, write
from kit.charts.findings import dated, extremes, sure, unmeasured, without
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.rank import Ranking, rank_canvas, ranking
from kit.charts.theme import TEXT, themed
from kit.kpis.marks import THIN
from kit.language import N_, current

_THICK = 0.62


@themed
def bars(frame: pd.DataFrame, *, by: str, measure: str = "", currency: str = "") -> Axes:
    """One bar per member, longest first, each with its value at its end; hollow on few records.

    Members that have none are named below, without a bar.

    Parameters
    ----------
    frame
        Tidy frame of one KPI; the last period of which anything is known is drawn.
    by
        Dimension whose members are shown, at most 30 of them.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    currency
        Code of the currency of amounts.
    """
    found = ranking(frame, by, measure, currency, with_empty=False)
    if found.rows.empty:
        return nothing(found.subject.label)
    texts = [found.subject.text(value) for value in found.rows["value"]]
    room = max(width(text, TEXT) for text in texts) + 10
    thin = found.rows["mark"].eq("thin")
    ax = rank_canvas(found, right=10, above=22 if thin.any() else 0)
    _limit(ax, found, room)
    _draw(ax, found.rows)
    _hollow(ax, thin)
    _write(ax, found, texts)
    return say(
        ax,
        *extremes(found.ends, found.subject),
        dated(found.period),
        without(found.empty),
        unmeasured(found.unmeasured),
    )


def _draw(ax: Axes, rows: pd.DataFrame) -> None:
    """Bars, intervals where there are any, and zero where bars leave it on both sides."""
    ax.set_xticks([])  # before seaborn asks for the ticks, else some are made
    sns.barplot(
        data=rows,
        x="value",
        y="y",
        orient="h",
        native_scale=True,
        errorbar=None,
        width=_THICK,
        saturation=1,
        color=palette.light("accent"),
        linewidth=0,
        ax=ax,
        legend=False,
    )
    ax.set(xlabel="", ylabel="", ylim=(len(rows) - 0.5, -0.5))
    ax.hlines(
        rows["y"],
        rows["low"],
        rows["high"],
        color=palette.light("rule"),
        linewidth=2,
    )
    if rows["value"].min() < 0:
        ax.axvline(0, color=palette.light("rule"), linewidth=1)


def _hollow(ax: Axes, thin: pd.Series) -> None:
    """Only the outline of bars that rest on few records, with a key that says so."""
    for bar, is_thin in zip(list(ax.patches), thin, strict=True):
        if is_thin:
            bar.set(facecolor=palette.light("panel"), edgecolor=palette.light("accent"))
            bar.set_linewidth(1.6)
    if thin.any():
        text = current().text(N_("fewer than {n} records"), n=current().number(THIN))
        draw_key(ax, [Sign(text, "accent", "hollow block")])


def _limit(ax: Axes, found: Ranking, room: float) -> None:
    """Limits that leave `room` pixels for the longest bar's value, on either side of zero."""
    ends = pd.concat([found.rows["value"], found.rows["low"], found.rows["high"]])
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
    pixels = extent(ax)[0]
    inner = max(pixels - room * (2 if low < 0 else 1), pixels / 4)
    per_pixel = ((high - low) or 1.0) / inner
    ax.set_xlim(low - room * per_pixel * (low < 0), high + room * per_pixel)


def _write(ax: Axes, found: Ranking, texts: list[str]) -> None:
    first = sure(found.ends)[0][0]
    for (label, row), text in zip(found.ranked, texts, strict=True):
        is_left = row["value"] < 0
        ends = [row["value"]] + [row[name] for name in ("low", "high") if pd.notna(row[name])]
        end, away = (min(ends), -5) if is_left else (max(ends), 5)
        align: Align = "right" if is_left else "left"
        weight = "bold" if label == first else "normal"
        write(ax, text, (end, row["y"]), (away, 0), where="data", align=align, weight=weight)
