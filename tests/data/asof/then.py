"""Records that tests look at as known on a day."""

from __future__ import annotations

import pandas as pd

from kit.window import Calendar

UTC = Calendar()


MADRID = Calendar("Europe/Madrid")


def instants(*values: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(values, dtype="str"), utc=True).astype("datetime64[us, UTC]")
