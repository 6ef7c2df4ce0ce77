"""The demo CRM in the native shape of real CRMs: as a company exports it.

`write_native` makes the files; `Native.held` says what of the plain tables is left in them, so
that reading them back can be checked cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kit.demo.natives import dynamics, hubspot, odoo, pipedrive, salesforce, zoho
from kit.demo.natives.gains import Gain
from kit.demo.natives.losses import Loss, NativeIds, held
from kit.demo.natives.plain import EXPORTS, PARAMS, Tables, read_plain
from kit.errors import ParamError, suggestion

__all__ = ["NATIVES", "Native", "write_native"]


@dataclass(frozen=True, kw_only=True)
class Native:
    """The native shape of one CRM.

    Attributes
    ----------
    write
        Folder, plain tables, variant → the files that were written.
    variants
        Ways in which companies export from this CRM; the first is the usual one.
    params
        Canonical tables that companies keep beside it, written under canonical headings.
    losses
        What it cannot hold, whatever the variant; `variant_losses` adds to that.
    gains
        What it tells beyond them, because it keeps things otherwise.
    native_ids
        How it names records.
    zone
        On whose clock its exports print instants without saying so.
    """

    write: Callable[..., list[Path]]
    variants: tuple[str, ...]
    params: tuple[str, ...]
    losses: tuple[Loss, ...]
    native_ids: NativeIds
    zone: str = "UTC"
    variant_losses: Mapping[str, tuple[Loss, ...]] = field(default_factory=dict)
    gains: tuple[Gain, ...] = ()

    def held(self, tables: Tables, variant: str = "") -> dict[str, pd.DataFrame]:
        """What is left of the plain `tables` in this CRM's export (the usual one if not said)."""
        more = self.variant_losses.get(variant or self.variants[0], ())
        losses = (*self.losses, *more)
        return held(tables, losses, native_ids=self.native_ids, gains=self.gains)


NATIVES: dict[str, Native] = {
    "salesforce": Native(
        write=salesforce.write,
        variants=salesforce.VARIANTS,
        params=salesforce.PARAMS,
        losses=salesforce.LOSSES,
        gains=salesforce.GAINS,
        native_ids=salesforce.native_ids,
    ),
    "hubspot": Native(
        write=hubspot.write,
        variants=hubspot.VARIANTS,
        params=hubspot.PARAMS,
        losses=hubspot.LOSSES,
        gains=hubspot.GAINS,
        native_ids=hubspot.native_ids,
        zone=hubspot.ZONE,
    ),
    "pipedrive": Native(
        write=pipedrive.write,
        variants=pipedrive.VARIANTS,
        params=pipedrive.PARAMS,
        losses=pipedrive.LOSSES,
        gains=pipedrive.GAINS,
        native_ids=pipedrive.native_ids,
    ),
    "dynamics": Native(
        write=dynamics.write,
        variants=dynamics.VARIANTS,
        params=dynamics.PARAMS,
        losses=dynamics.LOSSES,
        native_ids=dynamics.native_ids,
        zone=dynamics.ZONE,
        variant_losses=dynamics.VARIANT_LOSSES,
    ),
    "odoo": Native(
        write=odoo.write,
        variants=odoo.VARIANTS,
        params=odoo.PARAMS,
        losses=odoo.LOSSES,
        gains=odoo.GAINS,
        native_ids=odoo.native_ids,
    ),
    "zoho": Native(
        write=zoho.write,
        variants=zoho.VARIANTS,
        params=zoho.PARAMS,
        losses=zoho.LOSSES,
        native_ids=zoho.native_ids,
    ),
}
"""The CRMs, by the name that `crm:` has in project.yaml."""


def write_native(crm: str, plain_folder: Path, target: Path, *, variant: str = "") -> list[Path]:
    """Write the demo CRM as one CRM exports it.

    Parameters
    ----------
    crm
        One of `NATIVES`.
    plain_folder
        Where `kit.demo.write` wrote the plain files.
    target
        Gets ``exports/``, the CRM's own files, and ``params/``, what companies keep beside it.
    variant
        One of the CRM's variants; the usual one if empty.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ParamError
        If the CRM or the variant is unknown, or `target` already holds one of the two folders.
    """
    native = NATIVES.get(crm)
    if native is None:
        raise ParamError(f"There is no demo of the CRM `{crm}`. {suggestion(crm, list(NATIVES))}")
    if variant and variant not in native.variants:
        hint = suggestion(variant, native.variants)
        raise ParamError(f"The demo of {crm} has no variant `{variant}`. {hint}")
    for name in (EXPORTS, PARAMS):
        if (target / name).exists():
            raise ParamError(
                f"{target} already holds {name}/. Give a folder without it, or remove it."
            )
    return native.write(target, read_plain(plain_folder), variant or native.variants[0])
