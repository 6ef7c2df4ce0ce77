"""What is loaded and published, and whether the clock agrees."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kit import publisher
from kit.data.manifest import newest
from kit.data.takings import taken_times
from kit.doctor.sign import Sign
from kit.errors import DataError, KitError, counted
from kit.params import Settings

_BEHIND = "Set the clock of the machine, and load again."


def snapshot(settings: Settings, now: datetime) -> Sign:
    """Whether there is a snapshot that can be reported on, and that the clock agrees with it."""
    try:
        found = newest(settings.store)
    except DataError as error:
        return Sign("bad", "snapshot", str(error), "Run `kit load`.")
    if found is None:
        return Sign("warn", "snapshot", "There is none yet.", "Run `kit report`.")
    taken = taken_times(settings.store, found.id)[-1]
    if taken > now:
        said = f"The newest was taken on {taken:%Y-%m-%d %H:%M} UTC, which is still to come."
        return Sign("bad", "snapshot", said, _BEHIND)
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    if found.as_of > today:
        said = f"Its last day, {found.as_of}, is after today, {today}."
        cure = "Set the clock; or, if days to come are recorded as past, say `as_of:`."
        return Sign("warn", "snapshot", said, cure)
    return Sign("ok", "snapshot", f"`{found.id}`, as of {found.as_of}.")


def site(settings: Settings) -> Sign:
    """Whether a site is published, and all of its pages stand."""
    try:
        found = publisher.status(settings)
    except KitError as error:
        return Sign("bad", "site", str(error), "Run `kit report`; `kit check` says more.")
    if found["edition"] is None:
        return Sign("warn", "site", "Nothing is published yet.", "Run `kit report`.")
    for state, cure in (
        ("failed", "Run `kit run --json`: it says why, by page."),
        ("stale", "Run `kit report`."),
    ):
        units = [one["unit"] or "company" for one in found["units"] if one["state"] == state]
        if units:
            said = f"Pages of {counted(len(units), 'unit')} are {state}: {', '.join(units[:5])}."
            return Sign("warn", "site", said, cure)
    return Sign("ok", "site", f"Edition {found['edition']}, as of {found['as_of']}.")
