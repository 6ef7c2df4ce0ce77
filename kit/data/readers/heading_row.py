"""Where a table begins: the row among the first that looks most like its heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.readers.headings import folded
from kit.data.readers.texts import keep_rows
from kit.errors import Fault, counted

SEARCHED = 20


class HeadingRow(NamedTuple):
    """A row that may be the heading: its place, its texts, and how many were expected."""

    place: int
    names: tuple[str, ...]
    fits: int


def find_heading(rows: Iterable[Sequence[str]], expected: Sequence[str]) -> HeadingRow:
    """The row that holds most of the expected headings, the first one if several do.

    >>> find_heading([["Pipeline report"], ["Id", "Amount"]], ["id", "amount"])
    HeadingRow(place=1, names=('Id', 'Amount'), fits=2)
    """
    wanted = {folded(heading) for heading in expected}
    best = HeadingRow(0, (), -1)
    for place, row in enumerate(islice(rows, SEARCHED)):
        names = tuple(cell.strip() for cell in row)
        fits = len(wanted & {folded(name) for name in names})
        if fits > best.fits:
            best = HeadingRow(place, names, fits)
    return best


def without_repeated_headings(
    cells: pd.DataFrame, lines: npt.NDArray[np.int64], names: Sequence[str], file: str
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], list[Fault]]:
    """Leave out headings that stand again among the rows, as in files joined together."""
    again = np.ones(len(cells), dtype=bool)
    for place, name in enumerate(names):
        if not again.any():
            break
        column = cells[place]
        again &= (column.eq(name) if name else column.isna()).to_numpy(dtype=bool, na_value=False)
    if not again.any():
        return cells, lines, []
    times = counted(int(again.sum()), "time")
    message = f"the heading is repeated {times} among the rows; it is left out there."
    fault = Fault("coerced", message, file=file, line=int(lines[again][0]))
    return *keep_rows(cells, lines, ~again), [fault]
