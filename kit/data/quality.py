"""What is wrong with the data: collected while reading, counted, kept for those who mend it.

A fault either refuses the load (``error``), sets a row aside (``quarantined``), loads a value in
another form (``coerced``) or only says something (``warning``). Nothing is changed silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit import files
from kit.errors import DataError, Fault, Severity

Mask = npt.NDArray[np.bool_]

_VALUE_LENGTH = 80


@dataclass
class Inspection:
    """Rows of one table on their way in, and what was found in them.

    Attributes
    ----------
    table
        Canonical name of the table.
    files
        Files that were read, as the project names them.
    file_of, line_of
        For each row the index of its file, and its line there (the heading is line 1).
    headings
        Canonical column → heading in the file; messages speak of headings.
    letters
        For each file canonical column → letter of a worksheet's column; messages name the cell.
    set_aside, coerced
        For each row whether it goes to quarantine, whether a value was changed.
    reasons
        For rows set aside: why, in the order found.
    """

    table: str
    files: tuple[str, ...]
    file_of: npt.NDArray[np.integer]
    line_of: npt.NDArray[np.integer]
    headings: Mapping[str, str] = field(default_factory=dict)
    letters: tuple[Mapping[str, str], ...] = ()
    faults: list[Fault] = field(default_factory=list)
    reasons: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.set_aside: Mask = np.zeros(len(self.line_of), dtype=bool)
        self.coerced: Mask = np.zeros(len(self.line_of), dtype=bool)

    def quarantine(
        self,
        rows: Mask,
        column: str,
        explain: str | Callable[[int], str],
        values: pd.Series | None = None,
        *,
        fix: str = "",
    ) -> None:
        """Set `rows` aside, one fault each; `explain` may say it for the row."""
        for row in np.flatnonzero(rows).tolist():
            value = _shown(values.iloc[row]) if values is not None else ""
            message = explain if isinstance(explain, str) else explain(row)
            self._add("quarantined", message, row, column, value, fix)
            self.reasons.setdefault(row, []).append(message)
        self.set_aside |= rows

    def coerce(self, rows: Mask, column: str, message: str, value: str = "", fix: str = "") -> None:
        """Say once that the values of `rows` were loaded in another form."""
        if rows.any():
            count = int(rows.sum())
            message += f" This holds for {count} rows." if count > 1 else ""
            self._add("coerced", message, int(np.argmax(rows)), column, value, fix)
            self.coerced |= rows

    def warn(self, message: str, column: str = "", rows: Mask | None = None, fix: str = "") -> None:
        """Say something that changes nothing; `rows` lend their first line."""
        row = int(np.argmax(rows)) if rows is not None and rows.any() else None
        self._add("warning", message, row, column, "", fix)

    def refuse(
        self,
        message: str,
        column: str = "",
        rows: Mask | None = None,
        value: str = "",
        fix: str = "",
    ) -> None:
        """Refuse the whole load; `rows` lend their first line."""
        row = int(np.argmax(rows)) if rows is not None and rows.any() else None
        self._add("error", message, row, column, value, fix)

    def check_share(self, limit: float) -> None:
        """Refuse the load where more than the share `limit` of the rows was set aside."""
        read, bad = len(self.set_aside), int(self.set_aside.sum())
        if read and bad / read > limit:
            first = next(fault for fault in self.faults if fault.severity == "quarantined")
            self.refuse(
                f"{bad} of {read} rows cannot be used ({bad / read:.0%}); "
                f"the limit is {limit:.0%}. "
                f"The first: line {first.line}, column `{first.column}`: {first.message}",
                fix="Mend the rows at the source, or raise `quarantine_limit` in project.yaml.",
            )

    def _add(
        self, severity: Severity, message: str, row: int | None, column: str, value: str, fix: str
    ) -> None:
        file = self.files[self.file_of[row]] if row is not None else ", ".join(self.files[:1])
        line = int(self.line_of[row]) if row is not None else None
        heading = self._heading(column)
        letters = self.letters[self.file_of[row]] if row is not None and self.letters else {}
        if column in letters and not message.startswith("cell "):
            message = f"cell {letters[column]}{line}: {message}"
        self.faults.append(
            Fault(severity, message, self.table, file, line, heading, value[:_VALUE_LENGTH], fix)
        )

    def _heading(self, column: str) -> str:
        return self.headings.get(column, column)


def refusal(message: str, file: str = "", *, line: int | None = None, fix: str = "") -> DataError:
    """Return the error that refuses one file; it carries its only fault."""
    return DataError(message, [Fault("error", message, file=file, line=line, fix=fix)])


def once(faults: Iterable[Fault]) -> list[Fault]:
    """All faults, each once; those without a table only where no table has the same one."""
    every = list(dict.fromkeys(faults))
    said = {replace(fault, table="") for fault in every if fault.table}
    return [fault for fault in every if fault.table or fault not in said]


def write_quarantine(folder: Path, rejected: Mapping[str, pd.DataFrame]) -> None:
    """Keep the rows set aside, one CSV for each table, readable by their owner only.

    Parameters
    ----------
    folder
        Usually ``outputs/store/quarantine``; made where it is missing.
    rejected
        Rows by table: file, line, reasons, then the text as it stands in the file. The file of
        a table without such rows is removed.
    """
    files.make_folder(folder, private=True)
    for table, rows in rejected.items():
        path = folder / f"{table}.csv"
        if len(rows):
            files.write_atomic(path, rows.to_csv(index=False), private=True)
        else:
            files.remove_tree(path)


def _shown(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)[:_VALUE_LENGTH]
