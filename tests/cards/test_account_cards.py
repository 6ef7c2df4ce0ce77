"""Cards of accounts: who gets one, and that each fact is the one that the rows say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kit import language
from kit.cards import account_cards
from kit.data.records import Records
from kit.results import Card, Cards, canonical, from_wire, to_wire
from kit.units import Unit
from kit.window import Window

Make = Callable[..., Records]
JUNE = Window(date(2026, 6, 30))
IBERIA = Unit("EMEA", "Iberia")
ACCOUNTS = ("account_id name industry country owner", "a Acme Retail Spain Ada", "b Bell - - -")
ORDERS = (
    "order_id account_id ordered_at amount kind product",
    "1 a 2024-02-10 50 sale Basic",
    "2 a 2025-03-05 200 sale Plus",
    "3 a 2026-03-01 300 sale Basic",
    "4 a 2026-03-20 50 refund Basic",
    "5 a 2026-04-02 50 sale Basic",
    "6 b 2024-06-29 9000 sale Basic",
)
OPPORTUNITIES = (
    "opportunity_id account_id status stage created_at closed_at amount expected_close_date owner",
    "o a open Offer 2026-06-20 - 75 2026-06-25 Ada",
    "p a open Talk 2026-06-01 - - - Ada",
    "q b lost Talk 2026-01-01 2026-02-01 9 - Bo",
)
ACTIVITIES = (
    "activity_id account_id occurred_at channel message outcome duration_minutes",
    "1 a 2024-02-01 visit - - 90",
    "2 a 2026-06-10 call season_sale no_answer -",
    "3 a 2026-06-12 call - - -",
)
CASES = (
    "case_id account_id opened_at status",
    "1 a 2026-06-15 open",
    "2 a 2026-05-02 open",
)


@pytest.fixture
def records(records_of: Make) -> Records:
    return records_of(
        accounts=ACCOUNTS,
        orders=ORDERS,
        opportunities=OPPORTUNITIES,
        activities=ACTIVITIES,
        cases=CASES,
    )


def cards_of(records: Records, unit: Unit = IBERIA, **how: int) -> Cards:
    return account_cards(records, unit, JUNE, currency="EUR", **how)


def facts(card: Card) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.text, fact.note) for fact in card.facts}


def texts(card: Card, title: str) -> list[list[str]]:
    (table,) = [table for table in card.tables if table.title == title]
    return [[cell.text for cell in row] for row in table.rows]


def test_a_card_says_what_the_rows_say(records: Records) -> None:
    (card,) = cards_of(records).cards
    assert card.title == "Acme"
    assert [(fact.label, fact.text) for fact in card.about] == [
        ("Industry", "Retail"), ("Country", "Spain"), ("Owner", "Ada")
    ]  # fmt: skip
    assert facts(card) == {
        "Open": ("€75.00", "2 opportunities, 1 has no amount"),
        "Last touch": ("12 Jun 2026", "18 days ago"),
        "Revenue, last 12 months": ("€300.00", ""),
        "Revenue in all": ("€550.00", ""),
        "Open cases": ("2", "the oldest since 2 May 2026"),
        "First purchase": ("10 Feb 2024", ""),
        "Cost to win": ("1 touch", "1.5 hours, 9 days"),
        "Best months": ("March 82%", ""),
    }


def test_tables_list_what_is_open_what_was_done_and_what_was_bought(records: Records) -> None:
    (card,) = cards_of(records).cards
    assert texts(card, "Open opportunities") == [
        ["Offer", "€75.00", "10 days", "25 Jun 2026 (overdue)"],
        ["Talk", "–", "29 days", "–"],
    ]
    assert texts(card, "Last touches") == [
        ["12 Jun 2026", "call", "–", "–"],
        ["10 Jun 2026", "call", "season sale", "no answer"],
        ["1 Feb 2024", "visit", "–", "–"],
    ]
    assert texts(card, "Products") == [
        ["Basic", "€350.00", "Apr 2026"],
        ["Plus", "€200.00", "Mar 2025"],
    ]


def test_the_bars_are_the_last_24_months_net_of_refunds(records: Records) -> None:
    course = cards_of(records).cards[0].course
    assert course is not None
    assert len(course.values) == 24
    assert {place: value for place, value in enumerate(course.values) if value} == {
        8: 200.0, 20: 250.0, 21: 50.0
    }  # fmt: skip
    assert course.alt == "From Jul 2024 to Jun 2026; the most in Mar 2026: €250.00."
    assert course.ticks == ((0, "Jul 2024"), (12, "Jul 2025"), (23, "Jun 2026"))
    assert not course.is_running


def test_a_season_out_of_few_months_is_marked_and_one_out_of_two_is_not_told(
    records_of: Make,
) -> None:
    marks = {}
    for bought in (ORDERS[1:6], ORDERS[1:3]):
        records = records_of(orders=(ORDERS[0], *bought), opportunities=OPPORTUNITIES[:2])
        card = cards_of(records).cards[0]
        marks[len(bought)] = [fact.mark for fact in card.facts if fact.label == "Best months"]
    assert marks == {5: ["thin"], 2: []}


def test_an_account_needs_something_open_or_a_recent_purchase(records: Records) -> None:
    assert [card.title for card in cards_of(records, months=25).cards] == ["Acme", "Bell"]
    assert [card.title for card in cards_of(records, months=24).cards] == ["Acme"]


def test_beyond_the_limit_accounts_are_counted_and_said(records: Records) -> None:
    cards = cards_of(records, months=25, limit=1)
    assert [card.title for card in cards.cards] == ["Acme"]
    assert cards.note.startswith("1 further account has an open opportunity or a purchase")
    assert cards_of(records, months=25).note == ""


def test_an_account_seen_by_two_units_shows_each_its_own_events(records_of: Make) -> None:
    orders = (f"{ORDERS[0]} region team", *(f"{line} EMEA -" for line in ORDERS[2:4]))
    orders += (f"{ORDERS[5]} EMEA Iberia",)
    whole = records_of(accounts=ACCOUNTS, orders=orders)
    team = records_of(accounts=ACCOUNTS, orders=(orders[0], orders[3]))
    region_card, team_card = cards_of(whole, Unit("EMEA")).cards[0], cards_of(team).cards[0]
    assert facts(region_card)["Revenue in all"][0] == "€500.00"
    assert facts(team_card)["Revenue in all"][0] == "€50.00"
    assert region_card.key == team_card.key


def test_without_orders_won_opportunities_stand_in_and_that_is_said(records_of: Make) -> None:
    won = (OPPORTUNITIES[0], "w a won Offer 2026-01-01 2026-02-01 40 - Ada",
           "x a won Offer 2026-01-01 2026-03-01 - - Ada")  # fmt: skip
    cards = cards_of(records_of(opportunities=won))
    (card,) = cards.cards
    assert facts(card)["Won, last 12 months"] == ("€40.00", "")
    assert facts(card)["Won in all"] == ("€40.00", "1 has no amount")
    assert facts(card)["Time to win"] == ("31 days", "")
    assert "Last touch" not in facts(card)
    assert "Open cases" not in facts(card)
    assert "won opportunities" in cards.note
    assert card.title == "a"
    assert card.about[0].text == "Ada"


def test_what_is_not_recorded_is_said_and_not_nought(records_of: Make) -> None:
    records = records_of(
        opportunities=(OPPORTUNITIES[0], OPPORTUNITIES[2]),
        activities=(ACTIVITIES[0], "1 z 2026-01-01 call - - -"),
    )
    (card,) = cards_of(records).cards
    assert facts(card)["Open"] == ("not recorded", "1 opportunity")
    assert facts(card)["Last touch"] == ("not recorded", "")
    assert card.course is None


HOSTILE = ["../../etc/passwd", "<script>alert(1)</script>", "con", "Ä" * 300, "a\u202eb", "ACME"]


def test_hostile_names_give_safe_keys_that_no_other_account_changes(records: Records) -> None:
    accounts, orders = records.accounts.iloc[[0] * 6], records.orders.iloc[[4] * 6]
    ids = [f"id{number}" for number in range(6)]
    tables = {
        "accounts": accounts.assign(account_id=ids, name=HOSTILE).reset_index(drop=True),
        "orders": orders.assign(account_id=ids, order_id=ids).reset_index(drop=True),
    }
    together = {card.title: card.key for card in cards_of(Records.of(tables)).cards}
    alone = {name: table.tail(1).reset_index(drop=True) for name, table in tables.items()}
    assert len(set(together.values())) == 6
    assert all(re.fullmatch(r"[a-z0-9-]{1,50}", key) for key in together.values())
    assert "ab" in together
    assert cards_of(Records.of(alone)).cards[0].key == together["ACME"]


def test_two_accounts_of_one_name_have_two_cards_that_can_be_told_apart(records: Records) -> None:
    same = replace(
        records, tables={**records.tables, "accounts": records.accounts.assign(name="Acme")}
    )
    first, second = cards_of(same, months=25).cards
    assert (first.title, second.title) == ("Acme (a)", "Acme (b)")
    assert first.row[0].text == "Acme (a)"
    assert first.key != second.key


def test_the_list_is_in_the_order_of_names_whatever_their_accents(records: Records) -> None:
    named = records.accounts.assign(name=["zeta", "Äcme"])
    cards = cards_of(replace(records, tables={**records.tables, "accounts": named}), months=25)
    assert [card.row[0].text for card in cards.cards] == ["Äcme", "zeta"]
    assert [column.label for column in cards.columns] == [
        "Account", "Open", "Revenue, 12 months", "Last touch"
    ]  # fmt: skip
    assert [cell.text for cell in cards.cards[1].row[1:]] == ["€75.00", "€300.00", "12 Jun 2026"]


def test_a_batch_travels_whole_and_the_same_rows_give_the_same_text(records: Records) -> None:
    cards = cards_of(records)
    assert from_wire(to_wire(cards)) == cards
    assert canonical(to_wire(cards)) == canonical(to_wire(cards_of(records)))


def test_no_free_text_and_no_contact_reaches_a_card(records: Records) -> None:
    marked = records.opportunities.assign(name="FREE TEXT")
    calls = records.activities.assign(contact_id="CONTACT")
    tables = {**records.tables, "opportunities": marked, "activities": calls}
    wire = canonical(to_wire(cards_of(replace(records, tables=tables))))
    assert "FREE" not in wire
    assert "CONTACT" not in wire


def test_a_card_speaks_the_language_of_the_page(records: Records) -> None:
    language.use("es", "EUR")
    course = cards_of(records).cards[0].course
    assert course is not None
    assert course.ticks[0][1] == "jul 2024"


def test_a_unit_without_cards_says_why(records: Records, records_of: Make) -> None:
    unnamed = records_of(opportunities=(OPPORTUNITIES[0], "o - open Offer 2026-06-20 - 75 - Ada"))
    assert cards_of(unnamed).note.startswith("No opportunity or order of this unit names")
    quiet = records_of(orders=(ORDERS[0], ORDERS[6]))
    assert cards_of(quiet).note.endswith("a purchase in the last 24 months.")
    assert cards_of(quiet).cards == ()
