from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit import language
from kit.data.records import Records

Make = Callable[..., Records]
_DATES = ("created_at", "closed_at", "occurred_at", "ordered_at", "opened_at", "resolved_at")
_NUMBERS = ("amount", "duration_minutes")


def _table(columns: str, *lines: str) -> pd.DataFrame:
    names = columns.split()
    cells = [[cell.replace("_", " ") for cell in line.split()] for line in lines]
    frame = pd.DataFrame(cells, columns=names, dtype="str")
    frame = frame.mask(frame == "-")
    for name in names:
        if name in (*_DATES, "expected_close_date"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        if name in _NUMBERS:
            frame[name] = frame[name].astype("float64")
    return frame


@pytest.fixture
def records_of() -> Make:
    """Records from tables written out as lines: ``-`` is missing, ``_`` a space."""
    return lambda **tables: Records.of({name: _table(*lines) for name, lines in tables.items()})


@pytest.fixture(autouse=True)
def english() -> None:
    language.use("en", "EUR")
