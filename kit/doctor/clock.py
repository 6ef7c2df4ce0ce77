"""The clock and the time zone of the machine."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.doctor.sign import Sign

_KIT = Path(__file__).parents[1]


def clock(now: datetime) -> Sign:
    """Whether the clock stands behind the kit's own files, which were written before now."""
    newest = max(path.stat().st_mtime for path in _KIT.rglob("*.py"))
    written = datetime.fromtimestamp(newest, UTC)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < written - timedelta(days=1):
        said += f", but files of the kit are of {written:%Y-%m-%d}: the clock is behind."
        return Sign("bad", "clock", said, "Set the clock: ages and days to come are told by it.")
    return Sign("ok", "clock", f"{said}.")


def time_zone() -> Sign:
    """Whether the zone in the environment variable TZ exists; unknown ones silently mean UTC."""
    name = os.environ.get("TZ", "").lstrip(":")
    if "/" not in name or Path(name).is_file():
        return Sign("ok", "time zone", f"{datetime.now().astimezone().tzname()} on this machine.")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        said = f"TZ is `{name}`, which is no time zone: the system takes it for UTC."
        return Sign("warn", "time zone", said, "Set TZ to a name such as Europe/Madrid.")
    return Sign("ok", "time zone", f"{name} on this machine.")
