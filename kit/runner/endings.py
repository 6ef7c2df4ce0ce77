"""How a page that did not come to its end is called in the ledger, and why in one line."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING, Any

from kit.privacy import mask_secrets

if TYPE_CHECKING:
    from kit.runner.execution import Page

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LENGTH = 500
_SIGNALS = {
    signal.SIGSEGV: ", a segmentation fault",
    signal.SIGKILL: ", from outside or because the machine had no memory left",
}


def ending(error: Exception, page: Page, limits: dict[str, Any]) -> dict[str, Any]:
    """State and reason of a page that ended with `error`, and whether to try it again.

    Parameters
    ----------
    limits
        ``cell_seconds`` and ``output_mb``, as reasons name them.

    Returns
    -------
    dict
        ``state`` (failed, timeout, killed), ``reason`` (one line, without secrets) and ``again``:
        only where the kernel died or did not start, which may be nobody's fault.
    """
    state, reason, again = _judged(error, page, limits)
    lines = _ANSI.sub("", mask_secrets(reason, os.environ)).strip().splitlines()
    return {"state": state, "reason": (lines or [""])[0][:_LENGTH], "again": again}


def died(status: int | None) -> str:
    """What became of a process that should have stayed alive, by its exit status.

    >>> died(0)
    'ended by itself with status 0'
    >>> died(-11)
    'was ended by SIGSEGV, a segmentation fault'
    """
    if status is None:
        return "ended"
    if status >= 0:
        return f"ended by itself with status {status}"
    number = signal.Signals(-status)
    return f"was ended by {number.name}{_SIGNALS.get(number, '')}"


def _judged(error: Exception, page: Page, limits: dict[str, Any]) -> tuple[str, str, bool]:
    kind, place = type(error).__name__, page.place
    if page.is_flooded:
        most = f"{limits['output_mb']} MB (`output_mb` in project.yaml)"
        return "failed", f"{place}put out more than {most} with what came before.", False
    if kind == "CellTimeoutError" and "IOPub" not in str(error):
        seconds = f"{limits['cell_seconds']} seconds (`cell_seconds` in project.yaml)"
        return "timeout", f"{place}took longer than {seconds}.", False
    if kind == "DeadKernelError":
        return "killed", f"{place}the kernel {died(page.status())}.", True
    if not page.cell and kind == "RuntimeError" and "Kernel" in str(error):
        return "killed", f"The kernel did not start: it {died(page.status())}.", True
    name = getattr(error, "ename", kind)
    said = str(getattr(error, "evalue", error)).strip()
    return "failed", f"{place}{name}: {said}" if said else f"{place}{name}", False
