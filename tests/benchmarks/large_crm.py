"""A made-up CRM of any size, the same for the same number of rows, written in any format.

Two hundred teams in ten regions, five owners each; opportunities of three years, most of them
closed, in three currencies. Accounts belong to the team that sells to them.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

REGIONS, TEAMS, OWNERS, ACCOUNTS = 10, 200, 1_000, 50_000
AS_OF = np.datetime64("2026-06-30")
_DAYS = 3 * 365
_STAGES = ("Discovery", "Qualification", "Demo", "Proposal", "Negotiation")
_PRODUCTS = ("Basic", "Team", "Business", "Enterprise", "Training", "Support")
_SOURCES = ("Web", "Referral", "Partner", "Event", "Outbound")
_REASONS = ("Price", "Competitor", "No budget", "No decision", "Timing")
_CURRENCIES, _SHARES = ("EUR", "USD", "GBP"), (0.8, 0.15, 0.05)
_BATCH = 50_000

Codes = npt.NDArray[np.int64]


def tables(rows: int) -> dict[str, pa.Table]:
    """Opportunities (`rows` of them), owners, accounts and rates as Arrow tables."""
    rng = np.random.default_rng(20260630)
    return {
        "opportunities": _opportunities(rows, rng),
        "owners": _owners(),
        "accounts": _accounts(),
        "fx_rates": _rates(),
    }


def write_project(project: Path, rows: int) -> Path:
    """A project that reads so many opportunities from CSV files, and the tables around them."""
    (project / "params").mkdir(parents=True)
    for name, table in tables(rows).items():
        write_csv(as_text(table), project / f"{name}.csv")
    sources = {path.stem: {"file": path.name} for path in sorted(project.glob("*.csv"))}
    settings = {"name": "Large", "currency": "EUR", "timezone": "Europe/Madrid", "language": "en"}
    text = json.dumps({**settings, "sources": sources})
    (project / "params" / "project.yaml").write_text(text, encoding="utf-8")
    return project


def as_text(table: pa.Table) -> pa.Table:
    """Times as ISO 8601 with their zone, as CRMs export them."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            written = pc.strftime(table.column(place), "%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(place, field.name, written)
        elif pa.types.is_date(field.type):
            written = pc.cast(table.column(place), pa.string())
            table = table.set_column(place, field.name, written)
    return table


def as_european_text(table: pa.Table) -> pa.Table:
    """Times as dd/mm/yyyy days and amounts with a decimal comma."""
    for place, field in enumerate(table.schema):
        if pa.types.is_temporal(field.type):
            written = pc.strftime(table.column(place), "%d/%m/%Y")
            table = table.set_column(place, field.name, written)
        elif pa.types.is_floating(field.type):
            written = pc.replace_substring(pc.cast(table.column(place), pa.string()), ".", ",")
            table = table.set_column(place, field.name, written)
    return table


def write_csv(table: pa.Table, path: Path, separator: str = ",") -> None:
    """One CSV file; texts are quoted only where they need it."""
    options = pacsv.WriteOptions(delimiter=separator, quoting_style="needed")
    pacsv.write_csv(table, path, options)


def write_parquet(table: pa.Table, path: Path) -> None:
    """One Parquet file with typed columns."""
    pq.write_table(table, path)


def write_sqlite(made: dict[str, pa.Table], path: Path) -> None:
    """One table each; times are text, as SQLite has no type for them."""
    connection = sqlite3.connect(path)
    for name, table in made.items():
        columns = ", ".join(
            f"{field.name} {'REAL' if pa.types.is_floating(field.type) else 'TEXT'}"
            for field in table.schema
        )
        connection.execute(f"CREATE TABLE {name} ({columns})")
        places = ", ".join("?" * table.num_columns)
        for batch in _batches(as_text(table)):
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", batch)  # noqa: S608
    connection.commit()
    connection.close()


