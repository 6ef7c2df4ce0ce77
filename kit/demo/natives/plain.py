"""The plain demo CRM as text, and the small pieces that every native export is made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from kit.errors import DataError
from kit.files import make_folder, write_atomic
from kit.schemas import TABLES

Tables = Mapping[str, pd.DataFrame]

EXPORTS = "exports"
PARAMS = "params"
_CREATED = datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None)
_EXCEL_CLOCK = "yyyy-mm-dd hh:mm:ss"


def read_plain(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables that `kit.demo.write` wrote in `folder`, as they stand there.

    Returns
    -------
    dict
        Name of the canonical table → frame of ``str`` columns, a missing cell is NaN.

    Raises
    ------
    DataError
        If a table's file is not there.
    """
    tables = {}
    for schema in TABLES:
        path = folder / f"{schema.name}.csv"
        if not path.is_file():
            raise DataError(f"{path}: this file of the demo CRM is missing. Write the demo again.")
        tables[schema.name] = pd.read_csv(
            path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8"
        )
    return tables


def clock(texts: pd.Series, pattern: str = "%Y-%m-%d %H:%M:%S", *, zone: str = "UTC") -> pd.Series:
    """UTC instants (ISO 8601 text) as a CRM prints them: `pattern` on the clock of `zone`.

    >>> texts = pd.Series(["2026-07-01T22:30:05Z", None], dtype="str")
    >>> clock(texts, "%d/%m/%Y %H:%M", zone="Europe/Madrid").tolist()
    ['02/07/2026 00:30', nan]
    """
    moments = pd.to_datetime(texts, utc=True, format="ISO8601").dt.tz_convert(zone)
    return moments.dt.strftime(pattern).astype("str")


def day(texts: pd.Series) -> pd.Series:
    """Dates, or the UTC dates of instants, as ``YYYY-MM-DD``.

    >>> day(pd.Series(["2026-07-01T22:30:05Z", "2026-07-02"], dtype="str")).tolist()
    ['2026-07-01', '2026-07-02']
    """
    return texts.str.slice(0, 10)


def named(texts: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Values under the CRM's own names; a value that `names` lacks keeps its own.

    >>> named(pd.Series(["won", "new"], dtype="str"), {"won": "Closed Won"}).tolist()
    ['Closed Won', 'new']
    """
    return texts.map(lambda text: names.get(text, text), na_action="ignore").astype("str")


def looked_up(keys: pd.Series, frame: pd.DataFrame, key: str, value: str) -> pd.Series:
    """For each of `keys` the `value` of the row of `frame` whose column `key` equals it.

    Where several rows share a key the first one counts; NaN where there is none.
    """
    found = frame.drop_duplicates(key).set_index(key)[value]
    return keys.map(found, na_action="ignore").astype("str")


def csv_bytes(
    frame: pd.DataFrame,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    bom: bool = False,
    quote_all: bool = False,
    end: str = "\n",
    footer: Sequence[str] = (),
) -> bytes:
    """A CSV file: heading, rows, and the lines of `footer` below them as they are.

    Parameters
    ----------
    bom
        Whether the file starts with a UTF-8 byte order mark, as exports "for Excel" do.
    quote_all
        Whether every cell stands in quotation marks, empty ones too; otherwise only where needed.
    end
        What ends a line.
    """
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    text = frame.to_csv(None, index=False, sep=separator, quoting=quoting, lineterminator=end)
    text += "".join(line + end for line in footer)
    return text.encode("utf-8-sig" if bom else encoding)


def xlsx_bytes(
    sheets: Mapping[str, pd.DataFrame], *, hidden: Collection[str] = frozenset()
) -> bytes:
    """An Excel workbook; the same sheets give the same bytes.

    A text becomes a text cell whatever it looks like (never a formula, link or number), a
    number a number, a ``datetime`` a date with its time; a missing cell stays blank.

    Parameters
    ----------
    sheets
        Name of the sheet → its rows; the names of the columns are the heading.
    hidden
        Headings of columns that are hidden, on any sheet.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _CREATED})
        moment = book.add_format({"num_format": _EXCEL_CLOCK})
        for name, frame in sheets.items():
            _fill(book.add_worksheet(name), frame, moment, hidden)
    return buffer.getvalue()


def params(tables: Tables, *names: str) -> dict[str, bytes]:
    """Files of the tables that a company keeps outside its CRM, under canonical headings."""
    return {f"{PARAMS}/{name}.csv": csv_bytes(tables[name]) for name in names}


def save(target: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write `files` (path below `target` → content) and return where they are, in order."""
    paths = []
    for name, content in files.items():
        path = target / name
        make_folder(path.parent)
        write_atomic(path, content)
        paths.append(path)
    return paths


def _fill(sheet: Any, frame: pd.DataFrame, moment: Any, hidden: Collection[str]) -> None:
    for place, heading in enumerate(frame.columns):
        sheet.write_string(0, place, heading)
        if heading in hidden:
            sheet.set_column(place, place, None, None, {"hidden": True})
        for line, value in enumerate(frame[heading].tolist(), start=1):
            if isinstance(value, str):
                sheet.write_string(line, place, value)
            elif isinstance(value, datetime) and not pd.isna(value):
                sheet.write_datetime(line, place, value, moment)
            elif not pd.isna(value):
                sheet.write_number(line, place, value)
