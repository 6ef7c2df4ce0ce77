"""What runs are told by environment variables: databases, and whom to tell of a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kit.alert.email import Server
from kit.doctor.sign import Sign
from kit.errors import ParamError
from kit.params import Settings


def databases(settings: Settings) -> Iterator[Sign]:
    """Whether every variable that is to hold the URL of a database is set."""
    asked: dict[str, list[str]] = {}
    for table, source in settings.sources.items():
        if source.database:
            asked.setdefault(source.database, []).append(table)
    for name, tables in asked.items():
        listed = ", ".join(tables)
        if os.environ.get(name):
            yield Sign("ok", "database", f"`{name}` is set, for {listed}.")
        else:
            cure = f"export {name}=postgresql+psycopg://user:password@host/database"
            said = f"The environment variable `{name}` is not set, which {listed} is read by."
            yield Sign("bad", "database", said, cure)


def alerts(settings: Settings) -> Iterator[Sign]:
    """Whether a failure would reach those whom `on_failure` names."""
    told = settings.on_failure
    if told.email.to:
        try:
            server = Server.of(told.email.smtp, os.environ)
            yield Sign("ok", "e-mail", f"Failures are told by way of {server.host}.")
        except ParamError as error:
            said = f"Nobody would be told of a failure: {error}"
            cure = f"Set {told.email.smtp} where the runs are started, as docs/schedules.md says."
            yield Sign("bad", "e-mail", said, cure)
    if told.command:
        name = told.command[0]
        here = settings.folder / name if "/" in name and not Path(name).is_absolute() else name
        if shutil.which(here):
            yield Sign("ok", "command", f"Failures are told to `{name}`.")
        else:
            said = f"`{name}`, which failures are to be told to, is no program here."
            cure = "Name a program that is there under `on_failure:`, and make it executable."
            yield Sign("bad", "command", said, cure)
