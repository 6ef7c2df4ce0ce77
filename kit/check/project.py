"""A whole project checked: what is wrong where, and how the tables come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kit import extraction
from kit.check.notebooks import check_notebooks
from kit.check.sources import Summary, check_sources
from kit.errors import Fault
from kit.params import Settings, check_settings
from kit.publisher.verifying import verify
from kit.runner import notebooks_folder


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    faults
        Everything, errors and warnings, in the order of a run: settings, data, notebooks,
        languages, store.
    tables
        How each table comes in (see `kit.check.sources.check_sources`); empty where the settings
        are refused.
    untranslated
        By language in use: messages that its pages would show in English.
    """

    faults: tuple[Fault, ...]
    tables: Summary = field(default_factory=dict)
    untranslated: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing found would refuse a load or fail a page."""
        return all(fault.severity != "error" for fault in self.faults)

    def as_dict(self) -> dict[str, Any]:
        """The findings as `--json` prints them."""
        return {
            "ok": self.ok,
            "faults": [fault.as_dict() for fault in self.faults],
            "tables": self.tables,
            "untranslated": self.untranslated,
        }


def check(folder: Path, *, today: date | None = None) -> Checked:
    """Check a project without running or writing anything.

    Parameters
    ----------
    folder
        The project folder.
    today
        Later days are plans or typing errors; the clock's day, unless given.
    """
    settings, faults = check_settings(folder)
    notebooks = check_notebooks(folder)
    if settings is None:
        return Checked((*faults, *notebooks))
    found, tables = check_sources(settings, today or date.today())
    untranslated = _untranslated(settings)
    said = [_said_in_english(code, count) for code, count in untranslated.items() if count]
    kept = verify(settings)
    return Checked((*faults, *found, *notebooks, *said, *kept), tables, untranslated)


def _untranslated(settings: Settings) -> dict[str, int]:
    home = notebooks_folder(settings.folder)
    return {code: extraction.missing(code, home) for code in settings.all_languages}


def _said_in_english(code: str, count: int) -> Fault:
    return Fault(
        "warning",
        f"{count} messages have no translation into `{code}`; its pages say them in English.",
        file=f"kit/language/catalogs/{code}.po",
        value=code,
        fix="Translate them from messages.pot beside it.",
    )
