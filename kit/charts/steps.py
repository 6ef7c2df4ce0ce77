"""How many come how far: a bar for each step, and between the bars what goes on from it."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import WIDTH, Margins, canvas, extent, nothing, say, write
from kit.charts.findings import dated
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.lines import UNFINISHED
from kit.charts.rows import name_rows, note
from kit.charts.shown import in_order, names, period_said, settled
from kit.charts.subject import Subject, pick, subject, undivided
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import N_, N_pair, current

_AXES = ("step", "stage")
_ROW, _THICK = 46, 0.46
_PAD, _TOP, _NOTE = 10, 28, 17
_LONGEST_NAME, _EDGE = 18, 4


@themed
def steps(
    frame: pd.DataFrame, *, measure: str = "", time: str = "median_days", currency: str = ""
) -> Axes:
    """One bar per step with its value, how many came to it, and what part went on to the next.

    Parameters
    ----------
    frame
        Tidy frame of one KPI with the axis `step` or `stage`; the newest period of which nothing
        may still move is drawn, else the newest known. The measure `reached`, where the frame has
        it, is written beside the bars.
    measure
        Which measure the bars show; by default ``value``, else the first one of the frame.
    time
        Measure that holds the time from the step before, written between the bars.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the frame has neither axis, or is split by anything else.
    """
    over = next((name for name in _AXES if name in frame), "")
    if not over:
        raise ParamError("A chart of steps needs a frame with the axis `step` or `stage`.")
    shown, about = pick(frame, measure, currency)
    rows = undivided(settled(shown), over) if len(shown) else shown
    if not rows["value"].notna().any():
        return nothing(about.label)
    order = in_order(rows, over)
    labels = names(rows, over, order, _LONGEST_NAME)
    rows = rows.set_index(over).loc[order].reset_index().assign(label=labels)
    rows = rows.assign(
        y=[float(y) for y in range(len(rows))],
        reached=_beside(frame, rows, over, "reached"),
        time=_beside(frame, rows, over, time),
    )
    rows = rows.assign(on=_gone_on(rows, about))
    ax = _canvas(rows, period_said(rows, shown), about)
    _draw(ax, rows, about)
    _between(ax, rows, subject(about.kpi, time))
    return say(ax, *_said(rows, about, subject(about.kpi, time)), dated(period_said(rows, shown)))


def _beside(frame: pd.DataFrame, rows: pd.DataFrame, over: str, measure: str) -> pd.Series:
    """Another measure of the same steps and period; missing where the frame lacks it."""
    other = frame[frame["measure"].eq(measure) & frame["period"].isin(rows["period"])]
    values = other.drop_duplicates(over).set_index(over)["value"].astype("float64")
    return rows[over].map(values).astype("float64")


def _gone_on(rows: pd.DataFrame, about: Subject) -> pd.Series:
    """Each step's part of the step before; only where both are measured by the same whole."""
    is_alike = about.unit in ("count", "money") or len(rows["n"].drop_duplicates()) <= 1
    before = rows["value"].shift().where(rows["value"].shift() > 0)
    return rows["value"] / before if is_alike else before * float("nan")


def _canvas(rows: pd.DataFrame, period: str, about: Subject) -> Axes:
    left = max(width(label, TEXT) for label in rows["label"]) * 1.04 + _PAD
    counts = [current().number(n) for n in rows["reached"].dropna()]
    right = max((width(text, TEXT) for text in [*counts, _reached(about)] if counts), default=0)
    notes = _notes(rows)
    is_open = bool(rows["mark"].isin(UNFINISHED).any())
    top = _TOP + 18 * is_open
    margins = Margins(left, right + _PAD + _EDGE, top, 6 + _NOTE * len(notes))
    ax = canvas(margins.top + _ROW * len(rows) + margins.bottom, margins)
    name_rows(ax, list(rows["label"]))
    ax.set_xticks([])
    note(ax, period, 14, above=True)
    if counts:
        write(ax, _reached(about), (1, 1), (_PAD + right, 14), align="right", colour="muted")
    for y, n in zip(rows["y"], rows["reached"], strict=True):
        if pd.notna(n):
            write(ax, current().number(n), (1, y), (_PAD + right, 0), where="y", align="right")
    for line, text in enumerate(notes):
        note(ax, text, 8 + _NOTE * line)
    if is_open:
        sign = Sign(current().text(N_("in part, or too early to judge")), "accent", "hollow block")
        draw_key(ax, [sign], 32)
    return ax


