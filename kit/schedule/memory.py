"""What is remembered of each unit's schedule: `outputs/runs/schedule.json`, written under the lock.

Kept apart from the ledger, which may be removed and made again at any time: pages would only be
run once more, but a forgotten schedule would send out reports that nobody expects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kit import files
from kit.errors import RunError
from kit.units import Unit


@dataclass(frozen=True)
class Note:
    """What is remembered of one unit.

    Attributes
    ----------
    handled
        When the last run began after which all its pages stood and were published; None before
        the first.
    moment, tries
        The scheduled moment that was tried last without success, and how often.
    """

    handled: datetime | None = None
    moment: datetime | None = None
    tries: int = 0

    def begun(self, moment: datetime) -> Note:
        """The note once a try for `moment` has begun; it counts however it ends."""
        return replace(self, moment=moment, tries=1 + (self.tries if self.moment == moment else 0))


def read_notes(outputs: Path) -> dict[Unit, Note]:
    """What is remembered, by unit; nothing before the first run.

    Raises
    ------
    RunError
        If the file is damaged.
    """
    path = _path(outputs)
    try:
        listed = json.loads(path.read_bytes())["units"]
        return {
            Unit(one["region"], one["team"]): Note(
                _moment(one["handled"]), _moment(one["moment"]), int(one["tries"])
            )
            for one in listed
        }
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"outputs/runs/{path.name} is damaged ({error}). Remove it: every unit that has a "
            "schedule is then run once, at the next call."
        ) from error


def write_notes(outputs: Path, notes: Mapping[Unit, Note]) -> None:
    """Remember `notes`, all or none; the project's lock must be held."""
    listed = [
        {
            "region": unit.region,
            "team": unit.team,
            "handled": _text(note.handled),
            "moment": _text(note.moment),
            "tries": note.tries,
        }
        for unit, note in sorted(notes.items())
    ]
    path = _path(outputs)
    files.make_folder(path.parent)
    files.write_atomic(path, json.dumps({"units": listed}, ensure_ascii=False, indent=1) + "\n")


def _path(outputs: Path) -> Path:
    return outputs / "runs" / "schedule.json"


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    """An instant as written; one without an offset is damage."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"`{text}` has no offset")
    return moment
