"""Watches a command that may run unattended, and calls the project's hook when it fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from kit.cli import output
from kit.errors import BusyError
from kit.ledger import GOOD
from kit.params import Settings

Pages = list[dict[str, Any]]


@contextmanager
def watched(settings: Settings, command: str) -> Iterator[Pages]:
    """Call `on_failure` when the block ends with an error, or with pages that failed.

    Not when another run holds the lock, or the command is interrupted: nothing failed then. It is
    called after the block, so that a lock taken inside is free again.

    Yields
    ------
    list
        The block puts into it the pages of its run, as `kit run --json` prints them.
    """
    pages: Pages = []
    try:
        yield pages
    except BusyError:
        raise
    except Exception as error:
        _tell(settings, command, pages, error)
        raise
    if any(page["state"] not in GOOD for page in pages):
        _tell(settings, command, pages, None)


def _tell(settings: Settings, command: str, pages: Pages, error: Exception | None) -> None:
    from kit import alert  # mail and TLS, which a run that goes well can do without

    now = datetime.now(UTC)
    failure = alert.Failure.of(f"kit {command}", settings.name, now, pages, error, os.environ)
    for said in alert.tell(settings, failure, os.environ):
        output.note(said)
