"""How far one page, and one run, may go before it is ended."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kit.params.fields import Frozen

_Seconds = Annotated[int, Field(ge=1, le=604_800)]


class RunLimits(Frozen):
    """The key `limits` of project.yaml.

    Attributes
    ----------
    cell_seconds, page_seconds, run_seconds
        Longest time that a cell, a page and a whole run may take.
    memory_mb
        Most memory of one page in MB: its kernel, what the kernel started, and the worker that
        runs it. Memory that several of them share counts once.
    output_mb
        Most that the cells of one page may put out, in MB.
    retries
        How often a page is tried again whose kernel died or did not start.

    Examples
    --------
    >>> RunLimits(page_seconds=60).page_seconds, RunLimits().retries
    (60, 1)
    """

    cell_seconds: _Seconds = 300
    page_seconds: _Seconds = 900
    run_seconds: _Seconds = 21_600
    memory_mb: Annotated[int, Field(ge=256, le=1_048_576)] = 4_096
    output_mb: Annotated[int, Field(ge=1, le=2_048)] = 128
    retries: Annotated[int, Field(ge=0, le=5)] = 1
