"""Sales KPIs from CRM data, for notebooks and published pages.

>>> from kit import charts, kpis, open_report

Rooms are loaded when they are first named, so that planning a run does not wait for pandas.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit import advice, charts, estimates, kpis, models, tables
    from kit.report import Report, open_report

# Read when numpy is first imported. Sums of matrices would differ with the number of cores, and
# threads that wait for each other cost several times what the small matrices here take.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = ["Report", "advice", "charts", "estimates", "kpis", "models", "open_report", "tables"]

_ROOMS = ("advice", "charts", "estimates", "kpis", "models", "tables")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"kit.{name}")
    if name in ("Report", "open_report"):
        return getattr(import_module("kit.report"), name)
    raise AttributeError(f"module 'kit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
