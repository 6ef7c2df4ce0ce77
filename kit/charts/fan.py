"""What is to come: the expected course, how sure it is, and what it is held against."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.fan_words import told
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.lines import Line, draw_line, point
from kit.charts.subject import Subject, first_ahead, period_ahead, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.language import N_, current

_HEIGHT, _RIGHT, _TOP, _BELOW = 250, 16, 46, 30
_THICK = 0.68
_BANDS = {"value": "heat2", "within_80": "heat3", "within_50": "heat5"}
"""Measures whose bounds are drawn, the widest first, and the colour between them."""
_PARTS = {"booked": "accent", "from_open": "heat5", "from_new": "heat3"}
_MOST_BEFORE = 12


@themed
def fan(
    frame: pd.DataFrame,
    *,
    history: pd.DataFrame | None = None,
    split: bool = False,
    currency: str = "",
) -> Axes:
    """The median of what is to come with the bounds that hold 50 % and 80 % of cases, and the rest.

    Parameters
    ----------
    frame
        Tidy frame of a forecast with the axis ``ahead``, not split.
    history
        Tidy frame of the same figure for the periods before.
    split
        Columns of what is booked, what comes from open ones and what from new ones, instead of the
        fan; their height is the mean.
    currency
        Code of the currency of amounts.
    """
    shown, about = pick(frame, "value", currency)
    shown = undivided(shown, "ahead")
    wide = _wide(frame)
    if shown.empty or not shown["value"].notna().any() or wide.empty:
        return nothing(about.label)
    before = _before(history, pd.Timestamp(first_ahead(frame)[0]), shown)
    rows = wide.assign(x=wide["ahead"] + len(before))
    drawn = ["value", "value_high", "target", *(["mean"] if split else [])]
    numbers = pd.concat([*(rows[name] for name in drawn), before["value"]])
    values = axis.ticks(*axis.span(float(numbers.min()), float(numbers.max()), zero=True))
    left = axis.tick_room(values, about, TEXT)
    ax = canvas(_HEIGHT, Margins(left, _RIGHT, _TOP, _BELOW))
    ax.set_xlim(-0.5, float(rows["x"].max()) + 0.5)
    axis.value_axis(ax, values, about)
    earlier = range(-len(before), 0)
    ticks = [period_ahead(int(one), frame) for one in (*earlier, *rows["ahead"])]
    axis.label_positions(ax, ticks, TEXT, beyond=_RIGHT - 2)
    _columns(ax, rows, before) if split else _fan(ax, rows, before)
    _targets(ax, rows)
    _label(ax, rows, before, about, measure="mean" if split else "value")
    draw_key(ax, _signs(rows, split=split), above=30)
    return say(ax, *told(rows, about, frame, split=split))


def _wide(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per period ahead, a column per measure and bound."""
    columns = {}
    for measure in (*_BANDS, *_PARTS, "mean", "target"):
        own = frame[frame["measure"] == measure].drop_duplicates("ahead").set_index("ahead")
        columns[measure] = own["value"]
        if measure in _BANDS:
            columns |= {f"{measure}_{end}": own[end] for end in ("low", "high")}
    wide = pd.DataFrame(columns).astype("float64").rename_axis("ahead").reset_index()
    return wide[wide["value"].notna()].sort_values("ahead", ignore_index=True)


def _before(history: pd.DataFrame | None, start: pd.Timestamp, shown: pd.DataFrame) -> pd.DataFrame:
    """The last periods before `start`, with `x` from 0 on."""
    if history is None or history.empty:
        return shown.iloc[:0].assign(x=[])
    rows = undivided(pick(history)[0])
    rows = rows[rows["value"].notna() & (rows["period"] < start)]
    rows = rows.sort_values("period").tail(_MOST_BEFORE)
    return rows.assign(x=[float(place) for place in range(len(rows))])


