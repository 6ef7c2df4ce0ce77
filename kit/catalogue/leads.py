"""Entries of the catalogue: leads, what they cost and what becomes of them."""

from __future__ import annotations

from kit.catalogue.entry import Kpi, Listing

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = ()
