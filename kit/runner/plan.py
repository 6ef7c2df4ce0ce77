"""The plan of a run: which notebook for which unit in which language, and what each rests on."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from kit import files
from kit.data.handover import Handover
from kit.data.manifest import Snapshot
from kit.errors import ParamError, suggestion
from kit.ledger import PageId
from kit.params import ReportParameters, Settings
from kit.rooms import SEEN_BY_NOTEBOOKS
from kit.runner.notebooks import Notebook, find_notebooks
from kit.units import Unit

_LIBRARIES = (
    *("babel", "ipykernel", "matplotlib", "numpy", "pandas"),
    *("papermill", "pyarrow", "scipy", "seaborn", "statsmodels"),
)

_OF_ACCOUNTS = ("opportunities", "orders")


@dataclass(frozen=True)
class Choice:
    """Which part of the site to run; empty means all of it."""

    region: str = ""
    team: str = ""
    notebooks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One page to run.

    Attributes
    ----------
    parameters
        Resolved parameters: every one that the notebook declares, none left to a default.
    key
        Run key: digest of everything that can change what the page shows.
    """

    page: PageId
    notebook: Notebook
    parameters: dict[str, Any]
    handover: Handover
    key: str


def plan(settings: Settings, snapshot: Snapshot, choice: Choice | None = None) -> tuple[Task, ...]:
    """All tasks of a run, in site order.

    Raises
    ------
    ParamError
        If `choice` or the settings name a unit, notebook or language that does not exist.
    """
    choice = choice or Choice()
    _check_units(settings, snapshot)
    notebooks = find_notebooks(settings.folder, choice.notebooks)
    return tuple(
        _task(settings, notebook, handover, language)
        for unit in _units(snapshot, choice)
        for handover in (Handover.of(settings, snapshot, unit),)
        for language in _languages(settings, unit, choice)
        for notebook in notebooks
        if unit.level in notebook.levels
        and (not notebook.compares_units or _holds_others(snapshot, unit))
        and (not notebook.has_cards or _has_own(handover))
    )


def run_key(notebook: Notebook, parameters: dict[str, Any], handover: Handover) -> str:
    """Digest of notebook, parameters, slice, settings, code and versions.

    What only the page's head shows (freshness, the demo banner) is left to the page key.
    """
    ingredients = [
        notebook.fingerprint,
        parameters,
        [[part.table, part.region, part.team, part.digest] for part in handover.parts],
        handover.settings,
        files.digest_code(SEEN_BY_NOTEBOOKS),
        versions(),
    ]
    return files.digest(json.dumps(ingredients, sort_keys=True, ensure_ascii=False, default=str))


@cache
def versions() -> dict[str, str]:
    """Versions of everything that draws or computes."""
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _LIBRARIES},
    }


def _check_units(settings: Settings, snapshot: Snapshot) -> None:
    """Refuse settings for a unit that the data do not hold; they would silently do nothing."""
    known = [unit.key for unit in snapshot.tree.units if unit.key]
    for key in settings.units:
        if key and key not in known:
            raise ParamError(
                f"Settings name the unit `{key}`, which the data do not hold. "
                f"{suggestion(key, known)} Known: {', '.join(f'`{one}`' for one in known)}."
            )


def _holds_others(snapshot: Snapshot, unit: Unit) -> bool:
    return any(unit.holds(other) and other != unit for other in snapshot.tree.units)


def _has_own(handover: Handover) -> bool:
    """Whether an opportunity or order belongs to the unit itself and to none below it."""
    return any(
        part.table in _OF_ACCOUNTS and part.rows and part.leaf == handover.unit
        for part in handover.parts
    )


def _units(snapshot: Snapshot, choice: Choice) -> Sequence[Unit]:
    if not (choice.region or choice.team):
        return snapshot.tree.units
    chosen = snapshot.tree.find(choice.region, choice.team)
    return [unit for unit in snapshot.tree.units if chosen.holds(unit)]


def _languages(settings: Settings, unit: Unit, choice: Choice) -> Sequence[str]:
    published = settings.languages_of(unit)
    unknown = [language for language in choice.languages if language not in settings.all_languages]
    if unknown:
        known = ", ".join(f"`{language}`" for language in settings.all_languages)
        raise ParamError(f"No unit is published in `{unknown[0]}`. Published: {known}.")
    return [
        language for language in published if not choice.languages or language in choice.languages
    ]


def _task(settings: Settings, notebook: Notebook, handover: Handover, language: str) -> Task:
    unit = handover.unit
    own = settings.unit(unit)
    wanted = ReportParameters.from_mapping(
        {
            "region": unit.region,
            "team": unit.team,
            "period": own.period or notebook.parameters.get("period", "month"),
            "periods": own.periods or notebook.parameters.get("periods", 12),
            "language": language,
        },
        f"unit `{unit.key or settings.name}`",
    )
    parameters = {**wanted.model_dump(), "as_of": handover.day(wanted).isoformat()}
    page = PageId(unit.region, unit.team, notebook.name, language)
    return Task(page, notebook, parameters, handover, run_key(notebook, parameters, handover))
