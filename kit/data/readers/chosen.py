"""Which rows of a sheet its shape reads; those that it leaves out are counted and said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.quality import Mask
from kit.data.readers.recipes import Kitchen, is_one_of
from kit.errors import Fault, counted

Rows = npt.NDArray[np.intp]


def chosen_rows(
    kitchen: Kitchen, texts: pd.DataFrame, origin: Rows, *, late: bool
) -> tuple[Mask, list[Fault]]:
    """Rows that the shape reads, and what is said of the others.

    What a run is made of is judged late: leaving a stage out must not join the two runs around it.

    Parameters
    ----------
    kitchen
        Of the sheet and the shape that it is read in.
    texts, origin
        Canonical columns so far, and the row of the sheet that each of their rows comes from.
    late
        Whether runs have been told apart already.
    """
    keep = np.ones(len(texts), dtype=bool)
    said = []
    for wanted, conditions in ((True, kitchen.shape.rows), (False, kitchen.shape.without)):
        for column, values in conditions.items():
            holds = _holds(kitchen, column, values, texts, origin)
            if holds is None or _is_of_runs(kitchen, column) != late:
                continue
            out = keep & (holds != wanted)
            keep &= ~out
            if out.any():
                message = _left_out(column, values, wanted, int(out.sum()))
                line = int(kitchen.sheet.lines[origin[int(np.argmax(out))]])
                about = (kitchen.schema.name, kitchen.sheet.file, line, column)
                said.append(Fault("warning", message, *about))
    return keep, said


def _holds(
    kitchen: Kitchen, column: str, values: Sequence[str], texts: pd.DataFrame, origin: Rows
) -> npt.NDArray[np.bool_] | None:
    place = kitchen.headings.place(column)
    if place is not None:
        return is_one_of(kitchen.sheet.cells[place], values).to_numpy()[origin]
    return is_one_of(texts[column], values).to_numpy() if column in texts else None


def _is_of_runs(kitchen: Kitchen, column: str) -> bool:
    """Whether a condition looks at the column whose runs are told apart."""
    runs = kitchen.shape.runs
    return runs is not None and column in (runs.keep, kitchen.heading(runs.keep))


def _left_out(column: str, values: Sequence[str], wanted: bool, number: int) -> str:
    listed = ", ".join(f"`{value}`" for value in values)
    holds = "none of" if wanted else "one of"
    rows = counted(number, "row is", "rows are")
    return f"{rows} left out: `{column}` holds {holds} {listed}."