def write_xlsx(table: pa.Table, path: Path) -> None:
    """One worksheet; times are text, as zones are unknown to spreadsheets."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, table.column_names)
    line = 1
    for batch in _batches(as_text(table)):
        for row in batch:
            sheet.write_row(line, 0, row)
            line += 1
    book.close()


def copy_to_postgres(made: dict[str, pa.Table], cursor: object) -> None:
    """One table each in a PostgreSQL database, typed."""
    kinds = {"timestamp": "timestamptz", "date32": "date", "double": "numeric"}
    for name, table in made.items():
        columns = ", ".join(
            f"{field.name} {kinds.get(str(field.type).partition('[')[0], 'text')}"
            for field in table.schema
        )
        cursor.execute(f"CREATE TABLE {name} ({columns})")  # type: ignore[attr-defined]
        with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:  # type: ignore[attr-defined]
            for batch in _batches(as_text(table)):
                written = io.StringIO()
                csv.writer(written).writerows(batch)
                copy.write(written.getvalue())


def _batches(table: pa.Table) -> Iterator[list[tuple[object, ...]]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _opportunities(rows: int, rng: np.random.Generator) -> pa.Table:
    owner = rng.integers(0, OWNERS, rows)
    elsewhere = rng.random(rows) < 0.02
    account = np.where(elsewhere, rng.integers(0, ACCOUNTS, rows), _own_account(owner, rng))
    second = np.datetime64(AS_OF, "s").astype(np.int64)
    created = second - rng.integers(0, _DAYS * 86_400, rows)
    closed = created + rng.integers(3_600, 150 * 86_400, rows)
    is_closed = closed < second
    is_won = is_closed & (rng.random(rows) < 0.3)
    outcome = np.where(is_won, len(_STAGES), len(_STAGES) + 1)
    stage = np.where(is_closed, outcome, rng.integers(0, len(_STAGES), rows))
    reason = rng.integers(0, len(_REASONS), rows)
    columns = {
        "opportunity_id": _numbered("OPP-", np.arange(rows)),
        "created_at": _instants(created),
        "stage": _named((*_STAGES, "Closed Won", "Closed Lost"), stage),
        "status": _named(("open", "won", "lost"), np.where(is_closed, 2 - is_won, 0)),
        "closed_at": _instants(closed, ~is_closed),
        "amount": pa.array(np.exp(rng.normal(9, 1.2, rows)).round(2)),
        "currency": _named(_CURRENCIES, rng.choice(len(_CURRENCIES), rows, p=_SHARES)),
        "owner": pc.take(owner_names(), pa.array(owner)),
        "name": _numbered("Project no. ", rng.permutation(rows)),
        "account_id": _numbered("ACC-", account),
        "product": _named(_PRODUCTS, rng.integers(0, len(_PRODUCTS), rows)),
        "pipeline": _named(("New business", "Renewal"), (rng.random(rows) < 0.3).astype(int)),
        "source": _named(_SOURCES, rng.integers(0, len(_SOURCES), rows)),
        "expected_close_date": pc.cast(_instants(closed), pa.date32()),
        "loss_reason": _named(_REASONS, reason, ~is_closed | is_won),
    }
    return pa.table(columns)


def _own_account(owner: Codes, rng: np.random.Generator) -> Codes:
    """Accounts of the owner's team."""
    each = ACCOUNTS // TEAMS
    return team_of(owner) * each + rng.integers(0, each, len(owner))


def team_of(owner: Codes) -> Codes:
    """Number of an owner's team."""
    return owner // (OWNERS // TEAMS)


def owner_names() -> pa.Array:
    """Names of the owners, by number."""
    return _numbered("Owner ", np.arange(OWNERS), width=4)


def _owners() -> pa.Table:
    team = team_of(np.arange(OWNERS))
    regions = _numbered("Region ", team // (TEAMS // REGIONS), width=2)
    teams = _numbered("Team ", team, width=3)
    return pa.table({"owner": owner_names(), "team": teams, "region": regions})


def _accounts() -> pa.Table:
    number = np.arange(ACCOUNTS)
    industries = _named(("Retail", "Industry", "Health", "Public"), number % 4)
    names = _numbered("Customer ", number)
    return pa.table(
        {"account_id": _numbered("ACC-", number), "name": names, "industry": industries}
    )


def _rates() -> pa.Table:
    days = AS_OF - np.arange(_DAYS + 7)
    steps = np.arange(len(days)) / 10_000
    currency = pa.array(np.repeat(["USD", "GBP"], len(days)))
    rate = np.concatenate([0.9 + steps, 1.15 + steps]).round(4)
    return pa.table({"currency": currency, "date": pa.array(np.tile(days, 2)), "rate": rate})


def _numbered(start: str, numbers: Codes, width: int = 8) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(start), digits, pa.scalar(""))


def _named(
    names: tuple[str, ...], codes: Codes, empty: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    return pc.take(pa.array(names), pa.array(codes, mask=empty))


def _instants(seconds: Codes, empty: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pc.cast(pa.array(seconds, mask=empty), pa.timestamp("s", tz="UTC"))
