"""Two dimensions at once: a table of cells, the darker the more."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import WIDTH, Margins, canvas, extent, nothing, say, write
from kit.charts.cells import Cells, cells_of, is_unsure
from kit.charts.findings import dated, without
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.lines import UNFINISHED
from kit.charts.rows import note
from kit.charts.shown import period_said, settled
from kit.charts.subject import Subject, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.kpis.marks import THIN
from kit.language import N_, N_pair, current

_ROW, _PAD, _LINE, _NOTE = 26, 10, 14, 17
_SMALLEST = 8.5
"""Size of text below which a cell's value could not be read."""


@themed
def heat(
    frame: pd.DataFrame, *, rows: str, columns: str, measure: str = "", currency: str = ""
) -> Axes:
    """One cell for each pair of members with its value written in it, darker where it is higher.

    Cells that rest on few records or may still move have a dot in the corner, those with too few
    records to be shown a cross; where there is nothing the cell is empty.

    Parameters
    ----------
    frame
        Tidy frame of one KPI; unless `rows` or `columns` are its periods, the newest one of which
        nothing may still move is drawn, else the newest known.
    rows, columns
        A dimension, an axis or ``period`` each; 24 rows and 12 columns at most, of periods the
        newest.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the frame is split by anything else.
    """
    shown, about = pick(frame, measure, currency)
    over_time = "period" in (rows, columns)
    shown = shown.astype({"value": "float64"})
    drawn = shown if over_time or shown.empty else settled(shown)
    drawn = undivided(drawn, rows, columns).reset_index(drop=True)
    if not drawn["value"].notna().any():
        return nothing(about.label)
    cells = cells_of(drawn, rows, columns, about)
    period = "" if over_time else period_said(drawn, shown)
    ax = _canvas(cells, period)
    _draw(ax, cells, about)
    return say(ax, *_said(cells, about), dated(period), without(cells.empty), _rest(cells))


def _canvas(cells: Cells, period: str) -> Axes:
    left = max(width(name, TEXT) for name in cells.down) + _PAD
    room = (WIDTH - left - 4) / len(cells.across)
    heads = [_broken(name, room) for name in cells.across]
    is_upright = any(width(line, TEXT) + 4 > room for head in heads for line in head.split("\n"))
    if is_upright:
        heads, head = cells.across, max(width(name, TEXT) for name in cells.across) + 6
    else:
        head = _LINE * max(text.count("\n") + 1 for text in heads) + 6
    signs, rest = _signs(cells), _rest(cells)
    is_stacked = len(signs) > 1 and bool(period)
    above = head + 10 + 18 * is_stacked
    top, foot = (above + 14 if signs or period else head + 2), 6 + _NOTE * bool(rest)
    ax = canvas(top + _ROW * len(cells.down) + foot, Margins(left, 4, top, foot))
    ax.set_xlim(-0.5, len(cells.across) - 0.5)
    ax.set_ylim(len(cells.down) - 0.5, -0.5)
    ax.set_yticks(range(len(cells.down)), labels=cells.down)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(heads)), labels=heads, rotation=90 if is_upright else 0)
    ax.tick_params(axis="both", length=0, labelcolor=palette.light("ink"))
    ax.spines[["bottom", "top"]].set_visible(False)
    note(ax, period, above, above=True)
    draw_key(ax, signs, head + 10)
    if rest:
        write(ax, rest, (1, 0), (0, -12), align="right", colour="muted")
    return ax


def _broken(name: str, room: float) -> str:
    """The name in lines no wider than `room`, as far as its spaces allow."""
    lines = [""]
    for word in name.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, TEXT) + 4 > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _draw(ax: Axes, cells: Cells, about: Subject) -> None:
    known = cells.rows[cells.rows["value"].notna()]
    room = extent(ax)[0] / len(cells.across)
    texts, size = _texts(known["value"], about, room - 3)
    shades = _shades(known["value"])
    colours = [palette.light(shade) for shade in shades]
    ax.bar(known["x"], 0.94, 0.96, known["y"] - 0.47, color=colours, linewidth=0)
    for (_, row), text, shade in zip(known.iterrows(), texts, shades, strict=True):
        x, y, ink = row["x"], row["y"], palette.light(palette.text_on(shade))
        if size >= _SMALLEST:
            ax.text(x, y, text, ha="center", va="center", color=ink, fontsize=size)
        if is_unsure(row):
            ax.plot([x + 0.48 - 5 / room], [y - 0.27], "o", color=ink, markersize=3.4)
    hidden = cells.rows[cells.rows["mark"].eq("suppressed") & cells.rows["value"].isna()]
    ax.plot(hidden["x"], hidden["y"], "x", color=palette.light("muted"), markersize=6)


def _texts(values: pd.Series, about: Subject, room: float) -> tuple[list[str], float]:
    """The values as they fit into a cell, and their size; percent without its sign if need be."""
    texts = [about.whole(value) for value in values]
    size = min(TEXT, TEXT * room / max(width(text, TEXT) for text in texts))
    if size >= _SMALLEST or about.unit != "ratio":
        return texts, size
    bare = [current().number(value * 100) for value in values]
    return bare, min(TEXT, TEXT * room / max(width(text, TEXT) for text in bare))


def _shades(values: pd.Series) -> list[str]:
    """A step of the palette for each value; from zero where all are above it."""
    low, high = min(float(values.min()), 0.0), float(values.max())
    size = (high - low) or 1.0
    last = len(palette.HEAT) - 1
    return [palette.HEAT[min(last, int((value - low) / size * (last + 1)))] for value in values]


def _signs(cells: Cells) -> list[Sign]:
    words, rows = current(), cells.rows
    known = rows[rows["value"].notna()]
    signs = []
    if known["mark"].eq("thin").any() or known["mark"].isin(UNFINISHED).any():
        text = N_("few records (under {n}), or too early to judge")
        if not known["mark"].isin(UNFINISHED).any():
            text = N_("fewer than {n} records")
        signs.append(Sign(words.text(text, n=words.number(THIN)), "ink", "dot"))
    if (rows["mark"].eq("suppressed") & rows["value"].isna()).any():
        signs.append(Sign(words.text(N_("too few to show")), "muted", "cross"))
    return signs


def _rest(cells: Cells) -> str:
    if not cells.left_out:
        return ""
    pair = N_pair(
        "and {n} more row or column, in the table below",
        "and {n} more rows or columns, in the table below",
    )
    return current().plural(*pair, cells.left_out)


def _said(cells: Cells, about: Subject) -> list[str]:
    """The highest and the lowest cell; of thin ones only where there are no others."""
    words = current()
    known = cells.rows[cells.rows["value"].notna()]
    sure = known[[not is_unsure(row) for _, row in known.iterrows()]]
    ranked = (sure if len(sure) else known).sort_values("value", ascending=False, kind="stable")
    called = [
        words.text(N_("{row}, {column}"), row=cells.down[int(y)], column=cells.across[int(x)])
        for x, y in zip(ranked["x"], ranked["y"], strict=True)
    ]
    first, last = ranked.iloc[0], ranked.iloc[-1]
    if len(ranked) == 1:
        values = {"member": called[0], "value": about.bounded(first)}
        return [words.text(N_("{label} of {member}: {value}."), label=about.label, **values)]
    return [
        words.text(
            N_("{label} – highest: {first}, {high}; lowest: {last}, {low}."),
            label=about.label,
            first=called[0],
            high=about.bounded(first),
            last=called[-1],
            low=about.bounded(last),
        ),
        words.text(N_("Cells with a dot are left aside.")) if 0 < len(sure) < len(known) else "",
    ]
