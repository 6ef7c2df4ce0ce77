"""Entries of the catalogue: what the records can carry."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = (
    Listing(kpis.recorded_spans, N_("Recorded spans"), _OPPORTUNITIES),
    Listing(kpis.data_quality, N_("Data quality"), ("records",)),
    Listing(kpis.safe_uses, N_("What each source is safe for"), ("records",)),
)
