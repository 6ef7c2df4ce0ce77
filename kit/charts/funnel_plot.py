"""Rates by the number of records behind them: who differs by more than chance explains."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.findings import dated
from kit.charts.labels import width
from kit.charts.limits import binomial_limits
from kit.charts.lines import apart
from kit.charts.naming import Spot, spots
from kit.charts.shown import in_order, names, period_said, settled
from kit.charts.subject import Subject, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import N_, N_pair, current

_INNER, _OUTER = 0.90, 0.998
_PLOT = 230
_NAMED, _LONGEST_NAME = 8, 16
"""Members named: as many beyond the limits, and all where there are no more than that."""
_BESIDE = Spot(8.0, 0.0, "left", "center")
_SPOKEN = 4


@themed
def funnel_plot(frame: pd.DataFrame, *, by: str, measure: str = "", currency: str = "") -> Axes:
    """One point per member: the records on the horizontal axis, its rate on the vertical one.

    The line is the rate of all members together, the curves are where 90 % and 99.8 % of members
    would lie if all had that rate. Those beyond the outer curves are named, and the others too
    where they are few.

    Parameters
    ----------
    frame
        Tidy frame of one KPI; the newest period of which nothing may still move is drawn, else the
        newest known.
    by
        Dimension or axis with one point per member.
    measure
        A share whose `n` is what it is a share of; by default ``value``, else the first one of
        the frame.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the measure is no share, or the frame is split by anything else.
    """
    shown, about = pick(frame, measure, currency)
    if len(frame) and about.unit not in ("ratio", "number"):
        raise ParamError(
            f"A funnel plot is of shares, `{about.measure}` is none: draw `charts.dots`."
        )
    rows = undivided(settled(shown), by) if len(shown) else shown
    rows = rows[rows["value"].notna() & rows["n"].gt(0).fillna(False)]
    if rows.empty:
        return nothing(about.label)
    if not rows["value"].between(0, 1).all():
        raise ParamError(f"`{about.measure}` exceeds 1 and is no share: draw `charts.dots`.")
    rows, overall = _judged(rows, by)
    ax = _sheet(rows, overall, about)
    _limits(ax, overall, about)
    _points(ax, rows, overall, about)
    period = period_said(rows, shown)
    write(ax, period, (0, 1), (0, 14), colour="muted")
    return say(ax, *_said(rows, overall, about), dated(period))


def _judged(rows: pd.DataFrame, by: str) -> tuple[pd.DataFrame, float]:
    """The members with their label and whether they lie `beyond` the outer limits; their rate.

    The rate is that of all records of these members together.
    """
    n = rows["n"].astype("float64")
    overall = float((rows["value"] * n).sum() / n.sum())
    low, high = binomial_limits(overall, n, _OUTER)
    order = in_order(rows, by)
    labels = dict(zip(order, names(rows, by, order, _LONGEST_NAME), strict=True))
    keys = [None if pd.isna(name) else name for name in rows[by]]
    is_beyond = rows["value"].lt(low - 1e-9) | rows["value"].gt(high + 1e-9)
    placed = rows.assign(label=[labels[key] for key in keys], x=np.sqrt(n), beyond=is_beyond)
    far = (placed["value"] - overall).abs() * placed["x"]
    return placed.assign(far=far).sort_values("far", ascending=False, kind="stable"), overall


def _sheet(rows: pd.DataFrame, overall: float, about: Subject) -> Axes:
    values = _values(rows, overall)
    texts = [_all(overall, about), *(_level(level) for level in (_INNER, _OUTER))]
    right = max(width(text, TEXT) for text in texts) * 1.06 + 12
    margins = Margins(max(axis.tick_room(values, about, TEXT), 20), right, 28, 44)
    ax = canvas(_PLOT + margins.top + margins.bottom, margins)
    axis.value_axis(ax, values, about)
    _record_axis(ax, rows)
    return ax


def _values(rows: pd.DataFrame, overall: float) -> list[float]:
    """Ticks that hold every point, and the limits of all but the smallest members."""
    usual = max(round(float(rows["n"].astype("float64").quantile(0.25))), 1)
    edges = np.concatenate(binomial_limits(overall, [usual], _OUTER))
    ends = [*edges, *rows["value"], overall]
    values = axis.ticks(*axis.span(min(ends), max(ends), zero=False), count=5)
    return [value for value in values if -1e-9 <= value <= 1 + 1e-9]


def _record_axis(ax: Axes, rows: pd.DataFrame) -> None:
    """The square root of the numbers of records, so that the limits keep their shape."""
    least, most = float(rows["n"].min()), float(rows["n"].max())
    ax.set_xlim(np.sqrt(least) * 0.85, np.sqrt(most) * 1.06)
    start, end = ax.get_xlim()
    found = [n for n in axis.ticks(least, most, 5) if start**2 <= n <= end**2 and n % 1 == 0]
    labels = [current().number(n) for n in found]
    at = np.sqrt(np.asarray(found, dtype=float))
    room = extent(ax)[0] / (end - start)
    widths = [width(label, TEXT) for label in labels]
    starts = [(x - start) * room - wide / 2 for x, wide in zip(at, widths, strict=True)]
    fitted = axis.fitting(starts, widths, 8)
    ax.set_xticks([at[n] for n in fitted], labels=[labels[n] for n in fitted])
    caption = current().text(N_("number of records"))
    write(ax, caption, (1, 0), (0, -30), align="right", colour="muted")


def _limits(ax: Axes, overall: float, about: Subject) -> None:
    """The rate of all, and the bounds that chance keeps, named where they end."""
    start, end = ax.get_xlim()
    n = np.unique(np.geomspace(max(start**2, 1), max(end**2, 2), 90).round())
    x = np.sqrt(n)
    ends = [(overall, _all(overall, about), "accent2")]
    for level, style in ((_INNER, (0, (2, 2))), (_OUTER, "-")):
        low, high = binomial_limits(overall, n, level)
        for edge in (low, high):
            ax.plot(x, edge, color=palette.light("rule"), linewidth=1.1, linestyle=style)
        if level == _INNER:
            ax.fill_between(x, low, high, color=palette.light("band"), linewidth=0, zorder=0.6)
        ends.append((float(high[-1]), _level(level), "muted"))
    ax.axhline(overall, color=palette.light("accent2"), linewidth=1.5, zorder=1.5)
    bottom, top = ax.get_ylim()
    height = extent(ax)[1]
    wanted = [(y - bottom) / (top - bottom) * height for y, _, _ in ends]
    for (_, text, colour), y in zip(ends, apart(wanted, height), strict=True):
        write(ax, text, (1, 0), (8, y), colour=colour)


def _points(ax: Axes, rows: pd.DataFrame, overall: float, about: Subject) -> None:
    """Members inside the limits quiet, those beyond named."""
    for part, colour, size in (
        (rows[~rows["beyond"]], "heat6", 40),
        (rows[rows["beyond"]], "accent", 56),
    ):
        ax.scatter(
            part["x"],
            part["value"],
            s=size,
            zorder=3,
            color=palette.light(colour),
            edgecolor=palette.light("panel"),
            linewidth=0.8,
            clip_on=False,
        )
    _name(ax, rows, overall, about)


def _name(ax: Axes, rows: pd.DataFrame, overall: float, about: Subject) -> None:
    """Names beside their points: of those beyond the limits with their rate, of few others too."""
    ordered = rows.sort_values("beyond", ascending=False, kind="stable")
    named = ordered.head(_NAMED) if len(rows) <= _NAMED else rows[rows["beyond"]].head(_NAMED)
    texts = [_called(row, about) for _, row in named.iterrows()]
    points, rest = _pixels(ax, named), _pixels(ax, rows.drop(named.index))
    widths = [width(text, TEXT) * 1.05 for text in texts]
    (bottom, top), room = ax.get_ylim(), extent(ax)
    across = (overall - bottom) / (top - bottom) * room[1]
    placed = spots(points, widths, room, rest, across)
    for (_, row), text, spot in zip(named.iterrows(), texts, placed, strict=True):
        if spot is None and not row["beyond"]:
            continue
        at = spot or _BESIDE
        write(
            ax,
            text,
            (float(row["x"]), float(row["value"])),
            (at.x, at.y),
            where="data",
            align=at.align,
            rise=at.rise,
            colour="accent" if row["beyond"] else "muted",
            weight="bold" if row["beyond"] else "normal",
        )


def _called(row: pd.Series, about: Subject) -> str:
    return f"{row['label']} {about.text(row['value'])}" if row["beyond"] else str(row["label"])


def _pixels(ax: Axes, rows: pd.DataFrame) -> list[tuple[float, float]]:
    """Where the points stand in the plot, in pixels from its lower left corner."""
    (bottom, top), (left, right), (wide, high) = ax.get_ylim(), ax.get_xlim(), extent(ax)
    across = (rows["x"] - left) / (right - left) * wide
    up = (rows["value"] - bottom) / (top - bottom) * high
    return [(float(x), float(y)) for x, y in zip(across, up, strict=True)]


def _all(overall: float, about: Subject) -> str:
    return current().text(N_("All: {value}"), value=about.text(overall))


def _level(level: float) -> str:
    return current().percent(level, 0 if round(level * 100) == level * 100 else 1)


def _said(rows: pd.DataFrame, overall: float, about: Subject) -> list[str]:
    """Who differs from the rest by more than chance explains; how many that are expected to."""
    words = current()
    beyond = rows[rows["beyond"]]
    together = words.text(
        N_("{label}, all together: {value}."), label=about.label, value=about.text(overall)
    )
    if beyond.empty:
        pair = N_pair(
            "The only one does not differ from the rate of all.",
            "None of {n} differs from the rest by more than chance explains.",
        )
        return [words.plural(*pair, len(rows)), together]
    first = beyond.head(_SPOKEN)
    said = [f"{row['label']} ({about.text(row['value'])})" for _, row in first.iterrows()]
    if len(beyond) > _SPOKEN:
        pair = N_pair(
            "{n} of {all} differs from the rest by more than chance explains, most {members}.",
            "{n} of {all} differ from the rest by more than chance explains, most {members}.",
        )
    else:
        pair = N_pair(
            "Of {all}, only {members} differs from the rest by more than chance explains.",
            "Of {all}, only {members} differ from the rest by more than chance explains.",
        )
    values = {"all": words.number(len(rows)), "members": ", ".join(said)}
    return [words.plural(*pair, len(beyond), **values), together]
