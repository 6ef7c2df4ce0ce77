"""An export beside the editions: made once for each, with a link to the newest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit import files
from kit.compute import Opened, open_unit
from kit.data.manifest import Snapshot
from kit.downloads import harmless
from kit.errors import RunError
from kit.export.dictionary import columns_dictionary, kpis_dictionary
from kit.export.tables import findings_table, forecasts_table, kpis_table
from kit.outlook import outlook
from kit.params import Settings
from kit.publisher import current, page_results
from kit.units import Unit

FOLDER, NEWEST = "export", "newest"
_LAST = "dictionary_columns.csv"
"""Written when all else is on the disk: an export that has it is whole."""


@dataclass(frozen=True)
class Export:
    """Where an export lies, of which edition it is, and how many rows each table has."""

    folder: Path
    edition: str
    rows: Mapping[str, int]


def export(settings: Settings, snapshot: Snapshot, *, period: str, periods: int) -> Export:
    """Write the figures of the edition in use into ``outputs/export/<edition>/``.

    ``outputs/export/newest`` leads there. Exports of editions that are not kept any more are
    removed. The same edition gives the same bytes.

    Parameters
    ----------
    period, periods
        Length of a period (week, month, quarter, year) and how many, for the KPIs.

    Raises
    ------
    RunError
        If nothing is published, or the data were loaded anew since.
    """
    published = current(settings.outputs)
    if published is None:
        raise RunError("Nothing is published yet. Run `kit report` first.")
    if published.snapshot != snapshot.id:
        raise RunError("The site shows older data than were loaded last. Run `kit report` first.")
    pages = page_results(settings, snapshot)
    units = list(dict.fromkeys(page.unit for page in pages))
    tables = {
        "kpis": kpis_table(published.edition, _opened(settings, units, period, periods)),
        "forecasts": forecasts_table(published.edition, _forecasts(settings, units)),
        "findings": findings_table(published.edition, pages),
    }
    folder = settings.outputs / FOLDER / published.edition
    _write(folder, tables, settings.currency)
    files.switch_link(folder.parent / NEWEST, folder)
    _prune(folder.parent, settings.outputs / "editions")
    return Export(folder, published.edition, {name: len(rows) for name, rows in tables.items()})


def _opened(
    settings: Settings, units: Sequence[Unit], period: str, periods: int
) -> Iterator[Opened]:
    for unit in units:
        yield open_unit(settings, _asked(unit, period=period, periods=periods))


def _forecasts(settings: Settings, units: Sequence[Unit]) -> Iterator[tuple[Opened, pd.DataFrame]]:
    for unit in units:
        found = outlook(settings, _asked(unit, period="month"), horizon=None)
        yield found.opened, found.rows


def _asked(unit: Unit, **more: Any) -> dict[str, Any]:
    return {"region": unit.region, "team": unit.team, **more}


def _write(folder: Path, tables: Mapping[str, pd.DataFrame], currency: str) -> None:
    files.make_folder(folder, private=True)
    for name, table in tables.items():
        files.write_atomic(folder / f"{name}.parquet", _parquet(table), private=True)
        files.write_atomic(folder / f"{name}.csv", _csv(table), private=True)
    files.write_atomic(folder / "dictionary_kpis.csv", _csv(kpis_dictionary(currency)))
    files.write_atomic(folder / _LAST, _csv(columns_dictionary()))


def _parquet(table: pd.DataFrame) -> bytes:
    sink = pa.BufferOutputStream()
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, sink, compression="zstd", version="2.6", store_schema=False)
    return bytes(sink.getvalue().to_pybytes())


def _csv(table: pd.DataFrame) -> str:
    """UTF-8, commas, decimal points, ISO dates; text that would be a formula gets an apostrophe."""
    days = table.select_dtypes("datetime").columns
    shown = table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(
        ["" if pd.isna(value) else harmless(value) for value in row]
        for row in shown.itertuples(index=False, name=None)
    )
    return text.getvalue()


def _prune(exports: Path, editions: Path) -> None:
    for folder in sorted(exports.iterdir()):
        if folder.name != NEWEST and not (editions / folder.name).is_dir():
            files.remove_tree(folder)
