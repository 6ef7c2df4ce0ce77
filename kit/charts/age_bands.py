"""What becomes of those who reach an age band, as stacked shares."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.subject import Subject, kpi_label, latest, measure_label, pick
from kit.charts.theme import TEXT, themed
from kit.language import MISSING, N_, current

HEIGHT = 260
_COLOURS = {"won": "heat8", "lost": "heat5", "still_open": "heat2"}
_THICK = 0.8
_LEAST = 0.08
"""Share from which a part is tall enough to hold its number."""


@themed
def age_bands(frame: pd.DataFrame) -> Axes:
    """Shares won, lost and still open at the end of each age band; a band without any is blank.

    Parameters
    ----------
    frame
        Tidy frame of ``close_rate_by_age`` without further dimension.
    """
    rows = latest(frame)
    wide = rows.pivot_table(
        index="age_days", columns="measure", values="value", dropna=False, sort=True
    )
    measures = [name for name in _COLOURS if name in wide]
    if not len(wide) or not measures or wide[measures].isna().all(axis=None):
        return nothing(kpi_label(str(frame["kpi"].iloc[0])) if len(frame) else "")
    wide = wide[measures].astype("float64")
    ratio = pick(frame, measures[0])[1]
    values = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax = canvas(HEIGHT, Margins(axis.tick_room(values, ratio, TEXT) + 2, 6, 36, 62))
    axis.value_axis(ax, values, ratio)
    _stack(ax, wide, ratio)
    _band_axis(ax, wide, rows)
    kpi = str(rows["kpi"].iloc[0])
    draw_key(ax, [Sign(measure_label(kpi, one), _COLOURS[one], "block") for one in measures], 20)
    names = dict(zip(wide.index, _names(wide), strict=True))
    ended = [one for one in measures if one != "still_open"] or measures
    return say(ax, *(_spoken(wide[one], names, measure_label(kpi, one), ratio) for one in ended))


def _stack(ax: Axes, wide: pd.DataFrame, ratio: Subject) -> None:
    """Won at the bottom, so that its share can be compared from band to band."""
    bottom = pd.Series(0.0, index=wide.index)
    for name in wide.columns:
        colour, positions = _COLOURS[name], range(len(wide))
        ax.bar(
            positions,
            wide[name],
            _THICK,
            bottom,
            color=palette.light(colour),
            zorder=2,
            edgecolor=palette.light("panel"),
            linewidth=1,
        )
        for x, (share, start) in enumerate(zip(wide[name], bottom, strict=True)):
            if share >= _LEAST:
                ax.text(
                    x,
                    start + share / 2,
                    ratio.whole(share),
                    ha="center",
                    va="center",
                    zorder=3,
                    color=palette.light(palette.text_on(colour)),
                )
        bottom = bottom + wide[name]


def _band_axis(ax: Axes, wide: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Name the bands by their days, and write below how many were open at their start."""
    words, names = current(), _names(wide)
    ax.set_xlim(-0.5, len(wide) - 0.5)
    ax.tick_params(axis="x", length=0)
    room = extent(ax)[0] / len(wide)
    size = min(TEXT, TEXT * room / (max(width(name, TEXT) for name in names) + 2))
    ax.set_xticks(range(len(wide)), labels=names, fontsize=size)
    open_at_start = rows.groupby("age_days")["n"].max().reindex(wide.index)
    for x, n in enumerate(open_at_start):
        text = MISSING if pd.isna(n) else words.number(int(n))
        write(ax, text, (x, 0), (0, -30), where="x", align="center")
    caption = words.text(N_("days open, and how many were open at the band's start"))
    write(ax, caption, (1, 0), (0, -50), align="right", colour="muted")


def _names(wide: pd.DataFrame) -> list[str]:
    """What the bands are called: their first and last day, the last one open."""
    words = current()
    numbers = [words.number(float(start)) for start in wide.index]
    closed = [f"{low}–{high}" for low, high in pairwise(numbers)]
    return [*closed, words.text(N_("{age}+"), age=numbers[-1])]


def _spoken(shares: pd.Series, names: dict[float, str], label: str, ratio: Subject) -> str:
    ranked = shares.dropna().sort_values(ascending=False, kind="stable")
    return current().text(
        N_("{label} – most at {top} days, {high}; least at {bottom} days, {low}."),
        label=label,
        top=names[ranked.index[0]],
        high=ratio.text(ranked.iloc[0]),
        bottom=names[ranked.index[-1]],
        low=ratio.text(ranked.iloc[-1]),
    )
