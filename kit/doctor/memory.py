"""Whether the largest page fits into the memory that a page may take, and into this machine."""

from __future__ import annotations

import math
import os

from kit.data.manifest import newest
from kit.doctor.sign import Sign
from kit.errors import DataError
from kit.params import Settings

_BARE = 250
"""MB of a page that opens nothing."""
_BYTES_PER_ROW = 400
"""What a row costs at most while pages are computed: 356 were measured, on 24 million rows."""


def memory(settings: Settings) -> Sign | None:
    """Whether a page of the whole company, which may open every row, will run; None unknown yet."""
    try:
        snapshot = newest(settings.store)
    except DataError:
        snapshot = None
    if snapshot is None:
        return None
    rows = sum(part.rows for part in snapshot.parts)
    needed, allowed = _BARE + rows * _BYTES_PER_ROW / 2**20, settings.limits.memory_mb
    about = f"The largest page may take {needed:,.0f} MB for {rows:,} rows"
    there = _of_machine()
    if needed > there:
        cure = "Run it on a machine with more, or leave the company's pages out (`--region`)."
        return Sign("warn", "memory", f"{about}; this machine has {there:,.0f} MB.", cure)
    if needed > allowed:
        wanted = math.ceil(needed / 512) * 512
        cure = f"Write `limits: {{memory_mb: {wanted}}}` into project.yaml."
        return Sign("warn", "memory", f"{about}; `memory_mb` ends it at {allowed:,}.", cure)
    return Sign("ok", "memory", f"{about}, of {allowed:,} allowed.")


def _of_machine() -> float:
    """MB of memory that this machine has; infinite where it does not tell."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return math.inf
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
