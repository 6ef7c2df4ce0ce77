"""The few that make up most: members by size, with the running share of the whole."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.findings import dated, without
from kit.charts.labels import width
from kit.charts.rows import name_rows, note
from kit.charts.shown import in_order, names, period_said, settled
from kit.charts.subject import Subject, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import N_, N_pair, current

MOST = 12
"""Members that have a bar of their own; the others share one."""

_MOST_OF_ALL = 0.8
_ROW, _THICK, _PAD, _TOP = 26, 0.62, 10, 30
_SPANS = ("days", "hours")


@themed
def pareto(frame: pd.DataFrame, *, over: str, measure: str = "", currency: str = "") -> Axes:
    """One bar per member, largest first, with the share that it and those above make up.

    The fewest that together make up 80 % stand out; beyond twelve members, the smallest share one
    bar.

    Parameters
    ----------
    frame
        Tidy frame of one KPI; the newest period of which nothing may still move is drawn, else the
        newest known.
    over
        Dimension or axis with the members.
    measure
        A count, a sum, or shares of one whole; by default ``value``, else the first of the frame.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the measure does not add up over members, or the frame is split by anything else.
    """
    shown, about = pick(frame, measure, currency)
    if about.unit in _SPANS:
        raise ParamError(f"`{about.measure}` does not add up over `{over}`: draw `charts.bars`.")
    rows = undivided(settled(shown), over) if len(shown) else shown
    if not rows["value"].notna().any():
        return nothing(about.label)
    found = _ranked(rows, over)
    if found.empty:
        return nothing(about.label)
    bars = _folded(found)
    period = period_said(rows, shown)
    ax = _canvas(bars, period, about)
    _draw(ax, bars, about)
    none = list(rows.loc[rows["value"].eq(0), over])
    return say(ax, *_said(found, about), dated(period), without(none))


def _ranked(rows: pd.DataFrame, over: str) -> pd.DataFrame:
    """Members that have any, largest first, with the share `run` that they make up so far."""
    order = in_order(rows, over)
    labels = dict(zip(order, names(rows, over, order), strict=True))
    keys = [None if pd.isna(name) else name for name in rows[over]]
    rows = rows.assign(
        label=[labels[key] for key in keys], place=[order.index(key) for key in keys]
    )
    rows = rows[rows["value"].gt(0)].sort_values(["value", "place"], ascending=[False, True])
    rows = rows.assign(run=rows["value"].cumsum() / rows["value"].sum())
    before = rows["run"].shift(fill_value=0.0)
    return rows.assign(stands_out=before.lt(_MOST_OF_ALL - 1e-9), is_divided=False)


def _folded(found: pd.DataFrame) -> pd.DataFrame:
    """At most `MOST` members, and one bar for those beyond."""
    head, tail = found.head(MOST), found.iloc[MOST:]
    if len(tail) == 1:
        head, tail = found, tail.iloc[:0]
    if len(tail):
        label = current().plural(*N_pair("{n} other", "{n} others"), len(tail))
        rest = {
            "label": label,
            "value": tail["value"].sum(),
            "run": 1.0,
            "is_divided": bool(tail["stands_out"].any()),
        }
        rest |= {"low": float("nan"), "high": float("nan"), "stands_out": False}
        columns = list(rest)
        head = pd.concat([head[columns], pd.DataFrame([rest])], ignore_index=True)
    return head.assign(y=[float(y) for y in range(len(head))])


def _canvas(bars: pd.DataFrame, period: str, about: Subject) -> Axes:
    left = max(width(label, TEXT) for label in bars["label"]) + _PAD
    caption = current().text(N_("running share"))
    room = max(width(one, TEXT) for one in (about.text(value) for value in bars["value"]))
    shares = width(current().percent(1.0, 0), TEXT) + 14
    ax = canvas(_TOP + _ROW * len(bars) + 8, Margins(left, shares, _TOP, 8))
    name_rows(ax, list(bars["label"]))
    ends = pd.concat([bars["value"], bars["high"].astype("float64")])
    pixels = extent(ax)[0]
    ax.set_xlim(0, float(ends.max()) * pixels / max(pixels - room * 1.1 - 10, pixels / 4))
    ax.set_xticks([])
    note(ax, period, 14, above=True)
    write(ax, caption, (1, 1), (shares - 2, 14), align="right", colour="muted")
    for _, row in bars.iterrows():
        text = current().percent(row["run"], 0)
        colour = "ink" if row["stands_out"] else "muted"
        at = (1.0, row["y"])
        write(ax, text, at, (shares - 2, 0), where="y", align="right", colour=colour)
    return ax


def _draw(ax: Axes, bars: pd.DataFrame, about: Subject) -> None:
    for _, row in bars.iterrows():
        colour = "accent" if row["stands_out"] else "heat4"
        ax.barh(row["y"], row["value"], _THICK, color=palette.light(colour), linewidth=0)
        end = row["value"] if pd.isna(row["high"]) else max(row["value"], row["high"])
        weight = "bold" if row["y"] == 0 else "normal"
        text, at = about.text(row["value"]), (end, row["y"])
        write(ax, text, at, (5, 0), where="data", weight=weight)
    ax.hlines(bars["y"], bars["low"], bars["high"], color=palette.light("rule"), linewidth=2)
    last = float(bars["stands_out"].sum()) - 0.5
    if last < len(bars) - 1 and not bars["is_divided"].any():
        ax.axhline(last, color=palette.light("rule"), linewidth=1, linestyle=(0, (2, 2)))


def _said(found: pd.DataFrame, about: Subject) -> list[str]:
    """The largest member, and how few make up most."""
    words, top, few = current(), found.iloc[0], int(found["stands_out"].sum())
    largest = N_("{label} – largest: {member}, {value}, which is {share} of all.")
    values = {"member": top["label"], "value": about.bounded(top)}
    share = words.percent(top["run"])
    if len(found) == 1:
        one = N_("{label} of {member}: {value}.")
        return [words.text(one, label=about.label, **values)]
    most = N_pair(
        "{n} of {all} makes up {share}.",
        "{n} of {all} make up {share}.",
    )
    reached = words.percent(found["run"].iloc[few - 1], 0)
    return [
        words.text(largest, label=about.label, share=share, **values),
        words.plural(*most, few, all=words.number(len(found)), share=reached),
    ]
