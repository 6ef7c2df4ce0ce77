"""A page with one result of every kind, as the runner leaves it, and what surrounds it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from kit.publisher import Context, Link, PageLink
from kit.results import (
    MIME,
    Cell,
    Column,
    Figure,
    Finding,
    Headline,
    Notice,
    Result,
    Table,
    to_wire,
)
from kit.units import Unit

CHART = Path(__file__).with_name("chart.svg")
COURSE = (0.58, 0.61, 0.6, 0.64, 0.62, 0.59, 0.63, 0.66, 0.64, 0.61, 0.63, 0.67)
OWNERS = ("Anna Snelling", "Boris Faz", "Cassey Cress", "Corliss Cosme", "Daniell Hammack")


def executed_notebook(*parts: str | Result) -> dict[str, Any]:
    """A notebook as the runner leaves it: markdown from text, one code cell for each result."""
    cells = [nbformat.v4.new_code_cell("region: str = ''", metadata={"tags": ["parameters"]})]
    for part in parts:
        if isinstance(part, str):
            cells.append(nbformat.v4.new_markdown_cell(part))
            continue
        bundle = {MIME: to_wire(part), "text/html": "<b>lab view</b>", "text/plain": "plain view"}
        output = nbformat.v4.new_output("display_data", data=bundle)
        cells.append(nbformat.v4.new_code_cell("report.show(secret_code)", outputs=[output]))
    return dict(nbformat.v4.new_notebook(cells=cells))


def sample_headlines() -> tuple[Headline, ...]:
    return (
        Headline(
            "bookings", "Bookings", 1_131_573.0, "€1.13M", period="Q4 2017", n=1_247,
            change="+€118k from €1.01M: more than chance explains", tone="good",
            spark=(0.1, 0.7, 0.75, 1.1, 1.02, 1.01, 0.9, 1.13),
            definition="Amount of the opportunities won in the period, by close date.",
        ),
        Headline(
            "win_rate", "Win rate", 0.6323, "63.2%", low=0.612, high=0.652,
            interval="61.2% – 65.2%", n=1_512, period="Q4 2017",
            change="−1.1 points from 64.3%: within what chance alone explains",
            spark=COURSE,
            definition="Won opportunities as a share of all opportunities closed in the period.",
        ),
        Headline(
            "cycle_time", "Cycle time", 57.0, "57 days", low=54.0, high=61.0,
            interval="54 days – 61 days", n=842, period="Q4 2017", tone="bad",
            change="+6 days from 51 days: more than chance explains",
            spark=(48, 47, 50, None, 51, 49, 52, 57),
            definition="Days from creation to winning, given that it is won: the median.",
        ),
        Headline(
            "coverage", "Coverage", 2.1, "2.1", period="as of 31 December 2017", mark="thin", n=24,
            definition="Open pipeline divided by what the target still needs.",
        ),
    )  # fmt: skip


def sample_findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "late_losses",
            "Losses come late: 46% of the opportunities that reached “Negotiation” were lost "
            "there, against 21% in the rest of the company.",
            "act",
            "Review the commercial terms of the 18 open negotiations before the quarter ends.",
            (("Lost in negotiation", "46%"), ("Range", "38% – 54%"), ("Reached it", "131")),
        ),
        Finding(
            "effort_stops",
            "Effort stops before the touch at which leads usually answer: half of the leads get "
            "two calls, and one in three answers comes after the third.",
            "watch",
            "Plan five touches for each new lead.",
            (("Median touches", "2"), ("Answers after the 3rd", "34%")),
        ),
    )


def sample_table(rows: int = 9, *, wide: bool = False) -> Table:
    extra = tuple(Column(f"Stage {number}", "number") for number in range(1, 7)) if wide else ()
    return Table(
        "Win rate by owner",
        (
            Column("Owner"),
            Column("Region"),
            Column("Won", "number"),
            Column("Win rate", "number", "raw"),
            Column("Range"),
            *extra,
        ),
        tuple(
            (
                Cell(OWNERS[index % 5]),
                Cell(("Central", "East", "West")[index % 3]),
                Cell(f"{210 - 17 * index}", 210.0 - 17 * index),
                Cell(f"{0.7 - index / 50:.1%}", 0.7 - index / 50, "thin" if index > 6 else ""),
                Cell(f"{0.65 - index / 50:.0%} – {0.74 - index / 50:.0%}"),
                *(Cell(f"{index + number}", float(index + number)) for number in range(len(extra))),
            )
            for index in range(rows)
        ),
        left_out=3,
        note="Shrunken towards the company's rate.",
    )  # fmt: skip


def sample_figure(name: str, title: str, alt: str) -> Figure:
    data = Table(
        "",
        (Column("Month"), Column("Win rate", "number"), Column("Records", "number")),
        tuple(
            (Cell(f"2017-{month:02d}"), Cell(f"{value:.0%}", value), Cell("126", 126.0))
            for month, value in enumerate(COURSE, start=1)
        ),
    )
    return Figure(title, CHART.read_text().replace("PREFIX", name), alt, 400, 250, data, "win_rate")


def sample_notebook() -> dict[str, Any]:
    """A page with everything on it, as a reader would meet it."""
    return executed_notebook(
        "# Sales\n\nAre we winning what we should, and will we make the number?",
        *sample_headlines(),
        "## What the rules say\n\nRules speak only when the records support them.",
        *sample_findings(),
        "## Win rate\n\nHow many of the opportunities that were closed have been won.",
        sample_figure("a1", "Win rate", "Win rate was 67% in December, the highest of the year."),
        "The band is the 90% interval: two months whose bands overlap widely may well be the "
        "same. A month with few closed opportunities has a wide band, whatever its line does.",
        "## Where it differs\n\nThe same rate, by region and by product.",
        sample_figure("b2", "By region", "West leads with 67%."),
        "Regions of like size can be compared directly.",
        sample_figure("c3", "By product", "MG Special wins most often."),
        "Products sold less than thirty times are marked.",
        "## Owners\n\nEvery owner with an opportunity closed in the period.",
        sample_table(),
        "Compare ranges, not rates: a range that holds another owner's rate decides nothing.",
        sample_table(wide=True),
        Notice(
            "“Quote acceptance” needs the table `quotes`, which this project does not have.",
            "missing",
            "Declare it under `sources:` in params/project.yaml as `quotes`.",
        ),
        "## Data quality and definitions\n\n- Amounts are in euro.\n- Opportunities without an "
        "owner belong to nobody.\n\nOpen opportunities count on neither side of the *win rate*.",
    )


def sample_context() -> Context:
    names = "overview leads activity pipeline cycle_time win_probability forecast sales support"
    return Context(
        project="Example Ltd",
        unit=Unit("EMEA", "Iberia"),
        notebook="sales",
        language="en",
        currency="EUR",
        as_of=date(2017, 12, 31),
        period_text="Q1 2016 – Q4 2017, by quarter",
        freshness=(
            ("opportunities", "2017-12-31"),
            ("accounts", "2017-12-31"),
            ("leads", "2017-12-30"),
            ("cases", "2017-11-28"),
        ),
        pages=tuple(
            PageLink(
                name, name.replace("_", " ").capitalize(), f"{name}.html", "Where do we stand?"
            )
            for name in names.split()
        ),
        trail=(
            Link("All units", "../../index.html"),
            Link("EMEA", "../index.html"),
        ),
    )
