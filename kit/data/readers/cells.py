"""Texts of one column → typed values, with a fault for whatever cannot be read.

A few unreadable values set their rows aside. Where more than the project's `quarantine_limit`
of a column cannot be read, it is the declaration that is wrong, and one error says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.frames import DTYPES
from kit.data.quality import Inspection
from kit.data.readers import moments, numbers, words
from kit.data.readers.parsed import Parsed, distinct, spread
from kit.errors import counted
from kit.params import Settings, Source
from kit.schemas import Column

_FIXES = {
    "instant": 'Declare the format of the source (such as `dates: "%d/%m/%Y"`), or mend the value.',
    "category": "Map it under `values:` of the source, or mend it.",
}
_OTHER_SIGN = 'Declare the decimal sign of the source (`decimal: ","`), or mend the value.'
_MEND = "Mend the value."
_SWALLOWED_SHOWN = 20
_CHANGES_SHOWN = 5


@dataclass(frozen=True)
class Cells:
    """Reads the columns of one table; what it finds goes to `inspection`."""

    inspection: Inspection
    source: Source
    settings: Settings

    def read(self, texts: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
        """Typed canonical columns; those that the source lacks are all-missing.

        Amounts come last, because the currency of their row says how many decimals they have.
        """
        frame: dict[str, pd.Series] = {}
        for column in sorted(columns, key=lambda column: column.kind == "money"):
            if column.name in texts:
                frame[column.name] = self._column(texts[column.name], column, frame.get("currency"))
            else:
                frame[column.name] = pd.Series(index=texts.index, dtype=DTYPES[column.kind])
        return pd.DataFrame({column.name: frame[column.name] for column in columns})

    def _column(self, texts: pd.Series, column: Column, currency: pd.Series | None) -> pd.Series:
        texts = self._words(texts, column)
        match column.kind:
            case "id" | "text" | "category":
                return texts
            case "instant" | "date":
                return self._times(texts, column)
            case "money":
                return self._amounts(texts, column, currency)
        codes, uniques = distinct(texts.str.strip())
        decimal = self.source.decimal or "."
        if column.kind == "number":
            declared = bool(self.source.decimal)
            parsed = numbers.read_number(uniques, decimal, declared=declared, share=column.share)
        else:
            parsed = (numbers.read_count if column.kind == "count" else numbers.read_flag)(uniques)
        self._report(column, texts, codes, parsed)
        return spread(parsed.meant, codes)

    def _words(self, texts: pd.Series, column: Column) -> pd.Series:
        """Cleaned and mapped text; numbers and dates are only trimmed and mapped."""
        mapping = _mapping(self.source, column)
        is_text = column.kind in ("id", "text", "category")
        if not is_text and not mapping:
            return texts
        if column.kind in ("id", "text") and not mapping and not words.are_suspect(texts).any():
            return texts  # each one is another, so that listing them once would take as long
        if "" in mapping:
            texts = texts.fillna(mapping[""])
        codes, uniques = distinct(texts)
        cleaned = words.clean(uniques) if is_text else Parsed(uniques.str.strip())
        self._report(column, texts, codes, cleaned)
        texts = _as_meant(texts, codes, uniques, cleaned)
        if mapping or column.values:  # noqa: PD011
            texts = self._mapped(texts, column)
        if column.name == "currency":
            texts = self._currencies(texts, column)
        if column.kind == "category" and not column.values:  # noqa: PD011
            self._name_look_alikes(texts, column)
        return texts

    def _mapped(self, texts: pd.Series, column: Column) -> pd.Series:
        codes, uniques = distinct(texts)
        mapped = words.map_values(uniques, _mapping(self.source, column), column.values)
        swallowed, mapped.changes = list(mapped.changes.values()), {}
        self._report(column, texts, codes, mapped)
        if swallowed:
            more = len(swallowed) - _SWALLOWED_SHOWN
            listed = ", ".join(swallowed[:_SWALLOWED_SHOWN]) + (
                f" and {more} more" if more > 0 else ""
            )
            message = f'`"*"` under `values:` takes in: {listed}.'
            self.inspection.warn(message, column.name, fix="Name those that mean something else.")
        return _as_meant(texts, codes, uniques, mapped)

    def _currencies(self, texts: pd.Series, column: Column) -> pd.Series:
        """ISO codes in capitals; a column that names a currency names it in each row."""
        if texts.notna().any():
            empty = texts.isna().to_numpy() & ~self.inspection.set_aside
            self.inspection.quarantine(empty, column.name, "the currency is empty.", texts)
        codes = texts.str.upper()
        strange = (texts.notna() & ~codes.str.fullmatch("[A-Z]{3}", na=False)).to_numpy()
        self.inspection.quarantine(
            strange,
            column.name,
            lambda row: f"`{texts.iloc[row]}` is not a currency code such as EUR.",
            texts,
        )
        return codes

    def _name_look_alikes(self, texts: pd.Series, column: Column) -> None:
        for group in words.look_alikes(texts.dropna().unique().tolist()):
            listed = ", ".join(f"`{member}`" for member in group)
            message = f"look-alikes that stay different: {listed}."
            fix = "If they are one, map them under `values:` of the source."
            self.inspection.warn(message, column.name, texts.isin(group).to_numpy(), fix)

    def _times(self, texts: pd.Series, column: Column) -> pd.Series:
        project = self.settings.timezone
        codes, uniques = distinct(texts.str.strip())
        zone = self.source.timezone or project
        read = moments.read_moments(uniques, self.source.dates, zone, project)
        if column.kind == "instant" or column.name == "expected_close_date":
            _refuse_placeholders(uniques, read)
        self._report(column, texts, codes, read)
        days = spread(read.days, codes).set_axis(texts.index)
        is_date = spread(pd.Series(read.is_date), codes).eq(True).to_numpy()
        instants = spread(read.meant, codes).set_axis(texts.index)
        has_time = instants.notna().to_numpy() & ~is_date
        if column.kind == "date":
            if has_time.any():
                message = f"times of day are left out: each counts as its day in {project}."
                self.inspection.warn(message, column.name, has_time)
            return days
        if is_date.any() and has_time.any():
            rarer = has_time if has_time.sum() <= is_date.sum() else is_date
            message = "dates and instants stand in one column; all of them count as dates."
            self.inspection.coerce(rarer, column.name, message)
        return days if is_date.any() else instants

    def _amounts(self, texts: pd.Series, column: Column, currency: pd.Series | None) -> pd.Series:
        own = self.settings.currency
        of_row = pd.Series(own, index=texts.index) if currency is None else currency.fillna(own)
        amounts = pd.Series(index=texts.index, dtype="float64")
        parsed: list[tuple[npt.NDArray[np.integer], Parsed]] = []
        for code in of_row.unique():
            rows = (of_row == code).to_numpy()
            codes, uniques = distinct(texts.where(rows).str.strip())
            decimal = self.source.decimal
            read = numbers.read_money(uniques, code, decimal or ".", declared=bool(decimal))
            amounts[rows] = spread(read.meant, codes).to_numpy()[rows]
            parsed.append((codes, read))
        for codes, read in parsed:
            self._report(column, texts, codes, read)
        return amounts

    def _report(
        self, column: Column, texts: pd.Series, codes: npt.NDArray[np.integer], parsed: Parsed
    ) -> None:
        """Faults for what could not be read, and for what was read in another form."""
        bad, changed = parsed.masks(codes)
        filled = int((codes >= 0).sum())
        if filled and bad.sum() / filled > self.settings.quarantine_limit:
            row = int(np.argmax(bad))
            first, text = parsed.problems[int(codes[row])], str(texts.iloc[row])
            message = f"{bad.sum()} of {filled} values cannot be read. The first: {first}"
            self.inspection.refuse(message, column.name, bad, text, _fix_of(column, text))
            self.inspection.set_aside |= bad
        else:
            rows = np.flatnonzero(bad)
            fixes = np.array([_fix_of(column, str(texts.iloc[row])) for row in rows.tolist()])
            for fix in dict.fromkeys(fixes.tolist()):
                these = np.zeros(len(bad), dtype=bool)
                these[rows[fixes == fix]] = True
                self.inspection.quarantine(
                    these, column.name, lambda row: parsed.problems[int(codes[row])], texts, fix=fix
                )
        self._say_changes(column, codes, parsed, changed)

    def _say_changes(
        self,
        column: Column,
        codes: npt.NDArray[np.integer],
        parsed: Parsed,
        changed: npt.NDArray[np.bool_],
    ) -> None:
        for position in list(parsed.changes)[:_CHANGES_SHOWN]:
            self.inspection.coerce(codes == position, column.name, parsed.changes[position])
        if len(parsed.changes) > _CHANGES_SHOWN:
            more = len(parsed.changes) - _CHANGES_SHOWN
            message = f"{counted(more, 'more value was', 'more values were')} read in another form."
            self.inspection.coerce(changed, column.name, message)


def _as_meant(
    texts: pd.Series, codes: npt.NDArray[np.integer], uniques: pd.Series, parsed: Parsed
) -> pd.Series:
    """One text for each row; where all mean themselves, as in most files, no copy is made."""
    if parsed.meant.equals(uniques):
        return texts
    return spread(parsed.meant, codes).set_axis(texts.index)


def _fix_of(column: Column, text: str) -> str:
    """The next step for a text that could not be read: another declaration only where it helps."""
    if column.kind in ("number", "money"):
        return _OTHER_SIGN if numbers.is_of_other_sign(text.strip()) else _MEND
    return _FIXES.get("instant" if column.kind == "date" else column.kind, _MEND)


def _mapping(source: Source, column: Column) -> dict[str, str]:
    return source.values.get(column.name, {})  # noqa: PD011


def _refuse_placeholders(texts: pd.Series, read: moments.Moments) -> None:
    """Days such as 0001-01-01 and 1970-01-01 stand for “unknown”, not for an event."""
    early = (read.meant < moments.EARLIEST_EVENT.tz_localize("UTC")).to_numpy()
    for position in np.flatnonzero(early).tolist():
        read.problems[position] = (
            f"`{texts.iloc[position]}` is a placeholder, not the day of an event; "
            f"events are read from {moments.EARLIEST_EVENT:%Y} on."
        )
