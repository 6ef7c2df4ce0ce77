"""What is wrong with the data: collected while reading, counted, kept for those who mend it.

A fault either refuses the load (``error``), sets a row aside (``quarantined``), loads a value in
another form (``coerced``) or only says something (``warning``). Nothing is changed silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit import files
from kit.errors import DataError, Fault, Severity
from kit.schemas import BY_NAME

Mask = npt.NDArray[np.bool_]

_VALUE_LENGTH = 80
_SHOWN = 5
# Columns that point to a list of members without being an id.
_MEMBERS = {"owner": ("owners", "owner"), "product": ("products", "product")}


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
        self.faults.append(
            Fault(severity, message, self.table, file, line, heading, value[:_VALUE_LENGTH], fix)
        )

    def _heading(self, column: str) -> str:
        return self.headings.get(column, column)


def refusal(message: str, file: str = "", *, line: int | None = None, fix: str = "") -> DataError:
    """Return the error that refuses one file; it carries its only fault."""
    return DataError(message, [Fault("error", message, file=file, line=line, fix=fix)])


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


def orphans(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Warn of references to records that are not there; the rows are kept.

    Owners are looked for in `owners`, products in `products`, ids where the schema points to.
    A table that is absent as a whole is not missed.
    """
    return [
        fault
        for name, frame in tables.items()
        for column in frame.columns
        if (target := _target(name, str(column))) and target[0] != name
        for fault in _orphans(name, frame[column], *target, tables)
    ]


def owners_without_team(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Warn of owners whose team is not known; their records are unassigned."""
    owners = tables.get("owners")
    if owners is None or owners.empty:
        return []
    lost = owners.loc[owners["team"].isna() & owners["region"].isna(), "owner"]
    if lost.empty:
        return []
    return [
        Fault(
            "warning",
            f"{len(lost)} owners belong to no team: {_listed(lost)}. Their records are unassigned.",
            table="owners",
            column="team",
            fix="Add their team where the owners come from.",
        )
    ]


def _orphans(
    name: str, values: pd.Series, table: str, key: str, tables: Mapping[str, pd.DataFrame]
) -> Iterable[Fault]:
    known = tables.get(table)
    if known is None or known.empty:
        return
    lost = values[values.notna() & ~values.isin(known[key])]
    if len(lost):
        yield Fault(
            "warning",
            f"{len(lost)} rows point to {lost.nunique()} entries that `{table}` does not hold: "
            f"{_listed(lost)}. The rows are kept.",
            table=name,
            column=str(values.name),
            fix=f"Add them to `{table}`, or mend the spelling with `values:`.",
        )


def _target(table: str, column: str) -> tuple[str, str] | None:
    """Table and column that the values of a canonical column are found in."""
    schema = BY_NAME[table]
    if column not in schema.names:
        return None
    if schema[column].references:
        target, key = schema[column].references.split(".")
        return target, key
    return _MEMBERS.get(column)


def _listed(values: pd.Series) -> str:
    """Name a few distinct values, sorted, and count the rest."""
    distinct = sorted({str(value) for value in values})
    more = f" and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return ", ".join(f"`{_shown(value)}`" for value in distinct[:_SHOWN]) + more


def _shown(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)[:_VALUE_LENGTH]