def _fan(ax: Axes, rows: pd.DataFrame, before: pd.DataFrame) -> None:
    """Bounds inside bounds along the periods, the median through them."""
    if len(before):
        draw_line(ax, Line("", "accent", before.assign(low=float("nan"), high=float("nan"))))
    for name, colour in _BANDS.items():
        low, high, fill = rows[f"{name}_low"], rows[f"{name}_high"], palette.light(colour)
        if len(rows) > 1:
            ax.fill_between(rows["x"], low, high, color=fill, linewidth=0)
        else:
            ax.bar(rows["x"], high - low, _THICK / 2, bottom=low, color=fill, linewidth=0)
    booked = rows[rows["ahead"].eq(0) & rows["booked"].gt(0)]
    ax.bar(booked["x"], booked["booked"], 0.24, color=palette.light("accent"), linewidth=0)
    ink = palette.light("accent")
    course = pd.concat([before.tail(1), rows])[["x", "value"]]
    ax.plot(course["x"], course["value"], color=ink, linewidth=1.8, linestyle=(0, (4, 2)))
    ax.scatter(
        rows["x"], rows["value"], s=20, color=palette.light("panel"), edgecolor=ink, zorder=3
    )


def _columns(ax: Axes, rows: pd.DataFrame, before: pd.DataFrame) -> None:
    """What is sure at the foot, what is only expected on top."""
    accent = palette.light("accent")
    ax.bar(before["x"], before["value"], _THICK, color=accent, linewidth=0)
    foot = rows["value"] * 0.0
    for name, colour in _PARTS.items():
        height = rows[name].fillna(0.0)
        ax.bar(rows["x"], height, _THICK, bottom=foot, color=palette.light(colour), linewidth=0)
        foot = foot + height
    ink = palette.light("muted")
    ax.vlines(rows["x"], rows["value_low"], rows["value_high"], color=ink, linewidth=1.4)


def _targets(ax: Axes, rows: pd.DataFrame) -> None:
    aims = rows[rows["target"].notna()]
    half = _THICK / 2 + 0.06
    warn = palette.light("warn")
    ax.hlines(aims["target"], aims["x"] - half, aims["x"] + half, color=warn, linewidth=2.4)


def _label(
    ax: Axes, rows: pd.DataFrame, before: pd.DataFrame, about: Subject, measure: str
) -> None:
    """Write what the first period comes to over all that is drawn there; inside the plot."""
    row = rows.iloc[0]
    text = about.text(row[measure])
    low, high = ax.get_xlim()
    room, wide = extent(ax)[0], width(text, TEXT) * 1.1
    at = (row["x"] - low) / (high - low) * room
    shift = min(max(at - wide / 2, 0.0), room - wide) - at
    start = low + (at + shift) / room * (high - low)
    end = start + wide / room * (high - low)
    reach = _THICK / 2
    near = rows[(rows["x"] + reach > start) & (rows["x"] - reach < end)]
    past = before[(before["x"] + reach > start) & (before["x"] - reach < end)]
    tops = pd.concat([near["value_high"], near[measure], near["target"], past["value"]])
    place = (float(row["x"]), float(tops.max()))
    write(ax, text, place, (shift, 5), where="data", rise="bottom", weight="bold", colour="accent")
    if measure == "value":
        point(ax, float(row["x"]), float(row["value"]), "accent", hollow=True)


def _signs(rows: pd.DataFrame, *, split: bool) -> list[Sign]:
    words = current()
    booked = Sign(words.text(N_("Booked")), "accent", "block")
    if split:
        signs = [
            booked,
            Sign(words.text(N_("Open")), "heat5", "block"),
            Sign(words.text(N_("New")), "heat3", "block"),
        ]
    else:
        signs = [booked] if rows["booked"].gt(0).any() else []
        for share, name in ((0.5, "within_50"), (0.8, "within_80")):
            if rows[f"{name}_low"].notna().any():
                signs.append(Sign(words.percent(share, 0), _BANDS[name], "block"))
    if rows["target"].notna().any():
        signs.append(Sign(words.text(N_("Target")), "warn", "line"))
    return signs
