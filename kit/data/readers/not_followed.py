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
        message = f"{count} cells name entries of the lookup `{name}` that have a namesake."
        yield _warning(kitchen, message, "They lead to none of the two; export ids instead.")
    for column, listed in sorted(kitchen.swallowed.items()):
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        message = f"values that the mapping does not name: {', '.join(listed[:_SHOWN])}{more}."
        fix = f"Say what they mean under `values: {{{column}: …}}` of the source."
        yield _warning(kitchen, message, fix, kitchen.heading(column) or column)


def _unresolved(kitchen: Kitchen) -> Iterator[Fault]:
    for step, count in sorted(kitchen.unresolved.items()):
        name = step.partition(".")[0]
        if kitchen.lookups.has(step):
            message = f"{count} cells hold ids that the lookup `{name}` does not list."
            fix = f"Export `{name}` again, with its inactive entries."
        else:
            end = "lead nowhere" if kitchen.lookups.must_lead(step) else "stay as they are"
            message = f"{count} cells hold ids of `{name}`, which {end}."
            fix = f"Say where their names are: `lookups: {{{name}: …}}` in project.yaml."
        yield _warning(kitchen, message, fix)


def _warning(kitchen: Kitchen, message: str, fix: str, column: str = "") -> Fault:
    table, file = kitchen.schema.name, kitchen.sheet.file
    return Fault("warning", message, table, file, column=column, fix=fix)
