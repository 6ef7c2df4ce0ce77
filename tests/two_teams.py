"""A company of two teams, Iberia and DACH: the smallest one whose units differ."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings

AS_OF = date(2026, 2, 28)


def opportunities(**changed: object) -> pd.DataFrame:
    """One won opportunity of each team and an open one of DACH; `changed` replaces columns."""
    frame = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c"],
            "created_at": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-02-01"]),
            "closed_at": pd.to_datetime(["2026-01-20", "2026-02-03", None]),
            "stage": ["Won", "Won", "Offer"],
            "status": ["won", "won", "open"],
            "amount": [100.0, 30.0, 50.0],
            "owner": ["Ada", "Bo", "Bo"],
            "team": ["Iberia", "DACH", "DACH"],
            "region": "EMEA",
        }
    )
    return frame.assign(**changed)


def stored(settings: Settings, *, demo: bool = False, **changed: object) -> Snapshot:
    """A snapshot of them in the project's store."""
    stages = pd.DataFrame({"stage": ["Offer", "Won"], "position": [1, 2], "phase": "late"})
    tables = widen({"opportunities": opportunities(**changed), "stages": stages}, settings, AS_OF)
    freshness = {"opportunities": "2026-02-03"}
    return Store(settings.store).write(tables, AS_OF, freshness=freshness, demo=demo)
