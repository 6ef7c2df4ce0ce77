"""Activities written out as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit.data.frames import completed

COLUMNS = ("occurred_at", "channel", "owner", "contact_id", "message", "outcome", "responded_at")


@pytest.fixture(scope="session")
def touches_of() -> Callable[..., pd.DataFrame]:
    """Lines of `when channel owner contact message outcome responded`, ``-`` is missing."""

    def make(*lines: str, **columns: object) -> pd.DataFrame:
        frame = pd.DataFrame([line.split() for line in lines], columns=COLUMNS, dtype="str")
        frame = frame.mask(frame.eq("-"))
        for name in ("occurred_at", "responded_at"):
            frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
        ids = [f"t{number}" for number in range(len(frame))]
        return completed(frame.assign(activity_id=ids, **columns), "activities")

    return make
