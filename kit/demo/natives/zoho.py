"""The demo CRM as Zoho CRM exports it: one CSV file per module.

Two ways that companies get at their rows: ``labels`` is the export of a module, with what users
see on the screen as headings, ``api`` has API names, as bulk reads do. Linked records stand there
by name and by id, and instants carry their offset from UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pandas as pd

from kit.demo.natives import zoho_sales as sales
from kit.demo.natives import zoho_work as work
from kit.demo.natives.losses import renamed
from kit.demo.natives.plain import EXPORTS, Tables, csv_bytes, params, save
from kit.demo.natives.zoho_losses import LOSSES
from kit.demo.natives.zoho_names import FIELDS, label, native_ids

__all__ = ["LOSSES", "PARAMS", "VARIANTS", "native_ids", "write"]

Variant = Literal["labels", "api"]
VARIANTS: tuple[Variant, ...] = ("labels", "api")
PARAMS = ("spend", "targets", "fx_rates", "stages", "owners", "products", "orders", "contracts")
"""Tables that companies keep beside Zoho CRM; orders and contracts are in the bookkeeping."""

_MODULES: Mapping[str, Callable[[Tables], pd.DataFrame]] = {
    "Deals": sales.deals,
    "Stage_History": sales.stage_history,
    "Leads": sales.leads,
    "Accounts": sales.accounts,
    "Quotes": sales.quotes,
    "Campaigns": work.campaigns,
    "Cases": work.cases,
    "Calls": work.calls,
    "Tasks": work.tasks,
    "Events": work.events,
    "Users": work.users,
}


def write(folder: Path, tables: Tables, variant: Variant = "labels") -> list[Path]:
    """Write the demo CRM in the shape of Zoho CRM.

    Parameters
    ----------
    folder
        Files appear in its ``exports/`` and ``params/``.
    tables
        The plain tables, all text (see `kit.demo.natives.plain.read_plain`).
    variant
        What the headings are.

    Returns
    -------
    list of Path
        The files, in the order in which they were written.
    """
    files = {}
    for module, rows in _MODULES.items():
        frame = rows(tables).reindex(columns=list(FIELDS[module]))
        if variant == "labels":
            frame = frame.set_axis([label(module, field) for field in FIELDS[module]], axis=1)
        files[f"{EXPORTS}/{module}.csv"] = csv_bytes(frame, bom=variant == "labels")
    beside = renamed({name: tables[name] for name in PARAMS}, native_ids)
    return save(folder, {**files, **params(beside, *PARAMS)})
