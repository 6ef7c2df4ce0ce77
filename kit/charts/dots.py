"""Members of a dimension with the uncertainty of their values, as dots."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import nothing, say, write
from kit.charts.findings import compared, dated, extremes, unmeasured
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.rank import Ranking, rank_canvas, ranking
from kit.charts.subject import pick
from kit.charts.theme import TEXT, themed
from kit.kpis.marks import THIN
from kit.language import N_, current


@themed
def dots(
    frame: pd.DataFrame,
    *,
    by: str,
    measure: str = "",
    reference: float | pd.DataFrame | None = None,
    currency: str = "",
) -> Axes:
    """One dot per member with its interval, highest first; hollow where records are few.

    Parameters
    ----------
    frame
        Tidy frame of one KPI; the last period of which anything is known is drawn.
    by
        Dimension whose members are shown, at most 30 of them; those without a value are named
        below.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    reference
        The value of the whole, as a number or as the KPI's tidy frame without `by`.
    currency
        Code of the currency of amounts.
    """
    found = ranking(frame, by, measure, currency)
    if found.rows.empty:
        return nothing(found.subject.label)
    whole = _whole(reference, found)
    texts = [found.subject.text(value) for value in found.rows["value"]]
    ax = rank_canvas(found, right=max(width(text, TEXT) for text in texts) + 16, below=24, above=22)
    _axis(ax, found, whole)
    _draw(ax, found)
    draw_key(ax, _signs(found, whole))
    for y, text in zip(found.rows["y"], texts, strict=True):
        write(ax, text, (1, y), (8, 0), where="y")
    return say(
        ax,
        *extremes(found.ends, found.subject),
        "" if whole is None else compared(found.subject, None, whole),
        unmeasured(found.unmeasured),
        dated(found.period),
    )


def _whole(reference: float | pd.DataFrame | None, found: Ranking) -> pd.Series | None:
    """Value and interval of the whole in the period of the members; None where there is none."""
    if reference is None:
        return None
    if isinstance(reference, pd.DataFrame):
        rows = pick(reference, found.subject.measure)[0]
        same = rows[rows["period"].isin(found.rows["period"]) & rows["value"].notna()]
        return same.iloc[0] if len(same) else None
    return pd.Series({"value": float(reference), "low": float("nan"), "high": float("nan")})


def _axis(ax: Axes, found: Ranking, whole: pd.Series | None) -> None:
    numbers = pd.concat([found.rows[name] for name in ("value", "low", "high")])
    extra = [] if whole is None else [float(whole["value"])]
    low, high = min([float(numbers.min()), *extra]), max([float(numbers.max()), *extra])
    values = axis.ticks(*axis.span(low, high, zero=False), count=3)
    texts = axis.tick_texts(values, found.subject)
    ax.set_xlim(values[0], values[-1])
    ax.set_xticks(values, labels=texts)
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="x")
    if whole is not None:
        _reference(ax, whole)


def _reference(ax: Axes, whole: pd.Series) -> None:
    """The whole as a line through all rows, with its interval behind."""
    low, high = whole["low"], whole["high"]
    if pd.notna(low) and pd.notna(high):
        ax.axvspan(low, high, color=palette.light("band"), linewidth=0, zorder=0.6)
    ax.axvline(whole["value"], color=palette.light("accent2"), linewidth=1.5, zorder=1.5)


def _draw(ax: Axes, found: Ranking) -> None:
    """Intervals and dots; hollow ones rest on few records."""
    rows, accent = found.rows, palette.light("accent")
    thin = _is_thin(found)
    ax.hlines(rows["y"], rows["low"], rows["high"], color=accent, linewidth=2, alpha=0.55)
    for part, face in ((rows[~thin], accent), (rows[thin], palette.light("panel"))):
        ax.scatter(
            part["value"],
            part["y"],
            s=46,
            facecolor=face,
            edgecolor=accent,
            linewidth=1.6,
            zorder=3,
        )


def _is_thin(found: Ranking) -> pd.Series:
    """Which rates rest on few records, also where another mark weighs more."""
    is_rate = found.subject.unit == "ratio"
    return found.rows["mark"].eq("thin") | (found.rows["n"].lt(THIN).fillna(False) & is_rate)


def _signs(found: Ranking, whole: pd.Series | None) -> list[Sign]:
    words = current()
    signs = []
    if _is_thin(found).any():
        few = words.text(N_("fewer than {n} records"), n=words.number(THIN))
        signs.append(Sign(few, "accent", "hollow point"))
    if whole is not None:
        text = words.text(N_("All: {value}"), value=found.subject.text(whole["value"]))
        signs.append(Sign(text, "accent2", "upright"))
    return signs
