"""One line of the table of models: what a part must reach, and what it was measured to reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("KIT_SHARED_DATA") or ROOT.parent / "shared").resolve()
ABSENT = "not measured: shared data absent"


class Row(NamedTuple):
    """A part, what it must reach, what was measured, and whether that is enough.

    `is_reached` is None where nothing could be measured.
    """

    part: str
    reach: str
    measured: str
    is_reached: bool | None

    @property
    def answer(self) -> str:
        """As the table says it."""
        return "-" if self.is_reached is None else "yes" if self.is_reached else "NO"


def absent(part: str, reach: str) -> Row:
    """The row of a part whose data are not here."""
    return Row(part, reach, ABSENT, None)


def has_shared_data() -> bool:
    """Whether the folder of real data is there."""
    return (SHARED / "data").is_dir()
