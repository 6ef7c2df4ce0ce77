"""What failed, as the command gets it and as an e-mail tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from kit.errors import DataError, Fault, KitError, counted
from kit.ledger import GOOD
from kit.privacy import mask_secrets

_MOST_LISTED = 20
_STATES = {
    "failed": "failed",
    "timeout": "took too long",
    "killed": "was killed",
    "interrupted": "was interrupted",
}


@dataclass(frozen=True)
class Failure:
    """One run in which a load, pages or the whole of it failed.

    Attributes
    ----------
    command
        The command that ran, such as ``kit report``.
    at
        When it failed, with an offset.
    exit_code
        That of the command.
    error
        What ended the run; empty where pages failed and the others were published.
    summary
        What of `error` may travel by e-mail: no value of any record.
    faults
        Everything that refused a load.
    pages
        The pages that did not come out: unit, notebook, language, state, reason.
    """

    command: str
    project: str
    at: datetime
    exit_code: int
    error: str = ""
    summary: str = ""
    faults: tuple[Fault, ...] = ()
    pages: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(
        cls,
        command: str,
        project: str,
        at: datetime,
        pages: Sequence[Mapping[str, Any]],
        error: Exception | None,
        environment: Mapping[str, str],
    ) -> Failure:
        """The failure of a run that ended with `error`, or with `pages` some of which failed.

        `environment`, as `os.environ`, tells what secrets must be masked everywhere.
        """

        def masked(text: str) -> str:
            return mask_secrets(text, environment)

        own = isinstance(error, KitError)
        kind, said = type(error).__name__, str(error or "")
        faults = error.faults if isinstance(error, DataError) else ()
        failed = [page for page in pages if page["state"] not in GOOD]
        return cls(
            command,
            project,
            at,
            error.exit_code if isinstance(error, KitError) else 1,
            "" if error is None else masked(said if own else f"{kind}: {said}"),
            "" if error is None else masked(said.partition("\n")[0]) if own else kind,
            tuple(replace(fault, message=masked(fault.message)) for fault in faults),
            tuple({**page, "reason": masked(page["reason"])} for page in failed),
        )

    def to_json(self) -> str:
        """Everything, as one JSON object."""
        facts = {**asdict(self), "at": self.at.isoformat(timespec="seconds")}
        return json.dumps(facts, ensure_ascii=False)

    @property
    def headline(self) -> str:
        """What failed, in a few words, on one line; no value of any record."""
        if self.faults:
            failed = "data refused"
        elif self.error:
            failed = "run failed"
        else:
            failed = f"{counted(len(self.pages), 'page')} failed"
        name = "".join(char for char in self.project if char.isprintable())
        return f"{name}: {failed}"

    @property
    def sentences(self) -> list[str]:
        """What an e-mail says, a paragraph each.

        Places are named, values are not: what a CRM holds of people does not travel by e-mail.
        """
        when = f"{self.at:%Y-%m-%d %H:%M} {self.at:%Z}".rstrip()
        said = [f"{self.command} ended on {when} with exit code {self.exit_code}."]
        if self.faults:
            said.append("The data were refused; the site published last stays as it is.")
        elif self.error:
            said += [self.summary, "The site published last stays as it is."]
        else:
            said.append("Of these pages the last good version stays on the site:")
        more = "check" if self.faults else "run --json" if self.pages else ""
        return [*said, *self._places, *([f"`kit {more}` says more."] if more else [])]

    @property
    def _places(self) -> list[str]:
        """Where faults lie, and which pages failed."""
        refused = [fault for fault in self.faults if fault.severity == "error"]
        lines = [_place(fault) for fault in refused]
        lines += [
            f"{page['unit'] or 'company'}, {page['notebook']} ({page['language']}) "
            f"{_STATES.get(page['state'], page['state'])}"
            for page in self.pages
        ]
        more = len(lines) - _MOST_LISTED
        return [*lines[:_MOST_LISTED], *([f"… and {more:,} more"] if more > 0 else [])]


def _place(fault: Fault) -> str:
    line = "" if fault.line is None else f"line {fault.line}"
    column = f"column {fault.column}" if fault.column else ""
    return ", ".join(part for part in (fault.file or fault.table, line, column) if part)
