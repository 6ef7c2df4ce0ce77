"""Rows of a database → cells of canonical text, batch by batch.

Python's objects of one batch live only until its columns are written as Arrow text, so that a
table of any length costs little more memory than its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.data.quality import refusal
from kit.data.readers.arrow_texts import numbers_written
from kit.data.readers.natives import number, without_doubt
from kit.data.readers.sheet import Sheet
from kit.data.readers.texts import as_cells
from kit.errors import DataError, Fault

BATCH = 10_000
"""Rows that are fetched at a time."""

Row = Sequence[Any]
Writer = Callable[[Any], str]

_WRITERS: dict[type, Writer] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    UUID: str,
}
_NUMBERS = (int, float, Decimal)
_PLAIN = {int: pa.int64(), bool: pa.bool_(), date: pa.date32()}


def gather(
    file: str,
    headings: Sequence[str],
    types: Sequence[str],
    batches: Iterable[Sequence[Row]],
    decimal: str,
) -> Sheet:
    """Rows of a query as a sheet of text.

    Parameters
    ----------
    file
        How messages name the query.
    headings, types
        Of its columns, in order; `types` may be empty.
    batches
        Lists of rows, none empty; each is let go before the next is asked for.
    decimal
        Decimal sign that the source declares; empty for a point.

    Raises
    ------
    DataError
        If there are no rows, or a value has no text of its own: bytes, JSON, arrays, intervals.
    """
    named = tuple(heading.strip() for heading in headings)
    kinds = types or [""] * len(named)
    schema = pa.schema([(str(place), pa.large_string()) for place in range(len(named))])
    tables = []
    for batch in batches:
        columns = zip(zip(*batch, strict=True), named, kinds, strict=True)
        texts = [_column(*column, decimal or ".", file) for column in columns]
        tables.append(pa.table(texts, schema=schema))
    if not tables:
        fix = "Check its conditions, and what the database's user may see."
        raise refusal("the query gives no rows.", file, fix=fix)
    whole = pa.concat_tables(tables)
    cells, lines = as_cells(whole.columns, np.arange(2, whole.num_rows + 2))
    return Sheet(file, named, cells, lines, types=tuple(types))


def number_text(value: float | Decimal, decimal: str) -> str:
    """Write a number without exponent; whole numbers and decimals with every digit they have.

    >>> number_text(Decimal("12.50"), ","), number_text(10**17, "."), number_text(1.234, ".")
    ('12,50', '100000000000000000', '1.2340')
    """
    if isinstance(value, int):
        return str(value)
    text = without_doubt(format(value, "f")) if isinstance(value, Decimal) else number(value)
    return text if decimal == "." else text.replace(".", decimal)


def _writers(decimal: str) -> dict[type, Writer]:
    return {**_WRITERS, **dict.fromkeys(_NUMBERS, lambda value: number_text(value, decimal))}


def _column(values: Row, heading: str, declared: str, decimal: str, file: str) -> pa.Array:
    """One column of a batch."""
    kinds = set(map(type, values)) - {type(None)}
    strange = [kind for kind in kinds if kind not in _WRITERS and kind not in _NUMBERS]
    if strange:
        raise _no_text(declared or strange[0].__name__, heading, file)
    whole = _whole(values, kinds, decimal)
    if whole is not None:
        return whole
    writers = _writers(decimal)
    texts = [None if value is None else writers[type(value)](value) for value in values]
    return pa.array(texts, pa.large_string())


def _whole(values: Row, kinds: set[type], decimal: str) -> pa.Array | None:
    """A column of one type, written in one sweep; None where its values differ too much for that.

    Value by value, a million rows of numbers would take longer than the database itself.
    """
    try:
        if kinds <= {str}:
            return pa.array(values, pa.large_string())
        if kinds == {float}:
            return numbers_written(pa.array(values, pa.float64()), decimal)
        if kinds == {Decimal}:
            texts = [None if value is None else str(value) for value in values]
            return numbers_written(pa.array(texts, pa.large_string()), decimal)
        if len(kinds) == 1 and (plain := _PLAIN.get(*kinds)):
            return pc.cast(pa.array(values, plain), pa.large_string())
    except (pa.ArrowInvalid, OverflowError):  # a whole number beyond 64 bits
        return None
    return None


def _no_text(kind: str, heading: str, file: str) -> DataError:
    message = f"the column holds values that are not text, numbers or times: `{kind}`."
    fault = Fault(
        "error",
        message,
        file=file,
        column=heading,
        fix="Leave it out of the query, or have the query turn it into text or a number.",
    )
    return DataError(message, [fault])
