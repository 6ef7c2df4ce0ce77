"""Do chances come true? What was given against what came, group by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.subject import Subject, latest, measure_label, pick
from kit.charts.theme import TEXT, themed
from kit.language import N_, N_pair, current

_PLOT = 230
_ROOM = 0.04
"""Share of the axes that lies before zero, so that a point there does not hide the labels."""
_OBSERVED, _PREDICTED = "observed", "predicted"
_LEAST, _MOST = 14.0, 150.0
"""Area of the smallest and of the largest point."""


@themed
def reliability(frame: pd.DataFrame, *, currency: str = "") -> Axes:
    """One point per group: the chance it was given across, the share that came true upwards.

    On the line both are the same. Each point carries the interval of the share; the larger it is
    the more records are behind it. Points whose interval does not reach the line stand out.

    Parameters
    ----------
    frame
        Tidy frame with the axis ``bin`` and the measures ``predicted`` and ``observed``; the last
        period of which anything is known is drawn.
    currency
        Taken as every chart takes it; shares have none.
    """
    shown, about = pick(frame, _OBSERVED, currency)
    rows = _placed(shown, frame)
    if rows.empty:
        return nothing(about.label)
    top = float(rows[["x", "value", "high"]].max().max())
    values = [tick for tick in axis.ticks(0.0, min(top * 1.04, 1.0), 4) if tick <= 1.0]
    left = max(axis.tick_room(values, about, TEXT), 30)
    ax = canvas(_PLOT + 28 + 46, Margins(left, 18, 28, 46))
    axis.value_axis(ax, values, about)
    ax.set_xlim(values[0] - _ROOM * values[-1], values[-1])
    ax.set_ylim(values[0] - _ROOM * values[-1], values[-1])
    ax.set_xticks(values, labels=axis.tick_texts(values, about))
    ax.grid(True, axis="x")
    _diagonal(ax, values)
    _points(ax, rows)
    _captions(ax, frame)
    if rows["beyond"].any():
        far = current().text(N_("off by more than chance"))
        draw_key(ax, [Sign(far, "bad", "point")], 16)
    return say(ax, *_said(rows, about))


def _placed(shown: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The groups with the chance that each was given as `x`, and whether the two differ."""
    given = frame[frame["measure"] == _PREDICTED]
    keys = ["period", "bin"]
    both = shown.merge(given[[*keys, "value"]], on=keys, how="inner", suffixes=("", "_given"))
    both = both.astype(dict.fromkeys(("value", "low", "high", "value_given"), "float64"))
    both = both[both["value"].notna() & both["value_given"].notna()]
    if both.empty:
        return both
    both = latest(both).rename(columns={"value_given": "x"}).sort_values("x")
    is_beyond = both["x"].lt(both["low"]) | both["x"].gt(both["high"])
    n = both["n"].astype("float64").fillna(0.0)
    size = np.sqrt(n / max(float(n.max()), 1.0))
    return both.assign(beyond=is_beyond, size=_LEAST + (_MOST - _LEAST) * size)


def _diagonal(ax: Axes, values: list[float]) -> None:
    """Where what was given came true, named at its upper end."""
    ends = [values[0], values[-1]]
    ax.plot(ends, ends, color=palette.light("accent2"), linewidth=1.5, zorder=1.5)
    text = current().text(N_("as given"))
    at = (values[0] + values[-1]) / 2
    shift = -8.0 - width(text, TEXT) * 0.2
    write(ax, text, (at, at), (shift, 12), where="data", align="right", colour="accent2")


def _points(ax: Axes, rows: pd.DataFrame) -> None:
    for part, colour in ((rows[~rows["beyond"]], "accent"), (rows[rows["beyond"]], "bad")):
        ink = palette.light(colour)
        ax.vlines(part["x"], part["low"], part["high"], color=ink, linewidth=2, alpha=0.55)
        ax.scatter(
            part["x"],
            part["value"],
            s=part["size"],
            color=ink,
            edgecolor=palette.light("panel"),
            linewidth=0.8,
            zorder=3,
            clip_on=False,
        )


def _captions(ax: Axes, frame: pd.DataFrame) -> None:
    """What stands across and what upwards."""
    kpi = str(frame["kpi"].iloc[0])
    across, upwards = (measure_label(kpi, name) for name in (_PREDICTED, _OBSERVED))
    pixels = extent(ax)[0]
    fits = width(across, TEXT) < pixels
    write(ax, across if fits else "", (1, 0), (0, -32), align="right", colour="muted")
    write(ax, upwards, (0, 1), (0, 9), rise="bottom", colour="muted")


def _said(rows: pd.DataFrame, about: Subject) -> list[str]:
    """How many groups came true as often as they were given, and the one that is farthest off."""
    words = current()
    close = int((~rows["beyond"]).sum())
    pair = N_pair(
        "{n} of {all} groups came true about as often as it was given.",
        "{n} of {all} groups came true about as often as they were given.",
    )
    said = [words.plural(*pair, close, all=words.number(len(rows)))]
    row, message = rows.iloc[-1], N_("Where {given} were given, it was {value}.")
    if rows["beyond"].any():
        beyond = rows[rows["beyond"]]
        far = (beyond["value"] - beyond["x"]).abs().to_numpy().argmax()
        row, message = (
            beyond.iloc[far],
            N_("Farthest off: where {given} were given, it was {value}."),
        )
    return [*said, words.text(message, given=about.text(row["x"]), value=about.bounded(row))]
