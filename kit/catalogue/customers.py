"""Entries of the catalogue: what customers cost, and whether they come back."""

from __future__ import annotations

from kit.catalogue.entry import Kpi, Listing

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = ()
