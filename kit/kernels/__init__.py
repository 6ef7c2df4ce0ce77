"""Kernels and workers forked from one warmed process: libraries are imported once per run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from kit.kernels.availability import (
    FOR_LAB,
    NAME,
    ORDINARY,
    SWITCH,
    kernel_name,
    say_why_not,
    why_not,
)

if TYPE_CHECKING:
    from kit.kernels.warmth import Warmth

__all__ = [
    "FOR_LAB",
    "NAME",
    "ORDINARY",
    "SWITCH",
    "branch",
    "kernel_name",
    "say_why_not",
    "warm",
    "why_not",
]


def warm(environment: Mapping[str, str]) -> None:
    """Have a warm process for kernels of `environment`, without waiting until it is warm.

    It ends with this process. Where kernels are not forked this does nothing.
    """
    if why_not(environment):
        return
    from kit.kernels.source import source

    with suppress(OSError):  # the provisioner tries again, and says why it cannot be
        source().warm(environment)


def branch(warmth: Warmth) -> None:
    """Have kernels of this process, a worker that was forked, forked from the same warmth.

    Call it before the first thread begins.
    """
    from kit.kernels.branching import branch as branch_off

    branch_off(warmth)
