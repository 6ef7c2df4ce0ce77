"""What becomes of those in each stage: they come further, are lost, or are still there."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.findings import dated
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.rows import name_rows, note
from kit.charts.shown import in_order, names, period_said, settled
from kit.charts.subject import Subject, kpi_label, measure_label, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import MISSING, N_, current

_COLOURS = {"advanced": "heat8", "lost": "heat5", "still_open": "heat2"}
_ROW, _THICK, _PAD = 34, 0.66, 10
_TOP, _FOOT = 50, 24
_LONGEST_NAME = 18


@themed
def flow(frame: pd.DataFrame) -> Axes:
    """One stacked bar per stage: the shares that came further, were lost, and are still there.

    The interval of the first part is drawn as a line under the bar.

    Parameters
    ----------
    frame
        Tidy frame of ``stage_conversion`` without further dimension, its stages in order.

    Raises
    ------
    ParamError
        If the frame has no axis `stage`, or is split by anything else.
    """
    if "stage" not in frame:
        raise ParamError("A chart of what becomes of stages needs a frame with the axis `stage`.")
    kpi = str(frame["kpi"].iloc[0]) if len(frame) else ""
    parts = [name for name in _COLOURS if (frame["measure"] == name).any()]
    shown = frame[frame["measure"].isin(parts)]
    rows = settled(shown) if parts else shown
    if not rows["value"].notna().any():
        return nothing(kpi_label(kpi) if kpi else "")
    for part in parts:
        undivided(rows[rows["measure"] == part], "stage")
    order = in_order(rows, "stage")
    ratio = pick(frame, parts[0])[1]
    wide = {part: rows[rows["measure"] == part].set_index("stage").reindex(order) for part in parts}
    labels = names(rows, "stage", order, _LONGEST_NAME)
    ax = _canvas(labels, wide[parts[0]]["n"], period_said(rows, shown))
    draw_key(ax, [Sign(measure_label(kpi, one), _COLOURS[one], "block") for one in parts], 32)
    _draw(ax, wide, ratio)
    said = [_said(wide[part]["value"], labels, measure_label(kpi, part), ratio) for part in parts]
    return say(ax, *said, dated(period_said(rows, shown)))


def _canvas(labels: list[str], entered: pd.Series, period: str) -> Axes:
    left = max(width(label, TEXT) for label in labels) + _PAD
    counts = [MISSING if pd.isna(n) else current().number(int(n)) for n in entered]
    right = max(width(text, TEXT) for text in counts) + _PAD
    ax = canvas(_TOP + _ROW * len(labels) + _FOOT, Margins(left, right, _TOP, _FOOT))
    name_rows(ax, labels)
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    for y, text in enumerate(counts):
        write(ax, text, (1, y), (right - 2, 0), where="y", align="right")
    note(ax, period, 12, above=True)
    caption = current().text(N_("on the right: how many entered the stage"))
    write(ax, caption, (1, 0), (right - 2, -12), align="right", colour="muted")
    return ax


def _draw(ax: Axes, wide: dict[str, pd.DataFrame], ratio: Subject) -> None:
    """The parts side by side, each with its share where it has room for it."""
    pixels, start = extent(ax)[0], None
    for name, rows in wide.items():
        shares = rows["value"].fillna(0.0).reset_index(drop=True)
        start = shares * 0 if start is None else start
        colour, edge = palette.light(_COLOURS[name]), palette.light("panel")
        ax.barh(shares.index, shares, _THICK, start, color=colour, edgecolor=edge, linewidth=1)
        for y, (share, left) in enumerate(zip(shares, start, strict=True)):
            text = ratio.whole(share)
            if width(text, TEXT) + 6 < share * pixels:
                write(
                    ax,
                    text,
                    (left + share / 2, y),
                    where="data",
                    align="center",
                    colour=palette.text_on(_COLOURS[name]),
                )
        start = start + shares
    first = next(iter(wide.values()))
    under = [y + _THICK / 2 + 0.07 for y in range(len(first))]
    ax.hlines(under, first["low"], first["high"], color=palette.light("muted"), linewidth=1.6)


def _said(shares: pd.Series, labels: list[str], label: str, ratio: Subject) -> str:
    words = current()
    ranked = pd.Series(shares.to_numpy(), index=labels).dropna()
    ranked = ranked.sort_values(ascending=False, kind="stable")
    high, low = (ratio.text(ranked.iloc[at]) for at in (0, -1))
    if len(ranked) == 1:
        return words.text(
            N_("{label} of {member}: {value}."), label=label, member=ranked.index[0], value=high
        )
    if high == low:
        return words.text(N_("{label}: {value} everywhere."), label=label, value=high)
    message = N_("{label} – highest: {first}, {high}; lowest: {last}, {low}.")
    return words.text(
        message, label=label, first=ranked.index[0], high=high, last=ranked.index[-1], low=low
    )
