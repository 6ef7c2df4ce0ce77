"""Entries of the catalogue: stages, and where opportunities are lost."""

from __future__ import annotations

from kit.catalogue.entry import Kpi, Listing

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = ()
