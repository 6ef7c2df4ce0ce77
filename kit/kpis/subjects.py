"""KPIs by subject, for who looks for one: ``kpis.leads.`` and the Tab key list those of leads.

The packages of the subjects cannot import their own KPIs, because files of one subject build on
files of another; so the package above them, which imports all, lists each under its subject.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

NAMES = (
    *("activity", "customers", "forecast", "leads", "outcomes", "pipeline"),
    *("quality", "quotes", "sales", "stages", "support"),
)


def list_under(functions: Mapping[str, Callable[..., Any]], package: str) -> None:
    """Make each function an attribute of its subject, the only kind that the subject lists.

    Parameters
    ----------
    functions
        By name; those of no subject are left out.
    package
        Name of the package that holds the subjects.

    Examples
    --------
    >>> from kit import kpis
    >>> kpis.quotes.quote_rate is kpis.quote_rate
    True
    >>> dir(kpis.quality)
    ['data_quality', 'recorded_spans', 'safe_uses']
    """
    for subject in NAMES:
        own = {
            name: function
            for name, function in functions.items()
            if function.__module__.startswith(f"{package}.{subject}.")
        }
        vars(sys.modules[f"{package}.{subject}"]).update(own, __dir__=partial(sorted, own))
