"""Kernels forked from one warmed process: libraries are imported once per worker, not per page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from kit.kernels.availability import (
    FOR_LAB,
    NAME,
    ORDINARY,
    SWITCH,
    kernel_name,
    say_why_not,
    why_not,
)

__all__ = ["FOR_LAB", "NAME", "ORDINARY", "SWITCH", "kernel_name", "say_why_not", "warm", "why_not"]


def warm(environment: Mapping[str, str]) -> None:
    """Have a warm process for kernels of `environment`, without waiting until it is warm.

    It ends with this process. Where kernels are not forked this does nothing.
    """
    if why_not(environment):
        return
    from kit.kernels.source import source

    with suppress(OSError):  # the provisioner tries again, and says why it cannot be
        source().warm(environment)
