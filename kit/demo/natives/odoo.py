"""The demo CRM as Odoo exports it: one CSV file per model.

Two ways that companies get at their rows: ``technical`` has names of fields as headings, ``labels``
what users see on the screen. Both hold archived rows, linked records by name (some by id, too),
and instants in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pandas as pd

from kit.demo.natives import odoo_events as events
from kit.demo.natives.losses import renamed
from kit.demo.natives.odoo_leads import crm_lead
from kit.demo.natives.odoo_losses import GAINS, LOSSES
from kit.demo.natives.odoo_names import labelled, native_ids
from kit.demo.natives.plain import EXPORTS, Tables, csv_bytes, params, save

__all__ = ["GAINS", "LOSSES", "PARAMS", "VARIANTS", "native_ids", "write"]

Variant = Literal["technical", "labels"]
VARIANTS: tuple[Variant, ...] = ("technical", "labels")
PARAMS = (
    "spend",
    "targets",
    "fx_rates",
    "stages",
    "owners",
    "products",
    "contracts",
    "campaigns",
)
"""Tables that companies keep beside Odoo's CRM; of campaigns it knows the names only."""

_MODELS: Mapping[str, tuple[str, Callable[[Tables], pd.DataFrame]]] = {
    "crm.lead": ("Lead_Opportunity", crm_lead),
    "mail.tracking.value": ("Mail Tracking Value", events.tracking_values),
    "crm.activity.report": ("CRM Activity Analysis", events.activity_report),
    "sale.order": ("Sales Order", events.sale_orders),
    "helpdesk.ticket": ("Helpdesk Ticket", events.tickets),
    "res.partner": ("Contact", events.partners),
    "utm.campaign": ("UTM Campaign", events.utm_campaigns),
    "res.users": ("User", events.users),
}
"""Model → what Odoo calls it in the name of an exported file, and its rows."""


def write(folder: Path, tables: Tables, variant: Variant = "technical") -> list[Path]:
    """Write the demo CRM in the shape of Odoo.

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
    for model, (title, rows) in _MODELS.items():
        frame = rows(tables)
        if variant == "labels":
            frame = labelled(frame, model)
        files[f"{EXPORTS}/{title} ({model}).csv"] = csv_bytes(frame, quote_all=True)
    beside = renamed({name: tables[name] for name in PARAMS}, native_ids)
    return save(folder, {**files, **params(beside, *PARAMS)})
