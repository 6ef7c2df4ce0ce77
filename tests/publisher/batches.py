"""Cards of accounts, as notebooks carry them."""

from __future__ import annotations

from kit.results import Card, Cards, Cell, Column, Course, Fact, Table

HOSTILE = '<script>alert("1")</script> & Söhne'


COLUMNS = (Column("Account"), Column("Open", "number"), Column("Last touch", "number"))


def card(key: str, name: str, amount: float = 75.0) -> Card:
    rows = tuple((Cell(f"{day} Jun 2026"), Cell("call"), Cell("checking in")) for day in range(10))
    columns = (Column("Day"), Column("Channel"), Column("Message"))
    return Card(
        key,
        name,
        (Fact("Industry", "Retail"),),
        (Fact("Open", f"€{amount:g}", "1 opportunity"), Fact("Best months", "March", mark="thin")),
        Course("Revenue by month", (0.0, 5.0, -2.0, 4.0), "The most in May: €5.", ((0, "Apr"),)),
        (Table("Last touches", columns, rows), Table("Products", columns, rows)),
        (Cell(name), Cell(f"€{amount:g}", amount), Cell("–")),
    )


def batch(*cards: Card) -> Cards:
    return Cards("Accounts", COLUMNS, cards, "3 further accounts.")


BATCH = batch(card("acme-1", "Acme"), card("hostile-2", HOSTILE))
