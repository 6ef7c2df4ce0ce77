"""Members of a dimension in the order of their values, as rows of a horizontal chart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from matplotlib.axes import Axes

from kit.charts.canvas import Margins, canvas
from kit.charts.findings import left_out
from kit.charts.labels import distinct, width
from kit.charts.lines import members
from kit.charts.rows import name_rows, note
from kit.charts.shown import names as called
from kit.charts.shown import period_said
from kit.charts.subject import Subject, counts_closed, latest, pick
from kit.charts.theme import TEXT
from kit.language import N_, current

ROW = 24
MOST = 30
"""Members that one chart shows; the table under it holds the rest."""


@dataclass(frozen=True)
class Ranking:
    """The members with a value, highest first, and the names of those without.

    Attributes
    ----------
    rows
        One row per member shown, with its position `y`, counted downwards from 0, and `label`.
    lowest
        Label and row of the lowest member of all, which need not be shown.
    unmeasured
        Members without a value, as they are named in the data.
    suppressed
        Members with too few records to be shown.
    empty
        Members that have none of what is counted, left out because asked for.
    left_out
        Number of members with a value that are not shown.
    period
        Name of the period the values are of, where the frame holds several.
    """

    subject: Subject
    rows: pd.DataFrame
    lowest: tuple[str, pd.Series] | None
    unmeasured: tuple[object, ...]
    suppressed: tuple[object, ...]
    empty: tuple[object, ...]
    left_out: int
    period: str

    @cached_property
    def ranked(self) -> list[tuple[str, pd.Series]]:
        """Label and row of each member shown, highest first."""
        return [(str(row["label"]), row) for _, row in self.rows.iterrows()]

    @property
    def ends(self) -> list[tuple[str, pd.Series]]:
        """The highest and the lowest member, as the finding names them."""
        return [*self.ranked, *([self.lowest] if self.left_out and self.lowest else [])]


def ranking(
    frame: pd.DataFrame, by: str, measure: str, currency: str, *, with_empty: bool = True
) -> Ranking:
    """The members of `by` in the last period of which anything is known, highest first.

    Without `with_empty`, members at zero are only named, as long as any other is left.
    """
    shown, subject = pick(frame, measure, currency)
    if not shown["value"].notna().any():
        return Ranking(subject, shown.iloc[:0], None, (), (), (), 0, "")
    rows = latest(shown)
    rows = rows.astype({"value": "float64", "low": "float64", "high": "float64"})
    known = rows[rows["value"].notna()]
    order = {name: place for place, name in enumerate(members(rows[by]))}
    known = known.assign(place=[order[None if pd.isna(name) else name] for name in known[by]])
    known = known.sort_values(["value", "place"], ascending=[False, True])
    is_named = not with_empty and bool(known["value"].any())
    is_empty = known["value"].eq(0) & is_named
    empty, known = members(known.loc[is_empty, by]), known[~is_empty]
    known = known.assign(y=[float(y) for y in range(len(known))], label=_called(known, by))
    lowest = (str(known["label"].iloc[-1]), known.iloc[-1]) if len(known) else None
    unknown = rows[rows["value"].isna()]
    hidden = unknown["mark"].eq("suppressed")
    return Ranking(
        subject,
        known.head(MOST),
        lowest,
        _named(rows, by, members(unknown.loc[~hidden, by])),
        _named(rows, by, members(unknown.loc[hidden, by])),
        _named(rows, by, empty),
        max(0, len(known) - MOST),
        period_said(rows, shown),
    )


def _named(rows: pd.DataFrame, by: str, names: list[object]) -> tuple[object, ...]:
    return tuple(called(rows, by, names)) if names else ()


def _called(known: pd.DataFrame, by: str) -> list[str]:
    return called(known, by, list(known[by])) if len(known) else []


def rank_canvas(found: Ranking, right: float, below: float = 0, above: float = 0) -> Axes:
    """Axes with one named line per member, with room for their values on the right and for more."""
    notes = _notes(found)
    left = max((width(label, TEXT) for label in found.rows["label"]), default=0) + 12
    top = max(28.0 if found.period else 8.0, above + 6)
    rows = len(found.rows) * ROW
    margins = Margins(left, right, top, below + 8 + 17 * len(notes))
    ax = canvas(margins.top + rows + margins.bottom, margins)
    name_rows(ax, list(found.rows["label"]))
    if found.period:
        note(ax, found.period, 14, above=True)
    for line, text in enumerate(notes):
        note(ax, text, below + 12 + 17 * line)
    return ax


def _notes(found: Ranking) -> list[str]:
    notes = []
    if found.left_out:
        notes.append(left_out(found.left_out))
    closed = counts_closed(found.subject.kpi)
    for names, message in (
        (found.empty, N_("With none: {members}")),
        (
            found.unmeasured,
            N_("No closed record: {members}") if closed else N_("No record: {members}"),
        ),
        (found.suppressed, N_("Too few records to show: {members}")),
    ):
        notes.extend(_listed(message, distinct(names)))
    return notes


def _listed(message: str, names: list[str]) -> list[str]:
    """The message with its members, broken into lines that the sheet can hold."""
    if not names:
        return []
    lines, room = [""], 376.0
    for word in current().text(message, members=", ".join(names)).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, TEXT) > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
