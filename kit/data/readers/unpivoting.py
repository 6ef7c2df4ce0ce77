"""Files with one column per stage → one row per stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.readers.sheet import Sheet

Rows = npt.NDArray[np.intp]
Named = Callable[[str, str], str]
"""Canonical column and the text that a heading says of it → the name it stands for."""


class Columns(Protocol):
    """Which headings are unpivoted, and the canonical column that gets their cells."""

    @property
    def headings(self) -> str: ...  # noqa: D102
    @property
    def into(self) -> str: ...  # noqa: D102


def unpivoted(
    sheet: Sheet, texts: pd.DataFrame, columns: Columns, named: Named
) -> tuple[pd.DataFrame, Rows]:
    """One row for each filled cell of the columns whose headings fit.

    Parameters
    ----------
    sheet
        The file.
    texts
        Canonical columns that every row of the file has.
    columns
        A regular expression whose named groups fill canonical columns, and where the cells go.
    named
        Turns what a heading says into a name.

    Returns
    -------
    DataFrame, array of int
        The rows, and the row of the file that each is from, in the file's order.
    """
    pattern = re.compile(columns.headings)
    pieces, origins = [], []
    for place, heading in enumerate(sheet.headings):
        found = pattern.fullmatch(heading)
        if not found:
            continue
        cells = sheet.cells[place].set_axis(texts.index)
        rows = cells.notna().to_numpy()
        said: Mapping[str, str] = {
            name: named(name, text) for name, text in found.groupdict().items() if text is not None
        }
        pieces.append(texts[rows].assign(**{columns.into: cells[rows]}, **said))
        origins.append(np.flatnonzero(rows))
    if not pieces:
        return texts, np.arange(len(texts))
    origin = np.concatenate(origins)
    order = np.argsort(origin, kind="stable")
    whole = pd.concat(pieces, ignore_index=True).astype("str")
    return whole.iloc[order].reset_index(drop=True), origin[order]
