"""Entries for cron."""

from __future__ import annotations

import re
import shlex
from datetime import tzinfo

from kit.schedule.waking import Waking


def cron_files(waking: Waking, zone: tzinfo) -> dict[str, str]:
    """The lines for `crontab`, by the name of a file.

    Parameters
    ----------
    zone
        That of the clocks that cron goes by: the machine's.
    """
    minutes = ",".join(map(str, waking.minutes(zone)))
    lines = [
        "# kit decides itself what is due, and in which time zone; nothing due costs a second:",
        *(f"#   {line}" for line in waking.listed),
        *(f"# Needs {name} in its environment." for name in waking.variables),
        f"{minutes} * * * * {cron_quoted(waking.command)}",
    ]
    return {f"kit-{waking.name}.crontab": "\n".join(lines) + "\n"}


def cron_quoted(command: tuple[str, ...]) -> str:
    r"""A command as it must stand in a crontab, so that the shell gets these words.

    Cron ends the command at a ``%`` without a backslash before it, and takes that backslash away;
    a backslash of the word's own is kept away from it by an empty pair of quotes.

    >>> print(cron_quoted(("kit", "--project", "/srv/100% sales")))
    kit --project '/srv/100\% sales'
    """
    return re.sub(r"(\\?)%", lambda found: found[1] + ("''" if found[1] else "") + r"\%",
                  shlex.join(command))  # fmt: skip
