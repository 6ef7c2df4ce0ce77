"""What files must have in common to be one table."""

from __future__ import annotations

from collections.abc import Sequence

from kit.data.readers.headings import LINE
from kit.data.readers.shaped import Shaped
from kit.errors import Fault
from kit.params import Source


def together(pieces: Sequence[Shaped], source: Source) -> list[Fault]:
    """Errors where the files of one table cannot be read as one.

    Lines of several files are no ids, and a time is not the same on two clocks.
    """
    if len(pieces) < 2:
        return []
    faults = []
    if LINE in source.columns.values():
        message = f"`{LINE}` names rows of one file only; there are {len(pieces)}."
        faults.append(_fault(pieces[0], message, "Join them, or name a column that tells rows."))
    clocks = {(one.source.timezone, one.source.dates) for one in pieces}
    if len(clocks) > 1:
        message = "the files of this table write times in different ways: some are the CRM's own."
        faults.append(_fault(pieces[0], message, "Declare `timezone:` and `dates:` of the source."))
    return faults


def _fault(piece: Shaped, message: str, fix: str) -> Fault:
    return Fault("error", message, file=piece.sheet.file, fix=fix)
