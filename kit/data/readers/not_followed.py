"""What the recipes of a mapping could not follow in one file, said as warnings."""

from __future__ import annotations

from collections.abc import Iterator

from kit.data.readers.recipes import Kitchen
from kit.errors import Fault

_SHOWN = 20


def not_followed(kitchen: Kitchen) -> Iterator[Fault]:
    """Ids without a name, names of several entries, and values that the mapping does not name.

    Parameters
    ----------
    kitchen
        Has made all columns of the file.
    """
    yield from _unresolved(kitchen)
    for step, count in sorted(kitchen.ambiguous.items()):
        name = step.partition(".")[0]
        message = f"{_cells(count, 'name')} entries of the lookup `{name}` that have a namesake."
        yield _warning(kitchen, message, "They lead to none of the two; export ids instead.")
    for column in filter(kitchen.is_in_percent, kitchen.schema.names):
        heading = kitchen.heading(column)
        message = f"`{heading}` is read in percent, as its heading says: 12 and 12% count as 0.12."
        yield _warning(kitchen, message, "Rename it if it holds shares from 0 to 1.", heading)
    for step, count in sorted(kitchen.respelt.items()):
        name = step.partition(".")[0]
        message = (
            f"{_cells(count)} ids of 15 signs where the lookup `{name}` lists 18, or the reverse; "
            "the last three follow from the others, so they count as the same."
        )
        yield _warning(kitchen, message, "Nothing needs to be done.")
    for column, listed in sorted(kitchen.swallowed.items()):
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        message = f"values that the mapping does not name: {', '.join(listed[:_SHOWN])}{more}."
        fix = f"Say what they mean under `values: {{{column}: …}}` of the source."
        yield _warning(kitchen, message, fix, kitchen.heading(column) or column)


def _unresolved(kitchen: Kitchen) -> Iterator[Fault]:
    for step, count in sorted(kitchen.unresolved.items()):
        name = step.partition(".")[0]
        if kitchen.lookups.has(step):
            message = f"{_cells(count)} ids that the lookup `{name}` does not list."
            fix = f"Export `{name}` again, with its inactive entries."
        else:
            end = "lead nowhere" if kitchen.lookups.must_lead(step) else "stay as they are"
            message = f"{_cells(count)} ids of `{name}`, which {end}."
            fix = f"Say where their names are: `lookups: {{{name}: …}}` in project.yaml."
        yield _warning(kitchen, message, fix)


def _cells(count: int, does: str = "hold") -> str:
    """The subject and verb of a sentence on cells."""
    return f"1 cell {does}s" if count == 1 else f"{count} cells {does}"


def _warning(kitchen: Kitchen, message: str, fix: str, column: str = "") -> Fault:
    table, file = kitchen.schema.name, kitchen.sheet.file
    return Fault("warning", message, table, file, column=column, fix=fix)
