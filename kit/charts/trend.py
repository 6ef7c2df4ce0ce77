"""A KPI over the periods, as lines."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import PANEL_OVERHANG, Margins, Rise, beside, canvas, nothing, say, write
from kit.charts.findings import compared, course, several
from kit.charts.labels import width
from kit.charts.lines import UNFINISHED, EndLabel, Line, draw_line, end_labels, lines, point
from kit.charts.references import References, Target, placed, recorded, references
from kit.charts.subject import Subject, period_tick, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.language import N_, current

HEIGHT = 230
_BELOW: tuple[str, float, Rise] = ("low", -6, "top")
_ABOVE: tuple[str, float, Rise] = ("high", 6, "bottom")


@themed
def trend(
    frame: pd.DataFrame,
    *,
    hue: str = "",
    measure: str = "",
    previous: pd.DataFrame | None = None,
    target: Target = None,
    currency: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Lines over the periods, with their intervals; the eye goes to the newest point.

    Parameters
    ----------
    frame
        Tidy frame of one KPI.
    hue
        Dimension with one line per member, at most eight of them in colour.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    previous
        Tidy frame of as many earlier periods, drawn behind as a dashed line.
    target
        One value, or a tidy frame with one per period.
    currency
        Code of the currency of amounts.
    ax
        Axes to draw on instead of an own figure, as small multiples do.

    Returns
    -------
    matplotlib.axes.Axes
        Values that may still move (a running period, a young cohort) are hollow and dotted;
        periods before the first value are left out.
    """
    shown, subject = pick(frame, measure, currency)
    shown = undivided(shown, hue)
    if not shown["value"].notna().any():
        return nothing(subject.label, ax)
    rows = placed(shown if ax else recorded(shown))
    drawn = lines(rows, hue)
    against = references(rows, target, previous, measure)
    values = axis.ticks(*_limits(rows, against, subject))
    labels = [] if ax else [*_end_labels(drawn, subject), *_side_labels(against)]
    is_panel = ax is not None
    ax = ax or _sheet(values, subject, labels)
    ax.set_xlim(-0.15, max(rows["x"].max(), 0.5) + 0.15)
    axis.value_axis(ax, values, subject)
    ticks = [period_tick(one, rows) for one in rows["period"].unique()]
    axis.label_positions(ax, ticks, TEXT, beyond=PANEL_OVERHANG if is_panel else beside(ax) - 2)
    _draw_references(ax, against)
    for line in drawn:
        _draw(ax, line)
    if not hue and not is_panel:
        _label_whole(ax, drawn[0], subject)
    end_labels(ax, labels)
    spoken = several(drawn, subject) if hue else course(drawn[0].rows, subject)
    return say(ax, *spoken, compared(subject, against.last_target))


def _limits(rows: pd.DataFrame, against: References, subject: Subject) -> tuple[float, float]:
    numbers = pd.concat([rows["value"], rows["low"], rows["high"], against.numbers])
    is_size = subject.unit in ("count", "money")  # their height must not exaggerate a change
    return axis.span(float(numbers.min()), float(numbers.max()), zero=is_size)


def _sheet(values: list[float], subject: Subject, labels: Sequence[EndLabel]) -> Axes:
    widest = max((width(label.text, TEXT) for label in labels), default=0)
    left = max(axis.tick_room(values, subject, TEXT), 34)
    return canvas(HEIGHT, Margins(left, widest * 1.06 + 16, 22, 30))


def _draw(ax: Axes, line: Line) -> None:
    """The line; to and from values that may still move it is dotted."""
    is_open = line.rows["mark"].isin(UNFINISHED)
    masked = line.rows[["value", "low", "high"]].mask(is_open)
    whole = line.rows.assign(value=masked["value"], low=masked["low"], high=masked["high"])
    if whole["value"].notna().any():
        draw_line(ax, Line(line.label, line.colour, whole))
    running = line.rows[is_open & line.rows["value"].notna()]
    colour = palette.light(line.colour)
    for pair in _open_steps(line.rows, is_open):
        ax.plot(pair["x"], pair["value"], color=colour, linewidth=1.5, linestyle=(0, (1, 2.2)))
    low, high = running["low"], running["high"]
    ax.vlines(running["x"], low, high, color=colour, alpha=0.45, linewidth=1.5)
    for _, row in running.iterrows():
        point(ax, row["x"], row["value"], line.colour, hollow=True)
    end = line.end
    if line.is_named and end["mark"] not in UNFINISHED:
        point(ax, end["x"], end["value"], line.colour)


def _open_steps(rows: pd.DataFrame, is_open: pd.Series) -> list[pd.DataFrame]:
    """Neighbouring values of which at least one may still move; a gap is no neighbour."""
    return [
        rows.iloc[place : place + 2]
        for place in range(len(rows) - 1)
        if is_open.iloc[place : place + 2].any()
        and rows["value"].iloc[place : place + 2].notna().all()
    ]


def _end_labels(drawn: Sequence[Line], subject: Subject) -> list[EndLabel]:
    """What stands at the end of each line: its value, and its name where there are several."""
    labels = []
    for line in (one for one in drawn if one.is_named):
        value = subject.text(line.end["value"])
        text = f"{line.label} {value}".strip()
        if not line.label and line.end["mark"] in UNFINISHED:
            text = current().text(N_("{value} so far"), value=value)
        weight = "normal" if line.label or line.end["mark"] in UNFINISHED else "bold"
        labels.append(EndLabel(float(line.end["value"]), text, line.colour, weight))
    return labels


def _label_whole(ax: Axes, line: Line, subject: Subject) -> None:
    """Where the newest value may still move, the eye goes to the newest complete one."""
    known = line.rows[line.rows["value"].notna() & ~line.rows["mark"].isin(UNFINISHED)]
    if line.end["mark"] not in UNFINISHED or known.empty:
        return
    row = known.iloc[-1]
    point(ax, row["x"], row["value"], line.colour)
    bound, away, rise = _BELOW if line.end["value"] > row["value"] else _ABOVE
    edge = row["value"] if pd.isna(row[bound]) else row[bound]
    write(
        ax,
        subject.text(row["value"]),
        (float(row["x"]), float(edge)),
        (0, away),
        where="data",
        align="center",
        rise=rise,
        colour=line.colour,
        weight="bold",
    )


def _side_labels(against: References) -> list[EndLabel]:
    labels = []
    if against.target is not None:
        end = float(against.target.iloc[-1])
        labels.append(EndLabel(end, current().text(N_("Target")), "warn", "normal"))
    if against.before is not None:
        end = float(against.before["value"].iloc[-1])
        labels.append(EndLabel(end, against.before_label, "muted", "normal"))
    return labels


def _draw_references(ax: Axes, against: References) -> None:
    if against.target is not None:
        ax.plot(
            against.target.index,
            against.target,
            color=palette.light("warn"),
            linewidth=1.5,
            linestyle=(0, (6, 3)),
            drawstyle="steps-mid",
        )
    if against.before is not None:
        ax.plot(
            against.before["x"],
            against.before["value"],
            color=palette.light("muted"),
            linewidth=1.3,
            linestyle=(0, (3, 2.5)),
        )
