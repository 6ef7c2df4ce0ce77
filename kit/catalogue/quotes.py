"""Entries of the catalogue: quotes."""

from __future__ import annotations

from kit.catalogue.entry import Kpi, Listing

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = ()
