"""The demo CRM as Dynamics 365 Sales exports it.

Two ways that companies get at their rows:

- ``dataverse``: every table under its logical names, as CSV; lookups as GUID and name.
- ``excel``: views by "Export to Excel"; what only links records together has no view of its own
  and comes as in ``dataverse``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pandas as pd

from kit.demo.natives import dynamics_events as events
from kit.demo.natives import dynamics_records as records
from kit.demo.natives.dynamics_losses import LOSSES, VARIANT_LOSSES
from kit.demo.natives.dynamics_names import native_ids
from kit.demo.natives.dynamics_views import VIEWS, ZONE, workbook
from kit.demo.natives.losses import renamed
from kit.demo.natives.plain import EXPORTS, Tables, csv_bytes, params, save

__all__ = ["LOSSES", "PARAMS", "VARIANTS", "VARIANT_LOSSES", "ZONE", "native_ids", "write"]

Variant = Literal["dataverse", "excel"]
VARIANTS: tuple[Variant, ...] = ("dataverse", "excel")
PARAMS = ("spend", "targets", "fx_rates", "stages", "owners", "products", "contracts")
"""Tables that companies keep beside Dynamics."""

_TABLES: Mapping[str, Callable[[Tables], pd.DataFrame]] = {
    table.__name__: table
    for table in (
        records.opportunity,
        records.lead,
        records.account,
        records.campaign,
        records.incident,
        records.systemuser,
        events.opportunitysalesprocess,
        events.opportunityclose,
        events.activitypointer,
        events.quote,
        events.salesorder,
        events.campaignresponse,
        events.incidentresolution,
    )
}


def write(folder: Path, tables: Tables, variant: Variant = "dataverse") -> list[Path]:
    """Write the demo CRM in the shape of Dynamics 365.

    Parameters
    ----------
    folder
        Files appear in its ``exports/`` and ``params/``.
    tables
        The plain tables, all text (see `kit.demo.natives.plain.read_plain`).
    variant
        How the company exports its rows.

    Returns
    -------
    list of Path
        The files, in the order in which they were written.
    """
    files = {}
    for name, table in _TABLES.items():
        frame = table(tables)
        if variant == "excel" and name in VIEWS:
            view = VIEWS[name]
            files[f"{EXPORTS}/{view.title}.xlsx"] = workbook(frame, view)
        else:
            files[f"{EXPORTS}/{name}.csv"] = csv_bytes(frame, bom=True, end="\r\n")
    beside = renamed({name: tables[name] for name in PARAMS}, native_ids)
    return save(folder, {**files, **params(beside, *PARAMS)})
