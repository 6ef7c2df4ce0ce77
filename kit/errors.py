"""What can go wrong, and how it leaves the program.

::

    KitError                exit 2   anything the kit refuses, said in one message
    ├── ParamError          exit 2   project.yaml, a parameter or an option is wrong
    ├── DataError           exit 2   the data are refused; carries every fault found
    └── RunError            exit 1   a page or a source failed at run time
        └── BusyError       exit 75  another run holds the lock

No traceback leaves the command line: `kit.cli` prints `str(error)` and exits with
`error.exit_code`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "quarantined", "coerced", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the input, and where.

    Attributes
    ----------
    severity
        ``error`` refuses the load, ``quarantined`` sets the row aside, ``coerced`` loads
        a value in another form, ``warning`` changes nothing.
    line
        Line of the file, counted from 1 with the heading; None where no line applies.
    value
        The offending value as it stands in the file, shortened to 80 characters.
    fix
        The next step, as an imperative sentence.
    """

    severity: Severity
    message: str
    table: str = ""
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file or self.table,
                f"line {self.line}" if self.line is not None else "",
                f"column `{self.column}`" if self.column else "",
            )
            if part
        )
        return " ".join(
            part for part in (f"{place}:" if place else "", self.message, self.fix) if part
        )

    def as_dict(self) -> dict[str, object]:
        """The fault as `--json` prints it."""
        return asdict(self)


class KitError(Exception):
    """Base of every error that the kit raises on purpose."""

    exit_code = 2


class ParamError(KitError):
    """A setting or parameter is unknown, mistyped, duplicate or out of range."""


class DataError(KitError):
    """The data are refused; `faults` holds everything that was found, not only the first."""

    shown = 100

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        errors = [fault for fault in self.faults if fault.severity == "error"]
        lines = [message, *(f"  {fault}" for fault in errors[: self.shown])]
        if len(errors) > self.shown:
            lines.append(f"  … and {len(errors) - self.shown} more")
        super().__init__("\n".join(lines))


class RunError(KitError):
    """A page or a source failed while running."""

    exit_code = 1


class BusyError(RunError):
    """Another run holds the lock of this project."""

    exit_code = 75


def suggestion(name: str, known: Sequence[str]) -> str:
    """A sentence that names the likeliest intended word, or what is allowed.

    >>> suggestion("taem", ["team", "region"])
    'Did you mean `team`?'
    >>> suggestion("zzz", ["team", "region"])
    'Known: `team`, `region`.'
    """
    folded = {word.casefold(): word for word in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{folded[close[0]]}`?"
    return "Known: " + ", ".join(f"`{word}`" for word in known) + "." if known else ""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what is counted, in the singular for one; `many` is `one` with an s.

    >>> counted(1, "row is", "rows are"), counted(2_000, "file")
    ('1 row is', '2,000 files')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
