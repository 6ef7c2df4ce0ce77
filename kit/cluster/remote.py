"""What a Dask worker is asked to do: say what it is, execute a page, take its things down."""

from __future__ import annotations

import threading
import time
from typing import Any

from kit.cluster.connection import still_wanted
from kit.cluster.depot import fetched
from kit.cluster.parcel import Parcel, differences, facts
from kit.cluster.workplace import Workplace
from kit.errors import KitError

_IDLE_SECONDS = 30.0
"""Whoever asked for pages may be gone without a word: then all is taken down after so long."""

_workplaces: list[Workplace] = []
"""The one of this process, while it has one."""

_changing = threading.Lock()


def survey(wanted: dict[str, str], some: list[str], depot: str) -> str:
    """Why no page can be executed here as where the run began; empty where it can.

    Parameters
    ----------
    wanted
        Versions and code that must be alike, see `kit.cluster.parcel.facts`.
    some, depot
        Digests of some parts, and where they must be found.
    """
    other = differences(facts(), wanted)
    if other:
        return f"has {other}"
    try:
        for digest in some:
            fetched(digest, depot)
    except KitError as error:
        return f"does not find the parts: {error}"
    return ""


def execute(parcel: Parcel) -> dict[str, Any]:
    """Execute one page.

    Returns
    -------
    dict
        ``answer`` of the local worker and the executed ``notebook``; or ``refused``: why this
        worker, which came late, must not execute it.
    """
    other = differences(facts(), parcel["facts"])
    if other:
        return {"refused": f"has {other}"}
    with _changing:
        if not _workplaces:
            _workplaces.append(Workplace())
            threading.Thread(target=_close_in_time, daemon=True).start()
        place = _workplaces[0]
        place.begin()
    try:
        answer, notebook = place.execute(parcel, still_wanted())
    finally:
        place.end()
    return {"answer": answer, "notebook": notebook}


def close(idle_seconds: float = 0.0) -> bool:
    """Take everything down if no page was executed for so long; tell whether nothing is left."""
    with _changing:
        if _workplaces and _workplaces[0].is_idle(idle_seconds):
            _workplaces.pop().close()
        return not _workplaces


def _close_in_time() -> None:
    while not close(_IDLE_SECONDS):
        time.sleep(1)
