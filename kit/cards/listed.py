"""The tables of a card: what is open, what was last done, what was bought."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from kit.cards.gathering import Row
from kit.cards.speech import Speech
from kit.language import MISSING, N_
from kit.results import Cell, Column, Table

SHOWN = 10
"""Rows of a card's table at most; a phone holds no more."""

_OUTCOMES = {
    "reached": N_("reached"),
    "no_answer": N_("no answer"),
    "bounced": N_("bounced"),
    "auto_reply": N_("automatic reply"),
    "answered": N_("answered"),
    "meeting_booked": N_("meeting booked"),
}


def opportunities(rows: Sequence[Row], chances: Mapping[Hashable, float], speech: Speech) -> Table:
    """What is open: stage, amount, age, when it should close, and the chance, if any is known."""

    def close(row: Row) -> Cell:
        day = speech.day(row["expected_close_date"])
        late = speech.text(N_("{day} (overdue)"), day=day)
        return Cell(late if row["is_overdue"] else day)

    known = any(row["opportunity_id"] in chances for row in rows)
    cells = (
        (
            Cell(speech.clean(row["stage"])),
            speech.amount(row["amount"]),
            _age(row["age_days"], speech),
            close(row),
            *((_chance(chances.get(row["opportunity_id"]), speech),) if known else ()),
        )
        for row in rows
    )
    heads = [(N_("Stage"), ""), (N_("Amount"), "n"), (N_("Age"), "n"), (N_("Expected close"), "")]
    heads += [(N_("Chance within 90 days"), "n")] if known else []
    return _table(N_("Open opportunities"), heads, cells, speech)


def touches_of(rows: Sequence[Row], speech: Speech) -> Table:
    """The last touches; columns that none of them fills are left out."""
    names = {
        "channel": N_("Channel"),
        "message": N_("Message"),
        "outcome": N_("Outcome"),
    }
    filled = [name for name in names if any(row[name] is not None for row in rows)]
    cells = (
        (Cell(speech.day(row["day"])), *(Cell(_worded(row[name], speech)) for name in filled))
        for row in rows
    )
    heads = ((N_("Day"), ""), *((names[name], "") for name in filled))
    return _table(N_("Last touches"), heads, cells, speech)


def products(rows: Sequence[Row], speech: Speech) -> Table:
    """What was bought, the largest amount first."""
    cells = (
        (
            Cell(speech.clean(row["product"])),
            speech.amount(row["amount"]),
            Cell(speech.month(row["last"])),
        )
        for row in rows
    )
    heads = ((N_("Product"), ""), (N_("Amount"), "n"), (N_("Last bought"), ""))
    return _table(N_("Products"), heads, cells, speech)


def _table(
    title: str,
    heads: Sequence[tuple[str, str]],
    cells: Iterator[tuple[Cell, ...]],
    speech: Speech,
) -> Table:
    rows = tuple(cells)
    columns = tuple(Column(speech.text(text), "number" if kind else "text") for text, kind in heads)
    return Table(speech.text(title), columns, rows[:SHOWN], max(0, len(rows) - SHOWN))


def _age(days: float | None, speech: Speech) -> Cell:
    return Cell(MISSING) if days is None else Cell(speech.days(days), days)


def _chance(chance: float | None, speech: Speech) -> Cell:
    return Cell(MISSING) if chance is None else Cell(speech.words.value(chance, "ratio"), chance)


def _worded(value: Any, speech: Speech) -> str:
    return speech.text(_OUTCOMES[value]) if value in _OUTCOMES else speech.clean(value)
