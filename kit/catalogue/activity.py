"""Entries of the catalogue: what is done to reach people."""

from __future__ import annotations

from kit.catalogue.entry import Kpi, Listing

KPIS: tuple[Kpi, ...] = ()

LISTINGS: tuple[Listing, ...] = ()
