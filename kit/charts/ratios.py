"""How many times as much: ratios with their intervals, on either side of 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import WIDTH, Margins, canvas, extent, nothing, say, write
from kit.charts.findings import dated, left_out, unmeasured
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.rank import MOST
from kit.charts.rows import name_rows, note
from kit.charts.shown import in_order, names, period_said, settled
from kit.charts.subject import kpi_label, measure_label, undivided
from kit.charts.theme import TEXT, themed
from kit.language import N_, N_pair, current

_ADJUSTED, _PLAIN = ("adjusted_ratio", "ratio"), ("ratio_unadjusted", "ratio")
_ROW, _PAD, _TOP, _FOOT = {1: 26, 2: 34}, 10, 30, 40
"""Height of a row by the number of ratios in it, and the room around."""
_NOTE, _LONGEST_NAME = 17, 18
_APART = 0.17
_SPOKEN, _FEWEST = 4, 3
_ROUND = tuple(lead * 10.0**power for power in range(-3, 4) for lead in (1, 2, 5))
_FINE = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0)
_NUMBERS = ["value", "low", "high"]


@themed
def ratios(frame: pd.DataFrame, *, over: str = "", measures: Sequence[str] = ()) -> Axes:
    """One line per member: its ratio with the interval, on a scale where 2 and ½ are alike far.

    A ratio that is adjusted for what else differs stands out; the plain one is hollow.

    Parameters
    ----------
    frame
        Tidy frame of one KPI with measures called a ratio; the newest period of which nothing may
        still move is drawn, else the newest known.
    over
        Dimension or axis with one line per member; without it, one line in all.
    measures
        The measures drawn, one or two, the one that stands out first; by default the adjusted
        ratio and the plain one, as far as the frame has them.

    Raises
    ------
    ParamError
        If the frame is split by anything else.
    """
    kpi = str(frame["kpi"].iloc[0]) if len(frame) else ""
    drawn = list(measures) or _default(list(frame["measure"].unique()))
    shown = frame[frame["measure"].isin(drawn)].astype(dict.fromkeys(_NUMBERS, "float64"))
    rows = settled(shown) if len(shown) else shown
    main = undivided(rows[rows["measure"] == drawn[0]], over) if drawn else rows
    if not main["value"].notna().any():
        return nothing(kpi_label(kpi) if kpi else "")
    main, missing = _placed(main, over)
    beside = _beside(rows[rows["measure"].isin(drawn[1:2])], main, over)
    texts = [_said_of(row) for _, row in main.iterrows()]
    ax = _canvas(main, texts, missing, _ROW[1 + bool(len(beside))])
    _axis(ax, pd.concat([main, beside]))
    _draw(ax, main, beside)
    signs = [Sign(measure_label(kpi, drawn[0]), "accent", "point")] if len(beside) else []
    signs += [Sign(measure_label(kpi, one), "muted", "hollow point") for one in drawn[1:2] if signs]
    draw_key(ax, signs, 14, beyond=(1 - ax.get_position().x1) * WIDTH - 4)
    note(ax, period_said(main, shown), 14, above=True)
    return say(
        ax,
        *_said(main, texts, measure_label(kpi, drawn[0])),
        missing,
        dated(period_said(main, shown)),
    )


def _default(names: list[str]) -> list[str]:
    main = [name for name in _ADJUSTED if name in names][:1]
    return [*main, *[name for name in _PLAIN if name in names and name not in main][:1]]


def _placed(main: pd.DataFrame, over: str) -> tuple[pd.DataFrame, str]:
    """The members that have a ratio, in order, with `y` and `label`; and who has none."""
    if not over:
        label = measure_label(str(main["kpi"].iloc[0]), str(main["measure"].iloc[0]))
        return main.assign(y=0.0, label=label), ""
    order = in_order(main, over)
    called = dict(zip(order, names(main, over, order, _LONGEST_NAME), strict=True))
    keys = [None if pd.isna(name) else name for name in main[over]]
    main = main.assign(label=[called[key] for key in keys], place=[order.index(k) for k in keys])
    main = main.sort_values("place", kind="stable")
    missing = list(main.loc[main["value"].isna(), over])
    main = main[main["value"].notna()]
    rest = left_out(max(0, len(main) - MOST))
    main = main.head(MOST)
    return main.assign(y=[float(y) for y in range(len(main))]), unmeasured(missing) or rest


def _beside(plain: pd.DataFrame, main: pd.DataFrame, over: str) -> pd.DataFrame:
    """The plain ratios at the places of the main ones."""
    if not over:
        return plain.assign(y=0.0)
    places = {
        None if pd.isna(name) else name: y for name, y in zip(main[over], main["y"], strict=True)
    }
    keys = [None if pd.isna(name) else name for name in plain[over]]
    plain = plain.assign(y=[places.get(key, np.nan) for key in keys])
    return plain[plain["y"].notna()]


def _said_of(row: pd.Series) -> str:
    """The ratio and its interval, with as many decimals as their size deserves."""
    value = current().text(N_("{n}×"), n=_figure(row["value"]))
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return value
    return f"{value} ({_figure(row['low'])}–{_figure(row['high'])})"


def _figure(value: float) -> str:
    if np.isinf(value):
        return "∞"
    return current().number(value, 2 if value < 10 else 1 if value < 100 else 0)


def _canvas(main: pd.DataFrame, texts: list[str], missing: str, row: int) -> Axes:
    left = max(width(label, TEXT) for label in main["label"]) + _PAD
    right = max(width(text, TEXT) for text in texts) * 1.06 + _PAD
    foot = _FOOT + _NOTE * bool(missing)
    ax = canvas(_TOP + row * len(main) + foot, Margins(left, right, _TOP, foot))
    name_rows(ax, list(main["label"]))
    for y, text in zip(main["y"], texts, strict=True):
        write(ax, text, (1, y), (right - 2, 0), where="y", align="right")
    caption = current().text(N_("how many times as much; 1 is no difference"))
    note(ax, caption, 30)
    if missing:
        note(ax, missing, 30 + _NOTE)
    return ax


def _axis(ax: Axes, rows: pd.DataFrame) -> None:
    """A logarithmic axis that holds 1, with the round ratios that fit."""
    ends = pd.concat([rows[name] for name in _NUMBERS])
    ends = ends[ends.gt(0) & np.isfinite(ends)]
    low, high = float(min([*ends, 1.0])), float(max([*ends, 1.0]))
    pad = max((high / low) ** 0.06, 1.05)
    ax.set_xscale("log")
    ax.set_xlim(low / pad, high * pad)
    found = [one for one in _ROUND if low / pad <= one <= high * pad]
    if len(found) < _FEWEST:
        found = [one for one in _FINE if low / pad <= one <= high * pad]
    labels = [
        current().number(one, worth) for one, worth in zip(found, _digits(found), strict=True)
    ]
    ax.minorticks_off()
    pixels, (start, end) = extent(ax)[0], np.log(ax.get_xlim())
    at = [(np.log(one) - start) / (end - start) * pixels for one in found]
    widths = [width(label, TEXT) for label in labels]
    is_said = _legible(found, at, widths)
    ax.set_xticks(found, labels=[text if n in is_said else "" for n, text in enumerate(labels)])
    ax.tick_params(axis="x", length=0)
    ax.grid(True, axis="x")
    ax.axvline(1, color=palette.light("accent2"), linewidth=1.5, zorder=1.5)


def _legible(found: Sequence[float], at: Sequence[float], widths: Sequence[float]) -> set[int]:
    """Which ticks get a label: 1 in any case, then the rounder ones, none over another."""
    order = sorted(
        range(len(found)),
        key=lambda n: (found[n] != 1, found[n] not in _ROUND, abs(np.log(found[n]))),
    )
    said: set[int] = set()
    for n in order:
        if all(abs(at[n] - at[m]) >= (widths[n] + widths[m]) / 2 + 8 for m in said):
            said.add(n)
    return said


def _digits(found: Sequence[float]) -> list[int]:
    return [
        0 if one >= 1 and one == round(one) else 1 if one * 10 == round(one * 10) else 2
        for one in found
    ]


def _draw(ax: Axes, main: pd.DataFrame, beside: pd.DataFrame) -> None:
    """Dots on their intervals; the plain ratio hollow, under the one that stands out."""
    shift = _APART if len(beside) else 0.0
    edges = ax.get_xlim()  # none at all, and endlessly more, stand at the edges
    for rows, at, name, face in (
        (main, -shift, "accent", "accent"),
        (beside, shift, "muted", "panel"),
    ):
        colour, y = palette.light(name), rows["y"] + at
        value, low, high = (rows[one].clip(*edges) for one in _NUMBERS)
        ax.hlines(y, low, high, color=colour, linewidth=2, alpha=0.55)
        ax.scatter(
            value,
            y,
            s=46 if name == "accent" else 30,
            zorder=3,
            clip_on=False,
            facecolor=palette.light(face),
            edgecolor=colour,
            linewidth=1.6,
        )


def _said(main: pd.DataFrame, texts: list[str], label: str) -> list[str]:
    """Each of a few, else how many differ from 1, and the ends."""
    words = current()
    lines = list(zip(main["label"], texts, strict=True))
    if len(lines) > _SPOKEN:
        values = {"all": words.number(len(main)), "label": label}
        values["below"] = words.number(int(main["high"].lt(1).sum()))
        values["above"] = words.number(int(main["low"].gt(1).sum()))
        all_told = N_("{label}: of {all}, {below} lie below 1 and {above} above, beyond chance.")
        order = np.argsort(main["value"].to_numpy(), kind="stable")
        lines = [lines[order[-1]], lines[order[0]]]
    one = N_("{label}, {member}: {value}.")
    said = [words.text(one, label=label, member=member, value=text) for member, text in lines]
    if len(main) > _SPOKEN:
        return [words.text(all_told, **values), *said]
    if main["label"].eq(label).all():
        said = [words.text(N_("{label}: {value}."), label=label, value=texts[0])]
    around = int((main["low"].le(1) & main["high"].ge(1)).sum())
    if around:
        pair = N_pair(
            "{n} of {all} has 1 in its interval, and shows no difference.",
            "{n} of {all} have 1 in their intervals, and show no difference.",
        )
        said.append(words.plural(*pair, around, all=words.number(len(main))))
    return said
