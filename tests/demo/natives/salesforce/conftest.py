"""Rows of Salesforce's two exports, as the tests read them."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.demo.natives import NATIVES

SALESFORCE = NATIVES["salesforce"]


@pytest.fixture(params=SALESFORCE.variants)
def variant(request):
    return request.param


@pytest.fixture
def table(exported, variant):
    """Name of an object → its rows that count: not deleted, flags as booleans, ISO instants."""

    def rows(name):
        frame = exported("salesforce", variant).frames(f"exports/{name}.csv").copy()
        for column in frame:
            if column.startswith(("Is", "Has")):
                frame[column] = frame[column].isin(["true", "1"])
            elif frame[column].str.contains(r"\d[ T]\d\d:\d\d:\d\d", na=False).any():
                moments = pd.to_datetime(frame[column], utc=True, format="ISO8601")
                frame[column] = moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        return frame[~frame["IsDeleted"]] if "IsDeleted" in frame else frame

    return rows
