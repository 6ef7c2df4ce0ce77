"""Whether kernels can be forked here, and saying once why they are not."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kit.errors import ParamError, suggestion

SWITCH = "KIT_KERNELS"
"""Environment variable: `forked` (the default) or `ordinary`."""

NAME = "sales-report-kit"
"""Name of the kernelspec that comes with the kit."""

FOR_LAB = Path(__file__).parent / "lab"
"""Folder for JUPYTER_PATH: there the ordinary kernel is one that takes up edits of the kit."""

ORDINARY = "ordinary"
"""What the switch says for kernels that start as Jupyter's do."""

_CHOICES = ("forked", ORDINARY)
_ORDINARY = "python3"


def why_not(environment: Mapping[str, str] | None = None) -> str:
    """Why kernels are not forked here; empty where they are.

    Only Linux promises that a process which never started a thread can be copied safely with
    numpy and its like inside, and that a copy dies with the process it was made from.

    Parameters
    ----------
    environment
        Where the switch `KIT_KERNELS` is looked up; `os.environ` by default.

    Raises
    ------
    ParamError
        If the switch holds a word that it does not have.

    Examples
    --------
    >>> why_not({"KIT_KERNELS": "ordinary"})
    'KIT_KERNELS asks for ordinary kernels'
    """
    chosen = (os.environ if environment is None else environment).get(SWITCH) or _CHOICES[0]
    if chosen not in _CHOICES:
        raise ParamError(f"{SWITCH} is `{chosen}`. {suggestion(chosen, _CHOICES)}")
    if chosen == ORDINARY:
        return f"{SWITCH} asks for ordinary kernels"
    if not (sys.platform.startswith("linux") and hasattr(os, "fork")):
        return f"processes are not forked safely on {sys.platform}"
    return ""


def kernel_name() -> str:
    """Name of the kernelspec to run notebooks with: the kit's own, unless it is not installed."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        KernelSpecManager().get_kernel_spec(NAME)
    except NoSuchKernel:
        return _ORDINARY
    return _ORDINARY if why_not() else NAME


def say_why_not() -> None:
    """Say once where kernels are not forked."""
    reason = why_not()
    if reason:
        say_once(reason)


@cache
def say_once(reason: str) -> None:
    """Say that ordinary kernels are used, and why; the same reason only once per process."""
    logging.getLogger("kit.kernels").warning(
        "Each notebook starts a new kernel, which takes seconds: %s.", reason
    )
