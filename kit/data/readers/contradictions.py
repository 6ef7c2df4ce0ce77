"""Rows of which two cells cannot both be true, and flags that no rule of a mapping understands.

Nobody but the company knows which of two cells is right, so such a row is set aside and both are
named; a mere “the cell is empty” would send people to look for a cell that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kit.crms import Recipe
from kit.data.readers.recipes import Kitchen, is_one_of
from kit.errors import Fault

FIX = "Mend one of them at the source."
_VALUE_SHOWN = 60


def contradictions(kitchen: Kitchen) -> pd.Series:
    """Why rows of a file contradict themselves, as a sentence.

    Parameters
    ----------
    kitchen
        Follows the mapping's recipes on the file.

    Returns
    -------
    Series of str
        One for each row of the file; missing where there is nothing to say.
    """
    said = pd.Series(index=kitchen.sheet.cells.index, dtype="str")
    for rows, sentences in (*_by_rules(kitchen), *_declared(kitchen, kept=False)):
        said = said.where(~rows | said.notna(), sentences)
    return said


def kept_all_the_same(kitchen: Kitchen) -> Iterator[Fault]:
    """Warnings of contradictions for which the mapping says what counts."""
    for rows, sentences in _declared(kitchen, kept=True):
        first = int(rows.to_numpy().argmax())
        count = int(rows.sum())
        more = f" This holds for {count} rows." if count > 1 else ""
        message = f"{sentences.iloc[first]} The row is kept as it is.{more}"
        table, file = kitchen.schema.name, kitchen.sheet.file
        yield Fault("warning", message, table, file, int(kitchen.sheet.lines[first]), fix=FIX)


def _declared(kitchen: Kitchen, *, kept: bool) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Rows in which the mapping's own contradictions are found, and what is said of each."""
    for one in kitchen.shape.contradictions:
        sides = [names for names in (one.filled, one.empty) if names]
        if one.kept != kept or not all(map(kitchen.headings.has, sides)):
            continue
        rows = is_one_of(kitchen.cells(one.filled), ["*"])
        for column, values in one.when.items():
            rows &= kitchen.fits(column, values)
        if one.empty:
            rows &= is_one_of(kitchen.cells(one.empty), [""])
        if rows.any():
            names = [kitchen.heading(column) for column in one.when]
            names += [_there(kitchen, side) for side in (one.empty, one.filled) if side]
            yield rows, _sentences(kitchen, names, rows, "that contradicts itself.")


def _by_rules(kitchen: Kitchen) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Rows of which the rules on flags make nothing, where a row without is no record."""
    for column in kitchen.schema.columns:
        recipe = kitchen.chosen(column.name)
        if column.optional or column.nullable or not recipe or not recipe.rules:
            continue
        if "" in kitchen.own.get(column.name, {}):  # the source says what an empty one means
            continue
        left = kitchen.text(column.name).isna()
        if left.any():
            yield from _undecided(kitchen, recipe, left, column.name)


def _undecided(
    kitchen: Kitchen, recipe: Recipe, left: pd.Series, column: str
) -> Iterator[tuple[pd.Series, pd.Series]]:
    for rule in recipe.rules:
        rows = left & (rule.give == "")
        for heading, values in rule.conditions.items():
            rows &= is_one_of(kitchen.cells((heading,)), values)
        if rows.any():
            names = [_there(kitchen, (heading,)) for heading in rule.conditions]
            yield rows, _sentences(kitchen, names, rows, "that contradicts itself.")
        left = left & ~rows
    names = list(dict.fromkeys(_there(kitchen, (one,)) for one in recipe.headings))
    filled = left & False
    for name in names:
        filled |= left & is_one_of(kitchen.cells((name,)), ["*"])
    if filled.any():
        end = f"no rule of the mapping says which {column} that is."
        yield filled, _sentences(kitchen, names, filled, end)


def _there(kitchen: Kitchen, names: tuple[str, ...]) -> str:
    """The heading as it stands in the file."""
    place = kitchen.headings.first(names)
    return kitchen.sheet.headings[place] if place is not None and place >= 0 else names[0]


def _sentences(kitchen: Kitchen, names: list[str], rows: pd.Series, end: str) -> pd.Series:
    """Cells of the rows in words: "`IsWon` is `true`, `StageName` is `Closed Lost`: …"."""
    said = pd.Series("", index=rows.index[rows], dtype="str")
    for name in names:
        cells = kitchen.cells((name,))[rows].str.strip().str.slice(0, _VALUE_SHOWN)
        shown = ("is `" + cells + "`").fillna("is empty")
        said += (", " if name != names[0] else "") + f"`{name}` " + shown
    return (said + f": {end}").reindex(rows.index)
