"""A unit's digest with everything in it, and a published site to take digests from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import Snapshot
from kit.digest import Digest
from kit.results import Finding, Headline
from kit.units import Unit
from tests.publisher.small_site import SmallSite


def digest_of(**changed: Any) -> Digest:
    facts: dict[str, Any] = {
        "unit": Unit("EMEA", "Iberia"),
        "state": "fresh",
        "language": "en",
        "project": "Example",
        "name": "Iberia",
        "subject": "Example · Iberia · As of 30 June 2026",
        "day": date(2026, 6, 30),
        "as_of": "As of 30 June 2026",
        "headlines": (
            Headline("bookings", "Bookings", 5.0, "€5", change="+€2 from €3", tone="good"),
            Headline("win_rate", "Win rate", 0.4, "40%", interval="30–50%", period="Q2 2026"),
        ),
        "findings": (Finding("late", "Losses come late.", "act", "Review the terms."),),
        "changes": ("Bookings: €5 (+€2 from €3)",),
    }
    return Digest(**{**facts, **changed})


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite.of(
        tmp_path,
        digest={"from": "kit@example.com", "smtp": "URL", "to": "boss@example.com"},
        units={"EMEA/DACH": {"recipients": ["ada@example.com", "bo@example.com"]}},
    )


@pytest.fixture
def snapshot(site: SmallSite) -> Snapshot:
    return site.load()
