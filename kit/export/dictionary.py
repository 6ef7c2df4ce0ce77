"""What the columns and figures of an export mean, from the catalogue."""

from __future__ import annotations

import pandas as pd

from kit import catalogue
from kit.export.tables import COLUMNS


def columns_dictionary() -> pd.DataFrame:
    """One row for each column of each table: table, column, type, meaning."""
    rows = [
        (table, column, kind, meaning)
        for table, columns in COLUMNS.items()
        for column, (kind, meaning) in columns.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "meaning"])


def kpis_dictionary(currency: str) -> pd.DataFrame:
    """One row for each measure of each KPI: what it is called, counts, and is measured in.

    Parameters
    ----------
    currency
        Of all amounts.
    """
    rows = [
        {
            "kpi": kpi.name,
            "measure": measure.name,
            "label": kpi.label,
            "measure_label": measure.headline,
            "definition": kpi.definition,
            "unit": measure.unit,
            "currency": currency if measure.unit == "money" else "",
            "better": kpi.better,
            "additive": kpi.additive,
            "dimensions": ", ".join(kpi.axes),
            "read_from": kpi.source,
        }
        for kpi in catalogue.KPIS
        for measure in kpi.measures
    ]
    return pd.DataFrame(rows)
