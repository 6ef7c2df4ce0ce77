"""The cards of a unit's accounts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kit.cards.choosing import Chosen, choose
from kit.cards.facts import Teller
from kit.cards.gathering import Row, gather
from kit.cards.listed import opportunities, products, touches_of
from kit.cards.speech import Speech
from kit.charts.labels import clean
from kit.data.records import Records
from kit.files import safe_name
from kit.language import N_, N_pair
from kit.results import Card, Cards, Cell, Column
from kit.units import Unit
from kit.window import Window

_LEFT_OUT = N_pair(
    "{n} further account has an open opportunity or a purchase, and no card: those with the "
    "largest open amount and revenue have one.",
    "{n} further accounts have an open opportunity or a purchase, and no card: those with the "
    "largest open amount and revenue have one.",
)
_UNNAMED = N_("No opportunity or order of this unit names its account, so there are no cards.")
_NOTHING = N_(
    "No account of this unit has an open opportunity or a purchase in the last {months} months."
)
_WON = N_("This project has no orders: what is shown as bought are won opportunities.")


def account_cards(
    records: Records,
    unit: Unit,
    window: Window,
    *,
    months: int = 24,
    limit: int = 500,
    touches: int = 5,
    currency: str = "",
) -> Cards:
    """One card for each account of a unit with something open or a recent purchase.

    Parameters
    ----------
    records
        The unit's tables; all may be missing but the opportunities or the orders.
    unit
        Whose cards: records of units below it do not count, because they have cards there.
    window
        Gives `as_of` and the calendar.
    months
        How recent a purchase must be.
    limit
        How many cards to draw; the others are counted in the note.
    touches
        How many of the last touches a card shows.
    currency
        Code of the currency that all amounts are in.

    Returns
    -------
    Cards
        In the order of the names, whatever their accents and capitals. Its note says what is left
        out; where there is no card at all, why.
    """
    chosen = choose(records, unit, window, months=months, limit=limit)
    gathered = gather(chosen, records, window, touches=touches)
    speech = Speech(currency)
    teller = Teller(gathered, speech, window.as_of, chosen.are_orders, records.missing)
    cards = [
        (summary["account_id"], _card(teller, place, summary, account))
        for place, (summary, account) in enumerate(
            zip(gathered.summary, gathered.accounts, strict=True)
        )
    ]
    bought = N_("Revenue, 12 months") if chosen.are_orders else N_("Won, 12 months")
    named = ((N_("Open"), "money"), (bought, "money"), (N_("Last touch"), "date"))
    columns = [Column(speech.text(N_("Account")))]
    columns += [Column(speech.text(name), "number", unit=unit) for name, unit in named]
    return Cards(
        title=speech.text(N_("Accounts")),
        columns=tuple(columns),
        cards=tuple(sorted(_told_apart(cards), key=lambda card: (_plain(card.title), card.key))),
        note=_note(chosen, months, speech),
    )


def _card(teller: Teller, place: int, summary: Row, account: Row) -> Card:
    speech, name = teller.speech, summary["account_id"]
    title = speech.clean(account["name"] or name)
    gathered = teller.gathered
    return Card(
        key=safe_name(f"{account['name'] or ''}\n{name}"),
        title=title,
        about=teller.about(account),
        facts=tuple(teller.facts(summary)),
        course=teller.course(place),
        tables=tuple(
            table
            for table in (
                opportunities(gathered.opportunities.get(name, ()), gathered.chances, speech),
                touches_of(gathered.touches.get(name, ()), speech),
                products(gathered.products.get(name, ()), speech),
            )
            if table.rows
        ),
        row=(
            Cell(title),
            speech.amount(summary["open_amount"] if summary["open_count"] else None),
            speech.amount(summary["revenue_year"]),
            speech.sortable_day(summary["last_touch_on"]),
        ),
    )


def _told_apart(cards: Sequence[tuple[str, Card]]) -> Iterator[Card]:
    """The cards, with the id beside a name that several accounts have."""
    bearers = Counter(_plain(card.title) for _, card in cards)
    for name, card in cards:
        if bearers[_plain(card.title)] > 1 and card.title != name:
            title = f"{card.title} ({clean(name)})"
            yield replace(card, title=title, row=(Cell(title), *card.row[1:]))
        else:
            yield card


def _note(chosen: Chosen, months: int, speech: Speech) -> str:
    """What the batch leaves out, or why it is empty."""
    if not chosen.are_named:
        return speech.text(_UNNAMED)
    if chosen.summary.empty:
        return speech.words.text(_NOTHING, months=months)
    parts = [speech.plural(_LEFT_OUT, chosen.left_out)] if chosen.left_out else []
    parts += [] if chosen.are_orders else [speech.text(_WON)]
    return " ".join(parts)


def _plain(name: str) -> str:
    """A name by which lists are sorted: without capitals and accents."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
