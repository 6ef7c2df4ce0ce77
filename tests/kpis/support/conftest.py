"""Cases and changes of their status, written as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

INSTANT = "datetime64[us, UTC]"
_CASE = ("case_id", "opened_at", "first_response_at", "resolved_at", "closed_at", "category")
_CHANGE = ("id", "changed_at", "old", "new")
Make = Callable[..., pd.DataFrame]


def _frame(lines: tuple[str, ...], names: tuple[str, ...]) -> pd.DataFrame:
    rows = [[None if word == "-" else word for word in line.split()] for line in lines]
    frame = pd.DataFrame(rows, columns=list(names), dtype="str")
    for name in names:
        if name.endswith("_at"):
            frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601").astype(INSTANT)
    return frame


@pytest.fixture(scope="session")
def cases_of() -> Make:
    """Lines of `case_id opened responded resolved closed category`; ``-`` is missing."""

    def make(*lines: str, reopened: tuple[int, ...] = ()) -> pd.DataFrame:
        count = pd.array([*reopened, *[0] * (len(lines) - len(reopened))], dtype="Int64")
        return _frame(lines, _CASE).assign(reopened_count=count, priority="normal", team="North")

    return make


@pytest.fixture(scope="session")
def changes_of() -> Make:
    """Lines of `case_id at old new`, changes of the status."""

    def make(*lines: str) -> pd.DataFrame:
        frame = _frame(lines, _CHANGE)
        sequence = pd.array(range(len(frame)), dtype="Int64")
        return frame.assign(table="cases", field="status", sequence=sequence)

    return make
