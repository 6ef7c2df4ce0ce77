"""Companies that models can say little of: pages say so, and print no number that is none."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.system.project import Project

SETTINGS = """name: Odd
currency: EUR
timezone: Europe/Madrid
sources:
  opportunities: {file: exports/opportunities.csv}
"""
PAGES = ("cycle_time", "win_probability", "forecast")
AS_OF = date(2026, 6, 20)
COLUMNS = "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region,product"
BOUNDED = ("value", "low", "high")
SHARES = ("independent", "rate_uncertain", "shared_shock")
Row = dict[str, str]


def company(size: int = 160, days: int = 700, seed: int = 7) -> list[Row]:
    """Opportunities of two teams, a third of them won, most closed within four months."""
    random = Random(seed)  # noqa: S311
    rows = []
    for number in range(size):
        born = AS_OF - timedelta(days=random.randrange(days))
        closed = born + timedelta(days=random.randrange(1, 120))
        status = "open" if closed > AS_OF else random.choice(("won", "lost", "lost"))
        team = random.choice(("Iberia", "DACH"))
        rows.append(
            {
                "opportunity_id": f"o{number}",
                "created_at": born.isoformat(),
                "stage": "Offer",
                "status": status,
                "closed_at": "" if status == "open" else closed.isoformat(),
                "amount": f"{random.randrange(500, 5000)}.00",
                "owner": f"{team} {number % 3}",
                "team": team,
                "region": "EMEA",
                "product": random.choice(("A", "B")),
            }
        )
    return rows


def but(change: Callable[[Row], Row], rows: list[Row] | None = None) -> list[Row]:
    return [{**row, **change(row)} for row in (company() if rows is None else rows)]


def still_open(row: Row) -> Row:
    return {"status": "open", "closed_at": ""}


def ended(as_what: str) -> Callable[[Row], Row]:
    return lambda row: {"status": row["status"] if row["status"] == "open" else as_what}


def separated(row: Row) -> Row:
    """Of product A everything is won, of product B everything lost."""
    return ended("won" if row["product"] == "A" else "lost")(row)


def outlier(row: Row) -> Row:
    return {"amount": "98765432100.00"} if row["opportunity_id"] == "o1" else {}


def worthless(row: Row) -> Row:
    return {"amount": "0.00" if row["product"] == "A" else f"-{row['amount']}"}


def far_past(row: Row) -> Row:
    years = {"2024": "1984", "2025": "1985", "2026": "1986"}
    days = {name: row[name] for name in ("created_at", "closed_at")}
    return {name: years.get(day[:4], "") + day[4:] for name, day in days.items()}


COMPANIES: dict[str, Callable[[], list[Row]]] = {
    "nothing closed": lambda: but(still_open),
    "everything won": lambda: but(ended("won")),
    "everything lost": lambda: but(ended("lost")),
    "perfectly separated": lambda: but(separated),
    "one month of history": lambda: company(days=28),
    "one giant": lambda: but(outlier),
    "worth nothing or less": lambda: but(worthless),
    "one team of two": lambda: [*company()[:40], *but(lambda _: {"team": "DACH"})[40:]],
    "far in the past": lambda: but(far_past),
    "three opportunities": lambda: but(lambda _: {"team": "DACH"}, company(size=3)),
}
QUICK = ("one giant",)


def reported(folder: Path, rows: list[Row]) -> Project:
    """The company's three pages of models, made as a user would."""
    (folder / "exports").mkdir(parents=True)
    (folder / "params").mkdir()
    names = COLUMNS.split(",")
    lines = [COLUMNS, *(",".join(row[name] for name in names) for row in rows)]
    (folder / "exports" / "opportunities.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    project = Project(folder)
    project.kit("load")
    project.kit("prepare")
    asked = [part for name in PAGES for part in ("--notebook", name)]
    ran = project.ask("run", *asked, "--region", "EMEA", "--team", "DACH")
    assert [(page["state"], page["reason"]) for page in ran["pages"]] == [("done", "")] * 3
    project.kit("publish")
    return project


def shown(project: Project, name: str) -> str:
    """What a reader sees of a page."""
    page = project.page(f"emea/dach/{name}.html")
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"<[^>]+>", " ", main))


def holds_what_it_should(project: Project) -> None:
    for name in PAGES:
        assert not re.search(r"\b(nan|NaT|None|inf|Traceback|\w*Warning)\b", shown(project, name))
    forecast = project.rows("bookings_forecast", "--period", "quarter")
    # What was booked is a fact, even where the records hold wins of less than nothing.
    least = min([0.0, *(one["value"] or 0.0 for one in forecast if one["measure"] == "booked")])
    assert all(row[name] is None or row[name] >= least for row in forecast for name in BOUNDED)
    parts = [one["value"] for one in forecast if one["measure"] in ("from_open", "from_new")]
    assert all(part is None or part >= 0 for part in parts)
    chances = project.rows("chance_of_at_least", "--period", "quarter")
    shares = [one["value"] for one in chances if one["measure"] in SHARES]
    assert all(share is None or 0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("name", QUICK)
def test_pages_of_an_odd_company_say_what_they_cannot(tmp_path: Path, name: str) -> None:
    holds_what_it_should(reported(tmp_path / "odd", COMPANIES[name]()))


@pytest.mark.acceptance
@pytest.mark.parametrize("name", [one for one in COMPANIES if one not in QUICK])
def test_pages_of_every_odd_company_say_what_they_cannot(tmp_path: Path, name: str) -> None:
    holds_what_it_should(reported(tmp_path / "odd", COMPANIES[name]()))