def _draw(ax: Axes, rows: pd.DataFrame, about: Subject) -> None:
    """Bars with their intervals and values; hollow where a value may still move."""
    accent, panel = palette.light("accent"), palette.light("panel")
    highest = max(float(rows[["value", "high"]].max().max()), 0.0) or 1.0
    ax.set_xlim(0, highest * 1.005)
    for _, row in rows[rows["value"].notna()].iterrows():
        is_open = row["mark"] in UNFINISHED
        face = panel if is_open else accent
        ax.barh(row["y"], row["value"], _THICK, color=face, edgecolor=accent, linewidth=1.5)
    sure = rows[rows["value"].ge(1) & (about.unit == "ratio")].index  # all of them, by definition
    told = rows.drop(sure)
    ax.hlines(told["y"], told["low"], told["high"], color=palette.light("rule"), linewidth=2)
    room = extent(ax)[0] / ax.get_xlim()[1]
    for _, row in rows.iterrows():
        text = about.text(row["value"])
        ends = [row["value"] if pd.isna(row[one]) else row[one] for one in ("low", "high")]
        fits = width(text, TEXT) * 1.1 + 10 < min(ends) * room
        colour = "ink" if not fits or row["mark"] in UNFINISHED else "panel"
        at = 0.0 if fits or pd.isna(max(ends)) else max(ends)
        write(ax, text, (at, row["y"]), (6, 0), where="data", colour=colour, weight="bold")


def _between(ax: Axes, rows: pd.DataFrame, waited: Subject) -> None:
    for y, share, time in zip(rows["y"], rows["on"], rows["time"], strict=True):
        parts = [] if pd.isna(share) else [current().percent(share)]
        parts += [] if pd.isna(time) or not y else [waited.text(time)]
        if parts:
            text = f"↓ {' · '.join(parts)}"
            write(ax, text, (0, y - 0.5), (6, 0), where="y", colour="muted")


def _notes(rows: pd.DataFrame) -> list[str]:
    """What stands between the bars, in one line or two."""
    words = current()
    share, time = words.text(N_("↓ share of the step before")), words.text(N_("time from it"))
    has = rows["on"].notna().any(), rows["time"].iloc[1:].notna().any()
    parts = [text for text, is_there in zip((share, time), has, strict=True) if is_there]
    whole = " · ".join(parts)
    return ([whole] if width(whole, TEXT) < WIDTH - 4 else parts) if parts else []


def _reached(about: Subject) -> str:
    return subject(about.kpi, "reached").label


def _said(rows: pd.DataFrame, about: Subject, waited: Subject) -> list[str]:
    """How far it goes, where most is left behind, and where it takes longest."""
    words, known = current(), rows[rows["value"].notna()]
    last = known.iloc[-1]
    value = about.bounded(last)
    ends = N_pair(
        "{label}: {value} at “{step}”, the only step.",
        "{label}: {value} at “{step}”, the last of {n} steps.",
    )
    said = [words.plural(*ends, len(rows), label=about.label, value=value, step=last["label"])]
    pairs = [(one, two) for one, two in pairwise(rows.to_dict("records")) if two["on"] <= 1]
    if pairs:
        one, two = min(pairs, key=lambda pair: pair[1]["on"])
        narrowest = N_("Fewest go on from “{first}” to “{second}”: {share}.")
        share = words.percent(two["on"])
        said.append(words.text(narrowest, first=one["label"], second=two["label"], share=share))
    waits = rows.iloc[1:].dropna(subset="time").sort_values("time", kind="stable")
    if len(waits):
        longest, time = waits.iloc[-1], waited.text(waits["time"].iloc[-1])
        said.append(
            words.text(
                N_("Longest wait before “{step}”: {time}."), step=longest["label"], time=time
            )
        )
    return said
