"""Figures of an edition for other programs: KPIs, forecasts and findings as long tidy tables.

Each is one table, as Parquet and as CSV, with a dictionary of columns and figures beside it. They
hold every unit's rows, and therefore lie beside the site and never in it.
"""

from kit.export.making import Export, export
from kit.export.tables import COLUMNS, findings_table, forecasts_table, kpis_table

__all__ = ["COLUMNS", "Export", "export", "findings_table", "forecasts_table", "kpis_table"]
