"""The synthetic CRM as plain CSV files, streamed chunk by chunk, and the way to read them."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pyarrow.csv as pc

from kit.demo import amounts, campaigns, people, spend, stages, targets
from kit.demo.chunk import Chunk, Company, simulate
from kit.demo.season import generator
from kit.demo.truth import Truth, owner_truth, version
from kit.demo.world import WORLD, World
from kit.errors import ParamError
from kit.files import make_folder, write_atomic, writer
from kit.params import Source
from kit.schemas import BY_NAME, TABLES

TRUTH_FILE = "truth.json"


def write(folder: Path, *, opportunities: int = 5000, seed: int = 1, world: World = WORLD) -> Truth:
    """Write a synthetic CRM: one CSV file per canonical table, and the truth behind them.

    The same arguments give the same bytes. Memory is bounded by one chunk of
    `world.chunk` opportunities, whatever the size.

    Parameters
    ----------
    folder
        Where the files go; made if it is not there.
    opportunities
        Number of opportunities, 1 or more; all else is in proportion.
    seed
        Which of many possible histories, 0 or more.
    world
        The truth to draw from.

    Returns
    -------
    Truth
        What ``truth.json`` holds.

    Raises
    ------
    ParamError
        If `opportunities` or `seed` is out of range.
    """
    if opportunities < 1 or seed < 0:
        raise ParamError(
            f"The demo needs `opportunities` of 1 or more and a `seed` of 0 or more, "
            f"not {opportunities} and {seed}."
        )
    make_folder(folder)
    company = Company.of(world, seed)
    rows, stale, orphans = _write_tables(folder, company, opportunities)
    truth = Truth(
        version(world),
        opportunities,
        seed,
        world.as_of,
        world,
        owner_truth(company.people),
        dict(sorted(rows.items())),
        stale,
        {"activities.opportunity_id": orphans},
    )
    write_atomic(folder / TRUTH_FILE, truth.as_json())
    return truth


def sources(folder: Path) -> dict[str, Source]:
    """How the files in `folder` are read: like any export, one source per table."""
    return {
        schema.name: Source(
            file=str(folder / f"{schema.name}.csv"), encoding="utf-8", separator=","
        )
        for schema in TABLES
    }


def ensure(folder: Path, *, opportunities: int = 5000, seed: int = 1) -> dict[str, Source]:
    """The sources in `folder`, which is written first unless it holds this very CRM already."""
    made = _made(folder / TRUTH_FILE)
    complete = all((folder / f"{schema.name}.csv").is_file() for schema in TABLES)
    if made != (version(WORLD), opportunities, seed) or not complete:
        write(folder, opportunities=opportunities, seed=seed)
    return sources(folder)


def chunks(company: Company, opportunities: int) -> Iterator[Chunk]:
    """The CRM of a `company`, part by part; only the last part depends on how many there are."""
    each = company.world.chunk
    for number, begin in enumerate(range(0, opportunities, each)):
        yield simulate(company, number, min(each, opportunities - begin))


def _write_tables(
    folder: Path, company: Company, opportunities: int
) -> tuple[Counter[str], int, int]:
    """Write all tables; count their rows, the stale opportunities and the orphans."""
    rows: Counter[str] = Counter()
    stale = orphans = 0
    booked = targets.no_bookings(company.world)
    with ExitStack() as stack:
        files = {
            schema.name: stack.enter_context(writer(folder / f"{schema.name}.csv"))
            for schema in TABLES
        }
        for chunk in chunks(company, opportunities):
            _append(files, chunk.tables, rows)
            booked = booked + chunk.bookings
            stale, orphans = stale + chunk.stale, orphans + chunk.orphans
        _append(files, company_tables(company, opportunities, booked), rows)
    return rows, stale, orphans


def company_tables(company: Company, opportunities: int, booked: Any) -> dict[str, Any]:
    """Tables that belong to no chunk."""
    world, seed, known = company.world, company.seed, company.campaigns
    return {
        "campaigns": campaigns.campaigns_table(world, known),
        "spend": spend.spend_table(world, known, generator(seed, "spend"), opportunities),
        "targets": targets.targets_table(world, generator(seed, "targets"), booked),
        "owners": people.owners_table(world, company.people),
        "products": amounts.products_table(world),
        "stages": stages.stages_table(world),
        "fx_rates": spend.rates_table(world, company.rates),
    }


def _append(files: dict[str, IO[str]], tables: Any, rows: Counter[str]) -> None:
    """Write rows below those that are there; the heading comes with the first ones.

    Only tables with free text are quoted: ids, dates, amounts and names of dimensions hold
    neither commas nor quotation marks, which the CSV writer checks.
    """
    for name, table in tables.items():
        text = any(column.kind == "text" for column in BY_NAME[name].columns)
        options = pc.WriteOptions(
            include_header=name not in rows,
            quoting_style="needed" if text else "none",
            quoting_header="none",
        )
        buffer = io.BytesIO()
        pc.write_csv(table, buffer, options)
        files[name].write(buffer.getvalue().decode())
        rows[name] += table.num_rows


def _made(path: Path) -> tuple[str, int, int] | None:
    """Version, size and seed of the files that lie beside `path`; None where that is unknown."""
    try:
        truth = json.loads(path.read_text("utf-8"))
        return truth["version"], truth["opportunities"], truth["seed"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
